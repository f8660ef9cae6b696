"""The lists by which personal data is recognised: they change with place and year, so are data.

A CSV file with the columns ``list,value,lengths,meaning,source``. Lists: ``region`` (two digits
of GB/T 2260), ``card`` (what an issuer's card numbers begin with, and their lengths),
``health``, ``hardship`` (words) and ``surname`` (characters).
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from disclosure_plugin.errors import Refused, gettext_noop

COLUMNS = ["list", "value", "lengths", "meaning", "source"]
LISTS = ("region", "card", "health", "hardship", "surname")


class ListsRefused(Refused):
    """The file of lists cannot be read; nothing of it is taken."""


class WrongColumns(ListsRefused):
    sentence = gettext_noop(
        "The first line must name the columns list, value, lengths, meaning and source."
    )


class WrongRow(ListsRefused):
    sentence = gettext_noop(
        "Line %(line)s of the lists cannot be read: give a known list, a value and a source, and "
        "for a card its lengths such as 16-19."
    )


@dataclass(frozen=True, slots=True)
class Issuer:
    """What a bank's card numbers begin with, and how many digits they have."""

    prefix: str
    lengths: frozenset[int]


@dataclass(frozen=True, slots=True)
class Lists:
    """What is looked for.

    Attributes:
        regions: the first two digits of resident ID numbers.
        issuers: of bank cards.
        health: words on health.
        hardship: words on hardship.
        surnames: single characters that begin a person's name.
    """

    regions: frozenset[str]
    issuers: tuple[Issuer, ...]
    health: tuple[str, ...]
    hardship: tuple[str, ...]
    surnames: frozenset[str]


def read_lists(text: str) -> Lists:
    """Read the lists.

    Args:
        text: the file's text, with or without a byte order mark.

    Raises:
        ListsRefused: the header or a row cannot be read, or a row has no source.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    if next(reader, None) != COLUMNS:
        raise WrongColumns
    values: dict[str, list[str]] = {name: [] for name in LISTS}
    issuers: list[Issuer] = []
    for row in reader:
        if len(row) != len(COLUMNS) or row[0] not in LISTS or not row[1] or not row[4]:
            raise WrongRow(line=reader.line_num)
        values[row[0]].append(row[1])
        if row[0] == "card":
            issuers.append(Issuer(row[1], _lengths(row[2], reader.line_num)))
    return Lists(
        regions=frozenset(values["region"]),
        issuers=tuple(issuers),
        health=tuple(values["health"]),
        hardship=tuple(values["hardship"]),
        surnames=frozenset("".join(values["surname"])),
    )


def _lengths(written: str, line: int) -> frozenset[int]:
    first, _, last = written.partition("-")
    try:
        return frozenset(range(int(first), int(last or first) + 1))
    except ValueError:
        raise WrongRow(line=line) from None

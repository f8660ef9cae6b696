"""What all lists that are taken from a spreadsheet have in common: headings, days, errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from disclosure_plugin.errors import Refused, gettext_noop

# What a formula leaves that could not be reckoned.
ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
# Excel counts a 29th of February 1900 that never was; after it days are these many from here.
EPOCH, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
EARLIEST, LATEST = date(1949, 10, 1), date(2999, 12, 31)
SHORT = 40

Field = TypeVar("Field", bound=StrEnum)

_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]0{1,2}:00(?::00)?)?"
)
_DAYS = re.compile(r"(\d{4,6})(?:\.0+)?")


class HeadingsRefused(Refused):
    """The first row of a sheet does not name the columns of such a list."""

    sentence = gettext_noop(
        "Sheet “%(sheet)s”: the first row must name the columns. Missing: %(missing)s. Take the "
        "template’s first row."
    )


class HeadingUnknown(Refused):
    """A column has a name that means nothing here."""

    sentence = gettext_noop(
        "Sheet “%(sheet)s”, column %(column)s: nobody knows the heading “%(heading)s”. Known "
        "headings: %(known)s. Correct it, or delete the column."
    )


class HeadingTwice(Refused):
    """Two columns have the same name."""

    sentence = gettext_noop(
        "Sheet “%(sheet)s”: columns %(first)s and %(second)s both have the heading “%(heading)s”. "
        "Delete one."
    )


def read_headings(
    sheet: str,
    cells: Mapping[str, str],
    headings: Mapping[Field, str],
    *,
    required: tuple[Field, ...],
    unknown: type[HeadingUnknown] = HeadingUnknown,
) -> dict[str, Field]:
    """Return what each column of a sheet says, by the column's name.

    Args:
        sheet: its name, for sentences.
        cells: its first row.
        headings: what columns are called; one may be called by its value, too.
        required: those that must be there.
        unknown: what is raised for a column that is none of them.

    Raises:
        HeadingUnknown, HeadingTwice, HeadingsRefused: the columns are not those of the template.
    """
    known = {
        **{name: one for one, name in headings.items()},
        **{one.value: one for one in headings},
    }
    found: dict[str, Field] = {}
    meant = {column: _meant(cell, known) for column, cell in cells.items()}
    if not any(meant.values()):
        raise HeadingsRefused(sheet=sheet, missing="、".join(headings[one] for one in required))
    for column, cell in cells.items():
        one = meant[column]
        if one is None:
            names = "、".join(headings.values())
            raise unknown(sheet=sheet, column=column, heading=short(cell), known=names)
        first = next((other for other, before in found.items() if before is one), None)
        if first is not None:
            raise HeadingTwice(sheet=sheet, first=first, second=column, heading=cell)
        found[column] = one
    missing = [headings[one] for one in required if one not in found.values()]
    if missing:
        raise HeadingsRefused(sheet=sheet, missing="、".join(missing))
    return found


def _meant(cell: str, known: Mapping[str, Field]) -> Field | None:
    plain = re.sub(r"[\s*＊]", "", cell)
    return known.get(plain) or known.get(plain.lower())


def day_in(cell: str, *, days_from_1904: bool = False) -> date | None:
    """Return the day a cell says as people or spreadsheets write it; None if it says none."""
    written, days = _DATE.fullmatch(cell), _DAYS.fullmatch(cell)
    try:
        if written:
            day = date(*(int(part) for part in written.groups()))
        elif days:
            day = (EPOCH_1904 if days_from_1904 else EPOCH) + timedelta(int(days[1]))
        else:
            return None
    except (ValueError, OverflowError):
        return None
    return day if EARLIEST <= day <= LATEST else None


def short(value: str) -> str:
    """Return the beginning of a long value, for a sentence."""
    return value if len(value) <= SHORT else f"{value[:SHORT]}…"

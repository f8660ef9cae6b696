"""Index numbers 索引号: by which an item of the register is found for ever.

The Regulation on Open Government Information (2019), Art. 12, demands an index for each item and
leaves its form to the localities. A county therefore sets a pattern. The default is the form in
use in Yunnan: code of the organisation, date the information was formed, running number of that
day, e.g. ``11532331015179648Q-/2024-1121001``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from disclosure_plugin.errors import Refused, gettext_noop

YUNNAN = "{organisation}-/{year}-{month}{day}{serial:3}"

FIELDS = ("organisation", "category", "year", "month", "day")
MAX_DIGITS = 9

_PLACEHOLDER = re.compile(r"\{([a-z]+)(?::([0-9]+))?\}")
# Codes of any length, with nothing that says where they end.
_RUN_TOGETHER = re.compile(r"\{(?:organisation|category)\}(?=\{|[0-9A-Za-z])")
_LITERAL = re.compile(r"[0-9A-Za-z一-鿿〔〕()（）/_.-]*")
_ORGANISATION = re.compile(r"[0-9A-Za-z-]{1,30}")


class WrongPattern(Refused):
    """A pattern for index numbers cannot be used."""


class UnknownPlaceholder(WrongPattern):
    sentence = gettext_noop(
        "The pattern holds %(written)s. It may hold {organisation}, {category}, {year}, {month}, "
        "{day} and {serial:3}."
    )


class SerialMissing(WrongPattern):
    sentence = gettext_noop(
        "The pattern must hold the running number once, with its digits: {serial:3}."
    )


class OrganisationMissing(WrongPattern):
    sentence = gettext_noop(
        "The pattern must hold {organisation}: without it two bureaus could get the same number."
    )


class ForbiddenCharacter(WrongPattern):
    sentence = gettext_noop(
        "The pattern holds a character that no index number may have: %(written)s. Use letters, "
        "digits and - / _ . ( )."
    )


class NothingBetween(WrongPattern):
    sentence = gettext_noop(
        "Put a character between %(written)s and what follows it: codes differ in length, and "
        "without one two items could get the same number."
    )


class NoOrganisationCode(Refused):
    """A number was asked for before the bureau's code was entered."""

    sentence = gettext_noop(
        "The bureau has no unified social credit code, with which index numbers begin. The county "
        "office enters it where it keeps the bureaus; on a site of one bureau, county IT does in "
        "ORGANISATION_CODE."
    )


@dataclass(frozen=True, slots=True)
class IndexNumber:
    """A number for one item.

    Attributes:
        text: the number as it is printed.
        outgrown: whether the running number has more digits than the pattern provides for; it is
            right and unique, and the county may want to widen its pattern.
    """

    text: str
    outgrown: bool


class Pattern:
    """How a county writes its index numbers.

    Args:
        text: literal characters with the placeholders ``{organisation}``, ``{category}``,
            ``{year}`` (4 digits), ``{month}``, ``{day}`` (2 digits) and ``{serial:N}``, a
            running number with at least N digits.

    Raises:
        WrongPattern: numbers made with it would not be unique, or it cannot be read.
    """

    def __init__(self, text: str) -> None:
        serials = []
        names = []
        for match in _PLACEHOLDER.finditer(text):
            name, digits = match.groups()
            if name == "serial" and digits and 1 <= int(digits) <= MAX_DIGITS:
                serials.append(int(digits))
            elif name in FIELDS and digits is None:
                names.append(name)
            else:
                raise UnknownPlaceholder(written=match.group())
        rest = _PLACEHOLDER.sub("", text)
        if not _LITERAL.fullmatch(rest):
            raise ForbiddenCharacter(written=_LITERAL.sub("", rest)[:1])
        if len(serials) != 1:
            raise SerialMissing
        if "organisation" not in names:
            raise OrganisationMissing
        if together := _RUN_TOGETHER.search(text):
            raise NothingBetween(written=together.group())
        self.text = text
        self.digits = serials[0]

    def series(self, *, organisation: str, category: str, formed_on: date) -> str:
        """Return the name of the row of numbers an item belongs to.

        Numbers run from 1 in each series: with a date in the pattern, in each day.

        Args:
            organisation: unified social credit code, or another code of the organisation.
            category: code of the item's category; empty if it has none.
            formed_on: the day the information was formed.

        Raises:
            NoOrganisationCode: the code is empty or is none.
        """
        if not _ORGANISATION.fullmatch(organisation):
            raise NoOrganisationCode
        values = {
            "organisation": organisation,
            "category": category,
            "year": f"{formed_on.year:04}",
            "month": f"{formed_on.month:02}",
            "day": f"{formed_on.day:02}",
            "serial": "#",
        }
        return _PLACEHOLDER.sub(lambda match: values[match[1]], self.text)

    def number(self, series: str, serial: int) -> IndexNumber:
        """Return a number of a series.

        Args:
            series: what :meth:`series` returned.
            serial: the place in the series, from 1.

        Raises:
            ValueError: the place is below 1.
        """
        if serial < 1:
            raise ValueError("Running numbers begin with 1.")
        digits = f"{serial:0{self.digits}}"
        return IndexNumber(series.replace("#", digits), outgrown=len(digits) > self.digits)

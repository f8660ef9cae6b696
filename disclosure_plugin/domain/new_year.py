"""Take what was said for one year as the beginning for another."""

from __future__ import annotations

import re

from disclosure_plugin.errors import Refused, gettext_noop

_CHINESE = "〇一二三四五六七八九"
_FULL_WIDTH = "０１２３４５６７８９"


class NotOfAnEarlierYear(Refused):
    """There is nothing to move on: it is of this year."""

    sentence = gettext_noop(
        "“%(title)s” is of %(year)s, and that year is not over. Copy it under “Actions” if you "
        "want a second one."
    )


class YearIsThere(Refused):
    """The new year has one already."""

    sentence = gettext_noop("There is one for %(year)s already: “%(title)s”. Go on with that.")


def moved_on(text: str, *, year: int, to: int) -> str:
    """Write another year wherever a text names one.

    Args:
        text: without markup.
        year: the one it names, in digits, full-width digits or as 二〇二五.
        to: the one that is written instead, in the same form.
    """
    return _named(year).sub(lambda found: _in_the_form_of(found[0], to), text)


def mentions(text: str, year: int) -> int:
    """Count how often a text names a year."""
    return len(_named(year).findall(text))


def _named(year: int) -> re.Pattern[str]:
    digits, wide = str(year), _written(year, _FULL_WIDTH)
    chinese = _written(year, _CHINESE).replace("〇", "[〇○零]")
    numeral = f"[{_CHINESE}○零十百千]"
    return re.compile(
        rf"(?<![0-9]){digits}(?![0-9])|(?<![{_FULL_WIDTH}]){wide}(?![{_FULL_WIDTH}])"
        rf"|(?<!{numeral}){chinese}(?!{numeral})"
    )


def _in_the_form_of(found: str, year: int) -> str:
    if found.isascii():
        return str(year)
    if found[0] in _FULL_WIDTH:
        return _written(year, _FULL_WIDTH)
    zero = next((sign for sign in "○零" if sign in found), "〇")
    return _written(year, _CHINESE).replace("〇", zero)


def _written(year: int, digits: str) -> str:
    return "".join(digits[int(digit)] for digit in str(year))

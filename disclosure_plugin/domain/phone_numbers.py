"""Phone numbers: mobile ones, and those of landlines.

Source: 《电信网编号计划（2017年版）》 of the Ministry of Industry and Information Technology (from
memory): mobile numbers have eleven digits and begin with 13 to 19; an area code has three or four
digits and begins with 0; numbers of landlines have seven or eight and begin with 2 to 8.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from .written_numbers import Group, Written, joint_between

MOBILE_LENGTHS = frozenset({11, 13, 15})
_MOBILE = re.compile(r"(?:(?:00)?86)?(1[3-9][0-9]{9})")
_LANDLINE = re.compile(
    r"(?<![0-9A-Za-z./-])\(?(0(?:10|2[0-9]|[3-9][0-9]{2}))\)?[ -]?([2-8][0-9]{6,7})(?![0-9A-Za-z])"
)
_BARE_LANDLINE = re.compile(r"\s*([2-8][0-9]{6,7})\s*")
# What follows an amount or measure, and what comes before one.
_MEASURE = re.compile(r" ?(?:\.[0-9]|元|万|亿|平方|立方|米|吨|公斤|千克|%|股|度|千瓦)")
_CURRENCY = re.compile(r"[¥￥$€] ?$|(?<![0-9])[0-9]{1,3},$")
_COUNTRY = re.compile(r"(?:\+|00)$")
_CONTACT_WORD = re.compile(r"(?:tel|phone|mobile|mob)$", re.IGNORECASE)
# In numbers parted by hyphens, shorter neighbours belong to the same code.
WHOLE_NUMBER = 11
# How people part the digits of a mobile number (from memory).
GROUPINGS = frozenset({(3, 4, 4), (3, 8), (7, 4), (4, 4, 3)})


def is_mobile(digits: str) -> bool:
    """Say whether digits, all of them, have the form of a mobile number."""
    return _MOBILE.fullmatch(digits) is not None


def mobile_digits(text: str, found: Sequence[Group], number: Written) -> str | None:
    """Return the eleven digits of a mobile number, or None if it is none.

    Args:
        text: the plain text.
        found: its groups of digits.
        number: how some of them are read.
    """
    match = _MOBILE.fullmatch(number.digits)
    if match is None or number.lost or not match[1].strip(match[1][2]):
        return None
    size = number.last - number.first
    if len(number.digits) > WHOLE_NUMBER and size == 1:
        # 861381234… without a plus is somebody's running number, unless it has the form +86.
        before = text[: number.start]
        if not number.digits.startswith("00") and not _COUNTRY.search(before[-3:]):
            return None
    lines = number.joint == "\n"
    if size > 1 and not lines and not _is_grouped(found[number.first : number.last]):
        return None
    return None if _belongs_to_more(text, found, number) else match[1]


def _is_grouped(parts: Sequence[Group]) -> bool:
    sizes = [len(part.digits) for part in parts]
    if parts[0].digits in ("86", "0086"):
        sizes = sizes[1:]
    return len(sizes) == 1 or all(size == 1 for size in sizes) or tuple(sizes) in GROUPINGS


def _belongs_to_more(text: str, found: Sequence[Group], number: Written) -> bool:
    """Say whether the digits are part of a code, an amount or a measure."""
    before, after = text[max(0, number.start - 12) : number.start], text[number.end :][:8]
    if before[-1:].isascii() and before[-1:].isalpha() and not _CONTACT_WORD.search(before):
        return True
    if after[:1].isascii() and after[:1].isalpha():
        return True
    if _MEASURE.match(after) or _CURRENCY.search(before) or re.search(r"[A-Za-z0-9]/$", before):
        return True
    if number.last - number.first == 1 and found[number.first].tail == ".00":
        return True
    neighbours = []
    if number.first > 0:
        neighbours.append((found[number.first - 1], found[number.first], found[number.first - 1]))
    if number.last < len(found):
        neighbours.append((found[number.last - 1], found[number.last], found[number.last]))
    for left, right, other in neighbours:
        if joint_between(text, left, right) in ("-", ".") and _is_piece(other):
            return True
    return bool(re.search(r"[A-Za-z]-?$", before)) and "-" in before[-1:]


def _is_piece(other: Group) -> bool:
    return len(other.digits) < WHOLE_NUMBER and other.digits not in ("86", "0086")


def is_allowed(digits: str, allowed: Collection[str]) -> bool:
    """Say whether a number is one of those that may stand anywhere.

    Args:
        digits: of the number.
        allowed: digits of numbers, those of landlines with their area code.
    """
    return any(one == digits or (len(digits) >= 7 and one.endswith(digits)) for one in allowed)


def landlines(text: str, *, alone: bool) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and digits of each number of a landline.

    Args:
        text: a plain text.
        alone: the text is a cell that holds a phone number, so that the area code may be missing.
    """
    for match in _LANDLINE.finditer(text):
        yield match.start(), match.end(), match[1] + match[2]
    if alone and (bare := _BARE_LANDLINE.fullmatch(text)):
        yield bare.start(1), bare.end(1), bare[1]

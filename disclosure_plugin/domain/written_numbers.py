"""Numbers as people and spreadsheets write them, brought to plain digits with their place.

``530102 19900307 123X``, full-width digits, a line break in a cell, characters that nobody sees,
``5.30102199003071E+17``: all are one number to a reader, so they are one here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from urllib.parse import unquote_to_bytes

# Drawn by nobody: controls, soft hyphen, joiners, directions, variation selectors, byte order
# mark, fillers, tags (what Unicode calls Default_Ignorable_Code_Point).
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_FULL_WIDTH = {0xFF01 + place: chr(0x21 + place) for place in range(94)}
_MATHEMATICAL = {0x1D7CE + place: str(place % 10) for place in range(50)}
_SPACES = dict.fromkeys(map(ord, "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
                                 "\u2008\u2009\u200a\u202f\u205f\u2800\u3000"), " ")  # fmt: skip
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣﹘─_＿"), "-")
_DOTS = dict.fromkeys(map(ord, "·•．・"), ".")
_CHECK_LETTERS = dict.fromkeys(map(ord, "xｘＸⅩⅹ×хХχΧ"), "X")
_LINE_ENDS = dict.fromkeys(map(ord, "\r\x0b\x0c\x85\u2028\u2029"), "\n")
# One character becomes one, so that places stay.
_PLAIN = {
    **_FULL_WIDTH, **_MATHEMATICAL, **_SPACES, **_HYPHENS, **_DOTS, **_CHECK_LETTERS, **_LINE_ENDS,
}  # fmt: skip

# What a browser makes of an address: 名单 is %E5%90%8D%E5%8D%95 there. Digits stay as they are.
_BYTES_OF_ADDRESSES = re.compile(r"(?:%(?:2[0-9A-Fa-f]|3[A-Fa-f]|[89A-Fa-f][0-9A-Fa-f]))+")
_ENCODINGS = ("utf-8", "gb18030")

_GROUP = re.compile(
    r"""
    (?<![0-9.]) (?P<mantissa>[0-9](?:\.[0-9]{1,17})?) [eE]\+?(?P<exponent>1[0-9]) (?![0-9A-Za-z])
  | (?P<digits>[0-9]+ (?:X(?![0-9A-Za-z]))? ) (?P<tail>\.00?(?![0-9.]))?
  | (?<=[ \n.-]) (?P<check>X) (?![0-9A-Za-z])
    """,
    re.VERBOSE,
)
# Two spaces or a tab part the columns of a list.
_BETWEEN = re.compile(r" | ?[-.] ?|(?: ?\n ?){1,2}")
LONGEST = 19  # digits of the longest number looked for, a bank card
# A spreadsheet keeps fifteen significant digits of a number.
SPREADSHEET_DIGITS = 15
MOST_GROUPS = 6
SPLIT_BY_LINES = 3


@dataclass(frozen=True, slots=True)
class Plain:
    """A text in plain characters that knows the places of the source's.

    ``places`` says where each character begins and ends there; it is None while both texts have
    the same places.
    """

    text: str
    places: Sequence[tuple[int, int]] | None

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``text[start:end]`` stands in the source."""
        if self.places is None:
            return start, end
        return self.places[start][0], self.places[end - 1][1]


def plain(source: str) -> Plain:
    """Return a text with ASCII digits, hyphens and spaces, and without what nobody sees."""
    if not INVISIBLE.search(source) and not _BYTES_OF_ADDRESSES.search(source):
        return Plain(source.translate(_PLAIN), None)
    kept = [one for one in _characters(source) if not INVISIBLE.match(one[0])]
    text = "".join(char for char, _start, _end in kept)
    return Plain(text.translate(_PLAIN), [(start, end) for _char, start, end in kept])


def _characters(source: str) -> Iterator[tuple[str, int, int]]:
    """Yield each character with its place; what an address writes in bytes is one again."""
    at = 0
    for match in _BYTES_OF_ADDRESSES.finditer(source):
        yield from _as_they_are(source, at, match.start())
        yield from _decoded(match) or _as_they_are(source, *match.span())
        at = match.end()
    yield from _as_they_are(source, at, len(source))


def _as_they_are(source: str, first: int, last: int) -> Iterator[tuple[str, int, int]]:
    return ((source[place], place, place + 1) for place in range(first, last))


def _decoded(match: re.Match[str]) -> list[tuple[str, int, int]]:
    """Return the characters that some bytes are; none if they are no text."""
    for encoding in _ENCODINGS:
        try:
            text = unquote_to_bytes(match[0]).decode(encoding)
        except UnicodeDecodeError:
            continue
        # Each byte is written in three characters.
        ends = [
            *accumulate((3 * len(char.encode(encoding)) for char in text), initial=match.start())
        ]
        return [(char, *span) for char, span in zip(text, pairwise(ends), strict=True)]
    return []


@dataclass(frozen=True, slots=True)
class Group:
    """Digits that stand together.

    Attributes:
        start, end: in the plain text.
        digits: the digits, perhaps with a check letter X.
        lost: how many of the last are zeros because the number was written with an exponent.
        tail: ``.0`` of a number that a spreadsheet took for a measure.
    """

    start: int
    end: int
    digits: str
    lost: int = 0
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """One or more groups read as one number, ``groups[first:last]``; ``joint`` parts them.

    ``joint`` is "", " ", "-", "." or a line end.
    """

    first: int
    last: int
    start: int
    end: int
    digits: str
    lost: int
    joint: str


def groups(text: str) -> list[Group]:
    """Return the groups of digits of a plain text, in its order."""
    return [_group(match) for match in _GROUP.finditer(text)]


def _group(match: re.Match[str]) -> Group:
    start, end = match.span()
    if match["mantissa"]:
        known = _significant(match["mantissa"].replace(".", ""))
        length = int(match["exponent"]) + 1
        lost = max(0, length - len(known))
        return Group(start, end, known[:length].ljust(length, "0"), lost)
    return Group(start, end, match["digits"] or match["check"], tail=match["tail"] or "")


def _significant(mantissa: str) -> str:
    """Return the digits a spreadsheet knew of a number; those of its binary form say no more."""
    if len(mantissa) <= SPREADSHEET_DIGITS:
        return mantissa
    rounded = round(int(mantissa), SPREADSHEET_DIGITS - len(mantissa))
    return str(rounded)[:SPREADSHEET_DIGITS]


def readings(text: str, found: Sequence[Group], lengths: frozenset[int]) -> Iterator[Written]:
    """Yield every way to read neighbouring groups as a number of one of the lengths.

    Single groups come first: what stands together is together. Several are read as one when
    they are parted alike, and have the shapes people give them: single digits, or at most six
    groups of two and more with perhaps a last character of its own; or two or three lines.
    """
    for place, group in enumerate(found):
        if len(group.digits) in lengths:
            yield Written(place, place + 1, group.start, group.end, group.digits, group.lost, "")
    joints = [joint_between(text, *pair) for pair in pairwise(found)]
    for first in range(len(joints)):
        yield from _joined(found, joints, first, lengths)


def _joined(
    found: Sequence[Group], joints: Sequence[str | None], first: int, lengths: frozenset[int]
) -> Iterator[Written]:
    """Yield the readings of two groups and more that begin with one; ``joints`` part them."""
    digits, met = found[first].digits, set[str]()
    for last in range(first + 1, len(found)):
        before, group, joint = found[last - 1], found[last], joints[last - 1]
        if joint is None or before.lost or before.tail or "X" in before.digits or group.lost:
            return
        digits += group.digits
        met.add(joint)
        if len(digits) > LONGEST or (len(met) > 1 and met != {" ", "\n"}):
            return
        if (
            len(digits) in lengths
            and _is_a_shape(found[first : last + 1], met)
            and _ends_here(joints, first, last, met)
        ):
            yield Written(
                first, last + 1, found[first].start, group.end, digits, 0, max(met, key=_rank)
            )


def _ends_here(joints: Sequence[str | None], first: int, last: int, met: set[str]) -> bool:
    """Say whether no more groups follow behind a hyphen or dot: a code is read whole.

    Of what is read over lines, none may follow in the same line either.
    """
    forbidden = ("-", ".", " ") if "\n" in met else ("-", ".")
    before = joints[first - 1] if first > 0 else None
    after = joints[last] if last < len(joints) else None
    return before not in forbidden and after not in forbidden


def joint_between(text: str, before: Group, after: Group) -> str | None:
    """Return what parts two neighbouring groups, or None if more than a separator does."""
    between = text[before.end : after.start]
    if len(between) > 5 or not _BETWEEN.fullmatch(between):
        return None
    return "\n" if "\n" in between else between.strip() or " "


def _is_a_shape(parts: Sequence[Group], joints: set[str]) -> bool:
    sizes = [len(part.digits) for part in parts]
    if all(size == 1 for size in sizes):
        return "\n" not in joints
    if "\n" in joints and joints == {"\n"}:
        return len(sizes) <= SPLIT_BY_LINES
    return len(sizes) <= MOST_GROUPS and all(size >= 2 for size in sizes[:-1])


def _rank(joint: str) -> int:
    return " -.\n".index(joint)

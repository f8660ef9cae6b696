"""Find the numbering of a Chinese document: 一、 (一) 1. 1、 (1) ① 第一, 一是.

Official documents number their levels 一、 → (一) → 1. → (1) (GB/T 9704-2012, 7.3.3), but
many are typed otherwise, and text copied from a web page has lost its line breaks. So a
candidate counts as a marker only where it stands in the right place and where its number
comes next; the level of a style is decided by the order in which the styles appear.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from disclosure_plugin.domain.numerals import parse_chinese, to_half_width

SENTENCE_ENDS = "。！？；：!?;:"
COMMAS = ",，、"
LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
LONGEST_HEADING = 60
LARGEST_GAP = 4

_CLOSERS = "」』”\"’')）】》 \t\u3000\xa0"
_GLUED = set("第年.．-—–/／〔%") | set("0123456789０１２３４５６７８９")


class MarkerStyle(StrEnum):
    """One way of numbering; the value shows how it looks."""

    CHINESE = "一、"
    CHINESE_BRACKETED = "(一)"
    DIGIT_DOT = "1."
    DIGIT_COMMA = "1、"
    DIGIT_HALF_BRACKET = "1)"
    DIGIT_BRACKETED = "(1)"
    CIRCLED = "①"
    ORDINAL = "第一,"
    POINT = "一是"


# Styles that authors mix up within one list: "1." may be followed by "2、".
_KIN = {
    MarkerStyle.DIGIT_DOT: MarkerStyle.DIGIT_COMMA,
    MarkerStyle.DIGIT_COMMA: MarkerStyle.DIGIT_DOT,
    MarkerStyle.DIGIT_BRACKETED: MarkerStyle.DIGIT_HALF_BRACKET,
    MarkerStyle.DIGIT_HALF_BRACKET: MarkerStyle.DIGIT_BRACKETED,
}
_INLINE = (MarkerStyle.ORDINAL, MarkerStyle.POINT)
_BLOCK = (MarkerStyle.CHINESE, MarkerStyle.CHINESE_BRACKETED)


@dataclass(frozen=True, slots=True)
class Marker:
    """An accepted marker at ``[start, end)``; level 1 is the outermost.

    ``expected`` is the number that should have stood here (``number`` when all is well).
    """

    start: int
    end: int
    style: MarkerStyle
    number: int
    level: int
    expected: int


class _Place(IntEnum):
    """What stands before a candidate, from nothing to the surest sign of a new item."""

    INSIDE = 0
    COMMA = 1
    SENTENCE = 2
    LINE = 3


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    style: MarkerStyle
    number: int
    place: _Place
    continues: bool = False
    """A candidate of the same style follows, and its number is the next."""


_NUM = "[一二三四五六七八九十]{1,3}"
_DIGITS = "[0-9０-９]{1,2}"
_NOT_A_NUMBER = r"(?![0-9０-９])"
_YEAR_FOLLOWS = r"(?=(?:19|20)[0-9]{2}\s?年)"

_CANDIDATE = re.compile(
    rf"""
    第(?P<ordinal>{_NUM})(?:[,，、:：]|是(?!(?P=ordinal)))
  | (?P<point>{_NUM})是(?!(?P=point))
  | [(（]\s?(?P<chinese_bracketed>{_NUM})\s?[)）](?![项款条目])、?
  | (?P<chinese_ligature>[㈠-㈩])、?
  | (?P<chinese>{_NUM})[、．.](?!{_NUM}(?:[、季月年产级线期号类批组]))
  | [(（]\s?(?P<digit_bracketed>{_DIGITS})\s?[)）](?![项款条目])、?
  | (?P<digit_bracketed_ligature>[⑴-⒇])
  | (?P<circled>[①-⑳])、?
  | (?P<digit_dot>{_DIGITS})[.．](?:{_NOT_A_NUMBER}|{_YEAR_FOLLOWS})
  | (?P<digit_dot_ligature>[⒈-⒛])
  | (?P<digit_comma>{_DIGITS})、(?:{_NOT_A_NUMBER}|{_YEAR_FOLLOWS})
  | (?P<digit_half_bracket>{_DIGITS})[)）]
    """,
    re.VERBOSE,
)
_STYLES = {
    "ordinal": MarkerStyle.ORDINAL,
    "point": MarkerStyle.POINT,
    "chinese": MarkerStyle.CHINESE,
    "chinese_bracketed": MarkerStyle.CHINESE_BRACKETED,
    "chinese_ligature": MarkerStyle.CHINESE_BRACKETED,
    "digit_dot": MarkerStyle.DIGIT_DOT,
    "digit_dot_ligature": MarkerStyle.DIGIT_DOT,
    "digit_comma": MarkerStyle.DIGIT_COMMA,
    "digit_half_bracket": MarkerStyle.DIGIT_HALF_BRACKET,
    "digit_bracketed": MarkerStyle.DIGIT_BRACKETED,
    "digit_bracketed_ligature": MarkerStyle.DIGIT_BRACKETED,
    "circled": MarkerStyle.CIRCLED,
}
_FIRST_OF_LIGATURES = {
    "chinese_ligature": "㈠",
    "digit_bracketed_ligature": "⑴",
    "digit_dot_ligature": "⒈",
    "circled": "①",
}
_SENTENCE_END = re.compile(f"[{SENTENCE_ENDS}]")


def find_markers(text: str, *, begin: int = 0) -> tuple[Marker, ...]:
    """Return the list markers of ``text`` from ``begin`` on, each with its level.

    A candidate is taken at the start of a line or after the end of a sentence when its
    number starts a list, comes next, or comes up to four too late (then ``expected`` tells).
    Digits and bracketed numbers may also stand right behind a heading, but only with exactly
    the number that comes next. 一是 and 第一, need a second item, and may follow a comma.
    """
    candidates = _with_successors(list(_candidates(text, begin)))
    reader = _Reader(text, begin, numbered_in_blocks=_has_block_numbering(candidates))
    return tuple(marker for candidate in candidates if (marker := reader.read(candidate)))


def _candidates(text: str, begin: int) -> Iterator[_Candidate]:
    for match in _CANDIDATE.finditer(text, begin):
        group = match.lastgroup or ""
        written = match.group(group)
        if first := _FIRST_OF_LIGATURES.get(group):
            number: int | None = ord(written) - ord(first) + 1
        elif group.startswith("digit"):
            number = int(to_half_width(written))
        else:
            number = parse_chinese(written)
        place = _place(text, match.start(), begin)
        if number and place is not None:
            yield _Candidate(match.start(), match.end(), _STYLES[group], number, place)


def _place(text: str, start: int, begin: int) -> _Place | None:
    """Say what stands before ``start``; None where a marker is impossible (第1、 2.1.)."""
    before = start
    while before > begin and text[before - 1] in _CLOSERS:
        before -= 1
    if before == begin or text[before - 1] in LINE_ENDS:
        return _Place.LINE
    sign = text[before - 1]
    if sign in SENTENCE_ENDS:
        clock = sign in ":：" and before > 1 and text[before - 2].isdigit()
        return None if clock and text[start].isdigit() else _Place.SENTENCE
    if text[start - 1] in _GLUED or (text[start - 1].isascii() and text[start - 1].isalpha()):
        return None
    return _Place.COMMA if sign in COMMAS else _Place.INSIDE


def _with_successors(candidates: list[_Candidate]) -> list[_Candidate]:
    """Mark the candidates whose list goes on, looking from the end of the text."""
    following: dict[MarkerStyle, int] = {}
    result = []
    for candidate in reversed(candidates):
        if candidate.style in _INLINE and candidate.place is _Place.INSIDE:
            continue
        goes_on = following.get(candidate.style) == candidate.number + 1
        following[candidate.style] = candidate.number
        result.append(
            _Candidate(
                candidate.start,
                candidate.end,
                candidate.style,
                candidate.number,
                candidate.place,
                goes_on,
            )
        )
    result.reverse()
    return result


def _has_block_numbering(candidates: list[_Candidate]) -> bool:
    return any(
        candidate.style not in _INLINE
        and candidate.number == 1
        and candidate.place >= _Place.SENTENCE
        for candidate in candidates
    )


@dataclass(slots=True)
class _Open:
    style: MarkerStyle
    number: int


class _Reader:
    """Reads candidates in the order of the text and remembers which lists are open."""

    def __init__(self, text: str, begin: int, *, numbered_in_blocks: bool) -> None:
        self._sentence_ends = [match.start() for match in _SENTENCE_END.finditer(text)]
        self._begin = begin
        self._numbered_in_blocks = numbered_in_blocks
        self._open: list[_Open] = []
        self._last_end: int | None = None

    def read(self, candidate: _Candidate) -> Marker | None:
        """Return the marker, or None when the candidate is ordinary text."""
        depth = self._depth_of_open_list(candidate)
        is_new = depth is None
        if depth is None:
            depth, expected = self._depth_of_new_list(candidate), 1
        else:
            expected = self._open[depth].number + 1
        if not self._accepts(candidate, expected, is_new=is_new):
            return None
        self._open[depth:] = [_Open(candidate.style, candidate.number)]
        self._last_end = candidate.end
        return Marker(
            candidate.start, candidate.end, candidate.style, candidate.number, depth + 1, expected
        )

    def _depth_of_open_list(self, candidate: _Candidate) -> int | None:
        for depth, item in enumerate(self._open):
            if item.style is candidate.style:
                return depth
        for depth, item in enumerate(self._open):
            is_kin = _KIN.get(candidate.style) is item.style
            if is_kin and item.number + 1 == candidate.number:
                return depth
        return None

    def _depth_of_new_list(self, candidate: _Candidate) -> int:
        depth = len(self._open)
        if candidate.style in _BLOCK:  # 一、 never stands inside 一是
            while depth and self._open[depth - 1].style in _INLINE:
                depth -= 1
        return depth

    def _accepts(self, candidate: _Candidate, expected: int, *, is_new: bool) -> bool:
        comes_next = candidate.number == expected
        if candidate.style in _INLINE and is_new:
            in_introduction = self._last_end is None and self._numbered_in_blocks
            return comes_next and candidate.continues and not in_introduction
        if candidate.place is _Place.INSIDE or candidate.place is _Place.COMMA:
            return comes_next and self._may_stand_inside(candidate)
        if comes_next or candidate.number == 1:
            return True
        if is_new:
            sure = candidate.place is _Place.LINE or candidate.style is MarkerStyle.CHINESE
            return sure and candidate.number <= LARGEST_GAP
        late = 0 < candidate.number - expected < LARGEST_GAP
        return late or (candidate.place is _Place.LINE and candidate.number < expected)

    def _may_stand_inside(self, candidate: _Candidate) -> bool:
        if candidate.style in _INLINE:
            return candidate.place is _Place.COMMA
        if candidate.style is MarkerStyle.CHINESE:
            return False
        if self._last_end is None and not candidate.continues:
            return False
        begin = self._begin if self._last_end is None else self._last_end
        length = candidate.start - begin
        return 2 <= length <= LONGEST_HEADING and not self._has_sentence_end(
            begin, candidate.start
        )

    def _has_sentence_end(self, start: int, end: int) -> bool:
        index = bisect_left(self._sentence_ends, start)
        return index < len(self._sentence_ends) and self._sentence_ends[index] < end

"""Collect every number of a text with its unit, its place and the words around it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from disclosure_plugin.domain.figure_patterns import FigureKind, Reading, read_numbers
from disclosure_plugin.domain.numerals import parse_chinese, to_half_width
from disclosure_plugin.domain.passages import words_around


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the text at ``[start, end)``, its unit not included.

    ``value`` is None where digits are no quantity (dates, times, phone and document numbers,
    codes). ``unit`` is as written, or None when no measure word stands behind the number.
    ``approximate``: 余, 多, 约, 近, 左右 and the like stand by it. ``in_range``: one end of a
    range such as 8:30—11:30. ``before`` and ``after`` are up to 12 characters each.
    """

    kind: FigureKind
    value: Decimal | None
    written: str
    start: int
    end: int
    unit: str | None
    approximate: bool
    in_chinese: bool
    in_range: bool
    before: str
    after: str

    @property
    def year(self) -> int | None:
        """The calendar year that a year or a full date names, or None."""
        if self.kind is FigureKind.YEAR and self.value is not None:
            return int(self.value)
        leading = _LEADING_YEAR.match(to_half_width(self.written))
        if self.kind is not FigureKind.DATE or not leading:
            return None
        return int(leading[1]) if leading[1] else parse_chinese(leading[2])


_LEADING_YEAR = re.compile("((?:19|20)[0-9]{2})|([〇○零一二三四五六七八九]{4})年")
_ABOUT_BEFORE = re.compile(
    r"(?:(?<![节预签公条合违制特])约|(?<![最附靠邻临接])近|将近|接近|超过|逾)[ ]?\Z"
)
_ABOUT_AFTER = re.compile(r"\s?(?:左右|上下)")
_RANGE_SIGN = re.compile(r"\s?(?:[-—–~～―]{1,2}|至|到)\s?")
_NEVER_IN_RANGE = (FigureKind.PHONE, FigureKind.CODE, FigureKind.DOCUMENT_NUMBER)


def collect_figures(text: str, list_markers: Iterable[tuple[int, int]] = ()) -> tuple[Figure, ...]:
    """Return every number of ``text`` in its order.

    Every Arabic digit outside the list markers belongs to exactly one figure; numbers in
    Chinese numerals are collected where a measure word follows (八项) and in dates.

    Args:
        text: the source text.
        list_markers: spans ``[start, end)`` that number the text and are no figures, in order.
    """
    readable = _without(to_half_width(text), list_markers)
    figures: list[Figure] = []
    for reading in read_numbers(readable):
        figure = _figure(text, readable, reading)
        if figures and _is_range(readable, figures[-1], figure):
            figures[-1] = _first_of_range(figures[-1], figure)
            figure = replace(figure, in_range=True)
        figures.append(figure)
    return tuple(figures)


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Blank the spans with line ends: the length stays, and no number reaches across."""
    pieces, position = [], 0
    for start, end in spans:
        pieces += [text[position:start], "\n" * (end - start)]
        position = end
    return "".join([*pieces, text[position:]])


def _figure(text: str, readable: str, reading: Reading) -> Figure:
    before, after = words_around(text, reading.start, reading.end)
    about = (
        reading.more
        or _ABOUT_BEFORE.search(readable, max(0, reading.start - 4), reading.start)
        or _ABOUT_AFTER.match(readable, reading.tail_end)
    )
    unit = reading.unit and text[reading.tail_end - len(reading.unit) : reading.tail_end]
    return Figure(
        kind=reading.kind,
        value=reading.value,
        written=text[reading.start : reading.end],
        start=reading.start,
        end=reading.end,
        unit=unit or None,
        approximate=bool(about) and reading.value is not None,
        in_chinese=reading.in_chinese,
        in_range=False,
        before=before,
        after=after,
    )


def _is_range(text: str, first: Figure, second: Figure) -> bool:
    if first.kind in _NEVER_IN_RANGE or second.kind in _NEVER_IN_RANGE:
        return False
    between = to_half_width(text[first.end : min(second.start, first.end + 12)])
    return bool(_RANGE_SIGN.fullmatch(between.removeprefix(first.unit or "")))


def _first_of_range(first: Figure, second: Figure) -> Figure:
    """In 3—5天 and 20—30% the unit stands only once, behind the second number."""
    if first.unit or first.kind is not FigureKind.COUNT or second.value is None:
        return replace(first, in_range=True)
    return replace(first, in_range=True, unit=second.unit, kind=second.kind)

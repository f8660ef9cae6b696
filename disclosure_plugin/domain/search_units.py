"""What a text consists of for the search: single Han characters, and words of other scripts.

Chinese is written without spaces, so each of its characters is a unit of its own; a run of
letters and digits is one. Two units follow each other directly if nothing stands between them.
White space beside a Han character is nothing: tables are justified with it (建 设 局), and a PDF
breaks its lines anywhere. Everything else between two units parts them.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from .search_folding import HAN, fold, fold_each, written

# A longer run becomes several words that follow each other directly.
LONGEST_WORD = 32

_RUN = re.compile(rf"([{HAN}]+)|[^\W_{HAN}]{{1,{LONGEST_WORD}}}")
# One line break is one of a PDF; two end a paragraph, and a tab a cell.
_NOTHING = re.compile(r"[ \r\u200b\ufeff]*(?:\n[ \r\u200b\ufeff]*)?")


class Unit(NamedTuple):
    """A Han character or a word.

    Attributes:
        text: folded.
        is_han: whether it is a Han character.
        is_joined: whether it follows the unit before directly; the first never does.
        start: where it begins in the text.
        end: behind its last character there.
    """

    text: str
    is_han: bool
    is_joined: bool
    start: int
    end: int


@dataclass(slots=True)
class Columns:
    """The units of a text, an attribute of all of them in each list: a long text has thousands.

    Attributes:
        text, is_han, is_joined, start, end: as in :class:`Unit`.
    """

    text: list[str] = field(default_factory=list)
    is_han: list[bool] = field(default_factory=list)
    is_joined: list[bool] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)


def units(text: str) -> list[Unit]:
    """Return the units of a text in their order, with their places in its written form.

    Args:
        text: anything; it is put into its written form first.
    """
    found = columns(text)
    return list(map(Unit, found.text, found.is_han, found.is_joined, found.start, found.end))


def columns(text: str) -> Columns:
    """Return the same, in columns."""
    text = written(text)
    folded = fold(text)
    if len(folded) == len(text):
        return _columns(folded)
    each = fold_each(text)
    # Of each folded character, from which it came; characters that vanish belong to the next.
    origin = [place for place, one in enumerate(each) for _character in one]
    found = _columns("".join(each))
    found.start = [origin[start] for start in found.start]
    found.end = [origin[end - 1] + 1 for end in found.end]
    return found


def _columns(folded: str) -> Columns:
    found = Columns()
    before, was_han = -1, False
    for match in _RUN.finditer(folded):
        start, end = match.span()
        is_han = match.lastindex is not None
        is_joined = start == before or (
            before >= 0
            and (is_han or was_han)
            and _NOTHING.fullmatch(folded, before, start) is not None
        )
        places = range(start, end) if is_han else (start,)
        found.text += match.group() if is_han else (match.group(),)
        found.is_han += itertools.repeat(is_han, len(places))
        found.is_joined.append(is_joined)
        found.is_joined += itertools.repeat(True, len(places) - 1)
        found.start += places
        found.end += range(start + 1, end + 1) if is_han else (end,)
        before, was_han = end, is_han
    return found


def positions(are_joined: list[bool]) -> list[int]:
    """Return the position of each unit, from 1: where something parts two, one is left out.

    Args:
        are_joined: of each unit, whether it follows the one before directly.
    """
    steps = (1 if one else 2 for one in are_joined[1:])
    return list(itertools.accumulate(steps, initial=1)) if are_joined else []

"""What changed between two texts: by lines, and within a line by characters.

Chinese has no blanks between words, so a changed line is compared character by character; only
numbers and Latin words change as a whole. How much is compared is bounded: what would take long
is refused, or shown as a whole line that went and one that came.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

MAX_LINES = 2_000
MAX_CHARACTERS = 200_000
# Pairs of equal lines; difflib looks at each of them, and lines that repeat make many.
MAX_EQUAL_PAIRS = 100_000
# Characters of a changed line times those of the one it was before, all lines together.
MAX_CHARACTER_PAIRS = 1_000_000
# How alike two lines must be to be shown as one that was changed.
ALIKE = 0.4
# Unchanged lines that are shown around a change, and how many more are worth folding.
CONTEXT = 2
WORTH_FOLDING = 3
# A number or a Latin word changes as a whole.
WORD = re.compile(r"[0-9A-Za-z]+(?:[.,:/-][0-9A-Za-z]+)*|.", re.DOTALL)


class TooLarge(ValueError):
    """The texts are too large to be compared."""


class Kind(Enum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a line."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line, in one piece if it is unchanged, came or went as a whole."""

    pieces: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        return all(piece.kind is Kind.SAME for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines that follow each other.

    Attributes:
        folded: whether they are unchanged, far from any change, and many.
    """

    lines: tuple[Line, ...]
    folded: bool


def compare(old: Sequence[str], new: Sequence[str]) -> list[Stretch]:
    """Compare two texts.

    Args:
        old, new: their lines.

    Returns:
        All lines of both, in order; one stretch of unchanged lines when nothing differs.

    Raises:
        TooLarge: it would take too long.
    """
    _check_size(old, new)
    return _folded(list(_lines(old, new)))


def _check_size(old: Sequence[str], new: Sequence[str]) -> None:
    before, after = Counter(old), Counter(new)
    if (
        max(len(old), len(new)) > MAX_LINES
        or sum(map(len, (*old, *new))) > MAX_CHARACTERS
        or sum(count * after[line] for line, count in before.items()) > MAX_EQUAL_PAIRS
    ):
        raise TooLarge


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    left = MAX_CHARACTER_PAIRS
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for tag, old_from, old_to, new_from, new_to in blocks:
        if tag == "equal":
            yield from (_whole(Kind.SAME, line) for line in old[old_from:old_to])
            continue
        gone, come = old[old_from:old_to], new[new_from:new_to]
        paired = min(len(gone), len(come))
        for before, after in zip(gone, come, strict=False):
            cost = len(before) * len(after)
            if cost > left:
                yield from _replaced(before, after)
                continue
            left -= cost
            yield from _changed(before, after)
        yield from (_whole(Kind.REMOVED, line) for line in gone[paired:])
        yield from (_whole(Kind.ADDED, line) for line in come[paired:])


def _changed(before: str, after: str) -> Iterator[Line]:
    old, new = WORD.findall(before), WORD.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        yield from _replaced(before, after)
        return
    pieces: list[Piece] = []
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Kind.SAME, "".join(old[old_from:old_to])))
            continue
        if old_to > old_from:
            pieces.append(Piece(Kind.REMOVED, "".join(old[old_from:old_to])))
        if new_to > new_from:
            pieces.append(Piece(Kind.ADDED, "".join(new[new_from:new_to])))
    yield Line(tuple(pieces))


def _replaced(before: str, after: str) -> Iterator[Line]:
    yield _whole(Kind.REMOVED, before)
    yield _whole(Kind.ADDED, after)


def _whole(kind: Kind, text: str) -> Line:
    return Line((Piece(kind, text),))


def _folded(lines: list[Line]) -> list[Stretch]:
    """Group lines into what is near a change and what is not."""
    near = [False] * len(lines)
    for index, line in enumerate(lines):
        if not line.is_same:
            start, end = max(0, index - CONTEXT), min(len(lines), index + CONTEXT + 1)
            near[start:end] = [True] * (end - start)
    stretches: list[Stretch] = []
    start = 0
    for end in range(1, len(lines) + 1):
        if end == len(lines) or near[end] != near[start]:
            folded = not near[start] and end - start >= WORTH_FOLDING
            stretches.append(Stretch(tuple(lines[start:end]), folded=folded))
            start = end
    return stretches

"""Show where in a text stands what was looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .search_folding import written
from .search_queries import Phrase, is_at
from .search_units import Unit, units

# Characters of a snippet, two lines at a desk; how many of them stand before what was found.
SNIPPET = 84
BEFORE = 24
CUT = "……"
_WITHIN_WORD = re.compile(r"[0-9A-Za-z]{2}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text.

    Attributes:
        is_hit: whether it is what was looked for.
    """

    text: str
    is_hit: bool = False


def highlighted(text: str, phrases: Iterable[Phrase]) -> list[Piece]:
    """Return a whole text in pieces, with everything that was looked for marked."""
    text = written(text)
    return list(_pieces(text, _hits(units(text), list(phrases)), 0, len(text)))


def snippet(text: str, phrases: Iterable[Phrase]) -> list[Piece]:
    """Return the part of a text around the first place where something stands.

    Args:
        text: of a section.
        phrases: what was looked for.

    Returns:
        The pieces; of a text in which nothing stands, its beginning.
    """
    text = " ".join(written(text).split())
    hits = _hits(units(text), list(phrases))
    first = hits[0][0] if hits else 0
    last = hits[0][1] if hits else 0
    start = _after_word(text, first - BEFORE, first) if first > BEFORE else 0
    end = min(len(text), max(start + SNIPPET, last))
    end = _before_word(text, end, max(last, start))
    pieces = list(_pieces(text, hits, start, end))
    if start:
        pieces.insert(0, Piece(CUT))
    if end < len(text):
        pieces.append(Piece(CUT))
    return pieces


def _after_word(text: str, place: int, most: int) -> int:
    """Return the place, or where the word of Latin letters or digits around it ends."""
    for at in range(place, most):
        if not _WITHIN_WORD.fullmatch(text[at - 1 : at + 1]):
            return at
    return place


def _before_word(text: str, place: int, least: int) -> int:
    """Return the place, or where the word of Latin letters or digits around it begins."""
    for at in range(place, least, -1):
        if not _WITHIN_WORD.fullmatch(text[at - 1 : at + 1]):
            return at
    return place


def _hits(found: Sequence[Unit], phrases: Sequence[Phrase]) -> list[tuple[int, int]]:
    """Return where phrases stand, in order and without overlap."""
    by_first: dict[str, list[tuple[Unit, ...]]] = {}
    for phrase in phrases:
        by_first.setdefault(phrase.units[0].text, []).append(phrase.units)
    hits: list[tuple[int, int]] = []
    for place, one in enumerate(found):
        for part in by_first.get(one.text, ()):
            if is_at(found, place, part):
                hits.append((one.start, found[place + len(part) - 1].end))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(hits):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _pieces(text: str, hits: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[Piece]:
    at = start
    for first, last in hits:
        if last <= start or first >= end:
            continue
        first, last = max(first, start), min(last, end)
        if first > at:
            yield Piece(text[at:first])
        yield Piece(text[first:last], is_hit=True)
        at = last
    if at < end:
        yield Piece(text[at:end])

"""Cut a text into sections and turn each into what PostgreSQL's text search holds.

A Han character is put down together with the next one, at its own position, and the last of a
run also alone. A Chinese word of any length is then a phrase of such pairs: what is found is
exactly what holds the word, without a dictionary that may not know it.

PostgreSQL knows no position above 16,383 and no more than 256 of one lexeme (its manual, 12.11
Limitations): a long text would be found by its beginning only. So it is cut into sections well
below both, which overlap by the longest phrase that can be asked for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .search_folding import written
from .search_units import Columns, columns, positions

# The longest phrase that can be asked for, in units; whatever is shorter lies whole in a section.
LONGEST_PHRASE = 100
# A section ends at the first of these, but not before it is longer than the overlap. PostgreSQL
# reads a whole section to see whether a phrase stands in it, so it is not as long as could be.
SECTION_UNITS = 800
SECTION_CHARACTERS = 4000
MOST_REPEATS = 200

# Of a text that is not cut: all its lexemes fit into the megabyte of a tsvector.
MOST_UNITS = 50_000
HIGHEST_POSITION = 16_383

# Between two paragraphs; nothing is a phrase across it.
PARAGRAPH = "\n\n"


class Lexemes(NamedTuple):
    """Lexemes and where they stand.

    Attributes:
        texts: one after the other.
        positions: of each, from 1.
        weight: of all of them, from A to D, or nothing, which is D.
    """

    texts: list[str]
    positions: list[int]
    weight: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a text.

    Attributes:
        text: as it is shown.
        lexemes: what is found in it.
    """

    text: str
    lexemes: Lexemes


def joined(parts: Iterable[str]) -> str:
    """Return several texts as one, in which no phrase begins in one and ends in another."""
    return PARAGRAPH.join(part.strip() for part in parts if part.strip())


def sections(text: str) -> Iterator[Section]:
    """Cut a text into overlapping sections.

    Args:
        text: of any length.

    Yields:
        The sections in their order; none if the text has no letter, digit or character.
    """
    text = written(text)
    found = columns(text)
    texts, at = _lexemes(found), positions(found.is_joined)
    start, begins_at = 0, 0
    while start < len(texts):
        end = _end(found, texts, start)
        is_last = end == len(texts)
        # A pair that reaches beyond the end is the next section's.
        is_pair = found.is_han[end - 1] and len(texts[end - 1]) > 1
        last = end - 1 if is_pair and not is_last else end
        first = at[start] - 1
        yield Section(
            text[begins_at : len(text) if is_last else found.end[end - 1]],
            Lexemes(texts[start:last], [one - first for one in at[start:last]]),
        )
        if is_last:
            return
        start = end - LONGEST_PHRASE
        begins_at = found.start[start]


def _lexemes(found: Columns) -> list[str]:
    """Return the lexeme that stands at each unit."""
    texts, is_han = found.text, found.is_han
    following = zip(texts, is_han, texts[1:], is_han[1:], found.is_joined[1:], strict=False)
    return [
        text + after if is_han and after_is_han and is_joined else text
        for text, is_han, after, after_is_han, is_joined in following
    ] + texts[-1:]


def _end(found: Columns, texts: list[str], start: int) -> int:
    """Return where the section ends that begins at a unit."""
    end = min(start + SECTION_UNITS, len(texts))
    begins_at = found.start[start]
    too_long = found.end[end - 1] - begins_at > SECTION_CHARACTERS
    if not too_long and max(Counter(texts[start:end]).values()) <= MOST_REPEATS:
        return end
    counts: dict[str, int] = defaultdict(int)
    for place in range(start, end):
        is_beyond_overlap = place - start >= 2 * LONGEST_PHRASE
        if is_beyond_overlap and found.end[place] - begins_at > SECTION_CHARACTERS:
            return place
        counts[texts[place]] += 1
        if counts[texts[place]] == MOST_REPEATS:
            return place + 1
    return end


def whole(text: str, *, after: int = 0, weight: str = "", most: int = MOST_UNITS) -> Lexemes:
    """Return the lexemes of a text that is not cut; those too far behind all stand at the last.

    Args:
        text: of any length.
        after: position before the first.
        weight: of all of them.
        most: how many; what is behind is left out.
    """
    found = columns(text)
    at = [min(after + one, HIGHEST_POSITION) for one in positions(found.is_joined)[:most]]
    return Lexemes(_lexemes(found)[:most], at, weight)


def vector(*each: Lexemes, marks: Iterable[str] = ()) -> str:
    """Return the literal of a ``tsvector``.

    Args:
        each: lexemes of a section, or of several texts.
        marks: what else its row is found by, without a position; see :func:`mark`.
    """
    places: dict[str, list[str]] = defaultdict(list)
    for lexemes in each:
        weight = lexemes.weight
        for text, position in zip(lexemes.texts, lexemes.positions, strict=True):
            places[text].append(f"{position}{weight}")
    said = [f"'{text}':{','.join(at)}" for text, at in places.items()]
    return with_marks(" ".join(said), marks)


def with_marks(literal: str, marks: Iterable[str]) -> str:
    """Return the literal of a ``tsvector`` with what else its row is found by."""
    return " ".join([*([literal] if literal else []), *map(quoted, marks)])


def mark(kind: str, value: str) -> str:
    """Return a lexeme that stands for a value and not for a word: no word has an equals sign.

    Args:
        kind: of the value, a letter.
        value: a code; any characters.
    """
    return f"={kind}:{value}"


def quoted(lexeme: str) -> str:
    """Return a lexeme as it is written in a ``tsvector`` or ``tsquery``."""
    return "'{}'".format(lexeme.replace("\\", "\\\\").replace("'", "''"))

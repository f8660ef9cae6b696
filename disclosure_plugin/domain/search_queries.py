"""What a visitor asks for: words that must all be there, each as a phrase or one like it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .search_folding import written
from .search_text import LONGEST_PHRASE
from .search_units import Unit, positions, units

MOST_WORDS = 8
# Of one word: as it was asked for, and with other words for the same.
MOST_ALTERNATIVES = 10

# Words stand apart by white space; what stands in quotation marks is one.
_WORD = re.compile(r'"([^"]*)"|“([^”]*)”|「([^」]*)」|([^\s"“「]+)')


@dataclass(frozen=True, slots=True)
class Phrase:
    """Units that must follow each other.

    Attributes:
        text: as it was asked for, in its written form.
        units: at least one and at most ``LONGEST_PHRASE``.
    """

    text: str
    units: tuple[Unit, ...]

    @property
    def key(self) -> str:
        """What it is compared by: units, and whether something parts them."""
        return key(self.units)


@dataclass(frozen=True, slots=True)
class Word:
    """One of several that must all be there.

    Attributes:
        phrases: the word itself, then others for the same; one of them is enough.
    """

    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for.

    Attributes:
        words: without repetition; none if nothing was asked that can be found.
        left_out: how many words were too many.
    """

    words: tuple[Word, ...]
    left_out: int = 0

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """All phrases of all words."""
        return tuple(phrase for word in self.words for phrase in word.phrases)


def key(found: Iterable[Unit]) -> str:
    """Return units as a text: parted ones by a space."""
    return "".join(("" if one.is_joined else " ") + one.text for one in found).strip()


def parse(text: str, synonyms: Sequence[Sequence[str]] = ()) -> Query:
    """Read what a visitor typed.

    Args:
        text: words with white space between them; in quotation marks a whole sentence.
        synonyms: groups of words for the same.
    """
    found: dict[str, Phrase] = {}
    for match in _WORD.finditer(written(text)):
        said = next(group for group in match.groups() if group is not None)
        phrase = _phrase(said)
        if phrase is not None:
            found.setdefault(phrase.key, phrase)
    phrases = list(found.values())
    groups = [[one for one in map(_phrase, group) if one is not None] for group in synonyms]
    return Query(
        tuple(Word(_alternatives(one, groups)) for one in phrases[:MOST_WORDS]),
        max(0, len(phrases) - MOST_WORDS),
    )


def _phrase(text: str) -> Phrase | None:
    text = written(text).strip()
    found = units(text)[:LONGEST_PHRASE]
    return Phrase(text, tuple(found)) if found else None


def _alternatives(phrase: Phrase, groups: Sequence[Sequence[Phrase]]) -> tuple[Phrase, ...]:
    """Return a phrase, and the same with a word in it put in other words."""
    made = {phrase.key: phrase}
    for group in groups:
        for inside in group:
            place = _place(phrase.units, inside.units)
            if place is None:
                continue
            before = phrase.text[: phrase.units[place].start]
            after = phrase.text[phrase.units[place + len(inside.units) - 1].end :]
            for other in group:
                changed = _phrase(before + other.text + after)
                if changed is not None:
                    made.setdefault(changed.key, changed)
    return tuple(itertools.islice(made.values(), MOST_ALTERNATIVES))


def _place(whole: Sequence[Unit], part: Sequence[Unit]) -> int | None:
    """Return where units stand in others, or None."""
    for place in range(len(whole) - len(part) + 1):
        if is_at(whole, place, part):
            return place
    return None


def is_at(whole: Sequence[Unit], place: int, part: Sequence[Unit]) -> bool:
    """Say whether units stand in others at a place, parted alike."""
    if place + len(part) > len(whole):
        return False
    return all(
        one.text == two.text and (not number or one.is_joined == two.is_joined)
        for number, (one, two) in enumerate(zip(whole[place:], part, strict=False))
    )


# --- As PostgreSQL reads it ----------------------------------------------------------------------


def tsquery(word: Word) -> str:
    """Return the ``tsquery`` that finds the sections in which a word stands."""
    return " | ".join(f"({phrase_tsquery(one.units)})" for one in word.phrases)


def phrase_tsquery(found: Sequence[Unit], *, is_begun: bool = False) -> str:
    """Return the ``tsquery`` of a phrase.

    Args:
        found: its units.
        is_begun: whether the last word of letters and digits may go on.
    """
    steps: list[tuple[int, str]] = []
    at = positions([one.is_joined for one in found])
    last = len(found) - 1
    for place, (one, position) in enumerate(zip(found, at, strict=True)):
        after = found[place + 1] if place < last else None
        joins_before = place > 0 and one.is_joined and found[place - 1].is_han
        if not one.is_han:
            steps.append((position, f"'{one.text}'{':*' if is_begun and after is None else ''}"))
        elif after is None:
            # Whatever follows it there; behind another character the pair has said it already.
            if not joins_before:
                steps.append((position, f"'{one.text}':*"))
        elif after.is_joined and after.is_han:
            steps.append((position, f"'{one.text}{after.text}'"))
        elif not after.is_joined or not joins_before:
            steps.append((position, f"'{one.text}'"))
    said, before = "", 0
    for position, lexeme in steps:
        said += f" <{position - before}> {lexeme}" if said else lexeme
        before = position
    return said

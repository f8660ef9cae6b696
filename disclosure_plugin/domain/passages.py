"""A stretch of a text that knows where it came from."""

from dataclasses import dataclass

CONTEXT_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Passage:
    """The characters ``[start, end)`` of a source text; ``text`` is exactly that slice."""

    start: int
    end: int
    text: str

    def __bool__(self) -> bool:
        return self.end > self.start

    def __len__(self) -> int:
        return self.end - self.start


def cut(source: str, start: int, end: int) -> Passage:
    """Return ``source[start:end]`` without the white space at both ends.

    An empty stretch, or one of white space only, gives an empty passage at ``start``.
    """
    text = source[start:end]
    stripped = text.strip()
    if not stripped:
        return Passage(start, start, "")
    first = start + len(text) - len(text.lstrip())
    return Passage(first, first + len(stripped), stripped)


def words_around(source: str, start: int, end: int) -> tuple[str, str]:
    """Return up to 12 characters before ``start`` and up to 12 from ``end`` on."""
    return source[max(0, start - CONTEXT_LENGTH) : start], source[end : end + CONTEXT_LENGTH]

"""How far a long piece of work is."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[str, int, int], None]


class Done:
    """Counts what is done of one part and tells it.

    Args:
        part: name of the part.
        total: what there is to do, in the part's own unit.
    """

    def __init__(self, part: str, total: int, tell: Tell) -> None:
        self._part, self._total, self._tell = part, total, tell
        self._done = 0
        tell(part, 0, total)

    def add(self, count: int) -> None:
        self._done += count
        # What is added meanwhile must not lead to more than everything.
        self._tell(self._part, min(self._done, self._total), self._total)

    def end(self) -> None:
        self._tell(self._part, self._total, self._total)

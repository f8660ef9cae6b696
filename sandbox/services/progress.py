"""What the person at the terminal reads while the sandbox works: a line for each step."""

import contextlib
import time
from collections.abc import Callable, Iterator

WIDTH = 44


class Progress:
    """Prints what is being done and how long it took."""

    def __init__(self, started: float | None = None) -> None:
        self._started = time.monotonic() if started is None else started
        self._line_open = False

    @property
    def seconds(self) -> float:
        """Since this began."""
        return time.monotonic() - self._started

    def say(self, sentence: str) -> None:
        """Print a sentence on a line of its own."""
        self._end_line()
        print(sentence, flush=True)

    @contextlib.contextmanager
    def step(self, label: str) -> Iterator[Callable[[str], None]]:
        """Print `label` at once, and when the context ends the seconds it took.

        Yields:
            A function that takes a short remark for the end of the line.
        """
        remarks: list[str] = []
        self._end_line()
        print(f"{label} ".ljust(WIDTH, "."), end="", flush=True)
        self._line_open = True
        began = time.monotonic()
        try:
            yield remarks.append
        except BaseException:
            self._end_line()
            raise
        if not self._line_open:
            print("." * WIDTH, end="")
        print(f" {time.monotonic() - began:6.1f} s  {' '.join(remarks)}".rstrip(), flush=True)
        self._line_open = False

    def _end_line(self) -> None:
        if self._line_open:
            print(flush=True)
            self._line_open = False

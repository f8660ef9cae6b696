"""Ctrl-C and SIGTERM, noticed at the points where stopping is safe.

An exception thrown from a signal handler could fall between starting a process and noting its
id. So the handler only sets a flag, and whoever waits looks at it.
"""

import signal
import threading
from types import FrameType
from typing import Self


class Interrupted(Exception):
    """Somebody asked us to stop; `signal_number` says with which signal."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(signal.Signals(signal_number).name)
        self.signal_number = signal_number


class Interruption:
    """While the context lasts, signals to stop are kept until `check` or `wait` is called."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._signal_number = 0

    def __enter__(self) -> Self:
        wanted = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup ignores it on purpose
            wanted.append(signal.SIGHUP)
        self._before = {number: signal.signal(number, self._note) for number in wanted}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def check(self) -> None:
        """Raise Interrupted when somebody asked us to stop."""
        if self._asked.is_set():
            raise Interrupted(self._signal_number)

    def wait(self, seconds: float) -> None:
        """Sleep, and raise Interrupted as soon as somebody asks us to stop."""
        self._asked.wait(seconds)
        self.check()

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self._signal_number = number
        self._asked.set()

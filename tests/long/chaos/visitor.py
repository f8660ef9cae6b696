"""A visitor who looks at a bureau's site all the time, and notes what must never be seen."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable
from typing import Self

PAUSE_SECONDS = 0.05


class Visitor:
    """Asks for the home page, what is due and what was withdrawn, over and over.

    Attributes:
        early: how often an item was seen before its moment.
        vanished: how often one was missing after it had been seen.
        again: how often the withdrawn page was seen.
        failed: answers of the home page that were no page; 0 stands for none within the time.
        asked: how often the home page was asked for.
    """

    def __init__(
        self,
        port: int,
        host: str,
        *,
        due: float,
        item: str,
        withdrawn: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._port, self._host = port, host
        self._due, self._item, self._withdrawn = due, item, withdrawn
        self._clock = clock
        self._latest = 0.0  # where the clock has been, also if it was set back since
        self._seen = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.early = self.vanished = self.again = self.asked = 0
        self.failed: list[int] = []
        self.slowest = 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(PAUSE_SECONDS):
            self._look_at_home()
            self._look_at_item()
            self.again += self.ask(self._withdrawn) == 200

    def _look_at_home(self) -> None:
        began = time.monotonic()
        status = self.ask("/")
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.asked += 1
        if status != 200:
            self.failed.append(status)

    def _look_at_item(self) -> None:
        status = self.ask(self._item)
        self.look_at_clock()
        if status == 200:
            self.early += self._latest < self._due
            self._seen = True
        elif self._seen and status in (404, 410):
            self.vanished += 1

    def look_at_clock(self) -> None:
        """Note where the clock is; to be called before it is set back."""
        self._latest = max(self._latest, self._clock())

    def ask(self, path: str) -> int:
        """Return the status of an answer; 0 if there is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.request("GET", path, headers={"Host": f"{self._host}:{self._port}"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

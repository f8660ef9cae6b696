"""A long job says every few seconds that it is alive, however often it is asked to."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS_BETWEEN = 2


class SignsOfLife:
    """Renews a job's lease when it is called, but not more often than every few seconds.

    Args:
        renew: what renews it.
    """

    def __init__(self, renew: Callable[[], object]) -> None:
        self._renew = renew
        self._last = 0.0

    def __call__(self, *_progress: int) -> None:
        if time.monotonic() - self._last < SECONDS_BETWEEN:
            return
        self._last = time.monotonic()
        self._renew()

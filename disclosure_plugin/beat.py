"""Celery beat that goes on when the machine's clock is set back.

Celery's own remembers the clock's time of each last run, and then waits until the clock has come
there again: an hour set back is an hour without a question.
"""

from __future__ import annotations

import time
from typing import Any

from celery.beat import PersistentScheduler


class SteadyScheduler(PersistentScheduler):
    """To be named in ``CELERY_BEAT_SCHEDULER``."""

    _latest = 0.0

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Run what is next; after the clock went back, everything is counted from now."""
        now = time.time()
        if now < self._latest:
            self._count_from_now()
        self._latest = now
        wait: float = super().tick(*args, **kwargs)
        return wait

    def _count_from_now(self) -> None:
        for entry in self.schedule.values():
            entry.last_run_at = min(entry.last_run_at, entry.default_now())
        self._heap = None

"""Celery beat that goes on when the machine's clock is set back, and asks no more in vain.

Celery's own remembers the clock's time of each last run, and then waits until the clock has come
there again: an hour set back is an hour without a question. And it goes on sending while no worker
is there, although Redis keeps a message that has expired until a worker throws it away.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from celery.beat import PersistentScheduler
from kombu.exceptions import ChannelError

logger = logging.getLogger("disclosure_plugin.beat")

# Of messages that expire, beat adds none to a queue in which so many wait.
MOST_WAITING = 30


class SteadyScheduler(PersistentScheduler):
    """To be named in ``CELERY_BEAT_SCHEDULER``."""

    _latest = 0.0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._full: set[str] = set()
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Run what is next; after the clock went back, everything is counted from now."""
        now = time.time()
        if now < self._latest:
            self._count_from_now()
        self._latest = now
        wait: float = super().tick(*args, **kwargs)
        return wait

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        """Send a message, unless its queue is full of messages that nobody takes."""
        if not (entry.options.get("expires") and self._is_full(entry.task, producer)):
            super().apply_entry(entry, producer=producer)

    def _is_full(self, task: str, producer: Any) -> bool:
        queue = self.app.amqp.router.route({}, task)["queue"].name
        try:
            waiting = producer.channel.queue_declare(queue, passive=True).message_count
        except ChannelError:  # there is no such queue: it is empty
            waiting = 0
        except Exception:
            # The broker is away, and so the channel is an empty shell until something is sent.
            logger.debug("cannot ask how many messages wait in %s", queue, exc_info=True)
            return False
        if waiting < MOST_WAITING:
            self._full.discard(queue)
            return False
        if queue not in self._full:
            self._full.add(queue)
            logger.warning("%d messages wait in %s: is a worker there?", waiting, queue)
        return True

    def _count_from_now(self) -> None:
        for entry in self.schedule.values():
            entry.last_run_at = min(entry.last_run_at, entry.default_now())
        self._heap = None

"""Redis may be away: nobody waits for it twice, and nobody sees an error."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from redis import RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger("disclosure_plugin.redis")

# Nobody waits longer for something kept than it would take to make it.
TIMEOUT_SECONDS = 0.1
# So long Redis is not asked after it failed.
PAUSE_SECONDS = 2.0

T = TypeVar("T")


def connection_options() -> dict[str, Any]:
    """Return how to connect to a Redis that may be away."""
    return {
        "socket_timeout": TIMEOUT_SECONDS,
        "socket_connect_timeout": TIMEOUT_SECONDS,
        "retry": Retry(NoBackoff(), 0),
    }


class Breaker:
    """Stands between this process and one Redis."""

    def __init__(self, what: str) -> None:
        """
        Args:
            what: is kept there, for the log.
        """
        self._what = what
        self._paused_until = 0.0

    def ask(self, work: Callable[[], T], otherwise: T) -> T:
        """Return what the work returns; something else if Redis is away, or was a moment ago."""
        if time.monotonic() < self._paused_until:
            return otherwise
        try:
            return work()
        except RedisError as error:
            self._paused_until = time.monotonic() + PAUSE_SECONDS
            # No bureau's matter; nor is it known here whose page was asked for.
            logger.warning(
                "%s: Redis is not asked for %g s: %s",
                self._what,
                PAUSE_SECONDS,
                error,
                extra={"bureau": "-"},
            )
            return otherwise

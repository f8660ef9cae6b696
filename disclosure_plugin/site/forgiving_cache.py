"""Django's cache in a Redis that may be away: what cannot be read there is made anew.

Wagtail keeps the roots of its sites there and asks for them on every page; with Django's own
backend no page could be shown without Redis. Name it as ``BACKEND`` of a cache.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache

from .redis_breaker import Breaker, connection_options

# To forget many keys takes longer than to read one.
FORGETTING_SECONDS = 0.5


class ForgivingRedisCache(RedisCache):
    """Reads and keeps if it can. What must be forgotten is forgotten, or the caller is told."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        patient = {**connection_options(), "socket_timeout": FORGETTING_SECONDS}
        params["OPTIONS"] = {**patient, **params.get("OPTIONS", {})}
        super().__init__(server, params)
        self._breaker = Breaker("Cache")

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._breaker.ask(partial(super().get, key, default, version), default)

    def get_many(self, keys: Any, version: Any = None) -> Any:
        found = list(keys)
        return self._breaker.ask(partial(super().get_many, found, version), {})

    def has_key(self, key: Any, version: Any = None) -> bool:
        return self._breaker.ask(partial(super().has_key, key, version), False)

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> bool:
        return self._breaker.ask(partial(super().add, key, value, timeout, version), False)

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> None:
        self._breaker.ask(partial(super().set, key, value, timeout, version), None)

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self._breaker.ask(partial(super().set_many, data, timeout, version), list(data))

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        return self._breaker.ask(partial(super().touch, key, timeout, version), False)

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:
        return self._breaker.ask(partial(super().incr, key, delta, version), 0)

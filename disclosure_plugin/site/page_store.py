"""Rendered pages: in Redis, which may lose them or be away, and the last ones here."""

from __future__ import annotations

import functools
import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

import redis

from .redis_breaker import Breaker, connection_options

PREFIX = "disclosure-page:"
# Of pages that one process holds itself.
NEAR_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class Kept:
    """A rendered page.

    Attributes:
        place: schema of the bureau whose page it is.
        generation: number of the state it was rendered from.
        until: when it must be rendered anew at the latest, by PostgreSQL's clock (seconds since
            1970).
        headers: those of the answer, validators included.
        body: its bytes.
    """

    place: str
    generation: int
    until: float
    headers: dict[str, str]
    body: bytes

    def to_bytes(self) -> bytes:
        head = {key: value for key, value in asdict(self).items() if key != "body"}
        return json.dumps(head).encode() + b"\n" + self.body

    @classmethod
    def from_bytes(cls, stored: bytes) -> Kept:
        head, _newline, body = stored.partition(b"\n")
        return cls(**json.loads(head), body=body)


class NearPages:
    """The pages that one process gave out last; the oldest go when there is no room."""

    def __init__(self, room: int = NEAR_BYTES) -> None:
        """
        Args:
            room: bytes of all pages together.
        """
        self._left = room
        self._pages: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Kept | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def set(self, key: str, page: Kept) -> None:
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._left -= len(page.body)
            while self._left < 0:
                self._drop(next(iter(self._pages)))

    def drop(self, key: str) -> None:
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        with self._lock:
            for key in list(self._pages):
                self._drop(key)

    def _drop(self, key: str) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self._left += len(page.body)


class PageStore:
    """Keeps pages at one Redis; every failure is the same as a page that is not there.

    Nothing here says whether a page is still good.
    """

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(url, **connection_options())
        self._breaker = Breaker("Page cache")
        self._near = NearPages()

    def get(self, key: str) -> Kept | None:
        """Return the page that this process gave out last under a key, else what Redis has."""
        return self._near.get(key) or self.get_from_redis(key)

    def get_from_redis(self, key: str) -> Kept | None:
        """Return the page kept under a key, or None; another process may have kept it."""
        self._near.drop(key)
        stored: Any = self._breaker.ask(lambda: self._redis.get(key), None)
        try:
            page = Kept.from_bytes(stored) if stored else None
        except (ValueError, TypeError):  # something else stands there, or another release's form
            return None
        if page is not None:
            self._near.set(key, page)
        return page

    def set(self, key: str, page: Kept, *, seconds: float) -> None:
        """Keep a page; Redis may drop it after some seconds."""
        self._near.set(key, page)
        milliseconds = max(1, int(seconds * 1000))
        self._breaker.ask(lambda: self._redis.set(key, page.to_bytes(), px=milliseconds), None)

    def forget_all(self) -> None:
        """Drop every page of every bureau; they are rendered anew when somebody asks.

        What another process holds it never gives out again, and drops when it is asked for it.
        """
        self._near.clear()
        self._breaker.ask(self._forget_all, None)

    def _forget_all(self) -> None:
        for keys in batched(self._redis.scan_iter(match=f"{PREFIX}*", count=1000)):
            self._redis.unlink(*keys)


def batched(keys: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Yield keys a thousand at a time."""
    rest = iter(keys)
    while batch := list(islice(rest, 1000)):
        yield batch


@functools.cache
def page_store(url: str) -> PageStore:
    """Return this process's store for an address of Redis."""
    return PageStore(url)

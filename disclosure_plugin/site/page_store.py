"""Rendered pages in Redis, which may lose them, or be away, at any moment."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

import redis

from .redis_breaker import Breaker, connection_options

PREFIX = "disclosure-page:"


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


class PageStore:
    """Keeps pages at one Redis; every failure is the same as a page that is not there."""

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(url, **connection_options())
        self._breaker = Breaker("Page cache")

    def get(self, key: str) -> Kept | None:
        """Return the page kept under a key, or None."""
        stored: Any = self._breaker.ask(lambda: self._redis.get(key), None)
        try:
            return Kept.from_bytes(stored) if stored else None
        except (ValueError, TypeError):  # something else stands there, or another release's form
            return None

    def set(self, key: str, page: Kept, *, seconds: float) -> None:
        """Keep a page; Redis may drop it after some seconds."""
        milliseconds = max(1, int(seconds * 1000))
        self._breaker.ask(lambda: self._redis.set(key, page.to_bytes(), px=milliseconds), None)

    def forget_all(self) -> None:
        """Drop every page of every bureau; they are rendered anew when somebody asks."""
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

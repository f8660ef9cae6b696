"""The page cache, switched on, at a database of Redis of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from disclosure_plugin.site.page_store import page_store
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory

HOST = "jsj.localhost"


@contextmanager
def page_cache(url: str) -> Iterator[None]:
    with override_settings(DISCLOSURE={**settings.DISCLOSURE, "PAGE_CACHE_URL": url}):
        yield


@pytest.fixture
def url() -> str:
    return urlsplit(os.environ["REDIS_URL"])._replace(path="/7").geturl()


@pytest.fixture
def kept(url, db) -> Iterator[redis.Redis]:
    """Where rendered pages are kept; the page cache is on."""
    page_store.cache_clear()
    with redis.Redis.from_url(url) as server, page_cache(url):
        server.flushdb()
        yield server
        server.flushdb()


@pytest.fixture
def item(jsj):
    return ItemFactory(parent=ColumnFactory(parent=BoardFactory()), published=True)


def get(path: str, *, host: str = HOST, client: Client | None = None, method="get", **headers):
    """Ask; the answer says in ``from_cache`` whether any page was read for it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    ask = getattr(client or Client(), method)
    with CaptureQueriesContext(connection) as asked:
        answer = ask(path, headers={"host": host, **named})
    texts = [one["sql"] for one in asked.captured_queries]
    answer.from_cache = bool(texts) and all("disclosure_register_generation" in t for t in texts)
    return answer


def warm(path: str, **options):
    """Ask until the answer comes from the cache; a picture made meanwhile takes one more."""
    for _attempt in range(3):
        answer = get(path, **options)
        if answer.from_cache:
            return answer
    raise AssertionError(f"{path} is never kept: {answer.status_code}")

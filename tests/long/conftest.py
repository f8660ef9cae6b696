"""A county of real processes without content, for tests that fill it and look from outside."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.services.county import County, fresh_county
from sandbox.services.progress import Progress

from .empty_county import EMPTY_COUNTY


@pytest.fixture
def county(monkeypatch: pytest.MonkeyPatch) -> Iterator[County]:
    """Database, web server, workers and beat of its own; there are tables, and no bureau."""
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")
    with fresh_county(Progress(), prepare=EMPTY_COUNTY) as county:
        yield county

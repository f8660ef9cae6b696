"""A county of real processes without content, for tests that fill it and look from outside."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from sandbox.services.county import County, fresh_county, manage
from sandbox.services.progress import Progress


@pytest.fixture
def county(monkeypatch: pytest.MonkeyPatch) -> Iterator[County]:
    """Database, web server, workers and beat of its own; there are tables, and no bureau."""
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")
    prepare = [
        ("Tables", [sys.executable, "-m", "tests.tables"]),
        ("Log key", manage("prepare_demo", "key")),
        ("Static files", manage("prepare_demo", "static")),
    ]
    with fresh_county(Progress(), prepare=prepare) as county:
        yield county

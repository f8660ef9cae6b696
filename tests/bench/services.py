"""PostgreSQL, Redis and Django for a benchmark, and their end however it ends."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit, urlunsplit


def _end(number: int, _frame: FrameType | None) -> None:
    """Leave through every context, so that no server stays behind; asking twice is no faster."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    sys.exit(128 + number)


@contextmanager
def services() -> Iterator[Path]:
    """Start PostgreSQL and Redis where the environment names none, then Django.

    Yields:
        a folder that goes with them.
    """
    from sandbox.services.postgres import postgres
    from sandbox.services.redis import redis

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    with tempfile.TemporaryDirectory(prefix="disclosure-bench-") as folder:
        state = Path(folder)
        state.chmod(0o755)
        with postgres(state) as database_url, redis(state) as redis_url:
            os.environ["DATABASE_URL"] = database_url
            os.environ["REDIS_URL"] = redis_url
            os.environ["DATA_DIR"] = str(state / "data")
            os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings.tenants"
            import django

            django.setup()
            yield state


@contextmanager
def database_for_processes(name: str) -> Iterator[None]:
    """Make a database for this process and those it starts; it is dropped afterwards."""
    from tests.databases import database

    usual = os.environ["DATABASE_URL"]
    with database(name):
        os.environ["DATABASE_URL"] = urlunsplit(urlsplit(usual)._replace(path=f"/{name}"))
        try:
            yield
        finally:
            os.environ["DATABASE_URL"] = usual

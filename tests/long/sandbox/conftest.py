"""The services under test are the ones this machine can start, not the ones the suite runs on."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from .running import RunningDemo, processes_of

VARIABLES = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "DATA_DIR", "PORT")


@pytest.fixture(autouse=True)
def no_given_services(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty folder; at the end nothing may run in it any more.

    Not tmp_path: each pytest on the machine closes the parent of that to every other account,
    and as root PostgreSQL runs under one.
    """
    with tempfile.TemporaryDirectory(prefix="sandbox-") as name:
        yield Path(name)
        assert processes_of(Path(name)) == []


@pytest.fixture
def folder(place: Path) -> Path:
    """A state folder to be."""
    return place / "state"


@pytest.fixture
def demo(folder: Path) -> Iterator[RunningDemo]:
    """The demo's runner with the small county, in a process of its own."""
    demo = RunningDemo(folder)
    try:
        yield demo
    finally:
        demo.end()

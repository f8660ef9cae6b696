"""The services under test are the ones this machine can start, not the ones the suite runs on."""

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
def folder(tmp_path: Path) -> Iterator[Path]:
    """A state folder to be; at the end nothing may run in it any more."""
    folder = tmp_path / "state"
    yield folder
    assert processes_of(folder) == []


@pytest.fixture
def demo(folder: Path) -> Iterator[RunningDemo]:
    """The demo's runner with the small county, in a process of its own."""
    demo = RunningDemo(folder)
    yield demo
    demo.end()

"""A county for chaos, and the table of what was counted."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .counting import Count, table
from .county import ChaosCounty, chaos_county
from .trial import Trial

COUNTS = pytest.StashKey[list[Count]]()


@pytest.fixture(scope="session")
def shared_county() -> Iterator[ChaosCounty]:
    # Not below pytest's own folder: it is closed to the account PostgreSQL runs as.
    with (
        tempfile.TemporaryDirectory(prefix="chaos-") as folder,
        chaos_county(Path(folder)) as running,
    ):
        yield running


@pytest.fixture
def chaos(shared_county: ChaosCounty) -> Iterator[ChaosCounty]:
    """The county, whole before the test and after it; each scenario has a bureau of its own."""
    shared_county.assert_whole()
    yield shared_county
    shared_county.assert_whole()


@pytest.fixture
def counted(request: pytest.FixtureRequest) -> Callable[[Trial, str], Count]:
    """Count what became of a scenario, keep it for the table, and hold it to what must be."""

    def count(trial: Trial, scenario: str, *, parked: int = 0) -> Count:
        row = trial.count(scenario)
        request.config.stash.setdefault(COUNTS, []).append(row)
        assert (row.parked, row.twice, row.lost, row.early, row.again) == (parked, 0, 0, 0, 0), row
        assert trial.visitor.asked
        assert trial.visitor.vanished == 0
        return row

    return count


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    counts = terminalreporter.config.stash.get(COUNTS, [])
    if counts:
        terminalreporter.section("what became of items that were due")
        terminalreporter.write_line(table(counts))

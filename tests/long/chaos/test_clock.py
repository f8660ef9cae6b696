"""The machine's clock is set back while items are due: nothing is early, nothing is twice."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from .county import ChaosCounty, chaos_county
from .stepped_clock import SteppedClock
from .trial import wait_until

ITEMS = 24
HOUR = 3600
SHORT = 20


@pytest.fixture(scope="module")
def machine(clocks_folder: Path) -> SteppedClock:
    """The clock of the machine with beat, the workers and the web server."""
    return SteppedClock(clocks_folder, "machine")


@pytest.fixture(scope="module")
def database(clocks_folder: Path) -> SteppedClock:
    """The clock of the machine with PostgreSQL and Redis."""
    return SteppedClock(clocks_folder, "database")


@pytest.fixture(scope="module")
def clocks_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="clocks-") as name:
        Path(name).chmod(0o755)  # the account of PostgreSQL reads in it
        yield Path(name)


@pytest.fixture(scope="module")
def chaos(machine: SteppedClock, database: SteppedClock) -> Iterator[ChaosCounty]:
    """A county that goes by these clocks."""
    with (
        tempfile.TemporaryDirectory(prefix="chaos-") as folder,
        chaos_county(
            Path(folder), services=database.environment, processes=machine.environment
        ) as running,
    ):
        yield running


def databases_clock(chaos: ChaosCounty) -> float:
    [at] = chaos.query("SELECT extract(epoch FROM clock_timestamp())::float8", bureau="clock")
    return at


def test_of_the_machine_with_the_workers(chaos, machine, database, counted):
    with chaos.trial("hour", items=ITEMS, seconds=3, clock=database.now) as trial:
        trial.sleep_until_due(-1)
        machine.step(-HOUR)
        wait_until(lambda: trial.live() > ITEMS // 3)
        machine.step(HOUR)
        trial.wait_until_live()
        counted(trial, "Clock of the workers' machine an hour back, then right again")
        assert trial.visitor.failed == []


def test_of_the_one_machine_that_has_all(chaos, machine, database, counted):
    with chaos.trial("short", items=ITEMS, seconds=3, clock=database.now) as trial:
        wait_until(lambda: trial.live() > 0)
        trial.visitor.look_at_clock()
        for clock in (machine, database):
            clock.step(-SHORT)
        assert abs(databases_clock(chaos) - database.now()) < 5
        done = trial.live()
        assert done < ITEMS
        trial.wait_until_live()
        counted(trial, f"Clock of the whole machine {SHORT} s back")
        assert trial.visitor.failed == []

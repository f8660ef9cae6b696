"""A county of its own for chaos: its services and processes can be killed by a test."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import psycopg
import pytest
import redis
from kombu.exceptions import OperationalError
from psycopg.rows import scalar_row

from sandbox.services.county import County, Plan, running_county, sandbox_plan
from sandbox.services.interruption import Interruption
from sandbox.services.progress import Progress
from sandbox.services.redis import free_port
from sandbox.services.state import REPOSITORY
from tests.long.empty_county import EMPTY_COUNTY

from .trial import Trial, wait_until
from .visitor import Visitor
from .writing import TOO_LATE

LONGEST_SECONDS = 400  # of a command: five hundred items are to be written
# How much longer than one before each item may take to be written; the machine may be busy.
MARGINS = (1.5, 3, 6)


@contextmanager
def chaos_county(
    folder: Path,
    *,
    services: Mapping[str, str] = MappingProxyType({}),
    processes: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[ChaosCounty]:
    """Run a county with two workers for publishing, on services of its own.

    Args:
        services: further variables for PostgreSQL and Redis.
        processes: further variables for all others.
    """
    port = free_port()
    plan = sandbox_plan(port, folder)
    publishing = plan.workers[f"publishing@demo-{port}"]
    second = [part.replace("publishing@", "publishing2@") for part in publishing]
    plan = Plan(
        prepare=EMPTY_COUNTY,
        web=plan.web,
        workers={**plan.workers, f"publishing2@demo-{port}": second},
        beat=plan.beat,
        environment={**plan.environment, **processes},
    )
    with ExitStack() as stack:
        interruption = stack.enter_context(Interruption())
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("DATABASE_URL")
            patch.delenv("REDIS_URL")
            for name, value in services.items():
                patch.setenv(name, value)
            running = running_county(folder, port, plan, interruption, Progress())
            county = stack.enter_context(running)
        yield ChaosCounty(county, plan)


@dataclass
class ChaosCounty:
    """A county that runs, and what may be done to it."""

    county: County
    plan: Plan

    @property
    def publishing(self) -> dict[str, Any]:
        """The workers for publishing: names of their processes, and their commands."""
        return {
            f"worker-{node.partition('@')[0]}": command
            for node, command in self.plan.workers.items()
            if "publishing" in node
        }

    def kill_publishing(self) -> None:
        for name in self.publishing:
            self.county.processes.kill(name)

    def start_publishing(self) -> None:
        for name, command in self.publishing.items():
            self.county.processes.start(name, command)

    def all_workers_answer(self) -> bool:
        try:
            return len(self.county.answering_workers(0.2)) == len(self.county.workers)
        except (OperationalError, redis.ConnectionError):
            return False  # Redis was away, and the connection with it

    def assert_whole(self) -> None:
        """Every process runs, and every worker answers."""
        self.county.check_alive()
        wait_until(self.all_workers_answer)

    def query(self, statement: str, *parameters: object, bureau: str) -> list[Any]:
        """Return the first column of what the schema of a bureau, and the shared one, answer."""
        with psycopg.connect(self.county.database_url, row_factory=scalar_row) as connection:
            connection.execute(f"SET search_path TO bureau_{bureau}, public")
            return connection.execute(statement, parameters).fetchall()

    def run(self, *command: str) -> str:
        """Run a command in the county's environment; return what it said."""
        done = subprocess.run(
            command,
            env=self.county.env,
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST_SECONDS,
        )
        assert done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def write(self, *arguments: object) -> Any:
        """Call the module that writes items; return what it tells."""
        module = [sys.executable, "-m", "tests.long.chaos.writing"]
        return json.loads(self.run(*module, *map(str, arguments)))

    def write_in_time(self, code: str, items: int, seconds: float) -> tuple[str, dict[str, Any]]:
        """Make a bureau with items that are due; again, with another code, if it took too long."""
        for number, margin in enumerate(MARGINS):
            told = self.write(f"{code}{number or ''}", items, seconds, margin)
            if told != TOO_LATE:
                return f"{code}{number or ''}", told
        raise AssertionError("The machine is too busy to write the items before they are due.")

    @contextmanager
    def trial(
        self,
        code: str,
        *,
        items: int,
        seconds: float,
        clock: Callable[[], float] = time.time,
    ) -> Iterator[Trial]:
        """Make a bureau whose items are due in so many seconds, and let a visitor look at it.

        Args:
            clock: what the clock of the county's PostgreSQL says, in seconds since 1970.
        """
        code, told = self.write_in_time(code, items, seconds)
        visitor = Visitor(
            self.county.port,
            f"{code}.localhost",
            due=told["due"],
            item=told["addresses"][0],
            withdrawn=told["withdrawn"],
            clock=clock,
        )
        with visitor:
            yield Trial(
                chaos=self,
                code=code,
                due=told["due"],
                addresses=told["addresses"],
                withdrawn=told["withdrawn"],
                visitor=visitor,
                clock=clock,
            )

"""How long after its moment an item that is due answers 200 at the app server.

A county of real processes: web, workers for publishing, archive and signing, beat, PostgreSQL and
Redis. Asked is from outside, by HTTP.
"""

from __future__ import annotations

import contextlib
import http.client
import math
import os
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sandbox.services.county import County, Plan, manage, running_county, sandbox_plan
from sandbox.services.interruption import Interruption
from sandbox.services.progress import Progress
from sandbox.services.redis import free_port

BUREAUS = 20
ITEMS_A_BUREAU = 5
ALONE = 40
# Between two that are due alone; no whole number of beat's seconds.
APART = timedelta(seconds=1.7)
# Published before anything is measured, so that every process has done its first.
WARM_UP = 6
# To write all of it, before the county's processes start.
SECONDS_AN_ITEM = 0.7
# For these to start, and to take the snapshots of what was published while preparing.
SETTLE = timedelta(seconds=75)
POLL = 0.05
PATIENCE = 60.0
# How many ask at once when many are due.
ASKING = 4


@dataclass(frozen=True)
class Item:
    """A scheduled item.

    Attributes:
        due: when, in seconds since 1970.
    """

    bureau: str
    page: int
    path: str
    due: float


@dataclass(frozen=True)
class Delays:
    """Seconds from due to visible, and what they may be at most; no goal is none."""

    what: str
    seconds: tuple[float, ...]
    p99_goal: float
    median_goal: float | None = None

    @property
    def p99(self) -> float:
        return sorted(self.seconds)[math.ceil(0.99 * len(self.seconds)) - 1]

    @property
    def holds(self) -> bool:
        fast = self.median_goal is None or median(self.seconds) <= self.median_goal
        return fast and self.p99 <= self.p99_goal

    def __str__(self) -> str:
        half = f"median ≤ {self.median_goal:g} s, " if self.median_goal is not None else ""
        return (
            f"| {self.what} | {median(self.seconds):.2f} s | {self.p99:.2f} s "
            f"| {max(self.seconds):.2f} s | {half}p99 ≤ {self.p99_goal:g} s "
            f"| {'yes' if self.holds else 'no'} |"
        )


def table(delays: list[Delays]) -> str:
    """Return a Markdown table, a row each."""
    head = "| Due → visible | Median | p99 | Worst | Goal | Holds |\n|---|---|---|---|---|---|"
    return "\n".join([head, *map(str, delays)])


def due_to_visible() -> list[Delays]:
    """Measure items that are due alone, then a hundred of twenty bureaus at one moment."""
    columns = [_column(number) for number in range(BUREAUS)]
    count = WARM_UP + ALONE + BUREAUS * ITEMS_A_BUREAU
    first = datetime.now(UTC) + timedelta(seconds=count * SECONDS_AN_ITEM) + SETTLE
    moments = [first + number * APART for number in range(WARM_UP + ALONE)]
    one_by_one = [_item(columns[0], moment) for moment in moments]
    last = moments[-1] + timedelta(seconds=10)
    at_once = [_item(column, last) for column in columns for _number in range(ITEMS_A_BUREAU)]
    with _county() as county:
        _settle(before=one_by_one[0].due)
        alone = _alone(county, one_by_one)
        many = _many(county, at_once)
        _check_each_once(count)
    return [
        Delays(f"alone, {ALONE} items one after the other", tuple(alone), p99_goal=0.6),
        Delays(
            f"{len(many)} items of {BUREAUS} bureaus at one moment",
            tuple(many),
            median_goal=2,
            p99_goal=5,
        ),
    ]


def _alone(county: County, items: list[Item]) -> list[float]:
    seconds = []
    for item in items:
        _wait_until(item.due - 4 * POLL)
        seconds.append(_visible(county, item) - item.due)
    return seconds[WARM_UP:]


def _many(county: County, items: list[Item]) -> list[float]:
    _wait_until(items[0].due - 1)
    before = _snapshots()
    # To ask for a hundred addresses each 50 ms is a load of its own. Before its transaction is
    # committed none of them can answer 200: so each is asked for from that moment on.
    asked: dict[int, Future[float]] = {}
    places = {(item.bureau, item.page): number for number, item in enumerate(items)}
    with ThreadPoolExecutor(ASKING) as asking:
        while len(asked) < len(items):
            for key in _published() & places.keys():
                number = places[key]
                if number not in asked:
                    asked[number] = asking.submit(_visible, county, items[number])
            if time.time() > items[0].due + PATIENCE:
                raise RuntimeError(f"{len(items) - len(asked)} items were not published.")
            time.sleep(POLL)
        seconds = [future.result() - items[0].due for future in asked.values()]
    taken, delays = _snapshots() - before, _delays(items[0].due)
    print(  # noqa: T201
        f"Snapshots taken while they were published: {taken}. Delays in the table of what is due: "
        f"median {median(delays):.2f} s, worst {max(delays):.2f} s.\n"
    )
    return seconds


# --- The county --------------------------------------------------------------------------------


@contextlib.contextmanager
def _county() -> Iterator[County]:
    """Run the processes of the demo on the database that Django's connection leads to."""
    port, folder = free_port(), Path(os.environ["DATA_DIR"])
    plan = sandbox_plan(port, folder)
    plan = Plan(
        prepare=[("Static files and key", manage("prepare_demo", "static", "key"))],
        web=plan.web,
        workers=plan.workers,
        beat=plan.beat,
        environment=plan.environment,
    )
    with (
        Interruption() as interruption,
        running_county(folder, port, plan, interruption, Progress()) as county,
    ):
        yield county


def _column(number: int) -> Any:
    from django.db import connection

    from disclosure_plugin import bureaus
    from disclosure_plugin.tenancy.provisioning import create_bureau
    from tests.factories.credit_codes import credit_code
    from tests.factories.pages import BoardFactory, ColumnFactory

    code = f"due{number:02}"
    connection.set_schema_to_public()
    create_bureau(
        code=code,
        name=code,
        host=f"{code}.localhost",
        social_credit_code=credit_code(800_000 + number),
    )
    with bureaus.activate(code):
        column = ColumnFactory(parent=BoardFactory())
    column.bureau = code
    return column


def _item(column: Any, due: datetime) -> Item:
    """Write an item that is due at that moment and have it approved."""
    from disclosure_plugin import bureaus
    from tests.bench.publishing_door import PARAGRAPHS, SENTENCE
    from tests.factories.pages import ItemFactory
    from tests.factories.reviews import approve

    body = [("text", f"<p>{SENTENCE * 10}</p>")] * PARAGRAPHS
    with bureaus.activate(column.bureau):
        page = ItemFactory(parent=column, body=body, go_live_at=due)
        approve(page)
        return Item(column.bureau, page.pk, page.get_url_parts()[2], due.timestamp())


def _wait_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.time()))


def _settle(*, before: float) -> None:
    """Wait until no snapshot of what was published so far is left to be taken."""
    while _snapshots(of=("WAITING", "RUNNING")) and time.time() < before:
        time.sleep(0.5)
    if time.time() > before - 2:
        raise RuntimeError("Preparing took too long on this machine: try again when it is idle.")


def _snapshots(*, of: tuple[str, ...] = ("COMPLETE",)) -> int:
    from django.db import connection

    each = " UNION ALL ".join(
        f"SELECT state FROM bureau_due{number:02}.disclosure_snapshots_snapshot"
        for number in range(BUREAUS)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({each}) one WHERE state = ANY(%s)", [list(of)])
        [count] = cursor.fetchone()
    return int(count)


def _published() -> set[tuple[str, int]]:
    """Return bureau and page of what was published because it was due."""
    return {(bureau, int(page)) for bureau, page in _done()}


def _check_each_once(expected: int) -> None:
    done = _done()
    if len(done) != expected or len(set(done)) != expected:
        raise RuntimeError(f"{len(done)} items were done, {len(set(done))} of them different.")


def _done() -> list[tuple[str, str]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bureau, object_id FROM disclosure_register_due"
            " WHERE kind = 'publish' AND outcome = 'done'"
        )
        return list(cursor.fetchall())


def _delays(due: float) -> list[float]:
    """Return how late, in seconds, what was due at a moment was published."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM delay)::float8 FROM disclosure_register_due"
            " WHERE kind = 'publish' AND outcome = 'done'"
            " AND abs(extract(epoch FROM due_at)::float8 - %s) < 0.001",
            [due],
        )
        return [delay for [delay] in cursor.fetchall()]


# --- A visitor -----------------------------------------------------------------------------------


def _visible(county: County, item: Item) -> float:
    """Ask again and again, and return when it answered 200, in seconds since 1970."""
    visitor = http.client.HTTPConnection("127.0.0.1", county.port, timeout=30)
    with contextlib.closing(visitor):
        while True:
            asked = time.time()
            visitor.request("GET", item.path, headers={"Host": f"{item.bureau}.localhost"})
            answer = visitor.getresponse()
            answer.read()
            if answer.status == 200:
                return time.time()
            if asked > item.due + PATIENCE:
                raise RuntimeError(f"{item.path} of {item.bureau} answers {answer.status}.")
            _wait_until(asked + POLL)

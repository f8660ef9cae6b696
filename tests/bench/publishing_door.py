"""One publication through the door, beside the bare publication that Wagtail does without us.

Both publish a scheduled item whose time has come, for the first time: the same page type and
content, in one process and database. Ours was approved before and goes through the door. The
peer's bureau has none of our triggers, and meanwhile the process has none of our receivers of
signals, Wagtail's own method in the place of the door, and its own search index.
"""

from __future__ import annotations

import os
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.measuring import Comparison, Figure

WHAT = "publish with gates, number, register, log"
OURS, BARE = "door", "bare"
ROUNDS = 9
# In one round of one way; the first round warms up.
PUBLICATIONS = 20
# Ours may take at most 1.25 times as long.
GOAL = 1 / 1.25
# The text of a usual item: a page of some 20 KB.
SENTENCE = "占用城市道路的单位或者个人应当按照核定的面积和期限缴纳费用，不得擅自扩大面积。"
PARAGRAPHS = 15
# Time to write a version and schedule it; what is left of it is waited for, and if it was too
# little, the next try has more.
SECONDS_A_PAGE = 0.4
OUR_TRIGGERS = """
    SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass)
    FROM pg_trigger
    JOIN pg_proc ON pg_proc.oid = tgfoid
    JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace
      AND proname LIKE 'disclosure\\_%'
"""


@dataclass
class Way:
    """One way to publish, and the seconds that one publication took in each round.

    Attributes:
        around: context of each publication.
        ours: whether the page is approved and goes through the door.
        cpu: seconds of CPU time of this process and of PostgreSQL's beside it.
    """

    name: str
    ours: bool
    around: Callable[[], AbstractContextManager[Any]]
    wall: list[float] = field(default_factory=list)
    cpu: list[tuple[float, float]] = field(default_factory=list)
    seconds_a_page: float = SECONDS_A_PAGE

    def figure(self) -> Figure:
        return Figure(self.name, tuple(self.wall))

    def said_cpu(self) -> str:
        here, server = (median(column) * 1000 for column in zip(*self.cpu, strict=True))
        return f"{self.name} {here:.1f} + {server:.1f} ms"


def publication(_bureaus: int) -> Iterator[Comparison]:
    """Publish through the door and without it, in turn."""
    from django.db import transaction

    columns = {bureau: _column(bureau, number) for number, bureau in enumerate((OURS, BARE), 1)}
    ways = [
        Way("ours", True, nullcontext),
        Way("Wagtail's publication, each statement committed", False, nullcontext),
        Way("Wagtail's publication in one transaction", False, transaction.atomic),
    ]
    for number in range(1 + ROUNDS):
        for way in ways:
            column = columns[OURS if way.ours else BARE]
            with nullcontext() if way.ours else _without_us():
                wall, cpu = _publish(way, column)
            if number:
                way.wall.append(wall)
                way.cpu.append(cpu)
    ours, *peers = ways
    for peer in peers:
        yield Comparison(WHAT, ours.figure(), peer.figure(), GOAL)
    said = ", ".join(way.said_cpu() for way in ways)
    print(f"CPU time of one publication, Python + PostgreSQL: {said}.\n")  # noqa: T201


def _column(bureau: str, number: int) -> Any:
    """Make a bureau and return its column; without us, without our triggers."""
    from django.db import connection

    from disclosure_plugin import bureaus
    from disclosure_plugin.tenancy.provisioning import create_bureau
    from tests.factories.credit_codes import credit_code
    from tests.factories.pages import BoardFactory, ColumnFactory

    connection.set_schema_to_public()
    create_bureau(
        code=bureau,
        name=bureau,
        host=f"{bureau}.localhost",
        social_credit_code=credit_code(900_000 + number),
    )
    with bureaus.activate(bureau), connection.cursor() as cursor:
        if bureau == BARE:
            cursor.execute(OUR_TRIGGERS)
            for [statement] in cursor.fetchall():
                cursor.execute(statement)
        return ColumnFactory(parent=BoardFactory())


@contextmanager
def _without_us() -> Iterator[None]:
    """Let Wagtail publish as it does where we are not installed."""
    from django.db.models import signals
    from modelsearch.backends.database.postgres import postgres
    from modelsearch.signal_handlers import post_save_signal_handler
    from wagtail import signals as wagtails
    from wagtail.actions.publish_revision import PublishRevisionAction

    from disclosure_plugin.models import DisclosureItemPage

    index, indexer = postgres.PostgresIndex, postgres.ObjectIndexer
    door, norms = PublishRevisionAction._publish_revision, index._refresh_title_norms
    heard = [signals.pre_save, signals.post_save, signals.pre_delete, signals.post_delete]
    heard += [wagtails.published, wagtails.page_published]
    before = [signal.receivers for signal in heard]
    PublishRevisionAction._publish_revision = door.__wrapped__
    index._refresh_title_norms = norms.__wrapped__
    postgres.ObjectIndexer = indexer.__base__
    for signal, receivers in zip(heard, before, strict=True):
        _hear(signal, [receiver for receiver in receivers if not _is_ours(receiver[1])])
    # Of our pages we leave it out.
    signals.post_save.connect(post_save_signal_handler, sender=DisclosureItemPage)
    try:
        yield
    finally:
        PublishRevisionAction._publish_revision = door
        index._refresh_title_norms = norms
        postgres.ObjectIndexer = indexer
        for signal, receivers in zip(heard, before, strict=True):
            _hear(signal, receivers)


def _hear(signal: Any, receivers: list[Any]) -> None:
    signal.receivers = receivers
    signal.sender_receivers_cache.clear()


def _is_ours(reference: Any) -> bool:
    receiver = reference() if isinstance(reference, weakref.ReferenceType) else reference
    return receiver is not None and receiver.__module__.startswith("disclosure_plugin")


def _publish(way: Way, column: Any) -> tuple[float, tuple[float, float]]:
    """Return the seconds of one publication, on average: by the clock, and of CPU time."""
    from wagtail.models import Page

    from disclosure_plugin import bureaus

    with bureaus.activate(OURS if way.ours else BARE):
        revisions = _scheduled(way, column)
        server, began = _server(), time.perf_counter()
        here_before, server_before = time.process_time(), _cpu(server)
        for revision in revisions:
            with way.around():
                revision.publish(log_action="wagtail.publish.scheduled")
        wall = time.perf_counter() - began
        here, there = time.process_time() - here_before, _cpu(server) - server_before
        keys = [revision.pk for revision in revisions]
        if Page.objects.filter(live=True, live_revision__in=keys).count() != PUBLICATIONS:
            raise RuntimeError(f"{way.name}: not everything was published.")
    return wall / PUBLICATIONS, (here / PUBLICATIONS, there / PUBLICATIONS)


def _scheduled(way: Way, column: Any) -> list[Any]:
    """Return versions that are scheduled, each of a page of its own, when their time has come."""
    from django.utils import timezone
    from wagtail.models import Revision

    from tests.factories.pages import ItemFactory
    from tests.factories.reviews import approve

    body = [("text", f"<p>{SENTENCE * 10}</p>")] * PARAGRAPHS
    patience = timedelta(seconds=way.seconds_a_page * PUBLICATIONS)
    due = (timezone.now() + patience).replace(microsecond=0)  # a version keeps no smaller parts
    for number in range(PUBLICATIONS):
        # One word and two: were all alike, Wagtail would write the index row of every page.
        title = f"收费标准第{number}号" if number % 2 else f"收费标准 第{number}号"
        item = ItemFactory(parent=column, title=title, body=body, go_live_at=due)
        if way.ours:
            approve(item)
        else:
            item.latest_revision.publish()
    left = (due - timezone.now()).total_seconds()
    if left < 0:
        way.seconds_a_page *= 1.5
        return _scheduled(way, column)
    time.sleep(left + 0.1)
    return list(Revision.objects.filter(approved_go_live_at=due))


def _server() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [process] = cursor.fetchone()
    return int(process)


def _cpu(process: int) -> float:
    """Return the CPU seconds of a process of this machine."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

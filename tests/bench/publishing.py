"""make bench-publishing: publishing beside what Wagtail and django-tenants do.

Each part makes what it needs, on a database of its own. Comparisons run in one warm process; what
is due is measured from outside, at a county of real processes.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import platform
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from tests.bench import publishing_due
from tests.bench.measuring import Comparison, Figure, measure, measure_in_turn, table
from tests.bench.publishing_door import publication
from tests.bench.services import database_for_processes, services

RUNS = 5
FEW = 10
# An idle second takes well below a millisecond: many together, so that the clock can tell.
TICKS = 100
# How much longer an idle second may take among all bureaus than among a few.
FLAT = 1.5


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-publishing")
    parser.add_argument("--bureaus", type=int, default=200)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--write", type=Path, help="put the tables into this file")
    options = parser.parse_args()
    if options.bureaus < FEW:
        parser.error(f"--bureaus must be {FEW} or more")
    holds, said = True, []
    with services():
        from disclosure_plugin.tenancy.migrating import migrate_bureaus

        for name in options.parts:
            with database_for_processes(f"bench_publishing_{name}"):
                migrate_bureaus(lambda result: None)
                part_holds, part_said = PARTS[name](options.bureaus)
                holds = holds and part_holds
                # Two at most: whatever is above is the work of others.
                said.append(f"{part_said}\n\nLoad average at its end: {os.getloadavg()[0]:.1f}.")
    text = _report(options.bureaus, said)
    print(text)  # noqa: T201
    if options.write:
        options.write.write_text(text)
    return int(not holds)


def _report(bureaus: int, said: list[str]) -> str:
    names = ("django", "wagtail", "django-tenants", "psycopg", "celery", "gunicorn")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    head = (
        f"`make bench-publishing`, {datetime.now(UTC):%Y-%m-%d}, {bureaus} bureaus, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}."
    )
    return "\n\n".join([head, *said]) + "\n"


def _compared(part: Callable[[int], Iterator[Comparison]], bureaus: int) -> tuple[bool, str]:
    comparisons = list(part(bureaus))
    return all(one.holds for one in comparisons), table(comparisons)


def _due(_bureaus: int) -> tuple[bool, str]:
    delays = publishing_due.due_to_visible()
    return all(one.holds for one in delays), publishing_due.table(delays)


def _idle_second(bureaus: int) -> Iterator[Comparison]:
    """One second of the scheduler in which nothing is due, each bureau with a schedule."""
    from django.db import connection

    from disclosure_plugin.actions import due

    # Some hundred idle seconds of the same process first: every way finds its caches warm.
    _make(range(FEW))
    few = _ticks(due.hand_out)
    _make(range(FEW, bureaus))
    connection.set_schema_to_public()
    ours, command, loop = measure_in_turn(
        RUNS,
        (f"ours, {TICKS} seconds", partial(_many, due.hand_out)),
        ("`all_tenants_command publish_scheduled`", _command),
        ("`publish_scheduled` in each schema, one warm process", _loop),
    )
    one_second = _each(ours)
    yield Comparison(f"idle second, {bureaus} bureaus", one_second, command, 1000)
    yield Comparison(f"idle second, {bureaus} bureaus", one_second, loop, 100)
    # Ours among few is the peer here: among all it may take at most FLAT times as long.
    grown = Figure(f"the same among {FEW}", _each(few).seconds)
    yield Comparison(f"idle second, {bureaus} bureaus: flat", one_second, grown, 1 / FLAT)


def _make(numbers: range) -> None:
    """Make bureaus; each has a page that is to be published in a year."""
    from datetime import timedelta

    from django.db import connection
    from django.utils import timezone

    from disclosure_plugin import bureaus
    from disclosure_plugin.tenancy.provisioning import create_bureau
    from tests.factories.credit_codes import credit_code
    from tests.factories.pages import ItemFactory
    from tests.factories.reviews import approve

    for number in numbers:
        code = f"b{number:04}"
        connection.set_schema_to_public()
        create_bureau(
            code=code,
            name=code,
            host=f"{code}.localhost",
            social_credit_code=credit_code(100_000 + number),
        )
        with bureaus.activate(code):
            item = ItemFactory(go_live_at=timezone.now() + timedelta(days=365))
            approve(item)


def _ticks(question: Callable[[], object]) -> Figure:
    from django.db import connection

    connection.set_schema_to_public()
    _many(question)
    return measure("ours", RUNS, partial(_many, question))


def _many(question: Callable[[], object]) -> None:
    for _second in range(TICKS):
        if question():
            raise RuntimeError("Something is due: this is no idle second.")


def _each(figure: Figure) -> Figure:
    return Figure("ours", tuple(seconds / TICKS for seconds in figure.seconds))


def _command() -> None:
    """Do what cron does, in this process: the start of Python and Django is not in its figure.

    The command line takes another path through django-tenants than ``call_command``.
    """
    from django.core.management import load_command_class
    from django.db import connection

    connection.set_schema_to_public()
    with contextlib.redirect_stdout(io.StringIO()):
        command = load_command_class("django_tenants", "all_tenants_command")
        command.run_from_argv(["manage.py", "all_tenants_command", "publish_scheduled"])
    connection.set_schema_to_public()


def _loop() -> None:
    from django.core.management import call_command
    from django_tenants.utils import schema_context

    from disclosure_plugin.tenancy.models import Bureau

    for schema in list(Bureau.objects.values_list("schema_name", flat=True)):
        with schema_context(schema):
            call_command("publish_scheduled", stdout=io.StringIO())


# Each says whether its goals are met, and its table.
PARTS: dict[str, Callable[[int], tuple[bool, str]]] = {
    "idle": partial(_compared, _idle_second),
    "door": partial(_compared, publication),
    "due": _due,
}


if __name__ == "__main__":
    sys.exit(main())

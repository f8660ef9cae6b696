"""make bench-scale: a county of very many bureaus; what grows with their number, and what not."""

from __future__ import annotations

import argparse
import io
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from statistics import median

from tests.bench.measuring import measure
from tests.bench.services import services

FEW = 10
REQUESTS = 100
# How much slower the last bureaus may be made than the first, and a request be answered among
# all than among a few.
FLAT = 1.5


@dataclass(frozen=True)
class Line:
    """One line of the report; `holds` is None where there is no bound."""

    what: str
    measured: str
    holds: bool | None = None

    def __str__(self) -> str:
        said = {None: "", True: "yes", False: "no"}[self.holds]
        return f"| {self.what} | {self.measured} | {said} |"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-scale")
    parser.add_argument("--bureaus", type=int, default=1000)
    options = parser.parse_args()
    if options.bureaus < 2 * FEW:
        parser.error(f"--bureaus must be {2 * FEW} or more")
    with services():
        from tests.databases import database

        with database("bench_scale"):
            lines = _measure(options.bureaus)
    names = ("django", "wagtail", "django-tenants", "psycopg")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    print(  # noqa: T201
        f"`make bench-scale`, {datetime.now(UTC):%Y-%m-%d}, {options.bureaus} bureaus, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}.\n\n"
        "| What | Measured | Holds |\n|---|---|---|\n" + "\n".join(map(str, lines))
    )
    return int(any(line.holds is False for line in lines))


def _measure(bureaus: int) -> list[Line]:
    from disclosure_plugin.tenancy.migrating import migrate_bureaus

    migrate_bureaus(lambda result: None)
    codes = [f"b{number:04}" for number in range(bureaus)]
    seconds = [_make(code) for code in codes[:FEW]]
    among_few = _request(codes[:FEW])
    for code in codes[FEW:]:
        seconds.append(_make(code))
        if not len(seconds) % 100:
            print(f"{len(seconds)} bureaus: {median(seconds[-100:]):.3f} s", flush=True)  # noqa: T201
    share = min(100, bureaus // 2)
    first, last = median(seconds[:share]), median(seconds[-share:])
    among_all = _request(codes[:FEW])
    return [
        Line(
            f"make a bureau: median of the first {share}, of the last {share}",
            f"{first:.3f} s, {last:.3f} s: {last / first:.2f}× (bound {FLAT:g}×)",
            last / first <= FLAT,
        ),
        Line(
            f"a request for a home page, {FEW} bureaus, {bureaus} bureaus: median of {REQUESTS}",
            f"{among_few * 1000:.1f} ms, {among_all * 1000:.1f} ms: "
            f"{among_all / among_few:.2f}× (bound {FLAT:g}×)",
            among_all / among_few <= FLAT,
        ),
        *_questions(),
        *_memory(codes),
        *_locks(codes),
    ]


def _make(code: str, *, keep_connection: bool = False) -> float:
    from django.db import connection

    from disclosure_plugin.tenancy.provisioning import create_bureau

    if not keep_connection:
        connection.close()  # one of its own, as the command has
    connection.set_schema_to_public()
    return measure(
        code, 1, partial(create_bureau, code=code, name=code, host=f"{code}.localhost")
    ).median


def _request(codes: list[str]) -> float:
    """Return the median seconds of requests to home pages, after one to each to warm up."""
    from django.test import Client

    client = Client()

    def ask(code: str) -> None:
        response = client.get("/", headers={"host": f"{code}.localhost"})
        if response.status_code != 200:
            raise RuntimeError(f"{code} answers {response.status_code}")

    for code in codes:
        ask(code)
    asked = (codes[number % len(codes)] for number in range(REQUESTS))
    return median(measure(code, 1, partial(ask, code)).median for code in asked)


def _questions() -> list[Line]:
    from django.core.management import call_command
    from django.db import connection

    from disclosure_plugin.actions import due

    connection.set_schema_to_public()
    idle = measure("idle", 5, due.hand_out)
    check = measure("check", 3, lambda: call_command("migrate_bureaus", stdout=io.StringIO()))
    return [
        Line("ask what is due in the county (each tick of beat)", f"{idle.median * 1000:.1f} ms"),
        Line("find which bureaus lack a migration", str(check)),
    ]


def _memory(codes: list[str]) -> list[Line]:
    """What one connection keeps about the schemas it has been in; its cache is never emptied."""
    from django.db import connection

    connection.close()
    visited = 0
    lines = []
    for count in sorted({1, FEW, 100, len(codes)}):
        if count > len(codes):
            break
        _request_all(codes[visited:count])
        visited = count
        lines.append(Line(f"server memory of a connection that has served {count}", _used()))
    more = median(_make(f"x{number:04}", keep_connection=True) for number in range(FEW))
    lines.append(Line(f"make a bureau on that connection: median of {FEW}", f"{more:.3f} s"))
    connection.close()
    return lines


def _request_all(codes: list[str]) -> None:
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections
    from django.test import Client

    # The connection must last; the test client connects the signals again.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    for code in codes:
        Client().get("/", headers={"host": f"{code}.localhost"})


def _used() -> str:
    import psutil
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(total_bytes), pg_backend_pid() FROM pg_backend_memory_contexts")
        used, pid = cursor.fetchone()
    said = f"{used / 2**20:.0f} MiB in its contexts"
    if psutil.pid_exists(pid) and psutil.Process(pid).name() == "postgres":
        said += f", {psutil.Process(pid).memory_full_info().uss / 2**20:.0f} MiB of its own"
    return said


def _locks(codes: list[str]) -> list[Line]:
    from django.db import OperationalError, connection, transaction

    connection.set_schema_to_public()
    lines = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('max_locks_per_transaction')::int, "
            "current_setting('max_connections')::int"
        )
        each, connections = cursor.fetchone()
        with transaction.atomic():
            cursor.execute(f'DROP SCHEMA "bureau_{codes[0]}" CASCADE')
            cursor.execute("SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid()")
            [drop] = cursor.fetchone()
            transaction.set_rollback(True)
        dropped = 0
        try:
            with transaction.atomic():
                for code in codes:
                    cursor.execute(f'DROP SCHEMA "bureau_{code}" CASCADE')
                    dropped += 1
                transaction.set_rollback(True)
            end = f"all {dropped} could be dropped"
        except OperationalError as error:
            end = f"{dropped}, then: {str(error).splitlines()[0]}"
        cursor.execute(
            "SELECT count(*) FROM pg_class JOIN pg_namespace nsp ON nsp.oid = relnamespace "
            "WHERE relkind = 'r' AND nspname NOT LIKE 'pg\\_%' "
            "AND nspname <> 'information_schema'"
        )
        [tables] = cursor.fetchone()
    settings = f"max_locks_per_transaction {each}, max_connections {connections}"
    lines.append(Line("locks to drop one bureau", f"{drop}"))
    lines.append(Line(f"bureaus dropped in one transaction ({settings})", end))
    lines.append(Line("tables of the whole database, one lock each in a dump", f"{tables:,}"))
    lines.append(
        Line(
            "max_locks_per_transaction that a dump needs on paper: tables / max_connections",
            f"{-(-tables // connections)}",
        )
    )
    lines.append(Line("pg_dump of the whole database", _outcome(_dump)))
    lines.append(Line("pg_dump of one bureau", _outcome(_dump, f"--schema=bureau_{codes[0]}")))
    return lines


def _dump(*arguments: str) -> str:
    from django.db import connection
    from psycopg.conninfo import make_conninfo

    from sandbox.services.postgres import find_binaries

    name = connection.settings_dict["NAME"]
    url = make_conninfo(os.environ["DATABASE_URL"], dbname=name)
    done = subprocess.run(
        [find_binaries() / "pg_dump", f"--dbname={url}", f"--file={os.devnull}", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    return "done" if done.returncode == 0 else done.stderr.strip().splitlines()[0]


def _outcome(work: Callable[..., str], *arguments: str) -> str:
    start = time.perf_counter()
    said = work(*arguments)
    return f"{said} ({time.perf_counter() - start:.1f} s)"


if __name__ == "__main__":
    sys.exit(main())

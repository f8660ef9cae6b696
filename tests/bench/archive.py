"""make bench-archive: snapshots of a large site beside what wget makes of the same running site.

Each snapshot is taken in fresh processes, as ``tests.bench.archive_taking`` does: in one, and in
two that share it. wget asks the app server, which has two processes, one address after the other.
What it takes in the server's processes is its own cost, as it is ours in ours.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from statistics import median
from typing import Any

from sandbox.services.redis import free_port
from sandbox.services.state import REPOSITORY
from tests.bench import archive_wget
from tests.bench.archive_pages import COLUMNS, change_items, make_site
from tests.bench.archive_server import serving
from tests.bench.archive_wget import Mirror
from tests.bench.measuring import Figure
from tests.bench.services import database_for_processes, services

SHARDS = 2
BUREAU, HOST = "jsj", "jsj.localhost"
LARGE, LARGE_HOST = "large", "large.localhost"
TIMES_AS_LARGE = 10
SETTINGS = "sandbox.config.settings.demo"

COLD, WARM = 1.4, 0.8
IDLE_SHARE = 0.02
BYTES_AN_ADDRESS = 1024
CHANGED, CHANGED_SHARE = 0.01, 0.10
MEMORY = 1.10


@dataclass(frozen=True)
class Row:
    """A line of the table; `holds` is None where there is no goal."""

    what: str
    measured: str
    goal: str = ""
    holds: bool | None = None

    def __str__(self) -> str:
        said = {None: "", True: "yes", False: "**no**"}[self.holds]
        return f"| {self.what} | {self.measured} | {self.goal} | {said} |"


@dataclass
class Rounds:
    """What each round gave, in turn, so that what disturbs one way disturbs all."""

    alone: list[dict[str, Any]] = field(default_factory=list)
    ours: list[dict[str, Any]] = field(default_factory=list)
    peer: list[Mirror] = field(default_factory=list)

    def rows(self, what: str, goal: float) -> Iterator[Row]:
        yield self._row(f"{what}, one shard", self.alone)
        yield self._row(f"{what}, {SHARDS} shards", self.ours, goal)

    def _row(self, what: str, taken: list[dict[str, Any]], goal: float = 0) -> Row:
        ours = Figure("ours", tuple(one["seconds"] for one in taken))
        peer = Figure("wget", tuple(one.seconds for one in self.peer))
        ratio = peer.median / ours.median
        return Row(
            what,
            f"{ours}; wget {peer}: {ratio:.2f}×",
            f"≥ {goal:g}×" if goal else "",
            ratio >= goal if goal else None,
        )


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-archive")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if options.pages < 100 or options.pages % COLUMNS:
        parser.error(f"--pages must be 100 or more, and a multiple of {COLUMNS}")
    if lacks := archive_wget.what_is_missing():
        parser.error(lacks)
    # Part of every address: the same for those who make pages, serve them and archive them.
    os.environ["PORT"] = str(free_port())
    holds = True
    with services(), database_for_processes("bench_archive"):
        print(_head(options.pages), flush=True)  # noqa: T201
        for row in _measure(options.pages, options.rounds):
            # At once: the last rows take many minutes.
            print(row, flush=True)  # noqa: T201
            holds = holds and row.holds is not False
    print(f"\nLoad average at its end: {os.getloadavg()[0]:.1f}.")  # noqa: T201
    return int(not holds)


def _head(pages: int) -> str:
    names = ("django", "wagtail", "psycopg", "gunicorn", "warcio")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return (
        f"`make bench-archive`, {datetime.now(UTC):%Y-%m-%d}, {pages:,} pages, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}, "
        f"{archive_wget.version()}.\n\n"
        "| What | Measured | Goal | Holds |\n|---|---|---|---|"
    )


def _measure(pages: int, rounds: int) -> Iterator[Row]:
    _manage("collectstatic", "--noinput", "--verbosity", "0")
    _manage("migrate_bureaus")
    _make_county()
    make_site(BUREAU, HOST, pages)
    cold, warm = Rounds(), Rounds()
    port = int(os.environ["PORT"])
    for _round in range(rounds):
        # Anew for each round, because an app server's processes hold pages of their own.
        with serving(HOST, port, _environment()):
            _both(cold, port, before=_empty_the_caches)
            _both(warm, port, before=lambda: None)
    yield from cold.rows("whole site, caches empty", COLD)
    yield from warm.rows("whole site, from the page cache", WARM)
    first = warm.ours[-1]  # what is stored now
    yield from _sets(first["key"], warm.peer[-1])
    yield _sizes(first, warm.peer[-1])
    yield from _later(first, median(one["seconds"] for one in cold.ours), pages)
    yield _memory(pages, cold.ours[0])


def _make_county() -> None:
    from django.db import connection

    from disclosure_plugin.tenancy.provisioning import create_bureau

    create_bureau(code="county", name="县政府", host="county.localhost", is_county_office=True)
    connection.close()


def _both(rounds: Rounds, port: int, *, before: Callable[[], object]) -> None:
    """Let wget, then us, take the whole site; of ours nothing is stored before."""
    before()
    rounds.peer.append(archive_wget.mirror(f"http://{HOST}:{os.environ['PORT']}/", port))
    for taken, shards in ((rounds.alone, 1), (rounds.ours, SHARDS)):
        _forget(BUREAU)
        before()
        taken.append(_take(BUREAU, shards=shards))


def _later(first: dict[str, Any], cold_seconds: float, pages: int) -> list[Row]:
    """Snapshots after the first: of nothing new, of all again, and of some changed pages."""
    idle = _take(BUREAU, "NIGHTLY")
    again = _take(BUREAU)
    change_items(BUREAU, round(pages * CHANGED))
    _empty_the_caches()
    changed = _take(BUREAU)
    share = idle["seconds"] / cold_seconds
    each = again["size"] / again["addresses"]
    grown = changed["size"] / first["size"]
    new = changed["new"] / changed["addresses"]
    return [
        Row(
            "nothing published since (nightly)",
            f"{idle['seconds'] * 1000:.0f} ms, {share:.2%} of the first's; {idle['state']}",
            f"≤ {IDLE_SHARE:.0%}",
            share <= IDLE_SHARE and idle["state"] == "SAME",
        ),
        Row(
            "all read again, none changed",
            f"{again['seconds']:.1f} s, {again['size']:,} bytes, {each:.0f} bytes an address, "
            f"{again['new']} new payloads",
            f"≤ {BYTES_AN_ADDRESS} bytes",
            each <= BYTES_AN_ADDRESS and again["new"] == 0,
        ),
        Row(
            f"{changed['new']} of {changed['addresses']} payloads changed ({new:.1%})",
            f"{changed['size']:,} bytes, {grown:.1%} of the first's",
            f"≤ {CHANGED_SHARE:.0%}",
            grown <= CHANGED_SHARE and changed["new"] >= round(pages * CHANGED),
        ),
        _twice(changed["key"]),
    ]


def _twice(key: int) -> Row:
    """The whole package, made twice, once its proof is in it."""
    import hashlib
    from pathlib import Path

    from disclosure_plugin import bureaus
    from disclosure_plugin.snapshots.models import Snapshot
    from disclosure_plugin.snapshots.stored_packages import whole_package
    from tests.factories.logs import sign_log, signing_with

    with signing_with(Path(os.environ["DATA_DIR"]) / "log.key"):
        sign_log(BUREAU)
    hashes = []
    with bureaus.activate(BUREAU):
        snapshot = Snapshot.objects.get(pk=key)
        for _time in range(2):
            with whole_package(snapshot) as package:
                hashes.append(hashlib.file_digest(package, "sha256").hexdigest())
                size = package.seek(0, os.SEEK_END)
    same = hashes[0] == hashes[1]
    return Row(
        "the package as it is handed out, made twice",
        f"{size:,} bytes, SHA-256 {hashes[0][:16]}…, {hashes[1][:16]}…",
        "the same bytes",
        same,
    )


def _sets(key: int, peer: Mirror) -> list[Row]:
    """What both have, by address: pages and what they are shown with."""
    ours = _addresses(key)
    rows = []
    for what, is_it in (("pages", _is_page), ("files", lambda kind: not _is_page(kind))):
        here = {url for url, kind in ours.items() if is_it(kind)}
        there = {url for url, kind in peer.addresses.items() if is_it(kind)}
        only = [*(f"only ours {one}" for one in sorted(here - there))]
        only += [f"only wget's {one}" for one in sorted(there - here)]
        said = f"{len(here)} ours, {len(there)} wget's, {len(here & there)} the same"
        if only:
            said += f"; {len(only)} differ: {', '.join(only[:5])}"
        rows.append(Row(f"{what} that answered 200", said, "the same set", not only))
    return rows


def _is_page(kind: str) -> bool:
    return kind == "text/html"


def _addresses(key: int) -> dict[str, str]:
    from disclosure_plugin import bureaus
    from disclosure_plugin.archive.manifest import NAME
    from disclosure_plugin.archive.reader import PackageReader
    from disclosure_plugin.snapshots.models import Snapshot

    with bureaus.activate(BUREAU), Snapshot.objects.get(pk=key).file.open() as file:
        lines = PackageReader(file).read(f"proofs/{NAME}").splitlines()[1:]
    rows = map(json.loads, lines)
    return {row["url"]: row["type"] for row in rows if row["status"] == 200}


def _sizes(first: dict[str, Any], peer: Mirror) -> Row:
    return Row(
        "size of the first",
        f"{first['size']:,} bytes with index, manifest and list of pages; "
        f"wget's WARC file {peer.size:,} bytes",
    )


def _memory(pages: int, first: dict[str, Any]) -> Row:
    many = pages * TIMES_AS_LARGE
    make_site(LARGE, LARGE_HOST, many)
    _empty_the_caches()
    large = _take(LARGE)
    ratio = large["peak"] / first["peak"]
    return Row(
        f"peak memory of {SHARDS} shards at {many:,} pages beside {pages:,}, caches empty",
        f"{large['peak'] / 2**20:.0f} MB, {first['peak'] / 2**20:.0f} MB: {ratio:.0%} "
        f"({large['seconds']:.0f} s, {large['size']:,} bytes)",
        f"≤ {MEMORY:.0%}",
        ratio <= MEMORY,
    )


def _take(bureau: str, reason: str = "REQUESTED", shards: int = SHARDS) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.archive_taking", bureau, reason]
    command += ["--shards", str(shards)]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"The snapshot failed: {done.stderr[-2000:]}")
    taken: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if taken["problems"]:
        raise RuntimeError(f"The snapshot has problems: {taken['problems'][:5]}")
    if taken["state"] == "COMPLETE" and taken["helped"] != shards - 1:
        raise RuntimeError("Not every shard captured something.")
    return taken


def _forget(bureau: str) -> None:
    """Delete what is stored, so that the next snapshot has to store all of it."""
    from disclosure_plugin import bureaus
    from disclosure_plugin.snapshots.models import Snapshot, StoredResponse

    with bureaus.activate(bureau):
        StoredResponse.objects.all().delete()
        for snapshot in Snapshot.objects.all():
            snapshot.file.delete(save=False)
        Snapshot.objects.all().delete()


def _empty_the_caches() -> None:
    import redis

    with redis.from_url(os.environ["REDIS_URL"]) as server:
        server.flushall()


def _manage(*command: str) -> None:
    subprocess.run(
        [sys.executable, "sandbox/manage.py", *command],
        cwd=REPOSITORY,
        env=_environment(),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _environment() -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS}


if __name__ == "__main__":
    sys.exit(main())

"""make bench-log: verify a long publication log, with its signed states, in constant memory."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tracemalloc
from datetime import UTC, datetime
from importlib.metadata import version

from tests.bench.measuring import measure
from tests.bench.services import services

RUNS = 3
SECONDS = 30.0
SHORT = 10_000
# How much more the long log may take than the short one.
SAME_MEMORY = 1.2
ENTRIES_A_STATE = 10


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-log")
    parser.add_argument("--entries", type=int, default=100_000)
    options = parser.parse_args()
    if options.entries < 2 * SHORT:
        parser.error(f"--entries must be {2 * SHORT} or more")
    with services():
        from tests.databases import database

        with database("bench_log"):
            return _run(options.entries)


def _run(entries: int) -> int:
    from django.core.management import call_command

    from disclosure_plugin.register.verifying import verify

    call_command("migrate_schemas", shared=True, verbosity=0)
    short, long = _filled("short", SHORT), _filled("long", entries)
    assert verify(long).size == entries
    time = measure("verify", RUNS, lambda: verify(long))
    peaks = [_peak(lambda log=log: verify(log)) for log in (short, long)]
    holds = time.median <= SECONDS and peaks[1] <= SAME_MEMORY * peaks[0]
    print(  # noqa: T201
        f"`make bench-log`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, django {version('django')}, "
        f"psycopg {version('psycopg')}, cryptography {version('cryptography')}. "
        f"A signed state for each {ENTRIES_A_STATE} entries, all signatures checked.\n\n"
        "| What | Measured | Goal | Holds |\n|---|---|---|---|\n"
        f"| verify a log of {entries:,} entries | {time} | ≤ {SECONDS:g} s | "
        f"{_said(time.median <= SECONDS)} |\n"
        f"| its memory, beside a log of {SHORT:,} entries | {peaks[1] / 2**20:.1f} MB, "
        f"{peaks[0] / 2**20:.1f} MB | ≤ {SAME_MEMORY:g}× | "
        f"{_said(peaks[1] <= SAME_MEMORY * peaks[0])} |"
    )
    return int(not holds)


def _said(holds: bool) -> str:
    return "yes" if holds else "no"


def _filled(bureau: str, count: int):
    """Make a log as :mod:`disclosure_plugin.register.log` would, in large pieces."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from django.utils import timezone

    from disclosure_plugin.archive import merkle
    from disclosure_plugin.archive.checkpoints import Checkpoint, sign, verifier_key
    from disclosure_plugin.domain.canonical import canonical_json
    from disclosure_plugin.register.models import Log, LogCheckpoint, LogEntry, LogKey, LogNode

    log = Log.objects.create(bureau=bureau, origin=f"disclosure-log/{bureau}", size=count)
    key = Ed25519PrivateKey.generate()
    LogKey.objects.create(log=log, verifier_key=verifier_key(log.origin, key), from_size=1)
    nodes: dict[tuple[int, int], bytes] = {}
    rows: list[LogEntry | LogNode | LogCheckpoint] = []
    for index in range(count):
        content = {
            "v": 1,
            "log": log.origin,
            "kind": "page.published",
            "at": "2026-11-25T00:00:00Z",
        }
        leaf = canonical_json({**content, "subject": f"p{index}", "hashes": {"content": "a" * 64}})
        rows.append(
            LogEntry(
                log=log,
                index=index,
                leaf=leaf,
                kind="page.published",
                subject=f"p{index}",
                at=timezone.now(),
            )
        )
        made = merkle.new_nodes(index, merkle.leaf_hash(leaf), lambda *at: nodes[at])
        nodes.update({(level, place): value for level, place, value in made})
        rows += [
            LogNode(log=log, level=level, index=place, hash=value, completed_by=index)
            for level, place, value in made
        ]
        size = index + 1
        if size % ENTRIES_A_STATE == 0:
            state = Checkpoint(log.origin, size, merkle.root(size, lambda *at: nodes[at]))
            rows.append(LogCheckpoint(log=log, size=size, note=sign(state, key)))
        if size % 5000 == 0 or size == count:
            for model in (LogEntry, LogNode, LogCheckpoint):
                model.objects.bulk_create(one for one in rows if isinstance(one, model))
            rows.clear()
    return log


def _peak(work) -> int:
    """Return the most bytes that Python held at once for the work."""
    tracemalloc.start()
    work()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


if __name__ == "__main__":
    sys.exit(main())

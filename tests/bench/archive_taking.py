"""Take one snapshot in fresh processes, one a shard, and print in JSON what it took.

The start of Python and Django is not in the time. A helper is a process of the same kind that
waits, as an idle worker of the archive queue does.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time

import django

from tests.peak_memory import peak_memory

PATIENCE = 60  # seconds until a helper that nobody wants gives up


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("bureau")
    parser.add_argument("reason", choices=["REQUESTED", "NIGHTLY", "HELP"])
    parser.add_argument("--shards", type=int, default=1)
    options = parser.parse_args()
    django.setup()
    from disclosure_plugin import bureaus

    with bureaus.activate(options.bureau):
        if options.reason == "HELP":
            print("ready", flush=True)  # noqa: T201
            told = _help(int(sys.stdin.readline()))
        else:
            told = _take(options.bureau, options.reason, options.shards)
    print(json.dumps(told))  # noqa: T201


def _take(bureau: str, reason: str, shards: int) -> dict[str, object]:
    from disclosure_plugin.snapshots.models import Snapshot
    from disclosure_plugin.snapshots.requests import request_snapshot
    from disclosure_plugin.snapshots.taking import take_waiting

    helpers = [_Helper(bureau) for _number in range(shards - 1)]
    key = request_snapshot(reason=reason)
    began = time.perf_counter()
    for helper in helpers:
        helper.let_go(key)
    take_waiting()
    seconds = time.perf_counter() - began
    taken = Snapshot.objects.get(pk=key)
    if taken.error:
        sys.exit(taken.error)
    helped = [helper.told() for helper in helpers]
    return {
        "key": key,
        "state": taken.state,
        "seconds": seconds,
        "addresses": taken.addresses_done,
        "size": taken.size,
        "new": taken.responses.count(),
        "problems": taken.problems,
        "helped": sum(bool(one["helped"]) for one in helped),
        # Of all processes together.
        "peak": peak_memory() + sum(one["peak"] for one in helped),
    }


def _help(key: int) -> dict[str, object]:
    from disclosure_plugin.snapshots.models import Snapshot
    from disclosure_plugin.snapshots.taking import help_take

    end, helped = time.monotonic() + PATIENCE, False
    wanted = Snapshot.objects.filter(pk=key, finished_at=None)
    while not helped and time.monotonic() < end and wanted.exists():
        helped = help_take(key)
        time.sleep(0.01)
    return {"helped": helped, "peak": peak_memory()}


class _Helper:
    def __init__(self, bureau: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.archive_taking", bureau, "HELP"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        if self._process.stdout.readline() != "ready\n":
            sys.exit("A helper did not start.")

    def let_go(self, key: int) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{key}\n")
        self._process.stdin.flush()

    def told(self) -> dict[str, int]:
        out, _err = self._process.communicate(timeout=PATIENCE)
        found: dict[str, int] = json.loads(out.splitlines()[-1])
        return found


if __name__ == "__main__":
    main()

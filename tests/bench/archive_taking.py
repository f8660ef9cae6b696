"""Take one snapshot in a fresh process, and print in JSON what it took.

The start of Python and Django is not in the time.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time

import django


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("bureau")
    parser.add_argument("reason", choices=["REQUESTED", "NIGHTLY"])
    options = parser.parse_args()
    django.setup()
    from disclosure_plugin import bureaus
    from disclosure_plugin.snapshots.models import Snapshot
    from disclosure_plugin.snapshots.requests import request_snapshot
    from disclosure_plugin.snapshots.taking import take_waiting

    with bureaus.activate(options.bureau):
        key = request_snapshot(reason=options.reason)
        began = time.perf_counter()
        take_waiting()
        seconds = time.perf_counter() - began
        taken = Snapshot.objects.get(pk=key)
        if taken.error:
            sys.exit(taken.error)
        told = {
            "key": key,
            "state": taken.state,
            "seconds": seconds,
            "addresses": taken.addresses_done,
            "size": taken.size,
            "new": taken.responses.count(),
            "problems": taken.problems,
            # In kilobytes, as Linux counts it.
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        }
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main()

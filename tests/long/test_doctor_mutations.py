"""The tenancy doctor finds nothing, and finds every guard that is switched off."""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from urllib.parse import urlsplit

import pytest
import redis

from disclosure_plugin.tenancy.doctor.running import Outcome, chosen, run
from disclosure_plugin.tenancy.doctor.seeding import seeded_trial
from disclosure_plugin.tenancy.doctor.temporary import two_bureaus
from tests.long.doctor_guards import guards

pytestmark = [
    pytest.mark.long,
    # Wagtail leaves the spooled files of renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]


# They take a while: each runs with all guards on, and for the guards that name it.
TAKING_TIME = {
    "cookie-names",
    "cookies",
    "county-entries",
    "county-visits",
    "documents",
    "host-header",
    "media",
    "mounts",
    "page-cache",
    "private-folders",
    "public-addresses",
    "sessions",
    "suspended",
    "unknown-host",
}


def test_every_guard_is_seen_by_a_probe_and_every_probe_sees_a_guard(
    outside_transactions, static_files, tmp_path, settings, capsys
):
    settings.SESSION_FILE_PATH = str(tmp_path)
    url = urlsplit(os.environ["REDIS_URL"])._replace(path="/7").geturl()
    settings.DISCLOSURE = {**settings.DISCLOSURE, "PAGE_CACHE_URL": url}
    kept = redis.Redis.from_url(url)
    probes = chosen([], read_only=False)
    slow = {one.id: one for one in probes if one.slow or one.id in TAKING_TIME}
    fast = [one for one in probes if one.id not in slow]
    not_seen: dict[str, set[str]] = {}
    seen_by: dict[str, list[str]] = {}
    sees: defaultdict[str, list[str]] = defaultdict(list)
    with two_bureaus() as (a, b):
        trial = seeded_trial(a, b)
        whole = run(trial, probes)
        assert "\n".join(str(one) for one in whole if one.outcome != Outcome.SEALED) == ""
        for guard in guards():
            with guard.off(trial):
                wanted = [*fast, *(slow[name] for name in guard.slow)]
                found = run(trial, wanted, first_leak_is_enough=True)
            kept.flushdb()  # what was rendered without this guard
            leaking = [one.probe for one in found if one.outcome == Outcome.LEAK]
            seen_by[guard.name] = leaking
            for name in leaking:
                sees[name].append(guard.name)
            if not set(guard.slow) <= set(leaking):
                not_seen[guard.name] = set(guard.slow) - set(leaking)
        again = run(trial, fast)
    kept.close()
    lines = [f"{name:<54} {', '.join(leaking) or 'NONE'}" for name, leaking in seen_by.items()]
    with capsys.disabled():
        sys.stdout.write("\n".join(["", "guard switched off → probes that leak", *lines, ""]))
    assert [name for name, leaking in seen_by.items() if not leaking] == []
    assert not_seen == {}
    assert "\n".join(str(one) for one in again if one.outcome != Outcome.SEALED) == ""
    assert sorted({probe.id for probe in probes} - set(sees)) == []

"""Redis loses keys, or is away: no item is lost, and nothing is shown that was withdrawn."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter

import pytest
import redis

from sandbox.services.county import manage

from .trial import wait_until

ITEMS = 12
AWAY_SECONDS = 60
# A worker that lost its broker looks for it again after 2, 4, 6, … seconds.
FOUND_AGAIN_WITHIN = 45
# What an editor waits for at most who publishes while Redis is away: two messages are given up,
# after 5 s each. After 30 s the web server would give up the request.
EDITOR_SECONDS = 20

WITHDRAW = """
from disclosure_plugin import bureaus
from tests.long.chaos.writing import withdraw
with bureaus.activate("{code}"):
    withdraw({slugs})
"""


@pytest.fixture
def server(chaos):
    with redis.Redis.from_url(chaos.county.redis_url) as connection:
        yield connection


def test_emptied_again_and_again(chaos, counted, server):
    with chaos.trial("emptied", items=ITEMS, seconds=4) as trial:
        began, times = time.monotonic(), 0
        while trial.live() < ITEMS:
            assert time.monotonic() - began < 90
            server.flushall()
            times += 1
            # Less often than a message takes: what is handed out in between must arrive.
            time.sleep(0.7)
        counted(trial, f"Redis emptied {times} times")
        assert trial.visitor.failed == []


def test_single_keys_lost(chaos, counted, server):
    with chaos.trial("keys", items=ITEMS, seconds=4) as trial:
        began = time.monotonic()
        lost: Counter[str] = Counter()
        while trial.live() < ITEMS:
            assert time.monotonic() - began < 90
            until = time.monotonic() + 0.5
            while time.monotonic() < until:
                key = server.randomkey()
                if key is not None and server.delete(key):
                    lost[_kind(key.decode())] += 1
                time.sleep(0.02)
        print(lost)  # noqa: T201
        assert lost["page"]
        assert lost["broker"]
        counted(trial, f"Redis lost {lost.total()} single keys")
        assert trial.visitor.failed == []


def _kind(key: str) -> str:
    if key.startswith("disclosure-page:"):
        return "page"
    queues = ("publishing", "schedule", "archive", "signing", "unacked", "_kombu")
    return "broker" if key.startswith(queues) else "other"


def test_stopped_for_a_minute(chaos, counted):
    with chaos.trial("stopped", items=ITEMS, seconds=5) as trial:
        chaos.county.redis.stop()
        try:
            trial.sleep_until_due(2)
            by_hand = chaos.write(trial.code)
            trial.more += 1
            assert by_hand["seconds"] < EDITOR_SECONDS
            assert trial.visitor.ask(by_hand["address"]) == 200
            trial.sleep_until_due(AWAY_SECONDS - 5)
            assert trial.live() == 0
        finally:
            chaos.county.redis.start_again()
        assert trial.wait_until_live() < FOUND_AGAIN_WITHIN
        counted(trial, f"Redis stopped for {AWAY_SECONDS} s")
        assert trial.visitor.failed == []


def test_hangs_for_half_a_minute(chaos, counted):
    """A stopped process still takes connections, and answers none of them."""
    with chaos.trial("hanging", items=ITEMS, seconds=5) as trial:
        os.kill(chaos.county.redis.child.pid, signal.SIGSTOP)
        try:
            by_hand = chaos.write(trial.code)
            trial.more += 1
            assert by_hand["seconds"] < EDITOR_SECONDS
            assert trial.visitor.ask(by_hand["address"]) == 200
            trial.sleep_until_due(AWAY_SECONDS / 2 - 5)
        finally:
            os.kill(chaos.county.redis.child.pid, signal.SIGCONT)
        assert trial.wait_until_live() < FOUND_AGAIN_WITHIN
        counted(trial, f"Redis hangs for {AWAY_SECONDS // 2} s")
        assert trial.visitor.failed == []


def test_old_keys_come_back_after_a_withdrawal(chaos, counted, server):
    with chaos.trial("oldkeys", items=ITEMS, seconds=2) as trial:
        trial.wait_until_live()
        for _ in range(2):
            assert {trial.visitor.ask(address) for address in trial.addresses} == {200}
        old = {key: (server.dump(key), server.pttl(key)) for key in server.scan_iter()}
        assert sum(key.startswith(b"disclosure-page:") for key in old) >= ITEMS
        # Not the first: the visitor looks whether that one stays.
        withdrawn = dict(list(trial.slugs.items())[ITEMS // 2 :])
        chaos.run(*manage("shell", "-v0", "-c", WITHDRAW.format(
            code=trial.code, slugs=list(withdrawn)
        )))  # fmt: skip
        trial.taken_back += withdrawn.values()
        server.flushall()
        for key, (value, life) in old.items():
            if value is not None:
                server.restore(key, max(life, 0), value, replace=True)
        assert sum(key.startswith(b"disclosure-page:") for key in server.scan_iter()) >= ITEMS
        for _ in range(20):
            assert {trial.visitor.ask(address) for address in trial.taken_back} == {410}
        rest = set(trial.addresses) - set(trial.taken_back)
        assert {trial.visitor.ask(address) for address in rest} == {200}
        wait_until(chaos.all_workers_answer)
        counted(trial, f"Old keys of Redis back after {len(withdrawn)} were withdrawn")

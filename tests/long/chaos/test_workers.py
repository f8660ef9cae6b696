"""Workers and schedulers die, are away or too many; everything is published once all the same."""

from __future__ import annotations

import os
import time

import redis

from disclosure_plugin.beat import MOST_WAITING
from sandbox.services.county import sandbox_plan

from .trial import wait_until

ITEMS = 12
# Seconds after the workers' return: what a killed one had in hand is handed out again after its
# claim (5 s), and a bureau's items are done one after the other.
BACK_WITHIN = 15
# A minute shows what ten would: CHAOS_AWAY_SECONDS=600 waits them out.
AWAY_SECONDS = float(os.environ.get("CHAOS_AWAY_SECONDS", "60"))


def test_undisturbed(chaos, counted):
    with chaos.trial("calm", items=ITEMS, seconds=2) as trial:
        trial.wait_until_live()
        counted(trial, "Nothing is disturbed")
        assert trial.visitor.failed == []


def test_workers_killed_again_and_again_in_the_middle(chaos, counted):
    with chaos.trial("killed", items=ITEMS, seconds=2) as trial:
        wait_until(lambda: trial.live() > 0)
        half_way = []
        for _ in range(2):
            half_way.append(trial.live())
            chaos.kill_publishing()
            chaos.start_publishing()
            wait_until(chaos.all_workers_answer)
        trial.wait_until_live()
        assert half_way[0] < ITEMS
        counted(trial, "Workers killed in the middle, twice")


def test_workers_away_while_items_come_due(chaos, counted):
    with chaos.trial("away", items=ITEMS, seconds=2) as trial:
        chaos.kill_publishing()
        try:
            longest = longest_queue(chaos, seconds=AWAY_SECONDS)
            assert trial.live() == 0
        finally:
            chaos.start_publishing()
        # It was reached, and beat stopped there: a message a second would have been more.
        assert longest == MOST_WAITING
        wait_until(chaos.all_workers_answer)
        assert trial.wait_until_live() <= BACK_WITHIN
        counted(trial, f"Workers away for {AWAY_SECONDS:g} s")


def longest_queue(chaos, *, seconds: float) -> int:
    """Watch the queues of the workers for publishing; return how long the longest became."""
    until, longest = time.monotonic() + seconds, 0
    with redis.Redis.from_url(chaos.county.redis_url) as server:
        while time.monotonic() < until:
            longest = max(longest, *(server.llen(name) for name in ("publishing", "schedule")))
            time.sleep(1)
    return longest


def test_each_process_killed_between_its_commit_and_what_follows(chaos, counted):
    with chaos.trial("between", items=6, seconds=8) as trial:
        chaos.kill_publishing()
        command = list(next(iter(chaos.publishing.values())))
        command[command.index("sandbox.config.celery")] = "tests.long.chaos.killed_after_commit"
        killer = chaos.county.processes.start("worker-killed-after-commit", command)
        try:
            trial.wait_until_live()
            wait_until(lambda: killer.log.read_text().count("signal 9 (SIGKILL)") >= 6)
        finally:
            chaos.county.processes.kill("worker-killed-after-commit")
            chaos.start_publishing()
        counted(trial, "Each worker killed between commit and what follows it")


def test_two_beats(chaos, counted):
    second = [
        part.replace("beat-schedule", "second-schedule")
        for part in sandbox_plan(chaos.county.port, chaos.county.state).beat
    ]
    chaos.county.processes.start("beat-second", second)
    try:
        with chaos.trial("beats", items=ITEMS, seconds=5) as trial:
            trial.wait_until_live()
            time.sleep(3)
            counted(trial, "Two beats at once")
    finally:
        chaos.county.processes.stop("beat-second")

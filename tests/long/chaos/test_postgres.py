"""PostgreSQL dies and is started again while items are due."""

from __future__ import annotations

from .trial import wait_until

ITEMS = 12
CRASHES = 3


def test_dies_in_the_middle(chaos, counted):
    with chaos.trial("database", items=ITEMS, seconds=2) as trial:
        trial.sleep_until_due(-1)
        seen = []
        for _ in range(CRASHES):
            seen.append(trial.live())
            chaos.county.postgres.crash()
            wait_until(lambda: trial.live() > seen[-1] or trial.live() == ITEMS)
        trial.wait_until_live()
        counted(trial, f"PostgreSQL dies {CRASHES} times")
        assert trial.visitor.ask("/") == 200

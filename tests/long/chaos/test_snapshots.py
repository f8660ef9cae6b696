"""The worker that takes a snapshot dies."""

from __future__ import annotations

from .trial import wait_until

# As a worker leaves it that died in the middle: running, its lease over.
LEFT_BEHIND = """
UPDATE disclosure_snapshots_snapshot
SET state = 'RUNNING', file = '', claim = gen_random_uuid(), lease_until = now() - interval '1 s'
WHERE id = (SELECT max(id) FROM disclosure_snapshots_snapshot) RETURNING id
"""
TAKEN = "SELECT attempts FROM disclosure_snapshots_snapshot WHERE id = %s AND file <> ''"


def test_a_snapshot_whose_worker_is_killed_is_taken_by_the_next(chaos):
    with chaos.trial("snapshot", items=1, seconds=2) as trial:
        trial.wait_until_live()
        trial.wait_until_made_up_for()
        [left_behind] = trial.query(LEFT_BEHIND)
        wait_until(lambda: trial.query(TAKEN, left_behind) == [2])
        trial.wait_until_made_up_for()

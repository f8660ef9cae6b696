"""When something due is tried again, laid aside or late."""

from datetime import UTC, datetime, timedelta

import pytest

from disclosure_plugin.domain import due
from disclosure_plugin.domain.due import Standing

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 2), (2, 10), (3, 60), (4, 300), (5, 900), (6, None), (99, None)]
)
def test_each_failure_waits_longer_and_the_sixth_is_the_last(attempts, seconds):
    wait = due.wait_after(attempts)
    assert wait == (None if seconds is None else timedelta(seconds=seconds))


def test_without_a_failure_there_is_nothing_to_wait_for():
    with pytest.raises(ValueError, match="0 attempts"):
        due.wait_after(0)


@pytest.mark.parametrize(("attempts", "hopeless"), [(0, False), (5, False), (6, True), (7, True)])
def test_what_was_begun_six_times_and_never_ended_is_hopeless(attempts, hopeless):
    assert due.is_hopeless(attempts) is hopeless


@pytest.mark.parametrize(
    ("seconds", "parked", "expected"),
    [
        (60, False, Standing.SCHEDULED),
        (-5, False, Standing.SCHEDULED),
        (-5.001, False, Standing.LATE),
        (-3600, True, Standing.PARKED),
        (60, True, Standing.PARKED),
    ],
)
def test_where_an_item_stands(seconds, parked, expected):
    due_at = NOW + timedelta(seconds=seconds)
    assert due.standing(due_at=due_at, parked=parked, now=NOW) is expected


@pytest.mark.parametrize(
    ("seconds", "silent"), [(0, False), (10, False), (10.001, True), (None, True)]
)
def test_after_ten_seconds_the_scheduler_is_silent(seconds, silent):
    seen = None if seconds is None else NOW - timedelta(seconds=seconds)
    assert due.is_silent(last_seen=seen, now=NOW) is silent


def test_a_claim_is_over_before_anybody_waits_for_long():
    """A worker that dies with an item must not make it late by more than the goal allows twice."""
    assert due.CLAIM <= due.PUNCTUAL
    assert due.CLAIM < due.SILENT

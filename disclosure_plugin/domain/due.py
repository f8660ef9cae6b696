"""When what is due is done, tried again, or laid aside for a person to look at."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

# How far beat looks ahead: long enough to hand work out in time, short enough to change it.
LOOK_AHEAD = timedelta(seconds=3)
# How long an item that was handed out is nobody else's; a worker that died gives it back then.
CLAIM = timedelta(seconds=5)
# How many items of one bureau are handed out at once. A bureau's items are done one after the
# other, so more would only stand in the queue before those of other bureaus.
AT_ONCE = 20
# How long to wait after the first failure, the second, …; after the last one no more.
BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (2, 10, 60, 300, 900))
# Waits while something else is published in the same bureau; no failure.
TURN = timedelta(seconds=1)
# What was done within this time after it was due counts as punctual.
PUNCTUAL = timedelta(seconds=5)
# After this time without a sign the scheduler counts as stopped.
SILENT = timedelta(seconds=10)


class Reason(StrEnum):
    """Why an item was laid aside."""

    REFUSED = "refused"
    FAILED = "failed"
    DIED = "died"


class Standing(StrEnum):
    """Where an item stands."""

    SCHEDULED = "scheduled"
    LATE = "late"
    PARKED = "parked"


def wait_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many failed attempts.

    Args:
        attempts: how often it was tried, 1 or more.

    Returns:
        the time to wait; None: not tried again until somebody asks for it.
    """
    if attempts < 1:
        raise ValueError(f"{attempts} attempts: nothing has failed yet.")
    return BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None


def is_hopeless(attempts: int) -> bool:
    """Say whether an item was begun so often that its workers must have died of it.

    Args:
        attempts: how often it was begun before this time.
    """
    return attempts > len(BACK_OFF)


def standing(*, due_at: datetime, parked: bool, now: datetime) -> Standing:
    """Return where an item stands that is not done.

    Args:
        due_at: when it is due.
        parked: whether it was laid aside.
        now: the database's clock.
    """
    if parked:
        return Standing.PARKED
    return Standing.LATE if due_at + PUNCTUAL < now else Standing.SCHEDULED


def is_silent(*, last_seen: datetime | None, now: datetime) -> bool:
    """Say whether the scheduler counts as stopped.

    Args:
        last_seen: when it last asked what is due; None: never.
        now: the database's clock.
    """
    return last_seen is None or now - last_seen > SILENT

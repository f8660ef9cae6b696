"""Who looks a snapshot through: one worker a bureau, and a dead one is replaced.

As for taking one (see :mod:`.claims`), but never given up: until it is done the snapshot is
given to nobody.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from disclosure_plugin.conf import get_settings

from .claims import LostClaim
from .models import Snapshot, SnapshotRedaction

State = SnapshotRedaction.State

# Minutes after a failed attempt: 1, 2, 4 … and never more than an hour.
LONGEST_WAIT = timedelta(hours=1)


def has_quarantined(*, now: datetime) -> bool:
    """Say whether the current bureau has a snapshot to look through, or a file to remove."""
    return _ready(now).exists() or _abandoned(now).exists() or strays().exists()


def claim(*, now: datetime) -> SnapshotRedaction | None:
    """Take one snapshot of the current bureau to look through.

    Args:
        now: the moment of the claim (UTC).

    Returns:
        What is to be done, now running and ours; None when there is nothing, or when another
        worker is at work for this bureau.
    """
    # Its worker died; it waits its time, and must not keep the others from being done.
    _abandoned(now).update(state=State.WAITING, claim=None, lease_until=None)
    try:
        with transaction.atomic():
            rows = _ready(now).select_for_update(skip_locked=True, of=("self",))
            work = rows.select_related("snapshot", "redaction").first()
            if work is None:
                return None
            work.state = State.RUNNING
            work.attempts += 1
            work.claim = uuid.uuid4()
            work.lease_until = _lease(now)
            # Also for a worker that is killed: what kills every worker must not keep them busy.
            work.next_at = now + wait_after(work.attempts)
            work.save()
    except IntegrityError:
        # Another worker is at work for this bureau: the database allows one.
        return None
    return work


def renew(work: SnapshotRedaction, *, now: datetime, **noted: str) -> None:
    """Say that the worker is alive, and note something.

    Raises:
        LostClaim: another worker has taken over.
    """
    if not _ours(work).update(lease_until=_lease(now), **noted):
        raise LostClaim


def fail(work: SnapshotRedaction, *, error: str) -> None:
    """Keep the snapshot back and let it be tried again later.

    Args:
        error: what went wrong, for county IT.

    Raises:
        LostClaim: another worker has taken over.
    """
    if not _ours(work).update(state=State.WAITING, lease_until=None, error=error):
        raise LostClaim


def finish(work: SnapshotRedaction, *, now: datetime, state: str, **result: object) -> None:
    """Keep the result, if the work is still ours.

    Raises:
        LostClaim: another worker has taken over.
    """
    if not _ours(work).update(state=state, finished_at=now, lease_until=None, error="", **result):
        raise LostClaim


def strays() -> QuerySet[SnapshotRedaction]:
    """Return finished work whose replaced file was not removed yet."""
    return SnapshotRedaction.objects.filter(state=State.REDACTED).exclude(stray_file="")


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts."""
    return min(LONGEST_WAIT, timedelta(minutes=2 ** min(attempts - 1, 10)))


def _ready(now: datetime) -> QuerySet[SnapshotRedaction]:
    """What may be begun: a running snapshot has no file yet, and a failed one never gets one."""
    waiting = SnapshotRedaction.objects.filter(state=State.WAITING, next_at__lte=now)
    return waiting.exclude(snapshot__state__in=[Snapshot.State.WAITING, Snapshot.State.RUNNING])


def _abandoned(now: datetime) -> QuerySet[SnapshotRedaction]:
    return SnapshotRedaction.objects.filter(state=State.RUNNING, lease_until__lt=now)


def _ours(work: SnapshotRedaction) -> QuerySet[SnapshotRedaction]:
    return SnapshotRedaction.objects.filter(pk=work.pk, claim=work.claim, state=State.RUNNING)


def _lease(now: datetime) -> datetime:
    return now + timedelta(seconds=get_settings().SNAPSHOT_LEASE_SECONDS)

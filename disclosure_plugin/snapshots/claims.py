"""Who works on a snapshot: one worker a bureau, and a dead one is replaced.

A database row with a lease is used and not an advisory lock, because Django closes and reopens
the connection between the requests a snapshot makes, and a lock would go with it.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from disclosure_plugin.conf import get_settings

from .models import Snapshot
from .quarantine import lock_snapshots

MAX_ATTEMPTS = 3
# After a publication; what follows within this time stands in the same snapshot.
SETTLE = timedelta(seconds=5)


class LostClaim(Exception):
    """Another worker has taken the snapshot over; what this one made must not be kept."""


def has_waiting(*, now: datetime) -> bool:
    """Say whether the current bureau has a snapshot to take, or one whose worker died."""
    waiting = Snapshot.objects.filter(state=Snapshot.State.WAITING)
    unsettled = Q(reason=Snapshot.Reason.PUBLISHED, requested_at__gt=now - SETTLE)
    return waiting.exclude(unsettled).exists() or _abandoned(now).exists()


def claim(*, now: datetime) -> Snapshot | None:
    """Take one snapshot of the current bureau to work on.

    Args:
        now: the moment of the claim (UTC).

    Returns:
        The snapshot, now running and ours; None when there is none, or when another worker
        is at work for this bureau.
    """
    fail_hopeless(now=now)
    try:
        with transaction.atomic():
            lock_snapshots()
            rows = Snapshot.objects.select_for_update(skip_locked=True)
            snapshot = (
                rows.filter(pk__in=_abandoned(now)).first()
                or rows.filter(state=Snapshot.State.WAITING).first()
            )
            if snapshot is None:
                return None
            snapshot.state = Snapshot.State.RUNNING
            snapshot.started_at = now
            snapshot.attempts += 1
            snapshot.claim = uuid.uuid4()
            snapshot.lease_until = lease(now)
            snapshot.save()
    except IntegrityError:
        # Another worker's snapshot of this bureau is running: the database allows one.
        return None
    return snapshot


def renew(snapshot: Snapshot, *, now: datetime, **noted: object) -> None:
    """Say that the worker is alive, and note something, such as how far it is.

    Raises:
        LostClaim: another worker has taken over.
    """
    ours = Snapshot.objects.filter(pk=snapshot.pk, claim=snapshot.claim)
    if not ours.update(lease_until=lease(now), **noted):
        raise LostClaim


def finish(snapshot: Snapshot, *, now: datetime, **result: object) -> None:
    """Keep the result, if the snapshot is still ours.

    Raises:
        LostClaim: another worker has taken over.
    """
    ours = Snapshot.objects.filter(
        pk=snapshot.pk, claim=snapshot.claim, state=Snapshot.State.RUNNING
    )
    if not ours.update(finished_at=now, lease_until=None, **result):
        raise LostClaim


def lease(now: datetime) -> datetime:
    """Return until when a worker that is alive now is believed to be."""
    return now + timedelta(seconds=get_settings().SNAPSHOT_LEASE_SECONDS)


def fail_hopeless(*, now: datetime) -> None:
    """Give up on a snapshot whose workers died again and again, so that it blocks no other."""
    hopeless = _abandoned(now).filter(attempts__gte=MAX_ATTEMPTS)
    hopeless.update(
        state=Snapshot.State.FAILED,
        finished_at=now,
        error=f"The worker died {MAX_ATTEMPTS} times while taking this snapshot.",
    )


def _abandoned(now: datetime):
    return Snapshot.objects.filter(state=Snapshot.State.RUNNING, lease_until__lt=now)

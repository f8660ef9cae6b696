"""Who puts a hand-over together: one worker a bureau, and a dead one is replaced."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from disclosure_plugin.conf import get_settings

from .claims import LostClaim
from .hand_overs import HandOver
from .withdrawing import leftovers

State = HandOver.State
MAX_ATTEMPTS = 3


def has_work(*, now: datetime) -> bool:
    """Say whether the current bureau has a hand-over to put together, or a file to remove."""
    waiting = HandOver.objects.filter(state=State.WAITING)
    return waiting.exists() or _abandoned(now).exists() or leftovers().exists()


def claim(*, now: datetime) -> HandOver | None:
    """Take one hand-over of the current bureau to work on.

    Args:
        now: the moment of the claim (UTC).

    Returns:
        It, now running and ours; None when there is none, or another worker is at work.
    """
    error = f"The worker died {MAX_ATTEMPTS} times while putting this hand-over together."
    hopeless = _abandoned(now).filter(attempts__gte=MAX_ATTEMPTS)
    hopeless.update(state=State.FAILED, finished_at=now, error=error)
    _abandoned(now).update(state=State.WAITING, claim=None, lease_until=None)
    try:
        with transaction.atomic():
            rows = HandOver.objects.select_for_update(skip_locked=True)
            work = rows.filter(state=State.WAITING).order_by("pk").first()
            if work is None:
                return None
            work.state, work.claim, work.lease_until = State.RUNNING, uuid.uuid4(), _lease(now)
            work.attempts += 1
            work.save()
    except IntegrityError:
        # Another worker is at work for this bureau: the database allows one.
        return None
    return work


def renew(work: HandOver, *, now: datetime, **noted: object) -> None:
    """Say that the worker is alive, and note something.

    Raises:
        LostClaim: another worker has taken over.
    """
    if not _ours(work).update(lease_until=_lease(now), **noted):
        raise LostClaim


def end(work: HandOver, *, now: datetime, **result: object) -> None:
    """Keep the result, if the work is still ours.

    Raises:
        LostClaim: another worker has taken over.
    """
    if not _ours(work).update(finished_at=now, lease_until=None, claim=None, **result):
        raise LostClaim


def _abandoned(now: datetime) -> QuerySet[HandOver]:
    return HandOver.objects.filter(state=State.RUNNING, lease_until__lt=now)


def _ours(work: HandOver) -> QuerySet[HandOver]:
    return HandOver.objects.filter(pk=work.pk, claim=work.claim, state=State.RUNNING)


def _lease(now: datetime) -> datetime:
    return now + timedelta(seconds=get_settings().SNAPSHOT_LEASE_SECONDS)

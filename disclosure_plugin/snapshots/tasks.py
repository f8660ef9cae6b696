"""Celery tasks of the archive; the bureau is always an argument."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

from celery import shared_task
from django.utils import timezone

from disclosure_plugin import bureaus

from . import (
    claims,
    cross_checking,
    custody_tasks,  # noqa: F401 - Celery looks for tasks in this module
    redacting,
    redaction_claims,
    taking,
    verifying,
)
from .models import Snapshot
from .requests import request_snapshot

logger = logging.getLogger("disclosure_plugin.snapshots")


@shared_task(name="disclosure_snapshots.find_waiting", ignore_result=True, county_wide=True)
def find_waiting() -> None:
    """Send a task to each bureau that has a snapshot to take or to look through.

    Also those that a dead worker left behind.
    """
    for bureau in bureaus.where(partial(_has_work, now=timezone.now())):
        for task in (redact_quarantined, take_waiting):
            task.apply_async(kwargs={"bureau": bureau}, expires=10)


@shared_task(name="disclosure_snapshots.ask_nightly", ignore_result=True, county_wide=True)
def ask_nightly() -> None:
    """Ask for a snapshot of the whole site of every bureau that is open."""
    for bureau in bureaus.codes():
        try:
            with bureaus.activate(bureau):
                request_snapshot(reason=Snapshot.Reason.NIGHTLY)
        except Exception:  # one that cannot be asked for stops no other
            logger.exception("No snapshot could be asked for", extra={"bureau": bureau})


def _has_work(*, now: datetime) -> bool:
    return claims.has_waiting(now=now) or redaction_claims.has_quarantined(now=now)


@shared_task(name="disclosure_snapshots.take_waiting", ignore_result=True)
def take_waiting(*, bureau: str) -> None:
    """Take the waiting snapshot of one bureau, if nobody else does."""
    with bureaus.activate(bureau):
        if not bureaus.is_open():
            logger.warning("not open: no snapshot taken", extra={"bureau": bureau})
            return
        taking.take_waiting()


@shared_task(name="disclosure_snapshots.help_take", ignore_result=True)
def help_take(*, bureau: str, snapshot: int) -> None:
    """Capture a share of a snapshot that another worker takes, if anything is left to do."""
    with bureaus.activate(bureau):
        if bureaus.is_open():
            taking.help_take(snapshot)


@shared_task(name="disclosure_snapshots.cross_check", ignore_result=True)
def cross_check(*, bureau: str, snapshot: int) -> None:
    """Compare a sample of a complete snapshot with what the front door gives."""
    with bureaus.activate(bureau):
        complete = Snapshot.objects.filter(pk=snapshot, state=Snapshot.State.COMPLETE).first()
        if complete is not None and bureaus.is_open():
            cross_checking.cross_check(complete)


@shared_task(name="disclosure_snapshots.find_unverified", ignore_result=True, county_wide=True)
def find_unverified() -> None:
    """Send a task to each bureau that has a stored file to read again."""
    for bureau in bureaus.where(partial(_has_unverified, now=timezone.now())):
        verify_next.apply_async(kwargs={"bureau": bureau}, expires=600)


def _has_unverified(*, now: datetime) -> bool:
    return verifying.next_to_verify(now=now) is not None


@shared_task(name="disclosure_snapshots.verify_next", ignore_result=True)
def verify_next(*, bureau: str) -> None:
    """Read the stored file of one bureau that was not read for longest."""
    with bureaus.activate(bureau):
        snapshot = verifying.next_to_verify(now=timezone.now())
        if snapshot is not None:
            verifying.verify(snapshot)


@shared_task(name="disclosure_snapshots.redact_quarantined", ignore_result=True)
def redact_quarantined(*, bureau: str) -> None:
    """Look through the snapshots of one bureau that are kept back, if nobody else does."""
    with bureaus.activate(bureau):
        if not bureaus.is_open():
            logger.warning("not open: no snapshot looked through", extra={"bureau": bureau})
            return
        redacting.redact_quarantined()

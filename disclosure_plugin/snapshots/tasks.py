"""Celery tasks of the archive; the bureau is always an argument."""

from __future__ import annotations

import logging
from functools import partial

from celery import shared_task
from django.utils import timezone

from disclosure_plugin import bureaus

from . import claims, taking

logger = logging.getLogger("disclosure_plugin.snapshots")


@shared_task(name="disclosure_snapshots.find_waiting", ignore_result=True, county_wide=True)
def find_waiting() -> None:
    """Send a task to each bureau that has a snapshot waiting or left behind by a dead worker."""
    for bureau in bureaus.where(partial(claims.has_waiting, now=timezone.now())):
        take_waiting.apply_async(kwargs={"bureau": bureau}, expires=10)


@shared_task(name="disclosure_snapshots.take_waiting", ignore_result=True)
def take_waiting(*, bureau: str) -> None:
    """Take the waiting snapshot of one bureau, if nobody else does."""
    with bureaus.activate(bureau):
        if bureau not in bureaus.codes():
            logger.warning("not open: no snapshot taken", extra={"bureau": bureau})
            return
        taking.take_waiting()

"""Celery tasks of handing over; the bureau is always an argument."""

from __future__ import annotations

import logging
from functools import partial

from celery import shared_task
from django.utils import timezone

from disclosure_plugin import bureaus

from . import hand_over_claims, handing_over

logger = logging.getLogger("disclosure_plugin.snapshots")


@shared_task(name="disclosure_snapshots.find_hand_overs", ignore_result=True, county_wide=True)
def find_hand_overs() -> None:
    """Send a task to each bureau that has a hand-over to put together, or a file to remove."""
    for bureau in bureaus.where(partial(hand_over_claims.has_work, now=timezone.now())):
        put_hand_overs_together.apply_async(kwargs={"bureau": bureau}, expires=60)


@shared_task(name="disclosure_snapshots.put_hand_overs_together", ignore_result=True)
def put_hand_overs_together(*, bureau: str) -> None:
    """Put the waiting hand-overs of one bureau together, if nobody else does."""
    with bureaus.activate(bureau):
        handing_over.work_off()

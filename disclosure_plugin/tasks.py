"""Celery tasks. The bureau is always an argument; every task makes one call inward."""

from __future__ import annotations

import logging
from functools import partial

from celery import shared_task
from django.utils import timezone

from . import bureaus
from .actions import scheduling

logger = logging.getLogger("disclosure_plugin.tasks")


@shared_task(name="disclosure.find_due", ignore_result=True, county_wide=True)
def find_due() -> None:
    """Send one task to each bureau in which something is due."""
    for bureau in bureaus.where(partial(scheduling.has_due_work, now=timezone.now())):
        publish_due.apply_async(kwargs={"bureau": bureau}, expires=10)


@shared_task(name="disclosure.publish_due", ignore_result=True)
def publish_due(*, bureau: str) -> None:
    """Publish and expire what is due in one bureau."""
    now = timezone.now()
    with bureaus.activate(bureau):
        if bureau not in bureaus.codes():
            logger.warning("not open: nothing published", extra={"bureau": bureau})
            return
        published, failed = scheduling.publish_due_revisions(now=now)
        unpublished, not_unpublished = scheduling.unpublish_expired(now=now)
    logger.info(
        "published %d, unpublished %d, failed %d",
        published,
        unpublished,
        failed + not_unpublished,
        extra={"bureau": bureau},
    )

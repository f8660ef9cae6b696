"""Celery tasks. The bureau is always an argument; every task makes one call inward."""

from __future__ import annotations

import logging
from functools import partial

from celery import shared_task
from django.utils import timezone

from . import bureaus
from .actions import public_files, scheduling

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


@shared_task(name="disclosure.sweep_all_files", ignore_result=True, county_wide=True)
def sweep_all_files() -> None:
    """Send one task to each bureau."""
    for bureau in bureaus.codes():
        sweep_files.apply_async(kwargs={"bureau": bureau}, expires=3600)


@shared_task(name="disclosure.sweep_files", ignore_result=True)
def sweep_files(*, bureau: str) -> None:
    """Make the public files of one bureau what its live pages say."""
    with bureaus.activate(bureau):
        if bureau not in bureaus.codes():
            logger.warning("not open: no file swept", extra={"bureau": bureau})
            return
        swept = public_files.sweep()
    if swept != public_files.Swept():
        logger.warning("public files put right: %s", swept, extra={"bureau": bureau})

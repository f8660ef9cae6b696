"""Celery tasks. The bureau is always an argument; every task makes one call inward."""

from __future__ import annotations

import logging

from celery import shared_task

from . import bureaus
from .actions import due as due_work
from .actions import due_repair, public_files
from .domain.due import CLAIM

logger = logging.getLogger("disclosure_plugin.tasks")

# Bureaus of one message of the sweep; the next message is for those after them.
SWEPT_AT_ONCE = 50


@shared_task(name="disclosure.find_due", ignore_result=True, county_wide=True)
def find_due() -> None:
    """Send one task for each item that is due in the county now or in a moment."""
    for claim in due_work.hand_out():
        perform_due.apply_async(
            kwargs={"bureau": claim.bureau, "due": claim.due},
            countdown=claim.wait or None,
            # When it is not nobody else's any more, a second message is sent and this one is void.
            expires=claim.wait + CLAIM.total_seconds(),
        )


@shared_task(name="disclosure.perform_due", ignore_result=True)
def perform_due(*, bureau: str, due: int) -> None:
    """Do one item that is due in one bureau."""
    with bureaus.activate(bureau):
        if not bureaus.is_open():
            logger.warning("not open: nothing done", extra={"bureau": bureau})
            return
        result = due_work.perform(due)
    logger.info("due item %d: %s", due, result, extra={"bureau": bureau})


@shared_task(name="disclosure.sweep_due", ignore_result=True, county_wide=True)
def sweep_due(*, after: str = "") -> None:
    """Compare what is due with the schedules of some bureaus, then send a task for the next.

    Args:
        after: code of the bureau after which to begin; empty: with the first.
    """
    if not after and (gone := due_repair.cancel_what_is_nobodys()):
        logger.warning("what was due in bureaus that are no more: %d cancelled", gone)
    codes = [code for code in bureaus.every_code() if code > after]
    for bureau in codes[:SWEPT_AT_ONCE]:
        try:
            with bureaus.activate(bureau):
                repaired = due_repair.repair()
        except Exception:  # a broken bureau must not stop the rest
            logger.exception("what is due cannot be compared", extra={"bureau": bureau})
            continue
        if repaired != due_repair.Repaired():
            logger.warning("what is due put right: %s", repaired, extra={"bureau": bureau})
    if len(codes) > SWEPT_AT_ONCE:
        sweep_due.apply_async(kwargs={"after": codes[SWEPT_AT_ONCE - 1]}, expires=600)


@shared_task(name="disclosure.sweep_all_files", ignore_result=True, county_wide=True)
def sweep_all_files() -> None:
    """Send one task to each bureau."""
    for bureau in bureaus.codes():
        sweep_files.apply_async(kwargs={"bureau": bureau}, expires=3600)


@shared_task(name="disclosure.sweep_files", ignore_result=True)
def sweep_files(*, bureau: str) -> None:
    """Make the public files of one bureau what its live pages say."""
    with bureaus.activate(bureau):
        if not bureaus.is_open():
            logger.warning("not open: no file swept", extra={"bureau": bureau})
            return
        swept = public_files.sweep()
    if swept != public_files.Swept():
        logger.warning("public files put right: %s", swept, extra={"bureau": bureau})

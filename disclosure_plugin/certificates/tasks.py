"""Celery tasks of certificates; the bureau is always an argument."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from celery import shared_task
from django.utils import timezone

from disclosure_plugin import bureaus
from disclosure_plugin.register.clock import database_now

from . import days, issuing, probing

logger = logging.getLogger("disclosure_plugin.certificates")


@shared_task(name="disclosure_certificates.find_due", ignore_result=True, county_wide=True)
def find_due() -> None:
    """Send a task to each bureau that has items to look at; one question for the whole county."""
    due = probing.due(database_now()).order_by()
    for bureau in _open(due.values_list("bureau", flat=True).distinct()):
        probe_due.apply_async(kwargs={"bureau": bureau}, expires=60)


@shared_task(name="disclosure_certificates.probe_due", ignore_result=True)
def probe_due(*, bureau: str) -> None:
    """Look at the items of one bureau that are due."""
    with bureaus.activate(bureau):
        probing.probe_due()


@shared_task(name="disclosure_certificates.log_days", ignore_result=True, county_wide=True)
def log_days() -> None:
    """Commit to the observations of earlier days; a bureau that cannot stops no other."""
    today = timezone.localdate(database_now())
    for bureau in days.bureaus_with_unlogged(before=today):
        try:
            days.log_days(bureau, before=today)
        except Exception:
            logger.exception("Observations were not entered", extra={"bureau": bureau})


@shared_task(name="disclosure_certificates.find_ended", ignore_result=True, county_wide=True)
def find_ended() -> None:
    """Send a task to each bureau that has a period to certify."""
    waiting = issuing.waiting(database_now()).order_by()
    for bureau in _open(waiting.values_list("bureau", flat=True).distinct()):
        issue_ended.apply_async(kwargs={"bureau": bureau}, expires=600)


@shared_task(name="disclosure_certificates.issue_ended", ignore_result=True)
def issue_ended(*, bureau: str) -> None:
    """Certify the periods of one bureau that are over."""
    with bureaus.activate(bureau):
        issuing.issue_ended()


def _open(found: Iterable[str]) -> list[str]:
    """Keep the bureaus that are open: no work is begun for the others."""
    return sorted(set(found) & set(bureaus.codes()))

"""System checks of certificates."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from disclosure_plugin.conf import get_settings

FEWEST_MINUTES, MOST_MINUTES = 15, 60
PROBING = "disclosure_certificates.find_due"


@register()
def check_minutes(**kwargs: Any) -> list[CheckMessage]:
    """More often is a burden for the site, more seldom proves too little."""
    found: list[CheckMessage] = []
    every, gap = get_settings().PROBE_MINUTES, get_settings().PROBE_MAX_GAP_MINUTES
    if not FEWEST_MINUTES <= every <= MOST_MINUTES:
        found.append(
            Error(
                f"DISCLOSURE['PROBE_MINUTES'] is {every}.",
                hint=f"Set it to {FEWEST_MINUTES} up to {MOST_MINUTES} minutes.",
                id="disclosure_certificates.E001",
            )
        )
    if gap <= every:
        found.append(
            Error(
                f"DISCLOSURE['PROBE_MAX_GAP_MINUTES'] is {gap}, and PROBE_MINUTES {every}: every "
                "certificate would say that publication was interrupted.",
                hint="Let the longest gap be longer than the time between two observations.",
                id="disclosure_certificates.E002",
            )
        )
    return found


@register()
def check_probes_are_scheduled(**kwargs: Any) -> list[CheckMessage]:
    """An item that nobody looks at gets no certificate."""
    scheduled = getattr(settings, "CELERY_BEAT_SCHEDULE", {}).values()
    if any(entry["task"] == PROBING for entry in scheduled):
        return []
    return [
        Warning(
            f"Nothing in CELERY_BEAT_SCHEDULE asks for {PROBING}: no item is looked at while its "
            "period runs, and no certificate is issued.",
            hint="Add disclosure_plugin.certificates.schedule.BEAT_SCHEDULE to it.",
            id="disclosure_certificates.W001",
        )
    ]

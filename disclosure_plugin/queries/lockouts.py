"""Which accounts are locked after failed sign-ins; django-axes counts them, where installed."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.db.models import Sum
from django.utils import timezone


def is_installed() -> bool:
    """Say whether failed sign-ins are counted at all."""
    return apps.is_installed("axes")


def locked_usernames() -> set[str]:
    """The user names that are locked now, at one address at least."""
    if not is_installed():
        return set()
    from axes.helpers import get_cool_off
    from axes.models import AccessAttempt

    attempts = AccessAttempt.objects.order_by()
    cool_off = get_cool_off()
    if cool_off is not None:
        attempts = attempts.filter(attempt_time__gte=timezone.now() - cool_off)
    counted = attempts.values("username", "ip_address").annotate(
        failed=Sum("failures_since_start")
    )
    return set(
        counted.filter(failed__gte=settings.AXES_FAILURE_LIMIT).values_list("username", flat=True)
    )

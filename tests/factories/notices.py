"""Notices whose time has come."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from disclosure_plugin.actions import due as due_work
from disclosure_plugin.models import DisclosureNoticePage
from disclosure_plugin.register.due import Due

from .due import due_row


def period_passes(page: DisclosureNoticePage) -> Due:
    """Move a notice's whole period into the past, as if its last day were over; return its row."""
    entry, row = page.register_entry, due_row(page)
    past = timezone.now() - timedelta(seconds=1)
    by = entry.period_closes_at - past
    entry.period_opens_at -= by
    entry.period_closes_at = past
    entry.period_from -= timedelta(days=by.days)
    entry.period_to -= timedelta(days=by.days)
    entry.save()
    Due.objects.filter(pk=row.pk).update(due_at=past, next_at=past, claimed_until=None)
    row.refresh_from_db()
    return row


def end_period(page: DisclosureNoticePage) -> due_work.Result:
    """Let a notice's period pass, and a worker note it."""
    result = due_work.perform(period_passes(page).pk)
    page.refresh_from_db()
    return result

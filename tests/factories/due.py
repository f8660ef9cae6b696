"""Things that are due: as if their time had been set earlier, and has come."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.utils import timezone
from wagtail.models import Page, Revision

from disclosure_plugin import bureaus
from disclosure_plugin.models import DisclosureItemPage
from disclosure_plugin.register.due import Due

from .pages import ItemFactory
from .reviews import approve, save


def scheduled_item(seconds: float, **kwargs) -> DisclosureItemPage:
    """An item that was approved for a moment so many seconds from now; negative: it has come."""
    page = ItemFactory(**kwargs)
    schedule(page, seconds)
    page.refresh_from_db()
    return page


def schedule(page: Page, seconds: float) -> Revision:
    """Approve the page's latest revision for a moment, as the workflow's last step does."""
    # Wagtail keeps a revision as JSON, which knows milliseconds.
    at = timezone.now() + timedelta(seconds=seconds)
    page.go_live_at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    save(page)
    with time_machine.travel(min(timezone.now(), at - timedelta(minutes=1))):
        approve(page)
    return page.latest_revision


def expiring_item(seconds: float, **kwargs) -> DisclosureItemPage:
    """A live item that expires so many seconds from now; negative: its time has come."""
    at = timezone.now() + timedelta(seconds=seconds)
    with time_machine.travel(min(timezone.now(), at - timedelta(minutes=1))):
        return ItemFactory(expire_at=at, published=True, **kwargs)


def due_row(page: Page) -> Due:
    """The newest row of a page of the current bureau."""
    return (
        Due.objects.of(bureaus.current())
        .filter(object_type="wagtailcore.page", object_id=str(page.pk))
        .order_by("-pk")
        .first()
    )

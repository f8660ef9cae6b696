"""A page whose time is over is not shown, whether or not a worker was there to take it back."""

from __future__ import annotations

from django.http import Http404
from wagtail.models import Page

from disclosure_plugin.models.disclosed import not_expired


def check_not_expired(page: Page) -> None:
    """Refuse to show a page that has expired, by PostgreSQL's clock.

    Raises:
        Http404: it has.
    """
    if page.expire_at and not Page.objects.filter(not_expired(), pk=page.pk).exists():
        raise Http404

"""Who may see a page; asked in one question where it is everybody."""

from __future__ import annotations

from django.db.models import Q
from wagtail.models import Page, PageViewRestriction


def view_restrictions(page: Page) -> list[PageViewRestriction]:
    """Return what ``page.get_view_restrictions()`` finds, with the pages it stands on.

    Wagtail asks for each page's source first, in case it is an alias; most sites have neither
    aliases nor restrictions above a page.

    Args:
        page: a page; what counts is where it stands.
    """
    above = Page.objects.ancestor_of(page, inclusive=True)
    if not above.filter(Q(view_restrictions__isnull=False) | Q(alias_of__isnull=False)).exists():
        return []
    return list(page.get_view_restrictions().select_related("page"))

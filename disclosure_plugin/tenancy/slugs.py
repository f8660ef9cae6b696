"""No page of the county office has an address that leads to a bureau."""

from __future__ import annotations

from typing import Any

from django.db import connection
from wagtail.models import Page, Site

from .models import PATH, Bureau


def is_taken(slug: str, parent: Page) -> bool:
    """Say whether a slug below a page would be hidden by the path of a bureau.

    Args:
        slug: of a page that is to be saved in the schema the connection stands in.
        parent: the page above it.
    """
    tenant = getattr(connection, "tenant", None)
    if isinstance(tenant, Bureau) and not tenant.is_county_office:
        return False  # nothing to ask: this is asked at each save of each page
    if not PATH.fullmatch(slug) or not Bureau.objects.filter(path=slug).exists():
        return False
    schema = getattr(connection, "schema_name", "")
    here = Bureau.objects.filter(schema_name=schema, is_county_office=True)
    return bool(here.exists() and Site.objects.filter(root_page_id=parent.pk).exists())


def guard_slugs() -> None:
    """Let Wagtail take such a slug for one in use, in every form and at every save.

    Called once, at start-up. Wagtail asks this one function everywhere but on its form for
    copies; see ``wagtail_hooks``.
    """
    available = Page._slug_is_available

    def is_available(slug: str, parent_page: Page | None, page: Any = None) -> bool:
        if parent_page is not None and is_taken(slug, parent_page):
            return False
        return bool(available(slug, parent_page, page))

    Page._slug_is_available = staticmethod(is_available)

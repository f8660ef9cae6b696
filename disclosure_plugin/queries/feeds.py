"""What stands in feeds: the newest of a bureau, the county, a column or what a search finds."""

from __future__ import annotations

from dataclasses import replace

from wagtail.models import Page

from disclosure_plugin.models import DisclosureColumnMixin
from disclosure_plugin.register.models import RegisterEntry

from .disclosed_pages import disclosed_pages
from .register import Scope
from .search import SearchWanted, find

NEWEST = 50


def newest(seen: Scope) -> list[RegisterEntry]:
    """Return the public entries that were disclosed last, the newest first."""
    return list(seen.public()[:NEWEST])


def column(short_id: str) -> Page | None:
    """Return a column of the current bureau that an anonymous visitor may see, of its own class.

    Args:
        short_id: the last part of its address.
    """
    found = disclosed_pages().type(DisclosureColumnMixin).filter(slug=short_id)
    page = found.order_by("path").first()
    return page.specific if page else None


def newest_of_column(seen: Scope, page: Page) -> list[RegisterEntry]:
    """Return the public entries of a column that were disclosed last, the newest first.

    Args:
        seen: of the current bureau.
        page: one of its columns.
    """
    items = disclosed_pages().child_of(page).order_by().values("pk")
    return list(seen.public().filter(bureau=seen.bureau, page__in=items)[:NEWEST])


def newest_found(seen: Scope, wanted: SearchWanted) -> list[RegisterEntry]:
    """Return the public entries that a search finds, those disclosed last first.

    Args:
        seen: whose items are looked through.
        wanted: what is looked for.

    Raises:
        SearchTooLong: PostgreSQL was stopped.
    """
    found = find(seen, replace(wanted, by_date=True)).entries[:NEWEST]
    entries = seen.public().in_bulk(found)
    return [entries[key] for key in found if key in entries]

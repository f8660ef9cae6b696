"""Who may see a page; asked in one question where it is everybody."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import F, Q
from wagtail.models import Page, PageViewRestriction
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.query import PageQuerySet

from .disclosed_pages import disclosed_pages

# In plain SQL, because the door asks it at each publication.
IS_SPECIAL = """
    SELECT EXISTS (
        SELECT FROM wagtailcore_page page WHERE path = ANY(%s) AND (
            alias_of_id IS NOT NULL
            OR EXISTS (SELECT FROM wagtailcore_pageviewrestriction WHERE page_id = page.id)
        )
    )
"""


def view_restrictions(page: Page) -> list[PageViewRestriction]:
    """Return what ``page.get_view_restrictions()`` finds, with the pages it stands on.

    Wagtail asks for each page's source first, in case it is an alias; most sites have neither
    aliases nor restrictions above a page.

    Args:
        page: a page; what counts is where it stands.
    """
    ends = range(page.steplen, len(page.path) + 1, page.steplen)
    with connection.cursor() as cursor:
        cursor.execute(IS_SPECIAL, [[page.path[:end] for end in ends]])
        [is_special] = cursor.fetchone() or [True]
    if not is_special:
        return []
    return list(page.get_view_restrictions().select_related("page"))


def with_what_may_be_seen(pages: PageQuerySet, user: Any) -> PageQuerySet:
    """Keep the pages that everybody may see, and the others that somebody may see in the admin."""
    seen = PagePermissionPolicy().explorable_instances(user)
    shown = disclosed_pages().values("pk")
    return pages.filter(Q(pk__in=shown) | Q(pk__in=seen.values("pk")))


def whose_newest_title_may_be_seen(pages: PageQuerySet, user: Any) -> PageQuerySet:
    """Keep the pages whose newest title, a draft's too, somebody may see in the admin.

    Wagtail's window to choose a page offers all of them to whoever may sign in, by the titles of
    drafts, what is disclosed to a group included.
    """
    seen = PagePermissionPolicy().explorable_instances(user)
    shown = disclosed_pages().filter(draft_title=F("title")).values("pk")
    return pages.filter(Q(pk__in=shown) | Q(pk__in=seen.values("pk")) | Q(depth=1))

"""Who may see a page; asked in one question where it is everybody."""

from __future__ import annotations

from django.db import connection
from wagtail.models import Page, PageViewRestriction

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

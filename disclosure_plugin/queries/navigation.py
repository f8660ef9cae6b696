"""Which home page a page belongs to, and the ways from there."""

from __future__ import annotations

from wagtail.models import Page, Site

from disclosure_plugin.models import (
    BureauHomeMixin,
    CommitmentListMixin,
    DisclosureBoardMixin,
)

from .disclosed_pages import disclosed_pages


def bureau_home(site: Site, page: Page | None = None) -> Page | None:
    """Return the bureau's home page: the one above ``page``, or else the site's first.

    Args:
        site: the site that was asked.
        page: the page being shown, if there is one.
    """
    homes = Page.objects.type(BureauHomeMixin)
    if page is not None and page.path:
        above = homes.ancestor_of(page, inclusive=True).order_by("-depth").first()
        if above is not None:
            return above
    return homes.live().descendant_of(site.root_page, inclusive=True).order_by("path").first()


def navigation_pages(home: Page) -> list[Page]:
    """Return the bureau's boards and commitment lists, the fixed words of its navigation.

    Annual summaries are left out: one more every year would change the frame of all pages.
    """
    found = disclosed_pages().type(DisclosureBoardMixin, CommitmentListMixin).child_of(home)
    return list(found.order_by("path"))


def breadcrumb_pages(home: Page, page: Page) -> list[Page]:
    """Return the visible pages from the home page down to the one above ``page``."""
    if page.pk == home.pk or not page.path:
        return []
    above = page.get_ancestors().descendant_of(home, inclusive=True)
    visible = disclosed_pages().filter(pk__in=above.values("pk"))
    return list(visible.order_by("depth"))

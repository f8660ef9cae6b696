"""Which home page a page belongs to, and the ways from there."""

from __future__ import annotations

from django.db.models import BooleanField, ExpressionWrapper, Q
from wagtail.models import Page, Site

from disclosure_plugin.models import (
    BureauHomeMixin,
    CommitmentListMixin,
    DisclosureBoardMixin,
)
from disclosure_plugin.models.home import home_on_the_way

from .disclosed_pages import disclosed_pages


def bureau_home(site: Site, page: Page | None = None) -> Page | None:
    """Return the bureau's home page: the one above ``page``, or else the site's first.

    Args:
        site: the site that was asked.
        page: the page being shown, if there is one.
    """
    homes = Page.objects.type(BureauHomeMixin)
    if page is not None and page.path:
        above = (
            home_on_the_way(page)
            or homes.ancestor_of(page, inclusive=True).order_by("-depth").first()
        )
        if above is not None:
            return above
    return homes.live().descendant_of(site.root_page, inclusive=True).order_by("path").first()


def frame_pages(home: Page, page: Page | None) -> tuple[list[Page], list[Page]]:
    """Return the fixed words of a bureau's navigation, and the way down to a page; one question.

    Annual summaries are left out of the navigation: one more every year would change the frame
    of all pages.

    Args:
        home: the bureau's home page.
        page: the page being shown, if there is one.

    Returns:
        The bureau's boards and commitment lists; and the visible pages from the home page down
        to the one above ``page``.
    """
    kinds = Page.objects.get_queryset().type_q(DisclosureBoardMixin, CommitmentListMixin)
    words = kinds & Page.objects.get_queryset().child_of_q(home)
    above = _paths_above(page, home) if page is not None else []
    found = (
        disclosed_pages()
        .filter(words | Q(path__in=above))
        .annotate(is_word=ExpressionWrapper(words, output_field=BooleanField()))
        .order_by("path")
    )
    pages = list(found)
    return [one for one in pages if one.is_word], [one for one in pages if one.path in above]


def _paths_above(page: Page, home: Page) -> list[str]:
    """Return the paths of the pages from a home page down to the one above a page."""
    if not page.path.startswith(home.path):
        return []
    return [page.path[:end] for end in range(len(home.path), len(page.path), Page.steplen)]

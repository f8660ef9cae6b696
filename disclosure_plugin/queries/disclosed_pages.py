"""What has been disclosed, across page types."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Page, PageLogEntry

from disclosure_plugin.models import (
    AnnualReportMixin,
    AnnualSummaryMixin,
    CommitmentListMixin,
    DisclosedMixin,
    DisclosedQuerySet,
)

PUBLISH_ACTIONS = ("wagtail.publish", "wagtail.publish.scheduled")


@dataclass(frozen=True)
class LedgerRow:
    """A disclosed page and where it stands.

    Attributes:
        page: the page, as a plain ``Page``.
        place: title of the page above it; empty directly below the home page.
    """

    page: Page
    place: str


def disclosed_pages() -> DisclosedQuerySet:
    """Return every page an anonymous visitor may see, boards and columns included."""
    return DisclosedQuerySet(Page).disclosed()


def latest_disclosed(home: Page, *, limit: int) -> list[LedgerRow]:
    """Return what was disclosed last below a bureau's home, the newest first.

    Args:
        home: the bureau's home page.
        limit: how many rows at most.
    """
    found = disclosed_pages().type(DisclosedMixin).descendant_of(home).latest_first()
    pages = list(found[:limit])
    above = {_path_above(page) for page in pages} - {home.path}
    titles = dict(Page.objects.filter(path__in=above).values_list("path", "title"))
    return [LedgerRow(page, titles.get(_path_above(page), "")) for page in pages]


def annual_summaries(home: Page) -> list[Page]:
    """Return the bureau's annual summaries, the latest year first."""
    found = disclosed_pages().type(AnnualSummaryMixin).descendant_of(home)
    return sorted(found.specific(defer=False), key=lambda page: (-page.year, -page.pk))


def annual_reports(home: Page) -> list[Page]:
    """Return the bureau's annual reports, the latest year first."""
    found = disclosed_pages().type(AnnualReportMixin).descendant_of(home)
    return sorted(found.specific(defer=False), key=lambda page: (-page.year, -page.pk))


def commitment_lists(home: Page) -> list[Page]:
    """Return the bureau's commitment lists in the order of its site."""
    found = disclosed_pages().type(CommitmentListMixin).descendant_of(home)
    return list(found.order_by("path").specific())


def times_published(page: Page) -> int:
    """Return how often the page was published; 0 where no log tells."""
    return PageLogEntry.objects.filter(page=page.pk, action__in=PUBLISH_ACTIONS).count()


def _path_above(page: Page) -> str:
    return page.path[: -Page.steplen]

"""What the platform of a bureau shows, part by part."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.domain.platform import GUIDE_WANTS, Part, PartState, part_states
from disclosure_plugin.models import (
    AnnualReportMixin,
    AnnualSummaryMixin,
    BureauSettings,
    CommitmentListMixin,
    RuleDocumentMixin,
    StaffListMixin,
)
from disclosure_plugin.register.models import RegisterEntry

from .boards import Board
from .disclosed_pages import disclosed_pages
from .open_data import all_boards

# What nobody reads to the end is in its column.
MOST_RULES = 100


@dataclass(frozen=True)
class Platform:
    """What there is to show.

    Attributes:
        rules: rule documents, the newest first.
        boards: with their columns.
        reports: annual reports, the latest first.
        states: how each part stands.
    """

    rules: list[Page]
    boards: list[Board]
    reports: list[Page]
    states: list[PartState]


@dataclass(frozen=True)
class SiteMap:
    """The pages of a bureau's site below which everything stands."""

    boards: list[Board]
    commitments: list[Page]
    staff: list[Page]
    summaries: list[Page]
    reports: list[Page]


def platform(settings: BureauSettings) -> Platform:
    """Return the current bureau's platform.

    Args:
        settings: of its site.
    """
    rules = list(disclosed_pages().type(RuleDocumentMixin).order_by("-first_published_at", "-pk"))
    boards, reports = all_boards(), _of_type(AnnualReportMixin)
    has = {
        part
        for part, is_there in (
            (Part.RULES, bool(rules)),
            (Part.MANDATORY, _discloses_anything()),
            (Part.REPORTS, bool(reports)),
        )
        if is_there
    }
    entered = {name: str(getattr(settings, name)) for name in GUIDE_WANTS}
    return Platform(rules[:MOST_RULES], boards, reports, part_states(entered, has))


def site_map() -> SiteMap:
    """Return what stands in the current bureau's site map."""
    return SiteMap(
        boards=all_boards(),
        commitments=list(disclosed_pages().type(CommitmentListMixin).order_by("path")),
        staff=list(disclosed_pages().type(StaffListMixin).order_by("path")),
        summaries=_of_type(AnnualSummaryMixin),
        reports=_of_type(AnnualReportMixin),
    )


def _of_type(mixin: type) -> list[Page]:
    found = disclosed_pages().type(mixin).specific(defer=False)
    return sorted(found, key=lambda page: (-page.year, -page.pk))


def _discloses_anything() -> bool:
    own = RegisterEntry.objects.filter(bureau=bureaus.current())
    return own.filter(state=RegisterEntry.State.PUBLIC).exists()

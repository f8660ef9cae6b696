"""What a bureau's interface for programs tells beside the register."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.models import (
    AnnualReportMixin,
    CommitmentListMixin,
    DisclosureBoardMixin,
)
from disclosure_plugin.register.models import RegisterEntry

from .boards import Board, board
from .disclosed_pages import disclosed_pages


@dataclass(frozen=True)
class Registered:
    """A public page of its own class, and its index number if the register knows it."""

    page: Page
    number: str | None


def all_boards() -> list[Board]:
    """Return the current bureau's boards with their public columns, in the order of its site."""
    found = disclosed_pages().type(DisclosureBoardMixin).order_by("path").specific()
    return [board(page) for page in found]


def all_commitment_lists() -> list[Registered]:
    """Return the current bureau's public commitment lists, in the order of its site."""
    found = disclosed_pages().type(CommitmentListMixin).order_by("path")
    return _registered(list(found.specific(defer=False)))


def all_annual_reports() -> list[Registered]:
    """Return the current bureau's public annual reports, the latest year first."""
    found = disclosed_pages().type(AnnualReportMixin).specific(defer=False)
    return _registered(sorted(found, key=lambda page: (-page.year, -page.pk)))


def _registered(pages: list[Page]) -> list[Registered]:
    rows = RegisterEntry.objects.filter(
        bureau=bureaus.current(),
        state=RegisterEntry.State.PUBLIC,
        page__in=[page.pk for page in pages],
    )
    numbers = dict(rows.values_list("page", "number"))
    return [Registered(page, numbers.get(page.pk)) for page in pages]

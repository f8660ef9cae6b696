"""Days of which everybody may know: periods of notices, and when annual reports are due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from disclosure_plugin.models import AnnualReportPage
from disclosure_plugin.register.annual_reports import deadlines
from disclosure_plugin.register.models import AnnualReportDays, RegisterEntry

from .register import Scope

MOST_NOTICES = 200


@dataclass(frozen=True)
class ReportDay:
    """When the reports on a year are due.

    Attributes:
        year: the reports are on.
        day: the last one on which they are published in time.
        source: what sets it.
        set_at: when the county wrote it down; None for a day that the Regulation sets.
    """

    year: int
    day: date
    source: str
    set_at: datetime | None


def notices(seen: Scope) -> list[RegisterEntry]:
    """Return the public notices that have a period, the last to end first."""
    with_period = seen.public().filter(period_to__isnull=False, period_from__isnull=False)
    return list(with_period.order_by("-period_to", "-pk")[:MOST_NOTICES])


def notice(seen: Scope, short_id: str) -> RegisterEntry | None:
    """Return a public notice of the current bureau by the short id of its address.

    Args:
        seen: of the current bureau.
        short_id: the last part of the address of its page.
    """
    own = seen.public().filter(bureau=seen.bureau, short_id=short_id)
    return own.filter(period_to__isnull=False, period_from__isnull=False).first()


def report_days(*, is_county: bool) -> Iterator[ReportDay]:
    """Return when annual reports are due, the latest year first.

    Of the years for which the county has set days, and of the year after the bureau's newest
    public report. No clock is asked, so a calendar is the same until somebody does something.

    Args:
        is_county: whether the county's own report is meant, which has a later day.
    """
    years: dict[int, datetime | None] = {}
    years.update(AnnualReportDays.objects.values_list("year", "set_at"))
    newest = AnnualReportPage.objects.disclosed().aggregate(newest=Max("year"))["newest"]
    if newest is not None:
        years.setdefault(newest + 1, None)
    for year in sorted(years, reverse=True):
        days = deadlines(year)
        yield ReportDay(year, days.county if is_county else days.bureau, days.source, years[year])

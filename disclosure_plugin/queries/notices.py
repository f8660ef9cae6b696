"""Public notices: which stand now, and the period of each, day by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.domain.notices import Period, Unit, counted_days, period
from disclosure_plugin.models import NoticeMixin
from disclosure_plugin.register.models import RegisterEntry
from disclosure_plugin.register.working_calendar import working_calendar

from .register import public_pages

# Up to here a period is drawn with one cell a day.
MOST_CELLS = 10


@dataclass(frozen=True)
class StandingPeriod:
    """A notice's period as its page says it.

    Attributes:
        entry: the notice's row in the register.
        period: how its days were counted.
        cells: the days that count; empty for more than ten.
    """

    entry: RegisterEntry
    period: Period
    cells: list[date]


@dataclass(frozen=True)
class OpenNotice:
    """A notice whose period runs, and its page."""

    page: Page
    entry: RegisterEntry


def standing_period(entry: RegisterEntry | None) -> StandingPeriod | None:
    """Return the period of what a row of the register speaks of; None if it has none."""
    if entry is None or entry.period_opens_at is None or entry.period_days is None:
        return None
    calendar = working_calendar()
    reckoned = period(
        timezone.localdate(entry.period_opens_at, timezone.get_default_timezone()),
        days=entry.period_days,
        unit=Unit(entry.period_unit),
        calendar=calendar,
    )
    days = counted_days(reckoned, calendar)
    return StandingPeriod(entry, reckoned, days if len(days) <= MOST_CELLS else [])


def open_notices(*, limit: int) -> list[OpenNotice]:
    """Return the current bureau's notices whose period runs, the first to end before the others.

    Args:
        limit: how many at most.
    """
    entries = RegisterEntry.objects.filter(
        bureau=bureaus.current(),
        state=RegisterEntry.State.PUBLIC,
        period_closes_at__isnull=False,
        period_ended_at=None,
    ).order_by("period_closes_at", "pk")[:limit]
    pages = public_pages(entries)
    return [OpenNotice(pages[one.page], one) for one in entries if one.page in pages]


def with_periods(pages: Iterable[Any]) -> list[tuple[Any, RegisterEntry | None]]:
    """Return pages of the current bureau, each with its entry if it is a notice; one query."""
    pages = list(pages)
    keys = [page.pk for page in pages if isinstance(page, NoticeMixin)]
    entries = {}
    if keys:
        rows = RegisterEntry.objects.filter(bureau=bureaus.current(), page__in=keys)
        entries = {one.page: one for one in rows.exclude(period_to=None)}
    return [(page, entries.get(page.pk)) for page in pages]

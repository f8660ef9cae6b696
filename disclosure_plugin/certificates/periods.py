"""The legal period of an item: the one place that says from when until when it runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from disclosure_plugin.register.models import RegisterEntry

# What is not looked at: of the one nothing may be said, the other is closed for good.
NOT_LOOKED_AT = (RegisterEntry.State.TAKEN_DOWN, RegisterEntry.State.VOID)


@dataclass(frozen=True, slots=True)
class Period:
    """How long an item must be public.

    Attributes:
        opens_at: when it became public with what stands, in UTC.
        closes_at: end of the last day in the configured time zone, which is the beginning of the
            next one, in UTC.
        first_day, last_day: the days that count, local.
        days: how many.
        unit: ``working`` or ``calendar``.
    """

    opens_at: datetime
    closes_at: datetime
    first_day: date
    last_day: date
    days: int
    unit: str

    def is_over(self, now: datetime) -> bool:
        """Whether the last day has ended."""
        return now >= self.closes_at


def period_of(entry: RegisterEntry) -> Period | None:
    """Return the period of an item; None if it has none."""
    if (
        entry.period_from is None
        or entry.period_to is None
        or entry.period_days is None
        or entry.period_opens_at is None
        or entry.period_closes_at is None
    ):
        return None
    return Period(
        opens_at=entry.period_opens_at,
        closes_at=entry.period_closes_at,
        first_day=entry.period_from,
        last_day=entry.period_to,
        days=entry.period_days,
        unit=entry.period_unit,
    )


def with_period() -> QuerySet[RegisterEntry]:
    """Return the entries of all bureaus that have a period."""
    return RegisterEntry.objects.filter(period_to__isnull=False)


def running(now: datetime) -> QuerySet[RegisterEntry]:
    """Return the entries of all bureaus whose period runs and that may be looked at."""
    is_open = with_period().filter(period_opens_at__lte=now, period_closes_at__gt=now)
    return is_open.exclude(state__in=NOT_LOOKED_AT)


def ended(now: datetime) -> QuerySet[RegisterEntry]:
    """Return the entries of all bureaus whose period is over."""
    return with_period().filter(period_closes_at__lte=now)

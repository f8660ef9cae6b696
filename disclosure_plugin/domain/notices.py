"""Public notices 公示: how long one must stand, and when its period begins and ends.

How long is set by the law of each matter (:class:`Matter`); the numbers are data that a county
edits. A notice stands online and unchanged through its whole period: a change begins it anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from enum import StrEnum

from disclosure_plugin.errors import Refused, gettext_noop

from .working_days import ONE_DAY, Reckoning, WorkingCalendar, days_after, days_between


class Unit(StrEnum):
    """What the days of a period are."""

    WORKING_DAYS = "working"
    CALENDAR_DAYS = "calendar"


class PeriodTooShort(Refused):
    """A notice is to stand for less time than its matter demands."""


class TooFewCalendarDays(PeriodTooShort):
    sentence = gettext_noop(
        "A notice on “%(matter)s” stands for at least %(shortest)s calendar days (%(basis)s). "
        "Give it that many days or more."
    )


class TooFewWorkingDays(PeriodTooShort):
    sentence = gettext_noop(
        "A notice on “%(matter)s” stands for at least %(shortest)s working days (%(basis)s). "
        "Give it that many days or more."
    )


class ShorterWithoutReason(PeriodTooShort):
    """The law lets it be shorter, but not without saying why."""

    sentence = gettext_noop(
        "A notice on “%(matter)s” usually stands for %(shortest)s days or more (%(basis)s). If "
        "it has to be shorter, write down why: the reason is published with it."
    )


class UnitTooShort(Refused):
    """Calendar days were chosen where the rule counts working days."""

    sentence = gettext_noop(
        "The period of a notice on “%(matter)s” is counted in working days (%(basis)s). Choose "
        "working days."
    )


@dataclass(frozen=True, slots=True)
class Matter:
    """What a notice is about, and what the law says of its period.

    Attributes:
        name: e.g. 城乡规划草案报批前公告.
        shortest: days that it stands at least; None: no rule is known, the bureau decides.
        unit: of those days; None with ``shortest``.
        basis: the rule, with its article; empty with ``shortest`` None.
        may_be_shorter: whether a published reason lets it be shorter.
    """

    name: str
    shortest: int | None = None
    unit: Unit | None = None
    basis: str = ""
    may_be_shorter: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """From when to when a notice stands.

    Attributes:
        published_on: the day it became public, which is not counted.
        days: how many days were asked for.
        unit: of those days.
        first: the first day of the period.
        last: the last day; the notice is over when this day is.
        rolled_from: the day on which the count ended, if that was no working day.
        reckoning: how working days were counted; None for calendar days.
    """

    published_on: date
    days: int
    unit: Unit
    first: date
    last: date
    rolled_from: date | None = None
    reckoning: Reckoning | None = None


def check_length(matter: Matter, *, days: int, unit: Unit, shorter_reason: str) -> None:
    """Check that a notice stands long enough.

    As many working days are never shorter than calendar days, so a rule in calendar days is kept
    by a period in working days of the same number.

    Args:
        matter: what it is about.
        days: how many days it is to stand.
        unit: of those days.
        shorter_reason: why it is shorter than usual; empty if nothing was written.

    Raises:
        UnitTooShort: the rule counts working days, the notice calendar days.
        PeriodTooShort: it has fewer days than the rule asks for.
    """
    if matter.shortest is None:
        return
    told = {"matter": matter.name, "basis": matter.basis}
    if matter.may_be_shorter and shorter_reason.strip():
        return
    if matter.unit is Unit.WORKING_DAYS and unit is Unit.CALENDAR_DAYS:
        raise UnitTooShort(**told)
    if days < matter.shortest:
        raise _too_short(matter)(shortest=matter.shortest, **told)


def _too_short(matter: Matter) -> type[PeriodTooShort]:
    if matter.may_be_shorter:
        return ShorterWithoutReason
    working = matter.unit is Unit.WORKING_DAYS
    return TooFewWorkingDays if working else TooFewCalendarDays


def period(published_on: date, *, days: int, unit: Unit, calendar: WorkingCalendar) -> Period:
    """Return the period of a notice.

    The day on which it becomes public is not counted. A period in calendar days whose last day
    is no working day ends on the next one (Civil Procedure Law, Art. 85, from memory, followed
    by administrative practice).

    Args:
        published_on: the local day on which it becomes public.
        days: how many days; at least 1.
        unit: of those days.
        calendar: the years that have been announced.

    Raises:
        ValueError: fewer than 1 day.
        YearNotAnnounced: the period reaches into a year nobody has announced.
    """
    if days < 1:
        raise ValueError("A period has at least one day.")
    first = days_after(published_on, 1)
    if unit is Unit.WORKING_DAYS:
        reckoning = calendar.reckon(published_on, days)
        return Period(published_on, days, unit, first, reckoning.end, reckoning=reckoning)
    counted = days_after(published_on, days)
    last = calendar.on_or_after(counted)
    rolled_from = counted if last != counted else None
    return Period(published_on, days, unit, first, last, rolled_from=rolled_from)


def counted_days(of: Period, calendar: WorkingCalendar) -> list[date]:
    """Return the days of a period that count: all of them, or its working days.

    Raises:
        YearNotAnnounced: the period reaches into a year nobody has announced.
    """
    days = list(days_between(of.first, of.last))
    return [*filter(calendar.is_working_day, days)] if of.unit is Unit.WORKING_DAYS else days


def closes_at(last: date, zone: tzinfo) -> datetime:
    """Return the moment at which a period is over: the end of its last day.

    Args:
        last: the last day of the period, local.
        zone: the time zone of the bureau.
    """
    return datetime.combine(last + ONE_DAY, time.min, tzinfo=zone)


class Change(StrEnum):
    """What publishing a version does to a notice's period."""

    BEGINS = "begins"
    RUNS_ON = "runs on"
    BEGINS_ANEW = "begins anew"
    STAYS_OVER = "stays over"


class NoticeIsOver(Refused):
    """A notice whose period is over was to be changed."""

    sentence = gettext_noop(
        "The period of this notice is over, so it stays as it was: only the result can be added. "
        "For a new notice, copy the page and publish the copy."
    )


class ResultTooEarly(Refused):
    """A result was written down before the period is over."""

    sentence = gettext_noop(
        "The result can be published when the period of the notice is over. Empty it until then."
    )


class ExpiresBeforeItsEnd(Refused):
    """A notice would leave the site before its period is over."""

    sentence = gettext_noop(
        "The page would expire before the period of the notice is over (%(last)s). Let it expire "
        "later, or not at all."
    )


def change(*, was_public: bool, is_public: bool, is_over: bool, same_text: bool) -> Change:
    """Say what publishing a version does to the period.

    Args:
        was_public: whether the notice has had a period.
        is_public: whether it stands now; one that was off the site begins anew.
        is_over: whether its period has ended while it stood.
        same_text: whether nothing but the result differs from what stands.

    Raises:
        NoticeIsOver: it is over and something else than its result would change.
    """
    if not was_public:
        return Change.BEGINS
    if is_over:
        if not same_text:
            raise NoticeIsOver
        return Change.STAYS_OVER
    return Change.RUNS_ON if is_public and same_text else Change.BEGINS_ANEW

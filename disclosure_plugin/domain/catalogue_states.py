"""Where a bureau stands with a row of its catalogue: nothing disclosed, late, or fine.

Only what can be reckoned is said to be late. A limit counts from the day an item was formed where
its words say that it does; where it counts from something that no item records (an application, a
decision of somebody else), it is said that nobody reckons it.
"""

from __future__ import annotations

import calendar as calendars
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .catalogue import Row
from .catalogue_limits import Comparator, LimitUnit, TimeLimit
from .working_days import WorkingCalendar, YearNotAnnounced, days_after

# Events that are the day on which an item was formed, which for a document is its signing.
FORMED = re.compile("形成|变更|作出|制发|印发|颁布|签发|发布|出台|确定|生成")


class RowState(StrEnum):
    """Where a bureau stands with a row."""

    NOTHING = "nothing"
    LATE = "late"
    FINE = "fine"
    ON_REQUEST = "on request"
    NO_LONGER_REQUIRED = "no longer required"


@dataclass(frozen=True, slots=True)
class Answer:
    """An item that answers a row.

    Attributes:
        formed_on: the day it was formed or changed; None if nobody has said.
        published_on: local day on which what was formed then became public; None: it is not.
        updated_on: local day of its last publication; None: that of ``published_on``.
    """

    formed_on: date | None
    published_on: date | None
    updated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a bureau stands with a row.

    Attributes:
        state: which.
        due_on: until when the latest answer was or is to be disclosed, or the next one; None
            where that cannot be reckoned.
        is_reckoned: whether a limit of the row was compared with a date.
        unknown_year: a year into which the limit reaches and whose working days nobody knows.
    """

    state: RowState
    due_on: date | None = None
    is_reckoned: bool = False
    unknown_year: int | None = None


def standing(
    row: Row,
    answers: Sequence[Answer],
    *,
    today: date,
    calendar: WorkingCalendar,
    is_required: bool = True,
) -> Standing:
    """Say where a bureau stands with a row.

    Late is a row of which an answer was formed and is not public though its limit is over, whose
    latest answer came out after its limit, or whose cycle passed without anything new.

    Args:
        row: of its catalogue.
        answers: the items that answer it, drafts included.
        today: the local day.
        calendar: the years that have been announced.
        is_required: whether the catalogue still has the row.
    """
    if not is_required:
        return Standing(RowState.NO_LONGER_REQUIRED)
    public = [one for one in answers if one.published_on is not None]
    if row.is_on_request and not public:
        return Standing(RowState.ON_REQUEST)
    found = [
        _one(limit, public, answers, today=today, calendar=calendar) for limit in row.limits.limits
    ]
    reckoned = [one for one in found if one is not None]
    for one in reckoned:
        if one.state is RowState.LATE:
            return one
    if not public:
        return Standing(RowState.NOTHING)
    best = next((one for one in reckoned if one.is_reckoned), None)
    return best or next(iter(reckoned), Standing(RowState.FINE))


def _one(
    limit: TimeLimit,
    public: Sequence[Answer],
    answers: Sequence[Answer],
    *,
    today: date,
    calendar: WorkingCalendar,
) -> Standing | None:
    """Compare one limit with what is there; None where nothing can be said."""
    if limit.comparator is Comparator.EVERY:
        return _cycle(limit.number, public, today)
    counts_from_forming = not limit.trigger or FORMED.search(limit.trigger)
    if (
        limit.comparator is not Comparator.WITHIN
        or limit.unit is LimitUnit.AT_ONCE
        or not counts_from_forming
    ):
        return None
    try:
        return _within(limit, public, answers, today, calendar)
    except YearNotAnnounced as error:
        return Standing(RowState.FINE, unknown_year=int(str(error.params["year"])))


def _cycle(months: int, public: Sequence[Answer], today: date) -> Standing | None:
    days = [day for one in public if (day := one.updated_on or one.published_on)]
    if not days:
        return None
    due = months_after(max(days), months)
    return Standing(RowState.LATE if today > due else RowState.FINE, due, is_reckoned=True)


def _within(
    limit: TimeLimit,
    public: Sequence[Answer],
    answers: Sequence[Answer],
    today: date,
    calendar: WorkingCalendar,
) -> Standing | None:
    waiting = sorted(
        one.formed_on for one in answers if one.formed_on and one.published_on is None
    )
    if waiting:
        due = _last_day(limit, waiting[0], calendar)
        if today > due:
            return Standing(RowState.LATE, due, is_reckoned=True)
    dated = [(one.published_on, one.formed_on) for one in public if one.formed_on]
    if not dated:
        return None
    published_on, formed_on = max(dated, key=str)
    due = _last_day(limit, formed_on, calendar)
    late = published_on is not None and published_on > due
    return Standing(RowState.LATE if late else RowState.FINE, due, is_reckoned=True)


def _last_day(limit: TimeLimit, formed_on: date, calendar: WorkingCalendar) -> date:
    if limit.unit is LimitUnit.WORKING_DAYS:
        return calendar.reckon(formed_on, limit.number).end
    return days_after(formed_on, limit.number)


def became_public(
    formed_on: date | None, *, first: date, last: date, elsewhere: date | None = None
) -> date:
    """Return on which day what was formed on a day became public.

    A correction later does not make it late. What was formed after the page was published first
    came with a later version.

    Args:
        formed_on: the day it was formed or changed; None if nobody has said.
        first, last: local days of the first and the last publication of its page.
        elsewhere: the day it was published elsewhere before; None if it was not.
    """
    if formed_on is None:
        return first
    days = [day for day in (elsewhere, first) if day is not None and day >= formed_on]
    return min(days, default=last)


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the last of its month if that has fewer days."""
    number = day.month - 1 + months
    year, month = day.year + number // 12, number % 12 + 1
    return date(year, month, min(day.day, calendars.monthrange(year, month)[1]))

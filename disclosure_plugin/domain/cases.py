"""Kept or broken: what became of a case, reckoned from its days.

The rules, which are this product's where no law is named:

- a period begins on the day after the case was received, and only working days count where
  working days are promised (see :mod:`.working_days`, Administrative Licensing Law, Art. 82); a
  period of calendar days that ends on a day off ends on the next working day;
- days of a pause do not count, the first and the last included: hearings, tenders, auctions,
  tests, surveys, expert opinions (local rules of 限时办结 name them; Administrative Licensing
  Law, Art. 45);
- what was promised on the day the case was received is what holds for it;
- a case counts once: on the day it is finished if that is in time, and else on the day after the
  last day, when the promise was broken, whether or not it was finished since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice

from .commitments import Limit
from .notices import Unit
from .working_days import WorkingCalendar

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days in a row that do not count.

    Attributes:
        first: the first of them.
        last: the last of them; None while it goes on.
    """

    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One case of which it is known when it began, stood still and ended.

    Attributes:
        number: by which the bureau calls it.
        commitment: number of the commitment it falls under.
        finished: the day it was finished; None while it is not.
        pauses: one after the other.
    """

    number: str
    commitment: str
    received: date
    finished: date | None = None
    pauses: tuple[Pause, ...] = ()

    def as_of(self, day: date) -> Case:
        """Return what was to be known of it at the end of a day."""
        pauses = tuple(
            Pause(one.first, one.last if one.last and one.last <= day else None)
            for one in self.pauses
            if one.first <= day
        )
        finished = self.finished if self.finished and self.finished <= day else None
        return Case(self.number, self.commitment, self.received, finished, pauses)


class Outcome(StrEnum):
    """What became of a promise."""

    KEPT = "kept"
    BROKEN = "broken"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one case.

    Attributes:
        outcome: of its promise.
        decided: the day on which that was decided; None while it runs.
        days: how many days it took so far, in the promise's unit.
        due: the last day in time, as far as it can be told; None while it cannot.
    """

    outcome: Outcome
    decided: date | None
    days: int
    due: date | None


def judge(case: Case, promised: Limit, calendar: WorkingCalendar, *, as_of: date) -> Verdict:
    """Say what became of a case by the end of a day.

    Args:
        case: received on that day or before.
        promised: what was promised for it.
        calendar: which days are working days.
        as_of: what happens later is not known yet.

    Raises:
        YearNotAnnounced: days of a year count whose holidays nobody has entered.
    """
    known = case.as_of(as_of)
    until = known.finished or as_of
    due: date | None = None
    days = 0
    for day in _counted(known, promised.unit, calendar, until):
        days += 1
        if days == promised.number:
            due = day if promised.unit is Unit.WORKING_DAYS else calendar.on_or_after(day)
    if due is not None and until > due:
        return Verdict(Outcome.BROKEN, due + ONE_DAY, days, due)
    if known.finished:
        return Verdict(Outcome.KEPT, known.finished, days, due)
    return Verdict(Outcome.RUNNING, None, days, due)


def due_day(case: Case, promised: Limit, calendar: WorkingCalendar) -> date | None:
    """Return the last day in time; None while a pause goes on.

    Raises:
        YearNotAnnounced: days of a year count whose holidays nobody has entered.
    """
    if any(one.last is None for one in case.pauses):
        return None
    counted = _counted(case, promised.unit, calendar, date.max)
    day = next(islice(counted, promised.number - 1, None))
    return day if promised.unit is Unit.WORKING_DAYS else calendar.on_or_after(day)


def _counted(case: Case, unit: Unit, calendar: WorkingCalendar, until: date) -> Iterator[date]:
    counts: Callable[[date], bool] = (
        calendar.is_working_day if unit is Unit.WORKING_DAYS else lambda day: True
    )
    day = case.received
    while day < until:
        day += ONE_DAY
        stands = any(one.first <= day and (not one.last or day <= one.last) for one in case.pauses)
        if not stands and counts(day):
            yield day

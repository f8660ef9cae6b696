"""Calendar months, and which of them lack the statement they owe."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @classmethod
    def of(cls, day: date) -> Month:
        """Return the month of a day."""
        return cls(day.year, day.month)

    def after(self) -> Month:
        """Return the next one."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    def before(self) -> Month:
        """Return the one before."""
        return Month(self.year - (self.month == 1), (self.month - 2) % 12 + 1)

    def a_year_before(self) -> Month:
        """Return the same month of last year."""
        return Month(self.year - 1, self.month)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])


def due_on(month: Month, *, day: int) -> date:
    """Return by which day the statement of a month must be disclosed.

    Args:
        month: the month that the statement is about.
        day: of the following month, 1 to 31; the last one where it has fewer.
    """
    last = month.after().last_day
    return last.replace(day=min(day, last.day))


@dataclass(frozen=True, slots=True)
class Owed:
    """A month without a statement.

    Attributes:
        due_on: the last day on which it is in time; None where nobody has set one.
        is_late: whether that day is over.
    """

    month: Month
    due_on: date | None
    is_late: bool


def missing_months(
    disclosed: Iterable[Month], *, first: Month | None, today: date, due_day: int | None
) -> list[Owed]:
    """Return the months that are over and have no disclosed statement, the earliest first.

    Args:
        disclosed: months with a statement.
        first: the month from which on they are owed; None: the first that has one.
        today: the local day.
        due_day: of the following month by which each must be disclosed; None where nobody has
            set one: then none is late, and all are named.
    """
    have = set(disclosed)
    month = first or min(have, default=None)
    found = []
    while month is not None and month.last_day < today:
        if month not in have:
            until = None if due_day is None else due_on(month, day=due_day)
            found.append(Owed(month, until, until is not None and until < today))
        month = month.after()
    return found

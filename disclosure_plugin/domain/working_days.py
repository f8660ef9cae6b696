"""Working days 工作日: which days count, and how a period of them is reckoned.

A working day is a day on which offices are open: Monday to Friday without the statutory
holidays, and the Saturdays and Sundays that the State Council makes up for them (调休). The
holidays follow from the rules on holidays (全国年节及纪念日放假办法, as amended in 2024); which
days are off and which are worked is announced for each year by a notice of the General Office
of the State Council, usually in November of the year before. A year without its notice is
never reckoned as if it had no holidays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from disclosure_plugin.errors import Refused, gettext_noop

SATURDAY = 5
ONE_DAY = timedelta(days=1)


class YearNotAnnounced(Refused):
    """A date falls into a year whose holidays nobody has entered."""

    sentence = gettext_noop(
        "The working days of %(year)s are not known: the table has no State Council notice for "
        "that year. Enter the notice of holidays for %(year)s, then try again."
    )


class Contradiction(Refused):
    """Two rows of the table say different things about one day."""

    sentence = gettext_noop(
        "%(day)s is both a day off (%(off)s) and a working day (%(work)s). "
        "Correct one of the rows."
    )


class Kind(StrEnum):
    """What a notice makes of a day."""

    OFF = "off"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Announced:
    """One row of a notice: days, both ends included, that are off or made up.

    Attributes:
        first: the first day.
        last: the last day.
        kind: off, or worked though it is a Saturday or Sunday.
        name: the holiday, e.g. 春节.
        source: number of the notice, e.g. 国办发明电〔2025〕7号.
    """

    first: date
    last: date
    kind: Kind
    name: str
    source: str

    def days(self) -> Iterator[date]:
        """Return the days from the first to the last."""
        return days_between(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Skipped:
    """Days in a row that were not counted.

    Attributes:
        first: the first of them.
        last: the last of them.
        holiday: the row that makes them days off; None for a plain weekend.
    """

    first: date
    last: date
    holiday: Announced | None


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How a date was found, so that it can explain itself.

    Attributes:
        start: the day something happened; it is not counted itself.
        working_days: how many working days were counted.
        end: the last of them.
        skipped: the days between that were not counted.
        made_up: the Saturdays and Sundays between that were counted, because they are worked.
    """

    start: date
    working_days: int
    end: date
    skipped: tuple[Skipped, ...]
    made_up: tuple[Announced, ...]


class WorkingCalendar:
    """The announced years, and what can be asked of them.

    Args:
        announced: rows of all notices, in any order.

    Attributes:
        years: the years that have a notice. One may begin in December of the year before, which
            is no notice for that one; every one has days off between February and November.

    Raises:
        Contradiction: two rows disagree on a day.
    """

    def __init__(self, announced: Iterable[Announced]) -> None:
        self._rows: dict[date, Announced] = {}
        for row in announced:
            for day in row.days():
                known = self._rows.setdefault(day, row)
                if known.kind != row.kind:
                    off, work = (known, row) if known.kind is Kind.OFF else (row, known)
                    raise Contradiction(day=day.isoformat(), off=off.name, work=work.name)
        self.years = frozenset(day.year for day in self._rows if 2 <= day.month <= 11)

    def row_of(self, day: date) -> Announced | None:
        """Return the row that speaks of a day, if one does."""
        return self._rows.get(day)

    def is_working_day(self, day: date) -> bool:
        """Say whether offices are open.

        Raises:
            YearNotAnnounced: the table has no notice for the year of the day.
        """
        if day.year not in self.years:
            raise YearNotAnnounced(year=day.year)
        row = self._rows.get(day)
        return day.weekday() < SATURDAY if row is None else row.kind is Kind.WORK

    def reckon(self, start: date, working_days: int) -> Reckoning:
        """Count working days from the day after something happened.

        The day on which a period begins is not counted (Civil Procedure Law, Art. 85, from
        memory, followed by administrative practice); a period in working days counts open days
        only (Administrative Licensing Law, Art. 82).

        Args:
            start: the day something happened.
            working_days: how many to count; at least 1.

        Raises:
            ValueError: fewer than 1 day is asked for.
            YearNotAnnounced: the period reaches into a year without a notice.
        """
        if working_days < 1:
            raise ValueError("A period has at least one working day.")
        passed: list[date] = []
        made_up: list[Announced] = []
        day, left = start, working_days
        while left:
            day = days_after(day, 1)
            if not self.is_working_day(day):
                passed.append(day)
                continue
            left -= 1
            row = self._rows.get(day)
            if row is not None and row not in made_up:
                made_up.append(row)
        skipped = tuple(self._stretches(passed))
        return Reckoning(start, working_days, day, skipped, tuple(made_up))

    def on_or_after(self, day: date) -> date:
        """Return the day itself if it is a working day, else the next one.

        A period whose last day is a statutory holiday ends on the first day after it (Civil
        Procedure Law, Art. 85, from memory).

        Raises:
            YearNotAnnounced: the search reaches into a year without a notice.
        """
        while not self.is_working_day(day):
            day = days_after(day, 1)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after one day up to and including another; negative backwards.

        Raises:
            YearNotAnnounced: a day between lies in a year without a notice.
        """
        if end < start:
            return -self.working_days_between(end, start)
        return sum(map(self.is_working_day, days_between(start + ONE_DAY, end)))

    def _stretches(self, days: list[date]) -> Iterator[Skipped]:
        """Join days in a row that are off for the same reason."""
        first = 0
        for index, day in enumerate(days):
            after = days[index + 1] if index + 1 < len(days) else None
            row = self._rows.get(day)
            if after == day + ONE_DAY and self._rows.get(after) is row:
                continue
            yield Skipped(days[first], day, row)
            first = index + 1


def days_after(day: date, number: int) -> date:
    """Return the day so many calendar days after another.

    Raises:
        YearNotAnnounced: it would lie beyond the last year that a date can have.
    """
    try:
        return day + timedelta(days=number)
    except OverflowError as error:
        raise YearNotAnnounced(year=date.max.year) from error


def days_between(first: date, last: date) -> Iterator[date]:
    """Return every day from the first to the last, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)

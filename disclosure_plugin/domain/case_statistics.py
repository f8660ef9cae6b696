"""What cases add up to: how many promises were kept, how long it took, month by month.

All of it is whole numbers and fractions; nothing is rounded before it is printed.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from .cases import Case, Outcome, judge
from .commitments import Commitment
from .working_days import Announced, WorkingCalendar

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tally:
    """Cases of which it was decided whether the promise was kept.

    Attributes:
        kept, broken: how many.
        unfinished: how many of the broken ones were not finished at the end of the period.
        days: how many cases took how many days; a case that was not finished, so far.
    """

    kept: int = 0
    broken: int = 0
    unfinished: int = 0
    days: Mapping[int, int] = field(default_factory=dict)

    @property
    def handled(self) -> int:
        return self.kept + self.broken

    @property
    def rate(self) -> Fraction | None:
        """Part of the cases for which the promise was kept; None if there is no case."""
        return Fraction(self.kept, self.handled) if self.handled else None

    @property
    def median(self) -> Fraction | None:
        """Days of the case in the middle, or half-way between the two there."""
        if not self.handled:
            return None
        ordered = sorted(self.days.items())
        low, high = ((self.handled - 1) // 2, self.handled // 2)
        return Fraction(_nth(ordered, low) + _nth(ordered, high), 2)

    @property
    def worst(self) -> int | None:
        """Days of the case that took longest."""
        return max(self.days) if self.days else None

    def __add__(self, other: Tally) -> Tally:
        days = Counter(dict(self.days))
        days.update(dict(other.days))
        return Tally(
            self.kept + other.kept,
            self.broken + other.broken,
            self.unfinished + other.unfinished,
            dict(days),
        )

    def as_stored(self) -> dict[str, Any]:
        """Return it as JSON keeps it; see :meth:`stored`."""
        return {
            "kept": self.kept,
            "broken": self.broken,
            "unfinished": self.unfinished,
            "days": {str(days): count for days, count in sorted(self.days.items())},
        }

    @classmethod
    def stored(cls, kept: Mapping[str, Any]) -> Tally:
        days = {int(number): count for number, count in kept["days"].items()}
        return cls(kept["kept"], kept["broken"], kept["unfinished"], days)


def _nth(ordered: list[tuple[int, int]], place: int) -> int:
    for days, count in ordered:
        if place < count:
            return days
        place -= count
    raise IndexError(place)


def percent(rate: Fraction | None) -> str:
    """Write a part as a percentage with one decimal; empty if there is none.

    What is not all is never printed as 100.0, nor what is something as 0.0.
    """
    if rate is None:
        return ""
    if 0 < rate < 1:
        rate = min(max(rate, Fraction(1, 1000)), Fraction(999, 1000))
    exact = Decimal(rate.numerator * 100) / Decimal(rate.denominator)
    return f"{exact.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def half_days(number: Fraction | None) -> str:
    """Write a median: a whole number, or one and a half; empty if there is none."""
    if number is None:
        return ""
    whole, half = divmod(number.numerator * 2 // number.denominator, 2)
    return f"{whole}.5" if half else str(whole)


@dataclass(slots=True)
class Account:
    """What became of the cases of one commitment in a period.

    Attributes:
        months: by month, such as ``2026-01``.
        running: how many ran at the end.
        without_promise: how many were received when nothing was promised; they do not count.
    """

    months: dict[str, Tally] = field(default_factory=dict)
    running: int = 0
    without_promise: int = 0

    @property
    def total(self) -> Tally:
        return sum(self.months.values(), Tally())


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both included."""

    first: date
    last: date


def quarter(year: int, number: int) -> Period:
    """Return the days of a quarter, 1 to 4."""
    if number not in (1, 2, 3, 4):
        raise ValueError(f"A year has no quarter {number}.")
    first = date(year, 3 * number - 2, 1)
    after = date(year + 1, 1, 1) if number == 4 else date(year, 3 * number + 1, 1)
    return Period(first, after - ONE_DAY)


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a period adds up to, and what it was reckoned from.

    Attributes:
        accounts: by the number of the commitment.
        inputs: everything the figures follow from, as text; the same text for the same inputs.
    """

    accounts: Mapping[str, Account]
    inputs: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.inputs).hexdigest()


def assess(
    cases: Iterable[Case],
    commitments: Iterable[Commitment],
    calendar: WorkingCalendar,
    period: Period,
    *,
    announced: Iterable[Announced] = (),
) -> Assessment:
    """Judge the cases of a period.

    Args:
        cases: in any order; those received after the period, or decided before it, are left out.
        commitments: with everything they ever promised.
        calendar: which days are working days.
        period: from when to when.
        announced: the rows behind the calendar, to be written down.

    Raises:
        YearNotAnnounced: days of a year count whose holidays nobody has entered.
    """
    known = {one.code: one for one in commitments}
    accounts = {code: Account() for code in known}
    counted: list[Case] = []
    for case in cases:
        account = accounts.get(case.commitment)
        if account is None or case.received > period.last:
            continue
        if case.finished and case.finished < period.first:
            continue
        promised = known[case.commitment].on(case.received)
        if promised is None:
            account.without_promise += 1
            counted.append(case.as_of(period.last))
            continue
        verdict = judge(case, promised, calendar, as_of=period.last)
        if verdict.decided and verdict.decided < period.first:
            continue
        counted.append(case.as_of(period.last))
        if verdict.decided is None:
            account.running += 1
            continue
        month = f"{verdict.decided:%Y-%m}"
        finished = case.finished is not None and case.finished <= period.last
        one = Tally(
            int(verdict.outcome is Outcome.KEPT),
            int(verdict.outcome is Outcome.BROKEN),
            int(not finished),
            {verdict.days: 1},
        )
        account.months[month] = account.months.get(month, Tally()) + one
    lines = _lines(known.values(), counted, period, announced)
    return Assessment(accounts, "".join(f"{line}\n" for line in lines).encode())


def _lines(
    commitments: Iterable[Commitment],
    cases: list[Case],
    period: Period,
    announced: Iterable[Announced],
) -> Iterator[str]:
    yield "assessment of commitments 1"
    yield f"period\t{period.first}\t{period.last}"
    cases.sort(key=lambda one: one.number)
    # All years between, too: a case may have run through a whole one.
    first_year = min(day.year for day in (period.first, *(one.received for one in cases)))
    for row in sorted(announced, key=lambda one: (one.first, one.last, one.kind)):
        if row.last.year >= first_year and row.first.year <= period.last.year:
            yield f"days\t{row.first}\t{row.last}\t{row.kind}"
    for one in sorted(commitments, key=lambda one: one.code):
        yield f"commitment\t{one.code}\t{one.last or '-'}"
        for promise in one.promises:
            yield (
                f"promise\t{one.code}\t{promise.first or '-'}\t{promise.limit.number}"
                f"\t{promise.limit.unit}"
            )
    for case in cases:
        pauses = " ".join(f"{one.first}/{one.last or ''}" for one in case.pauses)
        yield (
            f"case\t{case.number}\t{case.commitment}\t{case.received}\t{case.finished or '-'}"
            f"\t{pauses or '-'}"
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """What two inputs of the same period do not have in common.

    Attributes:
        added, removed, changed: numbers of cases, in order.
        others: lines that are about no case, and stand in one of the two only.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    others: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.others)


def difference(before: bytes, after: bytes) -> Difference:
    """Compare two inputs of assessments."""
    old, old_lines = _taken_apart(before)
    new, new_lines = _taken_apart(after)
    return Difference(
        tuple(sorted(new.keys() - old.keys())),
        tuple(sorted(old.keys() - new.keys())),
        tuple(sorted(one for one in old.keys() & new.keys() if old[one] != new[one])),
        tuple(sorted(old_lines ^ new_lines)),
    )


def _taken_apart(inputs: bytes) -> tuple[dict[str, str], set[str]]:
    cases: dict[str, str] = {}
    others: set[str] = set()
    for line in inputs.decode().splitlines():
        parts = line.split("\t", 2)
        if parts[0] == "case":
            cases[parts[1]] = parts[2]
        else:
            others.add(line)
    return cases, others

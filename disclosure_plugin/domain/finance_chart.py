"""Bars of a finance statement: how long each is, for a drawing beside its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .finance import Line

# How many steps the longest bar has.
FULL = 1000


@dataclass(frozen=True, slots=True)
class Bar:
    """The bars of one line, in thousandths of the longest; None where there is no figure.

    Less than nothing has no length; the table says it.
    """

    line: Line
    budget: int | None
    actual: int | None
    last_year: int | None


@dataclass(frozen=True, slots=True)
class Chart:
    """The parts of one total.

    Attributes:
        share: what was spent of the budget, in percent with one decimal; None without a budget.
    """

    total: Line
    bars: tuple[Bar, ...]
    share: Decimal | None


def charts(lines: Sequence[tuple[int, Line]]) -> list[Chart]:
    """Return a chart of the parts of each total.

    Args:
        lines: with their depth, parts below their totals.
    """
    found = []
    for place, (depth, total) in enumerate(lines):
        if depth:
            continue
        parts = []
        for below, line in lines[place + 1 :]:
            if not below:
                break
            if below == 1:
                parts.append(line)
        if parts:
            found.append(Chart(total, _bars(parts), share_of(total.actual, total.budget)))
    return found


def share_of(actual: Decimal | None, budget: Decimal | None) -> Decimal | None:
    """Return what share of a budget was spent, in percent; None where there is none."""
    if actual is None or not budget:
        return None
    return (actual * 100 / budget).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def _bars(parts: Sequence[Line]) -> tuple[Bar, ...]:
    figures = [one for line in parts for one in (line.budget, line.actual, line.last_year) if one]
    longest = max([one for one in figures if one > 0], default=Decimal(0))

    def steps(amount: Decimal | None) -> int | None:
        if amount is None:
            return None
        if amount <= 0:
            return 0
        # Whatever is there is seen.
        return max(1, int((amount * FULL / longest).to_integral_value(ROUND_HALF_UP)))

    return tuple(
        Bar(line, steps(line.budget), steps(line.actual), steps(line.last_year)) for line in parts
    )

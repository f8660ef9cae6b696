"""Monthly finance statements 财务收支月报: exact amounts, sums that add up, changes explained.

Columns are those of public final accounts (budget, actual, last year, change and its reason:
Yunnan's rules on publishing official expenses, 2014); which lines a statement has is data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from disclosure_plugin.errors import Refused, gettext_noop

from .amounts import AmountUnit, signed, write_amount


class Column(StrEnum):
    """A column of figures."""

    BUDGET = "budget"
    ACTUAL = "actual"
    LAST_YEAR = "last_year"
    YEAR_TO_DATE = "year_to_date"


COLUMN_NAMES: Mapping[Column, str] = {
    Column.BUDGET: gettext_noop("budget of the month"),
    Column.ACTUAL: gettext_noop("actual of the month"),
    Column.LAST_YEAR: gettext_noop("same month of last year"),
    Column.YEAR_TO_DATE: gettext_noop("this year so far"),
}


# --- Lines ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LineKind:
    """A line that statements have, from the county's list.

    Attributes:
        code: stays; statements of several months are joined by it.
        part_of: code of the line whose figures hold this one's; empty for a total.
        is_always_explained: every change against last year needs a reason.
    """

    code: str
    name: str
    part_of: str = ""
    is_always_explained: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a statement; amounts are in yuan, None where nothing is written."""

    code: str
    name: str
    part_of: str = ""
    is_always_explained: bool = False
    budget: Decimal | None = None
    actual: Decimal | None = None
    last_year: Decimal | None = None
    year_to_date: Decimal | None = None
    reason: str = ""

    def cell(self, column: Column) -> Decimal | None:
        """Return what stands in a column."""
        value: Decimal | None = getattr(self, column.value)
        return value

    @property
    def change(self) -> Decimal | None:
        """Against the same month of last year; None where one of the two is not known."""
        if self.actual is None or self.last_year is None:
            return None
        return self.actual - self.last_year

    @property
    def over_budget(self) -> Decimal:
        """By how much more than planned, in yuan; 0 where it is not more, or nothing was."""
        if self.actual is None or self.budget is None:
            return Decimal(0)
        return max(self.actual - self.budget, Decimal(0))

    @property
    def is_empty(self) -> bool:
        """Whether nobody has written anything."""
        return not self.reason.strip() and all(self.cell(one) is None for one in Column)


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which change on a reason is asked for: any that is larger than one of the two.

    Attributes:
        amount: in yuan; None where nobody has set one.
        percent: of last year's figure; None where nobody has set one.
    """

    amount: Decimal | None = None
    percent: Decimal | None = None

    @property
    def is_set(self) -> bool:
        return self.amount is not None or self.percent is not None

    def is_exceeded_by(self, line: Line) -> bool:
        """Say whether the change of a line is larger than what may go without a reason."""
        change = line.change
        if not change:
            return False
        by_amount = self.amount is not None and abs(change) > self.amount
        # From nothing, every change is larger than any share of it.
        by_percent = self.percent is not None and abs(change) * 100 > self.percent * abs(
            line.last_year or Decimal(0)
        )
        return by_amount or by_percent


# --- What cannot be ------------------------------------------------------------------------------


class LineTwice(Refused):
    sentence = gettext_noop("Row “%(row)s” stands in the statement twice: keep one of the two.")


class PartOfNothing(Refused):
    sentence = gettext_noop(
        "Row “%(row)s” is part of a total that the statement does not have. Add the row of the "
        "total."
    )


class CellEmpty(Refused):
    sentence = gettext_noop(
        "Row “%(row)s”, column “%(column)s” is empty, and the rows that belong to the same sum "
        "are not. Write 0 where there was nothing."
    )


class PartsDoNotAddUp(Refused):
    sentence = gettext_noop(
        "Row “%(row)s”, column “%(column)s”: %(written)s is written, and its parts %(parts)s add "
        "up to %(sum)s. The difference is %(difference)s."
    )


class ReasonMissing(Refused):
    sentence = gettext_noop(
        "Row “%(row)s”: %(change)s against the same month of last year. Write the reason."
    )


class YearSoFarWrong(Refused):
    sentence = gettext_noop(
        "Row “%(row)s”, column “%(column)s”: %(written)s is written; %(before)s up to last month "
        "and %(actual)s this month make %(expected)s."
    )


def faults(
    lines: Sequence[Line],
    *,
    threshold: Threshold,
    unit: AmountUnit,
    before: Mapping[str, Decimal | None] | None = None,
) -> Iterator[Refused]:
    """Yield what of a statement cannot be, each naming the row and the column.

    Args:
        lines: in the order of the statement.
        threshold: from which change on a reason is asked for.
        unit: in which the messages write amounts.
        before: this year's figures up to last month by code, all 0 in January; None where last
            month has no statement, so that nothing can be compared.
    """
    yield from _tree_faults(lines)
    yield from _sum_faults(lines, unit)
    yield from _reason_faults(lines, threshold, unit)
    if before is not None:
        yield from year_faults(lines, before, unit)


def _tree_faults(lines: Sequence[Line]) -> Iterator[Refused]:
    codes = [line.code for line in lines]
    for place, line in enumerate(lines):
        if line.code in codes[:place]:
            yield LineTwice(row=line.name)
        if line.part_of and line.part_of not in codes:
            yield PartOfNothing(row=line.name)


def _sum_faults(lines: Sequence[Line], unit: AmountUnit) -> Iterator[Refused]:
    for whole in lines:
        parts = [line for line in lines if line.part_of == whole.code and line is not whole]
        for column in Column if parts else ():
            cells = [line.cell(column) for line in (whole, *parts)]
            if all(cell is None for cell in cells):
                continue
            empty = [
                CellEmpty(row=line.name, column=column.value)
                for line, cell in zip((whole, *parts), cells, strict=True)
                if cell is None
            ]
            yield from empty
            written, *others = (cell or Decimal(0) for cell in cells)
            total = sum(others, Decimal(0))
            if not empty and written != total:
                yield PartsDoNotAddUp(
                    row=whole.name,
                    column=column.value,
                    written=write_amount(written, unit),
                    parts="、".join(part.name for part in parts),
                    sum=write_amount(total, unit),
                    difference=write_amount(written - total, unit),
                )


def _reason_faults(
    lines: Iterable[Line], threshold: Threshold, unit: AmountUnit
) -> Iterator[Refused]:
    for line in lines:
        asked = bool(line.change) and line.is_always_explained
        if (asked or threshold.is_exceeded_by(line)) and not line.reason.strip():
            yield ReasonMissing(row=line.name, change=signed(line.change, unit))


def year_faults(
    lines: Iterable[Line], before: Mapping[str, Decimal | None], unit: AmountUnit
) -> Iterator[Refused]:
    """Yield the sums of the year that do not follow from the month before; see :func:`faults`."""
    for line in lines:
        so_far = before.get(line.code, Decimal(0))
        if so_far is None or line.actual is None or line.year_to_date is None:
            continue
        expected = so_far + line.actual
        if line.year_to_date != expected:
            yield YearSoFarWrong(
                row=line.name,
                column=Column.YEAR_TO_DATE.value,
                written=write_amount(line.year_to_date, unit),
                before=write_amount(so_far, unit),
                actual=write_amount(line.actual, unit),
                expected=write_amount(expected, unit),
            )


def year_to_date(line: Line, before: Mapping[str, Decimal | None] | None) -> Decimal | None:
    """Return a line's figure of the year so far, reckoned from what stands before it.

    Args:
        line: of the month.
        before: as in :func:`faults`.

    Returns:
        None where it cannot be reckoned.
    """
    if before is None or line.actual is None:
        return None
    so_far = before.get(line.code, Decimal(0))
    return None if so_far is None else so_far + line.actual


def in_tree_order(lines: Sequence[Line]) -> list[tuple[int, Line]]:
    """Return lines with their depth: each total, then its parts; the rest in the given order.

    A line whose total is not there, or that would be part of itself, stands at the end.
    """
    found: list[tuple[int, Line]] = []
    seen: set[int] = set()

    def take(code: str, depth: int) -> None:
        for place, line in enumerate(lines):
            if line.part_of == code and place not in seen:
                seen.add(place)
                found.append((depth, line))
                if line.code:
                    take(line.code, depth + 1)

    take("", 0)
    found += [(0, line) for place, line in enumerate(lines) if place not in seen]
    return found


# --- A new month ---------------------------------------------------------------------------------


def begun_lines(
    kinds: Sequence[LineKind],
    *,
    last_month: Sequence[Line] = (),
    last_year: Mapping[str, Decimal | None] | None = None,
) -> list[Line]:
    """Return the lines with which a new statement begins.

    Args:
        kinds: what the county's list offers; what it lacks is not carried on.
        last_month: lines of last month's statement; with them its budgets are carried on, and
            only lines that it has.
        last_year: actual figures of the same month of last year, by code.
    """
    had = {line.code: line for line in last_month}
    figures = last_year or {}
    return [
        Line(
            code=kind.code,
            name=kind.name,
            part_of=kind.part_of,
            is_always_explained=kind.is_always_explained,
            budget=had[kind.code].budget if kind.code in had else None,
            last_year=figures.get(kind.code),
        )
        for kind in kinds
        if not had or kind.code in had
    ]

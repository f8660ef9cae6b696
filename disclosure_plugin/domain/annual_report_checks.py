"""What must hold between the cells of an annual report, and what is said when it does not.

V1 (第一项加第二项之和，等于第三项加第四项之和) is printed in the form of 2021
(国办公开办函〔2021〕30号); V2, V3 and V8 are its totals; V5 is that every cell holds a number.
V4, that what came over from last year is what last year's report handed on, and the rule for
documents in force are sanity rules: they warn, since last year's report may be the wrong one.

V6 is in :mod:`.annual_report_prose`, V7 in :mod:`.annual_report_counting`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from disclosure_plugin.errors import Refused, gettext_noop

from .annual_report_form import (
    ALL_RESULTS,
    APPLICANTS,
    CARRIED_IN,
    CARRIED_OVER,
    CELLS,
    DOCUMENTS,
    LINES,
    MATTERS,
    NEW,
    OUTCOMES,
    REGULATIONS,
    REMEDIES,
    RESULT_CODES,
    SPOKEN_APPLICANTS,
    TOTAL,
    cell_code,
)
from .annual_report_values import Number, Tables, empty_cells, is_possible, written

NAMED_AT_MOST = 6


class Rule(StrEnum):
    """What can be wrong; the first five and V8 keep a report from being handed in."""

    BALANCE = "V1"
    RESULTS = "V2"
    APPLICANTS = "V3"
    CARRIED = "V4"
    EMPTY = "V5 empty"
    NO_COUNT = "V5"
    PROSE = "V6"
    REMEDIES = "V8"
    IN_FORCE = "in force"
    IN_FORCE_AT_LEAST = "in force at least"
    NO_REGULATIONS = "no regulations"


MESSAGES: Mapping[Rule, str] = {
    Rule.BALANCE: gettext_noop(
        "Table 3, column %(column)s: item 1 + item 2 = %(left)s, item 3 + item 4 = %(right)s. "
        "The two must be equal."
    ),
    Rule.RESULTS: gettext_noop(
        "Table 3, column %(column)s: the results of item 3 add up to %(left)s, but (7) total says "
        "%(right)s."
    ),
    Rule.APPLICANTS: gettext_noop(
        "Table 3, row %(row)s: the kinds of applicants add up to %(left)s, but the total says "
        "%(right)s."
    ),
    Rule.CARRIED: gettext_noop(
        "Table 3, column %(column)s: item 2 says that %(left)s came over from last year, but last "
        "year's report handed on %(right)s (item 4)."
    ),
    Rule.EMPTY: gettext_noop(
        "Empty cells: %(count)s, such as %(cells)s. Write 0 where there was nothing."
    ),
    Rule.NO_COUNT: gettext_noop("%(cell)s: %(value)s is no number that can stand here."),
    Rule.PROSE: gettext_noop(
        "The text says “%(words)s”, but the tables say %(value)s (%(cells)s)."
    ),
    Rule.REMEDIES: gettext_noop(
        "Table 4, %(block)s: the results add up to %(left)s, but the total says %(right)s."
    ),
    Rule.IN_FORCE: gettext_noop(
        "Table 2, %(row)s: in force last year + made − repealed = %(left)s, but %(right)s are "
        "said to be in force."
    ),
    Rule.IN_FORCE_AT_LEAST: gettext_noop(
        "Table 2, %(row)s: made − repealed = %(left)s, but only %(right)s are said to be in force."
    ),
    Rule.NO_REGULATIONS: gettext_noop(
        "Table 2, %(row)s: a county bureau cannot make regulations 规章. Count rule documents in "
        "the row 行政规范性文件."
    ),
}
BLOCKING = frozenset(
    {Rule.BALANCE, Rule.RESULTS, Rule.APPLICANTS, Rule.EMPTY, Rule.NO_COUNT, Rule.REMEDIES}
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not fit, with the cells it is about.

    Attributes:
        rule: what does not hold.
        params: of its sentence in :data:`MESSAGES`.
        cells: codes of the cells.
    """

    rule: Rule
    params: Mapping[str, object]
    cells: tuple[str, ...]

    @property
    def is_blocking(self) -> bool:
        """Whether the report cannot be handed in like this."""
        return self.rule in BLOCKING


class DoesNotAddUp(Refused):
    """A report is not handed in, because of one of its faults."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.sentence = MESSAGES[fault.rule]
        super().__init__(**fault.params)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.fault,)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an equation: cells that are added, cells taken away, and what is known."""

    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    known: int = 0

    @property
    def cells(self) -> tuple[str, ...]:
        return (*self.plus, *self.minus)

    def value(self, tables: Tables) -> Number | None:
        """Return what it comes to; None while one of its cells is empty."""
        total: Number = self.known
        for sign, codes in ((1, self.plus), (-1, self.minus)):
            for code in codes:
                number = tables.get(code)
                if number is None:
                    return None
                total += sign * number
        return total


@dataclass(frozen=True, slots=True)
class Equation:
    """Two sides that must be equal, or of which the left must not be the greater one.

    Attributes:
        names: the words of its sentence beside the numbers ``left`` and ``right``.
    """

    rule: Rule
    left: Side
    right: Side
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def cells(self) -> tuple[str, ...]:
        return (*self.left.cells, *self.right.cells)

    def fault(self, tables: Tables) -> Fault | None:
        """Return what does not fit; None if it does, or while a cell is empty."""
        left, right = self.left.value(tables), self.right.value(tables)
        if left is None or right is None:
            return None
        fits = left <= right if self.rule is Rule.IN_FORCE_AT_LEAST else left == right
        if fits:
            return None
        params = {**self.names, "left": written(left), "right": written(right)}
        return Fault(self.rule, params, self.cells)

    def as_json(self) -> dict[str, Any]:
        """Return it for the script that checks while somebody types."""
        return {
            "rule": self.rule.value,
            "left": [list(self.left.plus), list(self.left.minus), self.left.known],
            "right": [list(self.right.plus), list(self.right.minus), self.right.known],
            "names": dict(self.names),
            "atMost": self.rule is Rule.IN_FORCE_AT_LEAST,
        }


def equations(before: Tables | None = None) -> list[Equation]:
    """Return everything that must hold between the cells, in the order of the rules.

    Args:
        before: the tables of last year's report; None where there is none.
    """
    return [
        *(_balance(column) for column in APPLICANTS),
        *(_results(column) for column in APPLICANTS),
        *(_applicants(line.code, line.spoken) for line in LINES),
        *(_remedies(block, spoken) for block, spoken in REMEDIES.items()),
        *_carried(before or {}),
        *(_in_force(code, before or {}) for code in (REGULATIONS, DOCUMENTS)),
    ]


def check(tables: Tables, *, before: Tables | None = None) -> list[Fault]:
    """Return everything about the tables that does not fit.

    Args:
        tables: of the report.
        before: those of last year's report; None where there is none.
    """
    return [
        *_not_numbers(tables),
        *_empty(tables),
        *filter(None, (one.fault(tables) for one in equations(before))),
        *_regulations(tables),
    ]


def suspect(faults: Iterable[Fault]) -> str | None:
    """Return the one cell of Table 3 in whose row and column something does not add up.

    Where a single cell is wrong this is it: each stands in a sum of its row and of its column.

    Returns:
        the code of the cell; None where several may be wrong, or none is.
    """
    rows, columns = set[str](), set[str]()
    for fault in faults:
        places = [CELLS[code] for code in fault.cells]
        if fault.rule is Rule.APPLICANTS:
            rows |= {place.row for place in places}
        elif fault.rule in (Rule.BALANCE, Rule.RESULTS):
            columns |= {place.column for place in places}
    if len(rows) == len(columns) == 1:
        return cell_code(3, rows.pop(), columns.pop())
    return None


def _at(row: str, column: str) -> str:
    return cell_code(3, row, column)


def _balance(column: str) -> Equation:
    return Equation(
        Rule.BALANCE,
        Side((_at(NEW, column), _at(CARRIED_IN, column))),
        Side((_at(ALL_RESULTS, column), _at(CARRIED_OVER, column))),
        {"column": SPOKEN_APPLICANTS[column]},
    )


def _results(column: str) -> Equation:
    return Equation(
        Rule.RESULTS,
        Side(tuple(_at(code, column) for code in RESULT_CODES)),
        Side((_at(ALL_RESULTS, column),)),
        {"column": SPOKEN_APPLICANTS[column]},
    )


def _applicants(code: str, spoken: str) -> Equation:
    return Equation(
        Rule.APPLICANTS,
        Side(tuple(_at(code, column) for column in APPLICANTS if column != TOTAL)),
        Side((_at(code, TOTAL),)),
        {"row": spoken},
    )


def _remedies(block: str, spoken: str) -> Equation:
    return Equation(
        Rule.REMEDIES,
        Side(tuple(cell_code(4, block, one) for one in OUTCOMES if one != TOTAL)),
        Side((cell_code(4, block, TOTAL),)),
        {"block": spoken},
    )


def _carried(before: Tables) -> Iterator[Equation]:
    for column, spoken in SPOKEN_APPLICANTS.items():
        handed_on = before.get(_at(CARRIED_OVER, column))
        if handed_on is not None:
            yield Equation(
                Rule.CARRIED,
                Side((_at(CARRIED_IN, column),)),
                Side(known=int(handed_on)),
                {"column": spoken},
            )


def _in_force(code: str, before: Tables) -> Equation:
    made, repealed, in_force = (
        cell_code(2, code, column) for column in ("made", "repealed", "in_force")
    )
    known = before.get(in_force)
    return Equation(
        Rule.IN_FORCE_AT_LEAST if known is None else Rule.IN_FORCE,
        Side((made,), (repealed,), int(known or 0)),
        Side((in_force,)),
        {"row": next(one.name for one in MATTERS if one.code == code)},
    )


def _not_numbers(tables: Tables) -> Iterator[Fault]:
    for code, cell in CELLS.items():
        value = tables.get(code)
        if value is not None and not is_possible(cell, value):
            params = {"cell": cell.name, "value": written(value)}
            yield Fault(Rule.NO_COUNT, params, (code,))


def _empty(tables: Tables) -> Iterator[Fault]:
    empty = empty_cells(tables)
    if empty:
        names = "、".join(cell.name for cell in empty[:NAMED_AT_MOST])
        cells = tuple(cell.code for cell in empty)
        yield Fault(Rule.EMPTY, {"count": len(empty), "cells": names}, cells)


def _regulations(tables: Tables) -> Iterator[Fault]:
    matter = next(one for one in MATTERS if one.code == REGULATIONS)
    cells = tuple(cell_code(2, matter.code, column) for column in matter.columns)
    if any(tables.get(code) for code in cells):
        yield Fault(Rule.NO_REGULATIONS, {"row": matter.name}, cells)

"""Numbers of an annual report's cells: typed, kept, added up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from disclosure_plugin.errors import Refused, gettext_noop

from .annual_report_form import (
    ALL_RESULTS,
    APPLICANTS,
    CELLS,
    LINES,
    OUTCOMES,
    REMEDIES,
    RESULT_CODES,
    TOTAL,
    Cell,
    cell_code,
)
from .numerals import to_half_width

Number = int | Decimal
# By the code of the cell; a cell that is not in it, or None, is empty.
Tables = Mapping[str, Number | None]

LARGEST = 999_999_999
_COUNT = re.compile(r"(?:\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.0{1,6})?", re.ASCII)
# 万元; the sixth decimal place is a cent.
_AMOUNT = re.compile(r"(?:\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.\d{1,6})?", re.ASCII)


class NotANumber(Refused):
    """What was typed into a cell is none of the numbers it can hold."""


class NotACount(NotANumber):
    sentence = gettext_noop(
        "%(cell)s: “%(text)s” is no whole number from 0 on. Write digits only, such as 12."
    )


class NotAnAmount(NotANumber):
    sentence = gettext_noop(
        "%(cell)s: “%(text)s” is no amount in 10,000 yuan. Write digits, such as 12.5."
    )


def read_number(cell: Cell, text: str) -> Number | None:
    """Return the number that somebody wrote into a cell, None for an empty one.

    Full-width digits and separators of thousands are read; a sign, a unit or words are not.

    Raises:
        NotANumber: it is none; the sentence names the cell.
    """
    written = to_half_width(text).replace("，", ",").strip()
    if not written:
        return None
    if not (_AMOUNT if cell.is_money else _COUNT).fullmatch(written):
        kind = NotAnAmount if cell.is_money else NotACount
        raise kind(cell=cell.name, text=text.strip()[:40])
    number = Decimal(written.replace(",", ""))
    return number if cell.is_money else int(number)


def is_possible(cell: Cell, number: Number) -> bool:
    """Say whether a cell can hold a number: not below 0, and whole unless it is an amount."""
    return 0 <= number <= LARGEST and (cell.is_money or number == int(number))


def from_json(kept: Any) -> dict[str, Number | None]:
    """Return the cells as they were kept; what is no cell of the form, or no number, is left out.

    Args:
        kept: as :func:`to_json` made it.
    """
    if not isinstance(kept, dict):
        return {}
    found: dict[str, Number | None] = {}
    for code, cell in CELLS.items():
        value = kept.get(code)
        if isinstance(value, int) and not isinstance(value, bool):
            found[code] = Decimal(value) if cell.is_money else value
        elif isinstance(value, str) and cell.is_money and _AMOUNT.fullmatch(value):
            found[code] = Decimal(value)
    return found


def to_json(tables: Tables) -> dict[str, int | str]:
    """Return the cells that are filled, in the order of the form, as JSON keeps them exactly."""
    return {
        code: written(value) if isinstance(value, Decimal) else value
        for code in CELLS
        if (value := tables.get(code)) is not None
    }


def written(number: Number | None) -> str:
    """Return a number in digits without needless zeros; empty for none."""
    if number is None:
        return ""
    plain = f"{number:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def summed(reports: Iterable[Tables]) -> dict[str, Number]:
    """Return what the cells of several reports add up to; an empty one counts as 0."""
    total: dict[str, Number] = {
        code: Decimal(0) if cell.is_money else 0 for code, cell in CELLS.items()
    }
    for tables in reports:
        for code in total:
            total[code] += tables.get(code) or 0
    return total


def empty_cells(tables: Tables) -> list[Cell]:
    """Return the cells that hold nothing, in the order of the form."""
    return [cell for code, cell in CELLS.items() if tables.get(code) is None]


def with_totals(tables: Tables) -> dict[str, Number | None]:
    """Return the cells with every empty total worked out whose parts are all filled.

    A total that was written stays as it is: that it differs is for the checks to say.
    """
    filled = dict(tables)
    parts = [column for column in APPLICANTS if column != TOTAL]
    for column in parts:
        sources = [cell_code(3, code, column) for code in RESULT_CODES]
        _work_out(filled, cell_code(3, ALL_RESULTS, column), sources)
    for line in LINES:
        sources = [cell_code(3, line.code, column) for column in parts]
        _work_out(filled, cell_code(3, line.code, TOTAL), sources)
    for block in REMEDIES:
        sources = [cell_code(4, block, outcome) for outcome in OUTCOMES if outcome != TOTAL]
        _work_out(filled, cell_code(4, block, TOTAL), sources)
    return filled


def with_zeros(tables: Tables) -> dict[str, Number | None]:
    """Return the cells with 0 in every empty one: the form has no blanks."""
    filled = with_totals(tables)
    for code, cell in CELLS.items():
        is_total = TOTAL in (cell.row, cell.column) or cell.row == ALL_RESULTS
        if filled.get(code) is None and not is_total:
            filled[code] = Decimal(0) if cell.is_money else 0
    return with_totals(filled)


def _work_out(tables: dict[str, Number | None], total: str, sources: list[str]) -> None:
    values = [tables.get(code) for code in sources]
    known = [value for value in values if value is not None]
    if tables.get(total) is None and len(known) == len(values):
        tables[total] = sum(known)

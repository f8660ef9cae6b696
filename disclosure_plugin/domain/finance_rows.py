"""The lines of a month as a spreadsheet writes them: a head, and a row a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from disclosure_plugin.errors import Refused, gettext_noop

from .amounts import AmountUnit, read_amount
from .finance import Column, Line, LineKind

NAME = "name"
REASON = "reason"
# What the columns are called: the first name is written, all of them are read.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    NAME: ("项目", "科目", "支出项目", "收支项目", "名称"),
    Column.BUDGET: ("本月预算数", "预算数", "本月预算", "预算"),
    Column.ACTUAL: ("本月实际数", "本月实际", "本月数", "实际数", "决算数", "本月支出"),
    Column.LAST_YEAR: ("上年同月数", "上年同期数", "上年同期", "上年数"),
    Column.YEAR_TO_DATE: ("本年累计数", "本年累计", "累计数", "累计"),
    REASON: ("增减原因", "变化原因", "原因", "说明"),
}
# Reckoned here, so passed over.
RECKONED = ("增减", "增减数", "增减额", "比上年增减", "增减变化")


class HeadNotFound(Refused):
    sentence = gettext_noop(
        "No row names the columns. One has to say “%(name)s” and “%(actual)s”; the template has "
        "it."
    )


class HeadTwice(Refused):
    sentence = gettext_noop("Two columns are called “%(heading)s”. Keep one of them.")


class HeadUnknown(Refused):
    sentence = gettext_noop(
        "Cell %(cell)s: no column of a statement is called “%(heading)s”. Rename it as in the "
        "template, or take the column out."
    )


class RowUnknown(Refused):
    sentence = gettext_noop(
        "Cell %(cell)s: the list of lines has no “%(name)s”. Write it as the list does, or have "
        "it added to the list."
    )


class RowTwice(Refused):
    sentence = gettext_noop("Cell %(cell)s: “%(name)s” stands there twice. Keep one of the two.")


class CellRefused(Refused):
    sentence = gettext_noop("Cell %(cell)s: “%(text)s” is no amount that can be taken.")


class NoRows(Refused):
    sentence = gettext_noop("There is no row with a figure below the names of the columns.")


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A row as it was given.

    Attributes:
        number: as the program counts it, from 1.
        cells: what is not empty, by the name of its column: A, B, …
    """

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with a cell.

    Attributes:
        cell: such as ``C7``.
        refused: why; its own sentence does not name the cell.
    """

    cell: str
    refused: Refused


def read_lines(
    rows: Sequence[GivenRow], kinds: Sequence[LineKind], unit: AmountUnit
) -> tuple[list[Line], list[CellFault]]:
    """Read the lines of a month; whatever is wrong is named, with its cell.

    Args:
        rows: of one sheet; above the names of the columns there may be a title.
        kinds: lines that a statement may have.
        unit: in which the amounts are written.

    Returns:
        the lines in the order of ``kinds``, and what is wrong. With anything wrong no line is to
        be taken.

    Raises:
        HeadNotFound: no row names the columns.
        NoRows: nothing stands below it.
    """
    head = next((place for place, row in enumerate(rows) if _is_head(row)), None)
    if head is None:
        raise HeadNotFound(name=HEADINGS[NAME][0], actual=HEADINGS[Column.ACTUAL][0])
    columns, found_faults = _columns(rows[head])
    by_name = {_plain(kind.name): kind for kind in kinds}
    found: dict[str, Line] = {}
    for row in rows[head + 1 :]:
        line, row_faults = _line(row, columns, by_name, unit)
        found_faults += row_faults
        if line is None:
            continue
        if line.code in found:
            cell = f"{_letter(columns, NAME)}{row.number}"
            found_faults.append(CellFault(cell, RowTwice(cell=cell, name=line.name)))
        found.setdefault(line.code, line)
    if not found and not found_faults:
        raise NoRows
    return [found[kind.code] for kind in kinds if kind.code in found], found_faults


def _plain(text: str) -> str:
    return "".join(text.split()).replace("（", "(").replace("）", ")")


def _field(heading: str) -> str | None:
    """Return what a heading means; its unit in brackets does not matter."""
    plain = _plain(heading).partition("(")[0]
    return next((field for field, names in HEADINGS.items() if plain in names), None)


def _is_head(row: GivenRow) -> bool:
    fields = {_field(cell) for cell in row.cells.values()}
    return NAME in fields and Column.ACTUAL.value in {str(one) for one in fields}


def _columns(row: GivenRow) -> tuple[dict[str, str], list[CellFault]]:
    """Return what each column means, by its letter."""
    columns: dict[str, str] = {}
    found: list[CellFault] = []
    for letter, heading in row.cells.items():
        cell, field = f"{letter}{row.number}", _field(heading)
        if field is None:
            if _plain(heading).partition("(")[0] not in RECKONED:
                found.append(CellFault(cell, HeadUnknown(cell=cell, heading=heading[:40])))
        elif field in columns.values():
            found.append(CellFault(cell, HeadTwice(heading=heading[:40])))
        else:
            columns[letter] = field
    return columns, found


def _letter(columns: Mapping[str, str], field: str) -> str:
    return next(letter for letter, one in columns.items() if one == field)


def _line(
    row: GivenRow,
    columns: Mapping[str, str],
    kinds: Mapping[str, LineKind],
    unit: AmountUnit,
) -> tuple[Line | None, list[CellFault]]:
    written = {columns[letter]: text for letter, text in row.cells.items() if letter in columns}
    name = written.get(NAME, "")
    if not name and not written:
        return None, []
    kind = kinds.get(_plain(name).removeprefix("其中:").removeprefix("其中："))
    if kind is None:
        cell = f"{_letter(columns, NAME)}{row.number}"
        return None, [CellFault(cell, RowUnknown(cell=cell, name=name[:40]))]
    line = Line(
        code=kind.code,
        name=kind.name,
        part_of=kind.part_of,
        is_always_explained=kind.is_always_explained,
        reason=written.get(REASON, ""),
    )
    amounts: dict[str, Decimal | None] = {}
    wrong = []
    for letter, field in columns.items():
        if field in (NAME, REASON) or letter not in row.cells:
            continue
        try:
            amounts[str(field)] = read_amount(row.cells[letter], unit)
        except Refused as refused:
            wrong.append(CellFault(f"{letter}{row.number}", refused))
    return replace(line, **amounts), wrong  # type: ignore[arg-type]

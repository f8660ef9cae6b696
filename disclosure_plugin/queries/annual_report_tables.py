"""The tables of an annual report as they are printed: rows of cells with their labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from disclosure_plugin.domain.annual_report_form import (
    APPLICANTS,
    LINES,
    MATTERS,
    OF_ORGANISATIONS,
    ORGANISATIONS,
    OUTCOMES,
    REMEDIES,
    RESULTS,
    TOTAL,
    cell_code,
)
from disclosure_plugin.domain.annual_report_values import Number, written

Cells = Mapping[str, Number | None]


@dataclass(frozen=True)
class PrintedCell:
    """A number with the label of its column.

    Attributes:
        before: what stood here before, where it was another number; None where nothing changed.
    """

    label: str
    text: str
    is_total: bool = False
    before: str | None = None


@dataclass(frozen=True)
class PrintedRow:
    name: str
    cells: list[PrintedCell]
    is_total: bool = False


@dataclass(frozen=True)
class PrintedGroup:
    """Rows below one heading; empty for none."""

    heading: str
    rows: list[PrintedRow]


@dataclass(frozen=True)
class PrintedTables:
    """Tables 2, 3 and 4."""

    matters: list[PrintedGroup]
    applications: list[PrintedGroup]
    remedies: list[PrintedRow]
    applicants: list[str]
    organisations: list[str]
    organisations_name: str
    outcomes: list[str]


def tables_as_printed(cells: Cells, *, before: Cells | None = None) -> PrintedTables:
    """Return the three tables with the numbers of a report.

    Args:
        cells: the numbers.
        before: those of an earlier version, to mark what changed; None marks nothing.
    """

    def cell(table: int, row: str, column: str, label: str) -> PrintedCell:
        code = cell_code(table, row, column)
        changed = before is not None and before.get(code) != cells.get(code)
        return PrintedCell(
            label,
            written(cells.get(code)),
            TOTAL in (row, column) or row == "3.7",
            written((before or {}).get(code)) if changed else None,
        )

    matters: list[PrintedGroup] = []
    for matter in MATTERS:
        if not matters or matters[-1].heading != matter.block:
            matters.append(PrintedGroup(matter.block, []))
        columns = matter.columns.items()
        matters[-1].rows.append(
            PrintedRow(matter.name, [cell(2, matter.code, code, name) for code, name in columns])
        )
    applications: list[PrintedGroup] = []
    for line in LINES:
        heading = line.group or (RESULTS if line.is_result else "")
        if not applications or applications[-1].heading != heading:
            applications.append(PrintedGroup(heading, []))
        row = [cell(3, line.code, code, name) for code, name in APPLICANTS.items()]
        applications[-1].rows.append(PrintedRow(line.name, row, line.code == "3.7"))
    remedies = [
        PrintedRow(spoken, [cell(4, block, code, name) for code, name in OUTCOMES.items()])
        for block, spoken in REMEDIES.items()
    ]
    return PrintedTables(
        matters,
        applications,
        remedies,
        list(APPLICANTS.values()),
        [APPLICANTS[code] for code in OF_ORGANISATIONS],
        ORGANISATIONS,
        list(OUTCOMES.values()),
    )

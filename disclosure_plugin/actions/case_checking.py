"""The rows of a list of cases, judged: what is new, what changed, and what has to be corrected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from disclosure_plugin.documents.spreadsheets import SheetRow, Spreadsheet
from disclosure_plugin.documents.tables import unguarded
from disclosure_plugin.domain.case_rows import (
    CaseFault,
    CaseRow,
    Commitments,
    Field,
    case_headings,
    read_case,
    twice,
)
from disclosure_plugin.domain.cases import due_day
from disclosure_plugin.domain.commitments import Commitment
from disclosure_plugin.domain.working_days import WorkingCalendar, YearNotAnnounced
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.models import CaseImportRow, CaseRecord
from disclosure_plugin.queries.cases import nameable
from disclosure_plugin.register.working_calendar import working_calendar

RowState = CaseImportRow.State

MAX_ROWS = 50_000


class NoCases(Refused):
    sentence = gettext_noop("The file has no row below its first one, which names the columns.")


class TooManyCases(Refused):
    sentence = gettext_noop(
        "The file lists %(count)s cases; one list has at most %(limit)s: divide it."
    )


@dataclass(frozen=True)
class Line:
    """A row of a sheet, with what its columns say."""

    sheet: str
    columns: Mapping[str, Field]
    line: SheetRow


def lines_of(book: Spreadsheet) -> list[Line]:
    """Return the rows of all sheets.

    Raises:
        CaseHeadingUnknown, HeadingTwice, HeadingsRefused, NoCases, TooManyCases: the file
            is no list of cases.
    """
    lines = []
    for sheet in book.sheets:
        columns = case_headings(sheet.name, sheet.rows[0].cells)
        lines += [Line(sheet.name[:100], columns, line) for line in sheet.rows[1:]]
    if not lines:
        raise NoCases
    if len(lines) > MAX_ROWS:
        raise TooManyCases(count=len(lines), limit=MAX_ROWS)
    return lines


class Checker:
    """Judges rows, some at a time, and remembers which numbers it has seen."""

    def __init__(self, commitments: list[Commitment], today: date, days_from_1904: bool) -> None:
        self.by_code = {one.code: one for one in commitments}
        self.nameable: Commitments = nameable(commitments)
        self.calendar: WorkingCalendar = working_calendar()
        self.today, self.from_1904 = today, days_from_1904
        self.seen: dict[str, Line] = {}

    def verdicts(self, lines: Sequence[Line]) -> list[CaseImportRow]:
        """Return what is to be kept of some rows; one question to the database."""
        read = [self._read(line) for line in lines]
        known = _known(row.case.number for row, _faults in read if row)
        return [
            self._verdict(line, row, faults, known)
            for line, (row, faults) in zip(lines, read, strict=True)
        ]

    def _read(self, line: Line) -> tuple[CaseRow | None, list[CaseFault]]:
        cells = {column: unguarded(cell) for column, cell in line.line.cells.items()}
        row, faults = read_case(
            cells, line.columns, self.nameable, today=self.today, days_from_1904=self.from_1904
        )
        if row is not None:
            first = self.seen.setdefault(row.case.number, line)
            if first is not line:
                return None, [twice(line.columns, sheet=first.sheet, row=first.line.number)]
        return row, faults

    def _verdict(
        self,
        line: Line,
        row: CaseRow | None,
        faults: list[CaseFault],
        known: Mapping[str, dict[str, Any]],
    ) -> CaseImportRow:
        made = CaseImportRow(sheet=line.sheet, row=line.line.number)
        if row is None:
            made.state = RowState.BAD
            made.faults = [
                [one.fault, one.column, one.heading, dict(one.params)] for one in faults
            ]
            return made
        made.number, made.values = row.case.number, _said(row)
        made.before = known.get(row.case.number)
        made.state = _state(made)
        made.reckoned_due = self._another_due(row)
        return made

    def _another_due(self, row: CaseRow) -> date | None:
        """Return the last day in time if the file says another one."""
        promised = self.by_code[row.case.commitment].on(row.case.received)
        if row.due is None or promised is None:
            return None
        try:
            due = due_day(row.case, promised, self.calendar)
        except YearNotAnnounced:  # the assessment says so, and which year
            return None
        return due if due != row.due else None


def _said(row: CaseRow) -> dict[str, Any]:
    return CaseRecord(
        commitment=row.case.commitment,
        received=row.case.received,
        due=row.due,
        finished=row.case.finished,
        pauses=[
            [one.first.isoformat(), one.last and one.last.isoformat()] for one in row.case.pauses
        ],
    ).said()


def _known(numbers: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return what records say now, and which list said it."""
    return {
        one.number: {**one.said(), "import": one.last_import_id}
        for one in CaseRecord.objects.filter(number__in=list(numbers))
    }


def _state(row: CaseImportRow) -> RowState:
    if row.before is None:
        return RowState.NEW
    before = {key: value for key, value in row.before.items() if key != "import"}
    return RowState.SAME if before == row.values else RowState.CHANGED

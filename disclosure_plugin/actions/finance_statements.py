"""Begin a month's finance statement: from the county's lines, last month, or a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from disclosure_plugin.documents.spreadsheets import Spreadsheet, read_spreadsheet
from disclosure_plugin.documents.tables import unguarded
from disclosure_plugin.domain.amounts import AmountUnit
from disclosure_plugin.domain.finance import Column, Line, LineKind, begun_lines
from disclosure_plugin.domain.finance_rows import (
    CellFault,
    GivenRow,
    HeadNotFound,
    NoRows,
    read_lines,
)
from disclosure_plugin.domain.months import Month
from disclosure_plugin.domain.register import Category
from disclosure_plugin.editor.finance_words import named
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.errors import Refused
from disclosure_plugin.models import FinanceStatementPage
from disclosure_plugin.models.finance_statements import MonthTaken
from disclosure_plugin.register.finance_lines import FinanceLineKind, line_kinds

IMPORTED = "disclosure.import_finance"
BEGUN = "disclosure.begin_finance"


class CellsRefused(ActRefused):
    """A month was not taken; each sentence names a cell."""


def begin_statement(
    month: Month,
    column: Page,
    *,
    user: Any,
    unit: AmountUnit,
    given: Sequence[Line] = (),
    file_name: str = "",
) -> FinanceStatementPage:
    """Make the draft of a month's statement.

    Lines and budgets come from last month's statement, last year's figures from the same month
    of last year, as far as there are such statements. What is given comes before both.

    Args:
        month: that it is about.
        column: below which it stands.
        user: who begins it.
        unit: in which it is written.
        given: lines that were read; in yuan.
        file_name: of the file they come from.

    Raises:
        MonthTaken: the month has a statement already; nothing is made.
        ActRefused: they may not add pages in this column.
    """
    column = column.specific
    if not column.permissions_for_user(user).can_add_subpage():
        raise ActRefused(
            _("You may not add items in “%(column)s”. Choose another column.")
            % {"column": column.title}
        )
    with transaction.atomic():
        # Two who begin the same month wait for each other.
        Page.objects.select_for_update().get(pk=column.pk)
        page = FinanceStatementPage(year=month.year, month=month.month, unit=unit.value)
        taken = page.statement_of(month)
        if taken is not None:
            raise MonthTaken(month=str(month), title=taken.title)
        _fill(page, given)
        page.live, page.has_unpublished_changes, page.owner = False, True, user
        column.refresh_from_db(fields=["path", "numchild"])
        column.add_child(instance=page)
        page.save_revision(user=user, clean=False)
        action = IMPORTED if file_name else BEGUN
        data = {"file": file_name} if file_name else {}
        log(page, action, user=user, revision=page.latest_revision, data=data)
    return page


def _fill(page: FinanceStatementPage, given: Sequence[Line]) -> None:
    month = page.of_month
    last = page.statement_of(month.before())
    begun = begun_lines(
        line_kinds(),
        last_month=last.finance_lines() if last else (),
        last_year=page.last_years_figures(),
    )
    page.set_lines(_merged(begun, given))
    page.title = _("Finance statement of %(year)s-%(month)s") % {
        "year": month.year,
        "month": month.month,
    }
    page.abstract = _("Income and spending of %(year)s-%(month)s.") % {
        "year": month.year,
        "month": month.month,
    }
    page.formed_on = None
    page.category = last.category if last else Category.OTHER.value
    if last:
        page.responsible_section_id = last.responsible_section_id
        page.audience, page.audience_group_id = last.audience, last.audience_group_id


def _merged(begun: Sequence[Line], given: Sequence[Line]) -> list[Line]:
    """Lay what was given over what a month begins with; an empty cell takes nothing away."""
    by_code = {line.code: line for line in begun}
    for line in given:
        under = by_code.get(line.code, line)
        cells = {
            column.value: under.cell(column) if line.cell(column) is None else line.cell(column)
            for column in Column
        }
        by_code[line.code] = replace(line, **cells)  # type: ignore[arg-type]
    order = list(FinanceLineKind.objects.values_list("code", flat=True))
    return sorted(by_code.values(), key=lambda line: order.index(line.code))


def read_month(*, data: bytes, file_name: str, unit: AmountUnit) -> list[Line]:
    """Read the lines of a month from a .xlsx or .csv file.

    Args:
        data: its bytes.
        file_name: its ending says what it is.
        unit: in which its amounts are written.

    Raises:
        SpreadsheetRefused: the file cannot be read.
        HeadNotFound, NoRows: it is no statement.
        CellsRefused: cells are wrong, each named in a sentence of its own.
    """
    return _lines_of(read_spreadsheet(data, file_name), unit)


def read_pasted(text: str, unit: AmountUnit) -> list[Line]:
    """Read lines that were copied from a spreadsheet: cells parted by tabs.

    Raises:
        HeadNotFound, NoRows, CellsRefused: as :func:`read_month`.
    """
    rows = [
        GivenRow(number, _by_letter(line.split("\t")))
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip()
    ]
    return _read(rows, unit)


def _by_letter(cells: Sequence[str]) -> dict[str, str]:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return {
        letter: cell.strip() for letter, cell in zip(letters, cells, strict=False) if cell.strip()
    }


def _lines_of(book: Spreadsheet, unit: AmountUnit) -> list[Line]:
    """Read the first sheet that names the columns; others may be notes."""
    refused: Refused | None = None
    for sheet in book.sheets:
        rows = [
            GivenRow(row.number, {letter: unguarded(cell) for letter, cell in row.cells.items()})
            for row in sheet.rows
        ]
        try:
            return _read(rows, unit)
        except (HeadNotFound, NoRows) as error:
            refused = refused or error
    raise refused or NoRows


def _read(rows: Sequence[GivenRow], unit: AmountUnit) -> list[Line]:
    lines, wrong = read_lines(rows, _all_kinds(), unit)
    if wrong:
        raise CellsRefused(*map(_cell_sentence, wrong))
    return lines


def _all_kinds() -> list[LineKind]:
    """Also those that are no longer offered: an old month may have them."""
    return [one.kind() for one in FinanceLineKind.objects.all()]


def _cell_sentence(fault: CellFault) -> str:
    sentence = refusal_sentence(named(fault.refused))
    if fault.cell in sentence:
        return sentence
    return _("Cell %(cell)s: %(sentence)s") % {"cell": fault.cell, "sentence": sentence}

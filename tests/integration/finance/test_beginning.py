"""A new month begins with what is known; a spreadsheet is taken whole or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation
from wagtail.models import Page, Revision

from disclosure_plugin.actions.finance_statements import (
    CellsRefused,
    begin_statement,
    read_month,
    read_pasted,
)
from disclosure_plugin.actions.site_setup import EDITORS, REVIEWERS
from disclosure_plugin.admin.finance import HEAD, statement_bytes
from disclosure_plugin.documents.tables import xlsx_bytes
from disclosure_plugin.domain.amounts import AmountUnit
from disclosure_plugin.domain.finance_rows import HeadNotFound
from disclosure_plugin.domain.months import Month
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models.finance_statements import MonthTaken
from tests.factories.pages import FinanceStatementFactory
from tests.factories.reviews import colleague

YUAN = AmountUnit.YUAN


FEBRUARY = Month(2026, 2)


def begin(column, month=FEBRUARY, **more):
    more.setdefault("user", colleague(EDITORS))
    more.setdefault("unit", YUAN)
    return begin_statement(month, column, **more)


def lines_of(page) -> dict:
    return {row.code: row for row in page.get_latest_revision_as_object().lines.all()}


def standing() -> tuple[int, int]:
    return Page.objects.count(), Revision.objects.count()


def test_a_first_month_has_the_countys_lines_and_no_figure(column):
    page = begin(column)
    lines = lines_of(page)
    assert {"income", "expenditure", "vehicle-running"} <= set(lines)
    assert all(row.line().is_empty for row in lines.values())
    assert (page.year, page.month, page.live, page.audience) == (2026, 2, False, "staff")
    assert page.owner == colleague(EDITORS)
    with translation.override("en"):
        assert "2026" in page.title


def test_lines_and_budgets_come_from_last_month_and_last_years_figures_from_last_year(column):
    FinanceStatementFactory(parent=column, year=2025, month=2)
    last = FinanceStatementFactory(parent=column)
    page = begin(column)
    lines = lines_of(page)
    assert set(lines) == {"expenditure", "reception", "travel"}
    assert lines["travel"].budget == Decimal("4000.00")
    assert lines["travel"].last_year == Decimal("4000.00")
    assert (lines["travel"].actual, lines["travel"].reason) == (None, "")
    assert page.responsible_section_id == last.responsible_section_id
    assert page.formed_on is None


def test_a_month_that_has_a_statement_is_not_begun_twice(column):
    begin(column)
    before = standing()
    with pytest.raises(MonthTaken):
        begin(column)
    assert standing() == before


def test_who_may_add_nothing_there_begins_nothing(column):
    before = standing()
    with pytest.raises(ActRefused):
        begin(column, user=colleague(REVIEWERS))
    assert standing() == before


# --- From a spreadsheet ------------------------------------------------------------------------

ROWS = [
    ["支出合计", "5,000", "4,650.50", "4200", "", "用车次数增加"],
    ["公务接待费", "1,000", "650.50", "700", "", "减少接待批次"],
    ["差旅费", "4,000", "4,000.00", "", "", ""],
]


def test_a_file_fills_the_month_and_leaves_what_it_does_not_say(column):
    FinanceStatementFactory(parent=column, year=2025, month=1)
    data = xlsx_bytes("一月", HEAD, ROWS)
    given = read_month(data=data, file_name="一月.xlsx", unit=YUAN)
    page = begin(column, Month(2026, 1), given=given, file_name="一月.xlsx")
    lines = lines_of(page)
    assert lines["travel"].actual == Decimal("4000.00")
    assert lines["travel"].last_year == Decimal("4000.00")  # from last year's statement
    assert lines["reception"].last_year == Decimal("700.00")  # from the file
    assert lines["reception"].year_to_date == Decimal("650.50")
    assert lines["reception"].is_always_explained


def test_cells_that_were_copied_are_read_as_a_file_is(column):
    text = "\n".join("\t".join(row) for row in [HEAD, *ROWS])
    data = xlsx_bytes("一月", HEAD, ROWS)
    assert read_pasted(text, YUAN) == read_month(data=data, file_name="a.xlsx", unit=YUAN)


def test_every_wrong_cell_is_named_and_nothing_is_made(column):
    rows = [["招待费", "1", "2", "", "", ""], ["差旅费", "约四千", "1.234", "", "", ""]]
    before = standing()
    with pytest.raises(CellsRefused) as refused:
        read_month(data=xlsx_bytes("一", HEAD, rows), file_name="一.xlsx", unit=YUAN)
    sentences = refused.value.sentences
    assert len(sentences) == 3
    for cell, sentence in zip(("A2", "B3", "C3"), sentences, strict=True):
        assert cell in sentence
    assert standing() == before


def test_a_file_that_is_no_statement_is_refused(column):
    with pytest.raises(HeadNotFound):
        read_month(data=xlsx_bytes("一", ["a"], [["b"]]), file_name="一.xlsx", unit=YUAN)


@pytest.mark.parametrize("unit", AmountUnit)
def test_what_is_exported_is_read_in_again_without_a_fen_of_difference(column, unit):
    page = FinanceStatementFactory(parent=column, unit=unit.value)
    with translation.override("zh-hans"):
        data = statement_bytes(page.get_latest_revision_as_object())
    kept = {line.code: line for line in page.get_latest_revision_as_object().finance_lines()}
    again = {line.code: line for line in read_month(data=data, file_name="a.xlsx", unit=unit)}
    assert again == kept

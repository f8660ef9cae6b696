"""A month's statement: its figures are compared before it is handed in, and reckoned on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page, WorkflowState
from wagtail.test.utils.form_data import querydict_from_html

from disclosure_plugin import bureaus, models
from disclosure_plugin.actions.site_setup import EDITORS
from disclosure_plugin.domain.months import Month
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import FinanceSettings, FinanceStatementPage
from disclosure_plugin.queries.finance import missing_statements, month_states
from disclosure_plugin.register.finance_lines import FinanceLineKind, line_kinds
from tests.factories.pages import FinanceStatementFactory
from tests.factories.reviews import colleague
from tests.factories.users import UserFactory, sign_in

HOST = "jsj.localhost"


def hand_in(page) -> None:
    page.get_workflow().start(page, colleague(EDITORS))


def change(page, code: str, **cells) -> None:
    rows = list(page.lines.all())
    for row in rows:
        if row.code == code:
            for name, value in cells.items():
                setattr(row, name, value)
    page.lines.set(rows)
    page.save_revision()


def rules(**said) -> None:
    from wagtail.models import Site

    FinanceSettings.objects.update_or_create(site=Site.objects.get(), defaults=said)


def refusal(page) -> str:
    with pytest.raises(ActRefused) as refused:
        hand_in(page)
    assert not WorkflowState.objects.exists()
    return str(refused.value)


# --- What keeps it back ------------------------------------------------------------------------


def test_a_statement_whose_sums_add_up_is_handed_in_and_is_for_staff(column):
    page = FinanceStatementFactory(parent=column)
    assert page.audience == "staff"
    assert page.reasons_to_wait() == []
    hand_in(page)
    assert WorkflowState.objects.count() == 1


def test_a_wrong_sum_is_refused_with_its_row_column_and_difference(column):
    page = FinanceStatementFactory(parent=column)
    change(page, "travel", actual=Decimal("4000.10"))
    sentence = refusal(page)
    for part in ("支出合计", "4650.50", "4650.60", "-0.10"):
        assert part in sentence


def test_a_change_above_the_bureaus_threshold_needs_its_reason(column):
    page = FinanceStatementFactory(parent=column)
    change(page, "travel", reason="")
    hand_in(page)  # nobody has set a threshold
    page.refresh_from_db()
    page.current_workflow_state.cancel(user=colleague(EDITORS))
    WorkflowState.objects.all().delete()
    rules(explained_amount=Decimal("499.99"))
    assert "差旅费" in refusal(page)
    rules(explained_amount=Decimal("500.00"))
    hand_in(Page.objects.get(pk=page.pk))


def test_a_line_that_is_always_explained_needs_its_reason_without_a_threshold(column):
    page = FinanceStatementFactory(parent=column)
    change(page, "reception", reason=" ")
    assert "公务接待费" in refusal(page)


def test_a_month_has_one_statement(column):
    first = FinanceStatementFactory(parent=column)
    assert first.title in refusal(FinanceStatementFactory(parent=column))


# --- The year so far ---------------------------------------------------------------------------


def so_far(page) -> dict:
    kept = page.get_latest_revision_as_object()
    return {row.code: row.year_to_date for row in kept.lines.all()}


def test_the_year_so_far_is_reckoned_from_month_to_month(column):
    first = FinanceStatementFactory(parent=column)
    assert so_far(first)["travel"] == Decimal("4000.00")
    second = FinanceStatementFactory(parent=column, month=2)
    assert so_far(second) == {
        "expenditure": Decimal("9301.00"),
        "reception": Decimal("1301.00"),
        "travel": Decimal("8000.00"),
    }
    without_predecessor = FinanceStatementFactory(parent=column, month=4)
    assert set(so_far(without_predecessor).values()) == {None}


def test_a_draft_is_reckoned_with_as_it_was_saved_last(column):
    first = FinanceStatementFactory(parent=column)
    change(first, "travel", actual=Decimal("1.00"))
    assert so_far(FinanceStatementFactory(parent=column, month=2))["travel"] == Decimal("4001.00")


def test_what_a_corrected_month_makes_wrong_later_is_said(column):
    first = FinanceStatementFactory(parent=column)
    second = FinanceStatementFactory(parent=column, month=2)
    change(first, "travel", actual=Decimal("3000.00"))
    stale = second.get_latest_revision_as_object()
    assert any("7000.00" in sentence for sentence in stale.reasons_to_wait())
    stale.save_revision()
    assert so_far(stale)["travel"] == Decimal("7000.00")


# --- The public page, if that is decided -------------------------------------------------------


def test_the_page_shows_every_figure_in_its_unit_and_draws_without_script_or_style(column):
    page = FinanceStatementFactory(parent=column, public=True, unit="wan", published=True)
    answer = Client().get(page.url, headers={"host": HOST})
    assert answer.status_code == 200
    soup = BeautifulSoup(answer.content, "html.parser")
    rows = [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
        for row in soup.select("table.finance tbody tr")
    ]
    assert rows[0] == ["支出合计", "0.50", "0.46505", "0.42", "+0.04505", "0.46505"]
    assert [row[0] for row in rows] == ["支出合计", "公务接待费", "差旅费"]
    bars = soup.select(".bars svg")
    assert [one.select_one(".actual")["width"] for one in bars] == ["163", "1000"]
    assert [one.select_one(".budget")["width"] for one in bars] == ["250", "1000"]
    assert soup.select_one(".bars ul")["aria-hidden"] == "true"
    assert soup.select("main [style], main style, main script") == []
    assert "减少接待批次" in soup.select_one("dl.pairs").get_text()


def test_a_line_without_figures_is_not_printed(column):
    page = FinanceStatementFactory(parent=column, public=True)
    page.lines.set([*page.lines.all(), models.FinanceLine(code="training", name="培训费")])
    page.save_revision()
    assert [line.code for line in page.finance_lines()] == ["expenditure", "reception", "travel"]
    assert page.reasons_to_wait() == []


# --- Months that are missing -------------------------------------------------------------------


def test_a_month_is_missing_until_its_statement_is_disclosed(column):
    rules(due_day=10, owed_from=date(2026, 1, 15))
    found = missing_statements(today=date(2026, 3, 11))
    assert [(one.month, one.is_late) for one in found] == [
        (Month(2026, 1), True),
        (Month(2026, 2), True),
    ]
    FinanceStatementFactory(parent=column)  # a draft
    assert len(missing_statements(today=date(2026, 3, 11))) == 2
    FinanceStatementFactory(parent=column, month=2, public=True, published=True)
    states = month_states(today=date(2026, 3, 11))
    assert [(str(one.month), one.is_disclosed, one.owed is not None) for one in states] == [
        ("2026-02", True, False),
        ("2026-01", False, True),
    ]
    assert states[1].page is not None


def test_nothing_is_late_while_nobody_has_set_the_day(column):
    FinanceStatementFactory(parent=column, public=True, published=True)
    [found] = missing_statements(today=date(2026, 3, 11))
    assert (found.month, found.due_on, found.is_late) == (Month(2026, 2), None, False)


def test_another_bureaus_months_do_not_count(column, czj):
    with bureaus.activate("jsj"):
        FinanceStatementFactory(parent=column, public=True, published=True)
    assert FinanceStatementPage.objects.count() == 0
    assert missing_statements(today=date(2026, 3, 11)) == []
    with bureaus.activate("jsj"):
        assert len(missing_statements(today=date(2026, 3, 11))) == 1


# --- The county's list -------------------------------------------------------------------------


def test_the_shipped_lines_make_a_tree_with_two_totals(jsj):
    kinds = line_kinds()
    codes = {kind.code for kind in kinds}
    assert {kind.code for kind in kinds if not kind.part_of} == {"income", "expenditure"}
    assert all(not kind.part_of or kind.part_of in codes for kind in kinds)
    assert {"reception", "travel", "vehicles", "training", "other"} <= codes
    for one in FinanceLineKind.objects.all():
        one.clean()
        assert one.remark


@pytest.mark.parametrize("part_of", ["nothing", "vehicles", "vehicle-running"])
def test_a_line_is_no_part_of_itself_or_of_nothing(jsj, part_of):
    from django.core.exceptions import ValidationError

    one = FinanceLineKind.objects.get(code="vehicles")
    one.part_of = part_of
    with pytest.raises(ValidationError):
        one.clean()


def test_amounts_have_their_unit_in_a_draft_too(column):
    page = FinanceStatementFactory(parent=column)
    editor = sign_in(UserFactory(role=EDITORS), HOST)
    address = f"/admin/pages/{page.pk}/edit/"
    shown = editor.get(address).content.decode()
    form = querydict_from_html(shown, form_id="page-edit-form").dict() | {"body-count": "0"}
    assert editor.post(address, {**form, "unit": ""}).status_code == 200
    assert page.revisions.count() == 1
    assert editor.post(address, form).status_code == 302
    assert page.revisions.count() == 2

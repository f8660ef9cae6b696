"""What is for staff stays with them, and goes through review as anything else does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, WorkflowState

from disclosure_plugin import models
from disclosure_plugin.actions.site_setup import EDITORS, REVIEWERS
from disclosure_plugin.domain.months import Month
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.queries.finance import (
    missing_statements,
    month_states,
    months_with_old_sums,
)
from disclosure_plugin.register.models import RegisterEntry
from tests.factories.pages import FinanceStatementFactory, InternalMatterFactory
from tests.factories.reviews import approve, colleague
from tests.factories.users import UserFactory, sign_in

HOST = "jsj.localhost"
CANARY = "内部金丝雀费"
BANK_CARD = "6222021234567890128"


def test_a_statement_for_staff_is_disclosed_to_them_and_stands_nowhere_else(column):
    page = FinanceStatementFactory(parent=column, title=CANARY, published=True)
    page = models.FinanceStatementPage.objects.get(pk=page.pk)
    assert not page.live
    assert page.internal_entry.live
    assert not RegisterEntry.objects.filter(page=page.pk).exists()
    visitor = Client(headers={"host": HOST})
    assert visitor.get(page.url).status_code == 404
    assert CANARY not in visitor.get(column.url).content.decode()
    staff = sign_in(UserFactory(role=REVIEWERS), HOST)
    answer = staff.get(reverse("disclosure_internal_page", args=[page.pk]))
    assert answer.status_code == 200
    assert "4,650.50" in answer.content.decode()
    address = reverse("disclosure_finance_export", args=[page.pk])
    assert address in answer.content.decode()
    assert staff.get(address).status_code == 200
    assert visitor.get(reverse("disclosure_finance_export", args=[page.pk])).status_code == 302


def test_a_draft_is_no_file_for_readers(column):
    page = FinanceStatementFactory(parent=column)
    address = reverse("disclosure_finance_export", args=[page.pk])
    assert sign_in(UserFactory(role=REVIEWERS), HOST).get(address).status_code == 404
    assert sign_in(UserFactory(role=EDITORS), HOST).get(address).status_code == 200


def test_a_month_disclosed_to_staff_is_not_missing(column):
    FinanceStatementFactory(parent=column, published=True)
    assert missing_statements(today=date(2026, 2, 28)) == []
    [one] = month_states(today=date(2026, 2, 28))
    assert (one.month, one.is_disclosed) == (Month(2026, 1), True)


def test_the_next_month_is_reckoned_from_what_is_disclosed_and_not_from_a_newer_draft(column):
    page = FinanceStatementFactory(parent=column, published=True)
    draft = page.get_latest_revision_as_object()
    rows = list(draft.lines.all())
    for row in rows:
        row.actual = Decimal("1.00")
    draft.lines.set(rows)
    draft.save_revision(user=colleague(EDITORS))
    second = FinanceStatementFactory(parent=column, month=2).get_latest_revision_as_object()
    assert {row.code: row.year_to_date for row in second.lines.all()}["travel"] == Decimal("8000")


def correct(page) -> None:
    """Disclose another version of a statement, with other figures of travelling."""
    newer = page.get_latest_revision_as_object()
    rows = {row.code: row for row in newer.lines.all()}
    rows["travel"].actual += Decimal(1)
    rows["expenditure"].actual += Decimal(1)
    newer.lines.set(rows.values())
    newer.save_revision(user=colleague(EDITORS))
    approve(type(page).objects.get(pk=page.pk))


def test_a_month_after_a_corrected_one_is_told_to_have_old_sums_until_it_is_disclosed_anew(column):
    months = [FinanceStatementFactory(parent=column, month=n, published=True) for n in (1, 2, 3)]
    assert months_with_old_sums() == []
    correct(months[0])
    assert months_with_old_sums() == [Month(2026, 2)]
    states = month_states(today=date(2026, 3, 31))
    assert [one.has_old_sums for one in states] == [False, True, False]
    client = sign_in(UserFactory(role=EDITORS), HOST)
    for address in (reverse("wagtailadmin_home"), reverse("disclosure_finance")):
        assert "2026-02" in client.get(address).content.decode()
    newer = type(months[1]).objects.get(pk=months[1].pk).get_latest_revision_as_object()
    newer.save_revision(user=colleague(EDITORS))
    approve(type(newer).objects.get(pk=newer.pk))
    assert months_with_old_sums() == [Month(2026, 3)]


def test_a_correction_that_changes_no_figure_makes_no_sums_old(column):
    first = FinanceStatementFactory(parent=column, published=True)
    FinanceStatementFactory(parent=column, month=2, published=True)
    newer = first.get_latest_revision_as_object()
    newer.abstract = "一月收支情况（更正摘要）。"
    newer.save_revision(user=colleague(EDITORS))
    approve(type(first).objects.get(pk=first.pk))
    assert months_with_old_sums() == []


# --- Internal matters -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [{"pay": True}, {"kind": "integrity"}, {}])
def test_each_kind_goes_through_review_to_staff(column, kind):
    page = InternalMatterFactory(parent=column, **kind)
    assert page.audience == "staff"
    approve(page)
    entry = page.internal_entry
    assert entry is not None
    assert entry.live
    staff = sign_in(UserFactory(role=REVIEWERS), HOST)
    answer = staff.get(reverse("disclosure_internal_page", args=[page.pk]))
    assert page.rows.all()[0].subject in answer.content.decode()


def test_the_rows_are_added_up_and_compared_with_the_total(column):
    page = InternalMatterFactory(parent=column, total=Decimal("1640.49"))
    with pytest.raises(ActRefused) as refused:
        page.get_workflow().start(page, colleague(EDITORS))
    for part in ("1640.49", "1640.50", "-0.01"):
        assert part in str(refused.value)
    assert not WorkflowState.objects.exists()


@pytest.mark.parametrize("field", ["matter", "subject", "approved_by"])
def test_a_bank_card_does_not_pass_for_staff_either(column, field):
    page = InternalMatterFactory(parent=column)
    rows = list(page.rows.all())
    setattr(rows[0], field, f"汇入 {BANK_CARD}")
    page.rows.set(rows)
    page.save_revision(user=colleague(EDITORS))
    with pytest.raises(ActRefused):
        approve(page)
    page = models.InternalMatterPage.objects.get(pk=page.pk)
    assert page.internal_entry is None
    assert not Page.objects.get(pk=page.pk).live

"""A commitment list is published complete, and what it promised in public stays in it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone, translation
from wagtail.models import Revision, WorkflowState
from wagtail.test.utils.form_data import querydict_from_html

from disclosure_plugin import models
from disclosure_plugin.actions.completeness import why_not_complete
from disclosure_plugin.actions.site_setup import EDITORS
from disclosure_plugin.editor.refusals import ActRefused
from tests.factories.pages import CommitmentListFactory, commitment
from tests.factories.reviews import colleague, publish
from tests.factories.users import UserFactory, sign_in

pytestmark = pytest.mark.django_db(transaction=False)


def fresh(page) -> models.CommitmentListPage:
    return models.CommitmentListPage.objects.get(pk=page.pk)


def refused(page) -> str:
    """Hand a draft in; return why it was refused, and see that nothing was begun."""
    page.save_revision(user=colleague(EDITORS))
    before = (Revision.objects.count(), WorkflowState.objects.count())
    with translation.override("en"), pytest.raises(ActRefused) as refusal:
        page.get_workflow().start(page, colleague(EDITORS))
    assert (Revision.objects.count(), WorkflowState.objects.count()) == before
    return str(refusal.value)


def change(page, code: str, **values) -> models.CommitmentListPage:
    """Return the page with another promise of one commitment."""
    page = fresh(page)
    rows = list(page.commitments.all())
    for row in rows:
        if row.code == code:
            for name, value in values.items():
                setattr(row, name, value)
    page.commitments = rows
    return page


def test_what_one_commitment_lacks_is_named_with_it(promised):
    page = change(promised, "02", fee="", handler=" ", breach_liability="")
    assert refused(page) == (
        "Commitment “02 路灯报修” is not complete yet. Still to be written: its fee, or that it "
        "costs nothing, who handles it, what follows a breach."
    )


def test_a_promise_that_was_overwritten_is_refused_with_what_to_keep(promised):
    page = change(promised, "01", promised_days=1, in_force_from=date(2026, 12, 1))
    assert "promises 2 days for commitment 01 from 2026-01-08 on" in refused(page)


def test_a_promise_cannot_be_loosened_backwards_or_without_a_reason(promised):
    today = timezone.localdate()
    kept = models.EarlierPromise(code="01", promised_days=2, in_force_from=date(2026, 1, 8))
    yesterday = today - timedelta(days=1)
    page = change(promised, "01", promised_days=3, in_force_from=yesterday)
    page.earlier_promises.add(kept)
    sentence = refused(page)
    assert "promises 3 days where it promised 2" in sentence
    assert f"begins on {yesterday}, before this version is published" in sentence


def test_the_door_asks_again_on_the_day_of_publication(promised):
    today = timezone.localdate()
    page = change(promised, "01", promised_days=1, in_force_from=today)
    page.earlier_promises.add(
        models.EarlierPromise(code="01", promised_days=2, in_force_from=date(2026, 1, 8))
    )
    assert why_not_complete(page, None) == ""
    tomorrow = timezone.now() + timedelta(days=1)
    with time_machine.travel(tomorrow, tick=False), translation.override("en"):
        sentence = why_not_complete(page, None)
    assert f"begins on {today}, before this version is published" in sentence


def test_a_public_commitment_is_not_left_out(promised):
    page = fresh(promised)
    page.commitments.remove(page.commitments.get(code="02"))
    assert "Commitment 02 “路灯报修” is public and has gone from the list." in refused(page)


def test_a_fixed_list_is_counted(promised):
    page = fresh(promised)
    points = ["不准推诿", "不准吃请"]
    page.fixed_lists = [("points", {"title": "三不准", "count": 3, "points": points})]
    assert "“三不准” is to have 3 points and has 2." in refused(page)
    page.fixed_lists = [("points", {"title": "三不准", "count": 2, "points": points})]
    assert "“三不准” says 3, and its number of points says 2" in refused(page)


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        (((7, "working"), (8, "working")), "promised_days"),
        (((30, "calendar"), (31, "calendar")), "promised_days"),
        (((30, "calendar"), (20, "working")), "promised_unit"),
        (((7, "working"), (8, "calendar")), "promised_unit"),
    ],
)
def test_limits_are_refused_at_their_field(jsj, limits, field):
    (law, law_unit), (promised, unit) = limits
    row = commitment(
        statutory_days=law, statutory_unit=law_unit, promised_days=promised, promised_unit=unit
    )
    with pytest.raises(ValidationError) as refusal:
        row.clean()
    assert list(refusal.value.message_dict) == [field]


def test_a_tighter_promise_is_published_with_its_history_and_the_ten_things(promised):
    first = timezone.localdate() + timedelta(days=30)
    page = change(promised, "01", promised_days=1, in_force_from=first)
    page.earlier_promises.add(
        models.EarlierPromise(code="01", promised_days=2, in_force_from=date(2026, 1, 8))
    )
    points = ["不准推诿", "不准吃请", "不准刁难"]
    page.fixed_lists = [("points", {"title": "三不准", "count": 3, "points": points})]
    publish(page)
    answer = Client().get(fresh(page).url, headers={"host": "jsj.localhost"})
    shown = BeautifulSoup(answer.content, "lxml")
    one = shown.select_one("#commitment-1")
    assert len(one.select("dt")) == len(one.select("dd")) == 10
    assert len(one.select(".promise")) == 2
    assert "1个工作日" in one.select(".promise")[0].get_text(strip=True)
    assert "2026年1月8日" in one.select(".promise")[1].get_text(strip=True)
    assert [row.get_text(" ", strip=True) for row in shown.select(".points li")] == [
        "一 不准推诿", "二 不准吃请", "三 不准刁难",
    ]  # fmt: skip


def test_a_limit_has_its_unit_in_a_draft_too(jsj):
    earlier = models.EarlierPromise(code="01", promised_days=3, in_force_from=date(2025, 1, 8))
    page = CommitmentListFactory(earlier_promises=[earlier])
    editor = sign_in(UserFactory(role=EDITORS), "jsj.localhost")
    address = f"/admin/pages/{page.pk}/edit/"
    shown = editor.get(address).content.decode()
    form = querydict_from_html(shown, form_id="page-edit-form").dict()
    form |= {"body-count": "0", "fixed_lists-count": "0"}
    for unit in (
        "commitments-0-statutory_unit",
        "commitments-0-promised_unit",
        "earlier_promises-0-promised_unit",
    ):
        refused = editor.post(address, {**form, unit: ""})
        assert refused.status_code == 200
        assert f'name="{unit}"' in refused.content.decode()
        assert page.revisions.count() == 1
    assert editor.post(address, form).status_code == 302
    assert page.revisions.count() == 2

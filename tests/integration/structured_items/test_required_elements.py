"""What is not complete is neither handed in nor published, and may be saved all the same."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Page, Revision, TaskState, WorkflowState

from disclosure_plugin import models
from disclosure_plugin.actions.site_setup import EDITORS, REVIEWERS
from disclosure_plugin.domain.required_elements import Element
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.editor.required_elements import element_names, missing_sentence
from disclosure_plugin.models import PersonalDataCheck, SignOff
from tests.factories.pages import (
    FeeStandardFactory,
    PenaltyProcedureFactory,
    RuleDocumentFactory,
    ServiceProcedureFactory,
)
from tests.factories.reviews import approve, colleague
from tests.factories.structured import STRUCTURED, unfinished
from tests.factories.users import UserFactory, sign_in

HOST = "jsj.localhost"


def standing(page) -> dict:
    """Everything that handing a page in would write."""
    return {
        "page": Page.objects.filter(pk=page.pk).values().get(),
        "revisions": list(Revision.objects.order_by("pk").values("pk", "content")),
        "reviews": WorkflowState.objects.count(),
        "tasks": TaskState.objects.count(),
        "checks": PersonalDataCheck.objects.count(),
        "signed": SignOff.objects.count(),
    }


def hand_in(page) -> None:
    page.get_workflow().start(page, colleague(EDITORS))


def named(page) -> list[str]:
    """What the page lacks, as the reader is told."""
    return element_names(page.missing_elements())


# --- Handing in --------------------------------------------------------------------------------


@pytest.mark.parametrize("factory", STRUCTURED)
def test_a_title_alone_is_refused_with_everything_that_is_missing(column, factory):
    page = unfinished(factory, column)
    before = standing(page)
    with pytest.raises(ActRefused) as refused:
        hand_in(page)
    assert len(named(page)) >= 5
    assert str(refused.value) == missing_sentence(page.title, page.missing_elements())
    for name in named(page):
        assert name in str(refused.value)
    assert standing(page) == before


@pytest.mark.parametrize("factory", STRUCTURED)
def test_what_is_complete_goes_through_review_and_is_public(column, factory):
    page = factory(parent=column, published=True)
    assert page.live
    assert page.missing_elements() == []
    assert page.register_entry.number


def test_the_newest_version_is_looked_at_not_the_page_at_hand(column):
    page = ServiceProcedureFactory(parent=column)
    page.place = ""
    page.save_revision()
    stale = Page.objects.get(pk=page.pk)
    with pytest.raises(ActRefused) as refused:
        hand_in(stale)
    assert element_names([Element.PLACE])[0] in str(refused.value)


def test_a_review_that_was_returned_is_not_resumed_incomplete(column):
    page = ServiceProcedureFactory(parent=column)
    hand_in(page)
    page.refresh_from_db()
    page.current_workflow_task_state.specific.reject(user=colleague(REVIEWERS))
    page.refresh_from_db()
    page.steps.clear()
    page.save_revision()
    state = page.current_workflow_state
    before = standing(page)
    with pytest.raises(ActRefused) as refused:
        state.resume(colleague(EDITORS))
    assert element_names([Element.STEPS])[0] in str(refused.value)
    assert standing(page) == before
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_NEEDS_CHANGES


# --- The door ----------------------------------------------------------------------------------


@pytest.mark.parametrize("factory", STRUCTURED)
def test_the_door_names_what_is_missing_too(column, factory):
    page = unfinished(factory, column)
    before = standing(page)
    with pytest.raises(ActRefused) as refused:
        page.get_latest_revision().publish()
    assert missing_sentence(page.title, page.missing_elements()) in refused.value.sentences
    assert standing(page) == before


def test_a_document_that_has_ended_is_not_published_as_if_it_held(column):
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = RuleDocumentFactory(parent=column, ended_on=tomorrow, published=True)
    assert page.live
    page.ended_on = timezone.localdate()
    page.save_revision(user=colleague(EDITORS), clean=False)
    with pytest.raises(ActRefused):
        approve(page)
    assert models.RuleDocumentPage.objects.get(pk=page.pk).ended_on == tomorrow


# --- What cannot be ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("factory", "change"),
    [
        (ServiceProcedureFactory, {"promised_days": 8}),  # the law allows 7
        (ServiceProcedureFactory, {"promised_days": 1}),  # its steps take 2
        (ServiceProcedureFactory, {"kind": "spot"}),  # it promises 2 days
        (RuleDocumentFactory, {"ended_on": date(2026, 3, 1)}),  # it is said to be in force
        (RuleDocumentFactory, {"ended_on": date(2026, 2, 28), "validity": "repealed",
                               "end_reason": "被废止"}),
    ],
)  # fmt: skip
def test_contradictions_are_refused_by_programs_too(column, factory, change):
    page = factory(parent=column)
    for name, value in change.items():
        setattr(page, name, value)
    page.save_revision(clean=False)
    before = standing(page)
    with pytest.raises(ActRefused) as refused:
        hand_in(page)
    assert refused.value.sentences
    assert standing(page) == before


def test_a_step_that_counts_without_its_time_is_named(column):
    steps = [
        models.ServiceStep(name="受理", responsible="窗口", number=Decimal(1)),
        models.ServiceStep(name="决定", responsible="局长", number=None),
    ]
    page = ServiceProcedureFactory(parent=column, steps=steps)
    with pytest.raises(ActRefused) as refused:
        hand_in(page)
    assert "决定" in str(refused.value)


def test_a_fee_that_ends_before_it_begins_is_refused(column):
    page = FeeStandardFactory(parent=column)
    fee = page.fees.first()
    fee.in_force_to = fee.in_force_from - timedelta(days=1)
    page.fees.add(fee)
    page.save_revision()
    with pytest.raises(ActRefused):
        hand_in(page)
    fee.in_force_to = fee.in_force_from
    page.fees.add(fee)
    page.save_revision(user=colleague(EDITORS))
    approve(page)
    assert page.live


# --- In the admin ------------------------------------------------------------------------------


@pytest.fixture
def editor(jsj):
    return sign_in(UserFactory(role=EDITORS), HOST)


ROWS = {
    "serviceprocedurepage": ("conditions", "materials", "steps", "legal_bases", "attachments"),
    "feestandardpage": ("fees", "legal_bases", "attachments"),
    "penaltyprocedurepage": ("steps", "discretion", "legal_bases", "attachments"),
    "ruledocumentpage": ("legal_bases", "attachments"),
}


def empty_form(name: str, **changes: str) -> dict[str, str]:
    """What a browser sends for a form in which only the title was written."""
    return {
        "title": "没有写完的一件",
        "validity": "valid",
        "audience": "public",
        "body-count": "0",
        **{f"{rows}-{field}": value for rows in (*ROWS[name], "comments")
           for field, value in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"),
                                ("MIN_NUM_FORMS", "0"), ("MAX_NUM_FORMS", "1000"))},
        **changes,
    }  # fmt: skip


def said(answer) -> str:
    soup = BeautifulSoup(answer.content, "html.parser")
    return " ".join(soup.get_text(" ").split())


def made_in(column) -> Page:
    """The one page in a column; the column at hand does not know of it."""
    return Page.objects.child_of(column).get().specific


def add(column, name: str) -> str:
    return reverse("wagtailadmin_pages:add", args=("disclosure_plugin", name, column.pk))


@pytest.mark.parametrize("name", ROWS)
def test_an_unfinished_draft_is_saved_and_lists_what_is_missing(editor, column, name):
    answer = editor.post(add(column, name), empty_form(name), follow=True)
    page = made_in(column)
    assert page._meta.model_name == name
    with translation.override("zh-hans"):
        missing = named(page)
    assert len(missing) >= 5
    panel = said(editor.get(reverse("wagtailadmin_pages:edit", args=(page.pk,))))
    for one in missing:
        assert one in panel
    assert answer.status_code == 200


@pytest.mark.parametrize("name", ROWS)
def test_handed_in_unfinished_the_form_stays_with_what_was_typed(editor, column, name):
    editor.post(add(column, name), empty_form(name))
    page = made_in(column)
    before = standing(page)
    answer = editor.post(
        reverse("wagtailadmin_pages:edit", args=(page.pk,)),
        empty_form(name, abstract="刚刚打的字", **{"action-submit": "1"}),
    )
    assert answer.status_code == 200
    assert "刚刚打的字" in answer.content.decode()
    told = " ".join(str(one) for one in answer.context["messages"])
    with translation.override("zh-hans"):
        missing = named(page)
        assert element_names([Element.ABSTRACT])[0] in missing
    for one in missing[1:]:  # all but the abstract, which was just typed
        assert one in told
    assert standing(page) == before


def test_a_row_that_was_typed_and_not_saved_yet_counts(editor, column):
    """The sentence speaks of the form as it is sent, rows and all."""
    sent = empty_form(
        "serviceprocedurepage",
        **{
            # Wrong at its field, before the rows that are right.
            "materials-TOTAL_FORMS": "1",
            "materials-0-name": "委托书",
            "materials-0-form": "",
            "materials-0-is_required": "on",
            "materials-0-ORDER": "1",
            "steps-TOTAL_FORMS": "2",
            "steps-0-name": "受理",
            "steps-0-responsible": "窗口",
            "steps-0-unit": "at once",
            "steps-0-counts": "on",
            "steps-0-ORDER": "1",
            "steps-1-name": "",
            "steps-1-unit": "working",
            "steps-1-counts": "on",
            "steps-1-DELETE": "on",
            "steps-1-ORDER": "2",
            "action-submit": "1",
        },
    )
    answer = editor.post(add(column, "serviceprocedurepage"), sent)
    told = " ".join(str(one) for one in answer.context["messages"])
    with translation.override("zh-hans"):
        steps, posts, place = element_names([Element.STEPS, Element.STEP_POSTS, Element.PLACE])
    assert place in told
    assert steps not in told.replace(posts, "")
    assert posts not in told
    assert answer.context["form"].formsets["materials"].errors[0].keys() == {"form"}
    assert not Page.objects.child_of(column).exists()


def complete_form(**changes: str) -> dict[str, str]:
    """What a browser sends for a rule document that has everything but a legal basis."""
    section = models.Section.objects.get_or_create(name="公用事业股")[0]
    block = {
        "key": "a",
        "type": "unstyled",
        "depth": 0,
        "text": "第一条",
        "inlineStyleRanges": [],
        "entityRanges": [],
    }
    text = {"blocks": [block], "entityMap": {}}
    return empty_form(
        "ruledocumentpage",
        **{
            "abstract": "占用道路应当先申请。",
            "formed_on": "2026-03-02",
            "category": "20.1",
            "responsible_section": str(section.pk),
            "issuing_body": "云岭县住房和城乡建设局",
            "issued_on": "2026-03-02",
            "in_force_from": "2026-04-01",
            "body-count": "1",
            "body-0-deleted": "",
            "body-0-order": "0",
            "body-0-type": "text",
            "body-0-id": "",
            "body-0-value": json.dumps(text),
            "action-submit": "1",
            **changes,
        },
    )


def test_the_form_says_in_one_sentence_what_is_missing(editor, column):
    answer = editor.post(add(column, "ruledocumentpage"), complete_form())
    assert answer.status_code == 200
    with translation.override("zh-hans"):
        sentence = missing_sentence("没有写完的一件", [Element.DOCUMENT_NUMBER])
    assert sentence in " ".join(str(one) for one in answer.context["messages"])
    assert not Page.objects.child_of(column).exists()
    assert not WorkflowState.objects.exists()


def test_a_complete_form_is_handed_in(editor, column):
    answer = editor.post(
        add(column, "ruledocumentpage"), complete_form(document_number="云住建规〔2026〕1号")
    )
    assert answer.status_code == 302
    page = made_in(column)
    assert page.workflow_in_progress


def test_a_complete_form_with_rows_is_handed_in_with_each_row_once_in_its_order(editor, column):
    section = models.Section.objects.get_or_create(name="建筑业管理股")[0]
    rows = {
        "conditions": [{"text": "已经取得规划许可证"}],
        "materials": [{"name": "申请表", "form": "electronic", "number": "1"}],
        "steps": [
            {"name": "决定", "responsible": "局长", "number": "0.5", "unit": "working",
             "counts": "on", "ORDER": "2"},
            {"name": "受理", "responsible": "窗口", "unit": "at once", "ORDER": "1"},
        ],
        "legal_bases": [{"title": "《中华人民共和国建筑法》", "article": "第七条"}],
    }  # fmt: skip
    sent = {
        f"{name}-{place}-{field}": value
        for name, of_name in rows.items()
        for place, row in enumerate(of_name)
        for field, value in {"ORDER": "1", **row}.items()
    }
    totals = {f"{name}-TOTAL_FORMS": str(len(of_name)) for name, of_name in rows.items()}
    answer = editor.post(
        add(column, "serviceprocedurepage"),
        empty_form(
            "serviceprocedurepage",
            **{
                "abstract": "开工前申请。",
                "formed_on": "2026-03-02",
                "category": "20.5",
                "responsible_section": str(section.pk),
                "kind": "promised",
                "for_organisations": "on",
                "promised_days": "2",
                "fee": "none",
                "place": "3号窗口",
                "hours": "工作日",
                "phone": "0890-6121935",
                "supervision_phone": "0890-6121971",
                "action-submit": "1",
                **sent,
                **totals,
            },
        ),
    )
    assert answer.status_code == 302
    page = made_in(column)
    assert page.workflow_in_progress
    newest = page.get_latest_revision_as_object()
    assert [step.name for step in newest.steps.all()] == ["受理", "决定"]
    assert [step.counts for step in newest.steps.all()] == [False, True]
    assert (newest.materials.count(), newest.conditions.count()) == (1, 1)
    assert newest.legal_bases.count() == 1


def test_autosave_of_an_unfinished_draft_is_quiet(editor, column):
    editor.post(add(column, "serviceprocedurepage"), empty_form("serviceprocedurepage"))
    page = made_in(column)
    answer = editor.post(
        reverse("wagtailadmin_pages:edit", args=(page.pk,)),
        empty_form(
            "serviceprocedurepage",
            overwrite_revision_id=str(page.latest_revision_id),
            place="3号窗口",
        ),
        headers={"accept": "application/json"},
    )
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    assert Page.objects.get(pk=page.pk).get_latest_revision_as_object().place == "3号窗口"


def test_a_promise_longer_than_the_law_is_refused_at_its_field(editor, column):
    answer = editor.post(
        add(column, "serviceprocedurepage"),
        empty_form("serviceprocedurepage", statutory_days="7", promised_days="8"),
    )
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["promised_days"]
    assert not Page.objects.child_of(column).exists()


def test_steps_that_take_longer_than_promised_are_a_sentence_of_the_form(column):
    page = PenaltyProcedureFactory(parent=column)
    assert list(page.contradictions()) == []
    service = ServiceProcedureFactory(parent=column, promised_days=1)
    assert [one.params for one in service.contradictions()] == [{"steps": "2", "promised": 1}]

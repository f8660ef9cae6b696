"""The chain of a bureau's review: what it is made of, and that no way leads around it."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from wagtail.models import (
    GroupApprovalTask,
    Page,
    PageViewRestriction,
    Task,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from disclosure_plugin import bureaus
from disclosure_plugin.actions.review_chain import StepPlan, adopt_steps, set_chain
from disclosure_plugin.actions.reviewing import review
from disclosure_plugin.actions.site_setup import (
    ADMINISTRATORS,
    EDITORS,
    REVIEWERS,
    set_up_roles,
    set_up_workflow,
)
from disclosure_plugin.domain.review_answers import all_hold
from disclosure_plugin.domain.review_chain import StepKind, TooFewSteps
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import BureauHomePage, Person, ReviewStep, SignOff
from disclosure_plugin.queries.review_chain import bureaus_workflow, chain_of
from disclosure_plugin.register.models import ReviewException, ReviewRule
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory
from tests.factories.reviews import answers_form, colleague
from tests.factories.users import UserFactory, sign_in

HOST = "jsj.localhost"
ITEM = "disclosure_plugin.disclosureitempage"


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


@pytest.fixture
def item(column):
    return handed_in(column)


def handed_in(column, **fields):
    draft = ItemFactory(parent=column, **fields)
    draft.save_revision(user=colleague(EDITORS))
    draft.get_workflow().start(draft, colleague(EDITORS))
    draft.refresh_from_db()
    return draft


def state_of(page):
    return Page.objects.get(pk=page.pk).current_workflow_task_state


def approve(page, user, **more):
    state = state_of(page)
    state.approve(user=user, **{"answers": all_hold(), **more})


def is_live(page) -> bool:
    return Page.objects.get(pk=page.pk).live


def group(name) -> Group:
    return Group.objects.get(name=name)


def plan(name="科室审核", role=REVIEWERS, *, asks=True, step=None, kind=StepKind.SECTION):
    return StepPlan(name, kind, [group(role)], asks, asks, step.pk if step else None)


def present() -> list[ReviewStep]:
    return chain_of(bureaus_workflow())


def everything() -> tuple:
    """The whole of the chain, as it is kept."""
    return (
        list(WorkflowTask.objects.order_by("pk").values()),
        list(WorkflowPage.objects.order_by("pk").values()),
        list(ReviewStep.objects.order_by("pk").values()),
        list(Workflow.objects.order_by("pk").values()),
    )


# --- The chain ----------------------------------------------------------------------------------


def test_a_new_bureau_has_two_steps_and_the_first_asks_for_both_forms(jsj):
    assert [
        (one.name, one.kind, one.asks_checklist, one.asks_confidentiality) for one in present()
    ] == [("审查", "section", True, True), ("签发", "leader", False, False)]


def test_a_longer_chain_needs_each_signature_before_it_is_public(column):
    first, last = present()
    set_chain(
        [
            plan("科室审核", step=first),
            plan("保密审查", EDITORS, kind=StepKind.SECRECY),
            plan("领导签发", ADMINISTRATORS, asks=False, step=last, kind=StepKind.LEADER),
        ]
    )
    assert [one.name for one in present()] == ["科室审核", "保密审查", "领导签发"]
    item = handed_in(column)
    for user in (colleague(REVIEWERS), UserFactory(role=EDITORS), colleague(ADMINISTRATORS)):
        assert not is_live(item)
        approve(item, user)
    assert is_live(item)
    signed = SignOff.objects.filter(page=item.pk).order_by("pk")
    assert [(one.step, one.kind, one.is_last) for one in signed] == [
        ("科室审核", "section", False),
        ("保密审查", "secrecy", False),
        ("领导签发", "leader", True),
    ]


def test_a_step_left_out_is_switched_off_and_keeps_its_signatures(column):
    item = handed_in(column)
    approve(item, colleague(REVIEWERS))
    approve(item, colleague(ADMINISTRATORS))
    first, last = present()
    set_chain([plan("科室", step=first), plan("保密", EDITORS), plan("签发", ADMINISTRATORS)])
    last.refresh_from_db()
    assert not last.active
    signed = SignOff.objects.filter(page=item.pk).order_by("pk")
    assert list(signed.values_list("task_id", flat=True)) == [first.pk, last.pk]


def test_who_signs_last_needs_no_permission_to_publish(column):
    first, last = present()
    set_chain([plan("签发", ADMINISTRATORS, step=last), plan("审查", REVIEWERS, step=first)])
    item = handed_in(column)
    approve(item, colleague(ADMINISTRATORS))
    reviewer = colleague(REVIEWERS)
    assert not item.permissions_for_user(reviewer).can_publish()
    approve(item, reviewer)
    assert is_live(item)


def test_a_step_at_which_something_waits_is_not_left_out(item):
    before = everything()
    _first, last = present()
    with pytest.raises(ActRefused, match="审查"):
        set_chain([plan("另一步"), plan("签发", ADMINISTRATORS, step=last)])
    assert everything() == before


def test_a_bureau_has_no_fewer_steps_than_the_county_demands(jsj):
    before = everything()
    with pytest.raises(TooFewSteps):
        set_chain([plan(step=present()[0])])
    ReviewRule.objects.create(kind="", steps=3)
    with pytest.raises(TooFewSteps):
        set_chain([plan("甲"), plan("乙", ADMINISTRATORS)])
    assert everything() == before


def test_one_bureaus_chain_is_not_anothers(jsj):
    set_chain([plan(step=present()[0]), plan("乙"), plan("丙")])
    with bureaus.activate("czj"):
        assert [one.name for one in present()] == ["审查", "签发"]


# --- Wagtail's own screens ----------------------------------------------------------------------


@pytest.fixture
def it_office(jsj):
    """Whoever may do everything on Wagtail's screens."""
    return sign_in(UserFactory(is_superuser=True, is_staff=True), HOST)


def said(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def test_the_review_is_not_disabled_on_wagtails_screen(it_office):
    before = everything()
    for address in (
        reverse("wagtailadmin_workflows:disable", args=[bureaus_workflow().pk]),
        reverse("wagtailadmin_workflows:disable_task", args=[present()[0].pk]),
    ):
        answer = it_office.post(address, follow=True)
        assert answer.status_code == 200
        assert "Steps of the review" in said(answer) or "审查步骤" in said(answer)
        assert everything() == before


@pytest.mark.parametrize("way", ["remove from page", "another page only", "one step", "no step"])
def test_the_review_is_not_taken_apart_on_wagtails_screen(it_office, way):
    workflow = bureaus_workflow()
    first, last = WorkflowTask.objects.filter(workflow=workflow).order_by("sort_order")
    home = BureauHomePage.objects.get()
    steps = {
        "workflow_tasks-TOTAL_FORMS": "2",
        "workflow_tasks-INITIAL_FORMS": "2",
        "workflow_tasks-MIN_NUM_FORMS": "1",
        "workflow_tasks-MAX_NUM_FORMS": "1000",
        "workflow_tasks-0-id": str(first.pk),
        "workflow_tasks-0-task": str(first.task_id),
        "workflow_tasks-0-ORDER": "1",
        "workflow_tasks-0-DELETE": "1" if way == "no step" else "",
        "workflow_tasks-1-id": str(last.pk),
        "workflow_tasks-1-task": str(last.task_id),
        "workflow_tasks-1-ORDER": "2",
        "workflow_tasks-1-DELETE": "1" if way in ("one step", "no step") else "",
    }
    pages = {
        "pages-TOTAL_FORMS": "1",
        "pages-INITIAL_FORMS": "1",
        "pages-MIN_NUM_FORMS": "0",
        "pages-MAX_NUM_FORMS": "1000",
        "pages-0-workflow": str(workflow.pk),
        "pages-0-page": str(home.pk),
        "pages-0-id": str(home.workflowpage.pk),
        "pages-0-DELETE": "1" if way == "remove from page" else "",
    }
    if way == "another page only":
        pages["pages-0-page"] = str(BoardFactory().pk)
    before = everything()
    address = reverse("wagtailadmin_workflows:edit", args=[workflow.pk])
    answer = it_office.post(address, {"name": workflow.name, **steps, **pages}, follow=True)
    assert answer.status_code == 200
    assert everything()[0] == before[0]
    assert everything()[2:] == before[2:]
    assert WorkflowPage.objects.get(page=home.pk).workflow_id == workflow.pk


def test_a_program_takes_no_step_out_either(jsj):
    before = everything()
    step = present()[0]
    for act in (
        lambda: WorkflowTask.objects.filter(task=step.pk).delete(),
        lambda: WorkflowPage.objects.all().delete(),
        lambda: bureaus_workflow().delete(),
        lambda: step.delete(),
        lambda: Task.objects.get(pk=step.pk).deactivate(),
        lambda: setattr(step, "active", False) or step.save(),
    ):
        with pytest.raises((ActRefused, ProtectedError)), transaction.atomic():
            act()
        assert everything() == before


def test_past_every_signal_the_signature_is_refused(item):
    """Whoever has SQL can take a step out: then nothing is approved, and nothing is published."""
    _first, last = present()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM wagtailcore_workflowtask WHERE task_id = %s", [last.pk])
    with pytest.raises(ActRefused):
        approve(item, colleague(REVIEWERS))
    assert not is_live(item)
    assert SignOff.objects.count() == 0
    assert state_of(item).status == TaskState.STATUS_IN_PROGRESS


def test_another_workflow_of_one_step_on_a_page_below_publishes_nothing(column):
    quick = Workflow.objects.create(name="快速通道")
    step = ReviewStep.objects.create(name="一步", asks_checklist=True, asks_confidentiality=True)
    step.groups.add(group(REVIEWERS))
    WorkflowTask.objects.create(workflow=quick, task=step, sort_order=0)
    WorkflowPage.objects.create(page=column, workflow=quick)
    item = handed_in(column)
    assert state_of(item).task_id == step.pk
    with pytest.raises(ActRefused):
        approve(item, colleague(REVIEWERS))
    assert (is_live(item), SignOff.objects.count()) == (False, 0)


def test_wagtails_own_approval_tasks_are_no_review(column):
    quick = Workflow.objects.create(name="两个任务")
    for order in range(2):
        task = GroupApprovalTask.objects.create(name=f"任务{order}")
        task.groups.add(group(REVIEWERS))
        WorkflowTask.objects.create(workflow=quick, task=task, sort_order=order)
    WorkflowPage.objects.create(page=column, workflow=quick)
    item = handed_in(column)
    with pytest.raises(ActRefused):
        state_of(item).approve(user=colleague(REVIEWERS))
    assert (is_live(item), SignOff.objects.count()) == (False, 0)


def test_a_step_that_was_told_to_ask_for_nothing_leaves_it_to_the_last_one(item):
    ReviewStep.objects.update(asks_checklist=False, asks_confidentiality=False)
    approve(item, colleague(REVIEWERS), answers=None)
    with pytest.raises(ActRefused):
        approve(item, colleague(ADMINISTRATORS), answers=None)
    assert not is_live(item)
    approve(item, colleague(ADMINISTRATORS))
    assert is_live(item)
    assert set(SignOff.objects.first().answers) == {"checklist", "confidentiality"}


# --- Who signs ----------------------------------------------------------------------------------


def both_roles(**fields):
    person = UserFactory(role=REVIEWERS, **fields)
    person.groups.add(group(ADMINISTRATORS))
    return person


def one_human(*users) -> None:
    for user in users:
        Person.objects.update_or_create(user=user, defaults={"human": "h1"})


def test_different_steps_need_different_people(item):
    person = both_roles()
    approve(item, person)
    with pytest.raises(ActRefused):
        approve(item, person)
    assert (is_live(item), SignOff.objects.count()) == (False, 1)
    approve(item, colleague(ADMINISTRATORS))
    assert is_live(item)


def test_two_accounts_of_one_human_sign_one_step(item):
    first, second = UserFactory(role=REVIEWERS), UserFactory(role=ADMINISTRATORS)
    one_human(first, second)
    approve(item, first)
    with pytest.raises(ActRefused):
        approve(item, second)
    assert (is_live(item), SignOff.objects.count()) == (False, 1)


def test_who_wrote_with_one_account_signs_with_none(column):
    writer, reviewer = UserFactory(role=EDITORS), UserFactory(role=REVIEWERS)
    one_human(writer, reviewer)
    item = ItemFactory(parent=column)
    item.save_revision(user=writer)
    item.get_workflow().start(item, writer)
    with pytest.raises(ActRefused):
        approve(item, reviewer)
    assert SignOff.objects.count() == 0


def test_the_county_may_let_one_person_sign_several_steps(item):
    ReviewRule.objects.create(kind="", steps=2, several=True)
    person = both_roles()
    approve(item, person)
    approve(item, person)
    assert is_live(item)


def test_who_holds_no_group_of_the_step_signs_nothing(item):
    with pytest.raises(ActRefused):
        approve(item, UserFactory(role=ADMINISTRATORS))
    assert SignOff.objects.count() == 0


# --- What they say ------------------------------------------------------------------------------


def test_what_was_said_is_kept_with_what_the_page_says_and_cannot_be_changed(item):
    approve(item, colleague(REVIEWERS), answers=all_hold(note_true="已核对原件"))
    signed = SignOff.objects.get()
    assert signed.answers["checklist"][3] == {"point": "true", "holds": True, "note": "已核对原件"}
    check = signed.answers["confidentiality"]
    assert (check["title"], check["applicant"], check["disclosure"]) == (
        item.title,
        EDITORS,
        "open",
    )
    for change in ({"answers": {}}, {"signer_name": "别人"}, {"content_sha256": "0" * 64}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SignOff.objects.filter(pk=signed.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignOff.objects.filter(pk=signed.pk)._raw_delete("default")
    signed.refresh_from_db()
    assert signed.answers["checklist"][3]["note"] == "已核对原件"


@pytest.mark.parametrize("way", ["window", "edit view", "form", "nothing"])
def test_without_the_six_points_nothing_is_approved_by_any_door(item, way):
    client = sign_in(UserFactory(role=REVIEWERS), HOST)
    task = state_of(item)
    address = reverse("wagtailadmin_pages:workflow_action", args=(item.pk, "approve", task.pk))
    form = answers_form()
    del form["true"]
    if way == "window":
        headers = {"x-requested-with": "XMLHttpRequest"}
        answer = client.post(address, {**form, "was_shown": "1"}, headers=headers)
        assert answer.json()["step"] == "action"  # the window stays, with what was filled in
        assert "真实" in answer.json()["html"] or "true to the facts" in answer.json()["html"]
    elif way == "edit view":
        from tests.factories.forms import form_of

        sent = {
            "action-workflow-action": "1",
            "workflow-action-name": "approve",
            "workflow-action-extra-data": '{"comment": "", "lawful": true}',
        }
        edit = reverse("wagtailadmin_pages:edit", args=(item.pk,))
        answer = client.post(edit, form_of(item, **sent), follow=True)
        assert answer.status_code == 200
    else:
        answer = client.post(address, form if way == "form" else {}, follow=True)
        assert item.title in said(answer)
    assert SignOff.objects.count() == 0
    assert TaskState.objects.get(pk=task.pk).status == TaskState.STATUS_IN_PROGRESS


def test_what_the_form_sends_is_what_is_kept(item):
    client = sign_in(UserFactory(role=REVIEWERS), HOST)
    address = reverse(
        "wagtailadmin_pages:workflow_action", args=(item.pk, "approve", state_of(item).pk)
    )
    form = answers_form(note_lawful="依据齐全", channels=["website", "board"], comment="同意。")
    assert client.post(address, {**form, "was_shown": "1"}).status_code == 302
    signed = SignOff.objects.get()
    assert signed.answers["checklist"][0]["note"] == "依据齐全"
    assert signed.answers["confidentiality"]["channels"] == ["website", "board"]
    assert signed.comment == "同意。"


def test_what_is_not_open_to_everybody_is_not_approved_as_public(column):
    restricted = all_hold(disclosure="on_request", disclosure_reason="条例第十六条")
    item = handed_in(column)
    with pytest.raises(ActRefused):
        approve(item, colleague(REVIEWERS), answers=restricted)
    assert SignOff.objects.count() == 0


def test_what_was_approved_for_staff_is_not_published_for_everybody(jsj):
    column = ColumnFactory(parent=BoardFactory())
    restriction = PageViewRestriction.objects.create(page=column, restriction_type="login")
    item = handed_in(column)
    restricted = all_hold(disclosure="withheld", disclosure_reason="条例第十六条")
    approve(item, colleague(REVIEWERS), answers=restricted)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM wagtailcore_pageviewrestriction WHERE id = %s", [restriction.pk]
        )
    with pytest.raises(ActRefused):
        approve(item, colleague(ADMINISTRATORS))
    assert not is_live(item)


# --- What the county lets pass ------------------------------------------------------------------


def test_a_reduced_review_ends_earlier_and_the_county_sees_it(column):
    ReviewRule.objects.create(kind=ITEM, steps=1, reason="每日更新的数据")
    item = handed_in(column)
    approve(item, colleague(REVIEWERS))
    assert is_live(item)
    signed = SignOff.objects.get(page=item.pk)
    assert (signed.is_last, signed.is_reduced) == (True, True)
    seen = ReviewException.objects.get()
    assert (seen.bureau, seen.subject, seen.what, seen.reason, seen.content_sha256) == (
        "jsj",
        item.slug,
        "reduced",
        "每日更新的数据",
        signed.content_sha256,
    )


def test_without_review_it_is_published_when_it_is_handed_in_and_the_county_sees_it(column):
    ReviewRule.objects.create(kind=ITEM, steps=0, reason="县政府办决定")
    item = handed_in(column)
    assert is_live(item)
    signed = SignOff.objects.get(page=item.pk)
    assert (signed.signer, signed.is_last, signed.is_reduced, signed.comment) == (
        None,
        True,
        True,
        "县政府办决定",
    )
    assert ReviewException.objects.get().what == "reduced"


def test_what_is_not_reviewed_is_still_checked_for_personal_data(column):
    ReviewRule.objects.create(kind=ITEM, steps=0, reason="县政府办决定")
    draft = ItemFactory(parent=column, abstract="联系人身份证 11010519491231002X")
    draft.save_revision(user=colleague(EDITORS))
    with pytest.raises(ActRefused), transaction.atomic():
        draft.get_workflow().start(draft, colleague(EDITORS))
    assert (is_live(draft), SignOff.objects.count()) == (False, 0)


def test_a_reduction_holds_for_its_kind_alone(column):
    ReviewRule.objects.create(kind="disclosure_plugin.annualsummarypage", steps=0, reason="无")
    item = handed_in(column)
    approve(item, colleague(REVIEWERS))
    assert not is_live(item)


def test_a_kind_for_which_the_county_demands_more_is_not_published_with_less(column):
    ReviewRule.objects.create(kind=ITEM, steps=3, reason="")
    item = handed_in(column)
    with pytest.raises(ActRefused, match="3"):
        approve(item, colleague(REVIEWERS))
    assert SignOff.objects.count() == 0


# --- An override --------------------------------------------------------------------------------


def test_a_step_is_signed_by_override_with_a_reason_and_the_county_sees_it(item):
    person = UserFactory(role=ADMINISTRATORS, first_name="周强")
    approve(item, person, override_reason="审查员住院，公示今日必须发出。")
    signed = SignOff.objects.get()
    assert (signed.step, signed.signer, signed.override_reason) == (
        "审查",
        person,
        "审查员住院，公示今日必须发出。",
    )
    assert signed.answers["checklist"]
    seen = ReviewException.objects.get()
    assert (seen.what, seen.step, seen.by_name, seen.reason) == (
        "override",
        "审查",
        "周强",
        signed.override_reason,
    )
    # A second person is needed all the same.
    with pytest.raises(ActRefused):
        approve(item, person)
    approve(item, colleague(ADMINISTRATORS))
    assert is_live(item)


@pytest.mark.parametrize("why_not", ["no reason", "author", "own step", "no answers"])
def test_an_override_is_refused(column, why_not):
    writer, chief = UserFactory(role=EDITORS), UserFactory(role=ADMINISTRATORS)
    item = ItemFactory(parent=column)
    item.save_revision(user=writer)
    item.get_workflow().start(item, writer)
    if why_not == "author":
        one_human(writer, chief)
    who = UserFactory(role=REVIEWERS) if why_not == "own step" else chief
    more = {"answers": None} if why_not == "no answers" else {}
    reason = " " if why_not == "no reason" else "审查员休假"
    with pytest.raises(ActRefused):
        approve(item, who, override_reason=reason, **more)
    assert (SignOff.objects.count(), ReviewException.objects.count()) == (0, 0)
    assert state_of(item).status == TaskState.STATUS_IN_PROGRESS


def test_the_edit_view_makes_no_override_of_what_it_was_sent(item):
    from tests.factories.forms import form_of

    client = sign_in(UserFactory(is_superuser=False, role=ADMINISTRATORS), HOST)
    sent = {
        "action-workflow-action": "1",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": '{"override_reason": "x", "lawful": true}',
    }
    edit = reverse("wagtailadmin_pages:edit", args=(item.pk,))
    assert client.post(edit, form_of(item, **sent), follow=True).status_code == 200
    assert SignOff.objects.count() == 0


# --- Bureaus that were there before -------------------------------------------------------------


def before_the_update():
    """Make the bureau's chain what it was: two approval tasks of Wagtail's."""
    workflow = bureaus_workflow()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM wagtailcore_workflowtask")
    tasks = []
    for order, (name, role) in enumerate([("审查", REVIEWERS), ("签发", ADMINISTRATORS)]):
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.add(group(role))
        tasks.append(task)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO wagtailcore_workflowtask (workflow_id, task_id, sort_order) "
                "VALUES (%s, %s, %s)",
                [workflow.pk, task.pk, order],
            )
    return workflow, tasks


@pytest.mark.parametrize("way", ["set up again", "adopted", "migrated"])
def test_a_bureau_of_before_gets_its_steps_where_its_tasks_stand(column, way):
    workflow, tasks = before_the_update()
    item = handed_in(column)
    task = state_of(item)
    assert task.task_id == tasks[0].pk
    if way == "adopted":
        adopt_steps(workflow)
    elif way == "migrated":
        migration = importlib.import_module("disclosure_plugin.migrations.0012_review")
        migration.adopt_steps(apps, None)
    else:
        home = BureauHomePage.objects.get()
        set_up_workflow(home, set_up_roles(home))
    assert [(one.pk, one.name, one.kind, one.asks_checklist) for one in present()] == [
        (tasks[0].pk, "审查", "section", True),
        (tasks[1].pk, "签发", "leader", False),
    ]
    assert not GroupApprovalTask.objects.filter(pk__in=[one.pk for one in tasks]).exists()
    assert [one.groups.get().name for one in present()] == [REVIEWERS, ADMINISTRATORS]
    # What waited goes on waiting, and is reviewed with the forms.
    assert state_of(item).pk == task.pk
    approve(item, colleague(REVIEWERS))
    approve(item, colleague(ADMINISTRATORS))
    assert is_live(item)
    before = everything()
    adopt_steps(workflow)
    assert everything() == before


def test_administrators_have_what_the_screen_of_the_steps_asks_for(jsj):
    home = BureauHomePage.objects.get()
    set_up_roles(home)
    held = Permission.objects.filter(group__name=ADMINISTRATORS)
    assert held.filter(codename="change_workflow").exists()


def test_reviewing_without_a_screen_needs_different_people(column):
    item = ItemFactory(parent=column)
    item.save_revision(user=colleague(EDITORS))
    person = both_roles()
    with pytest.raises(ActRefused):
        review(item, author=colleague(EDITORS), people=[person])
    review(item, author=colleague(EDITORS), people=[person, colleague(ADMINISTRATORS)])
    assert is_live(item)

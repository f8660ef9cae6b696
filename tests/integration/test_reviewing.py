"""What is approved is exactly what is published, by somebody who did not write it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from wagtail import hooks
from wagtail.management.commands.purge_revisions import purge_revisions
from wagtail.models import Page, PageViewRestriction, Revision, TaskState, WorkflowState
from wagtail.utils.timestamps import render_timestamp

from disclosure_plugin import bureaus, models
from disclosure_plugin.actions import due as due_work
from disclosure_plugin.actions import gates, publishing, reviewing
from disclosure_plugin.actions.due import Result
from disclosure_plugin.actions.removing import By, take_down
from disclosure_plugin.actions.reviewing import review, sign
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.actions.version_at_door import VersionAtTheDoor
from disclosure_plugin.domain.removals import TAKE_DOWN_BASES
from disclosure_plugin.domain.review_answers import all_hold
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import Removal, Section, SignOff
from disclosure_plugin.queries.sign_offs import approvals, authors
from disclosure_plugin.register.due import Due
from tests.at_once import Beside
from tests.factories.due import due_row, expiring_item, schedule, scheduled_item
from tests.factories.forms import form_of
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory, SectionFactory
from tests.factories.reviews import answers_form, colleague, publish
from tests.factories.uploads import DocumentFactory, pdf
from tests.factories.users import UserFactory, sign_in

HOST = "jsj.localhost"
SECRET = "没有人审查过的一段"


@pytest.fixture
def item(jsj):
    """A draft that its editor has handed in."""
    draft = ItemFactory(parent=ColumnFactory(parent=BoardFactory()))
    draft.save_revision(user=colleague(EDITORS))
    draft.get_workflow().start(draft, colleague(EDITORS))
    draft.refresh_from_db()
    return draft


def approve(page, user, comment="") -> None:
    state = Page.objects.get(pk=page.pk).current_workflow_task_state
    state.approve(user=user, comment=comment, answers=all_hold())


def approve_every_step(page) -> None:
    approve(page, colleague(REVIEWERS))
    approve(page, colleague(ADMINISTRATORS))


def is_live(page) -> bool:
    return Page.objects.get(pk=page.pk).live


def said(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def autosave(client: Client, page, revision, **changes):
    form = form_of(page, overwrite_revision_id=str(revision.pk), **changes)
    return client.post(
        reverse("wagtailadmin_pages:edit", args=(page.pk,)),
        form,
        headers={"accept": "application/json"},
    )


# --- The submitted version stays as it is --------------------------------------------------------


def test_who_rewrites_what_was_handed_in_gets_a_new_version_and_cannot_approve(jsj):
    both = UserFactory(first_name="两手", role=EDITORS)
    both.groups.add(*(colleague(role).groups.get() for role in (REVIEWERS, ADMINISTRATORS)))
    item = ItemFactory(parent=ColumnFactory(parent=BoardFactory()))
    submitted = item.save_revision(user=both)
    item.get_workflow().start(item, both)
    before = Revision.objects.get(pk=submitted.pk).content
    client = sign_in(both, HOST)

    answer = autosave(client, item, submitted, abstract=SECRET)
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    begun = answer.json()["revision_id"]
    assert begun != submitted.pk
    assert Revision.objects.get(pk=submitted.pk).content == before
    # The new version is nobody's yet, and goes on being autosaved.
    answer = autosave(client, item, Revision.objects.get(pk=begun), abstract=SECRET + "二")
    assert answer.json()["revision_id"] == begun

    task = Page.objects.get(pk=item.pk).current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=(item.pk, "approve", task.pk))
    for person in (client, sign_in(UserFactory(is_superuser=True), HOST)):
        answer = person.post(address, {"comment": ""}, follow=True)
        assert answer.status_code == 200
        assert item.title in " ".join(map(str, answer.context["messages"]))
        assert TaskState.objects.get(pk=task.pk).status == TaskState.STATUS_IN_PROGRESS
    assert not is_live(item)
    assert SignOff.objects.count() == 0
    assert SECRET not in Client(headers={"host": HOST}).get(item.url).content.decode()


def test_the_editor_reads_that_the_review_has_to_be_restarted(item):
    client = sign_in(UserFactory(role=REVIEWERS), HOST)
    edit = reverse("wagtailadmin_pages:edit", args=(item.pk,))
    sentence = gettext(
        "This page was changed after it had been handed in. The version under review is the "
        "earlier one and can no longer be approved: restart the review."
    )
    assert sentence not in said(client.get(edit))
    item.save_revision(user=colleague(EDITORS))
    assert sentence in said(client.get(edit))


@pytest.mark.parametrize("state", ["handed in", "signed", "scheduled", "published"])
def test_no_program_changes_a_version_that_was_handed_in(item, state):
    if state == "scheduled":
        item.go_live_at = timezone.now() + timedelta(days=1)
        Page.objects.get(pk=item.pk).current_workflow_state.cancel()
        publish(item)
    if state == "signed":
        approve(item, colleague(REVIEWERS))
    if state == "published":
        approve_every_step(item)
    revision = Page.objects.get(pk=item.pk).get_latest_revision()
    before = dict(revision.content)
    revision.content = {**before, "abstract": SECRET}
    with pytest.raises(ActRefused):
        revision.save()
    assert Revision.objects.get(pk=revision.pk).content == before
    # Its state may change.
    revision.refresh_from_db()
    revision.save()


def test_a_version_rewritten_past_every_method_is_not_published(item):
    approve(item, colleague(REVIEWERS))
    revision = item.get_latest_revision()
    Revision.objects.filter(pk=revision.pk).update(
        content={**revision.content, "abstract": SECRET}
    )
    with pytest.raises(ActRefused):
        approve(item, colleague(ADMINISTRATORS))
    assert not is_live(item)
    assert SignOff.objects.filter(is_last=True).count() == 0
    task = Page.objects.get(pk=item.pk).current_workflow_task_state
    assert task.status == TaskState.STATUS_IN_PROGRESS


def document_of_yesterday():
    """One that was there before anything was handed in."""
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        return DocumentFactory()


@pytest.mark.parametrize("what", ["content", "files", "audience"])
def test_what_changes_between_approval_and_its_time_is_not_published(jsj, what):
    document = document_of_yesterday()
    item = scheduled_item(-1, attachments=[models.ItemAttachment(document=document)])
    revision = item.scheduled_revision
    if what == "content":
        changed = {**revision.content, "abstract": SECRET}
        Revision.objects.filter(pk=revision.pk).update(content=changed)
    if what == "files":
        document.versions().delete()
    if what == "audience":
        PageViewRestriction.objects.bulk_create(
            [PageViewRestriction(page_id=item.pk, restriction_type="login")]
        )
    assert due_work.perform(due_row(item).pk) is Result.PARKED
    item.refresh_from_db()
    assert not item.live
    assert item.revisions.get(pk=revision.pk).approved_go_live_at == item.go_live_at


def test_a_file_replaced_after_approval_is_published_as_it_was_approved(jsj):
    document = document_of_yesterday()
    item = scheduled_item(-1, attachments=[models.ItemAttachment(document=document)])
    approved = document.versions().get()
    document.file = ContentFile(pdf("nobody approved this"), name="list.pdf")
    document.save()
    assert due_work.perform(due_row(item).pk) is Result.DONE
    assert [use.version for use in models.PublicUse.objects.filter(page=item.pk)] == [approved]
    with models.PublicFile.objects.get().version.open() as file:
        assert file.read() == pdf()


def test_a_file_replaced_while_under_review_ends_the_review(jsj):
    document = DocumentFactory()
    item = ItemFactory(attachments=[models.ItemAttachment(document=document)])
    item.save_revision(user=colleague(EDITORS))
    item.get_workflow().start(item, colleague(EDITORS))
    document.file = ContentFile(pdf("the reviewer has not seen this"), name="list.pdf")
    document.save()
    with pytest.raises(ActRefused, match=r"list\.pdf"):
        approve(item, colleague(REVIEWERS))
    assert SignOff.objects.count() == 0


# --- Who signs -----------------------------------------------------------------------------------


def test_a_sign_off_says_who_when_and_to_what(item):
    reviewer = colleague(REVIEWERS)
    models.Person.objects.update_or_create(user=reviewer, defaults={"post": "办公室主任"})
    reviewer.refresh_from_db()
    approve(item, reviewer, comment="六项都看过。")
    sign_off = SignOff.objects.get()
    assert (sign_off.signer, sign_off.signer_name, sign_off.signer_post) == (
        reviewer,
        REVIEWERS,
        "办公室主任",
    )
    assert (sign_off.step, sign_off.comment, sign_off.outcome, sign_off.is_last) == (
        "审查",
        "六项都看过。",
        "approved",
        False,
    )
    assert sign_off.revision_id == item.latest_revision_id
    assert abs(timezone.now() - SignOff.objects.get().signed_at) < timedelta(minutes=1)


def test_the_door_reads_the_sign_offs_that_hold(item):
    for file in (None, "通知.pdf"):
        approve(item, colleague(REVIEWERS))
        if file:
            version = DocumentFactory(title=file).versions()[0]
            SignOff.objects.order_by("pk").last().versions.add(version)
        item.current_workflow_state.cancel(user=colleague(ADMINISTRATORS))
        item.get_workflow().start(item, colleague(EDITORS))
    item.current_workflow_task_state.reject(user=colleague(REVIEWERS))
    first, second, _returned = SignOff.objects.order_by("pk")
    assert approvals(item) == list(SignOff.objects.valid().filter(page=item.pk)) == [second, first]
    assert [one.has_files for one in approvals(item)] == [True, False]
    SignOff.objects.filter(pk=second.pk).update(
        voided_at=timezone.now(), void_reason="unpublished"
    )
    assert approvals(item) == [first]


def test_what_is_returned_is_written_down_and_permits_nothing(item):
    state = item.current_workflow_task_state
    state.reject(user=colleague(REVIEWERS), comment="缺依据。")
    assert SignOff.objects.get().outcome == "returned"
    with pytest.raises(ActRefused):
        item.get_latest_revision().publish()
    assert not is_live(item)


def test_one_step_is_not_the_review(item):
    approve(item, colleague(REVIEWERS))
    with pytest.raises(ActRefused, match=item.title):
        item.get_latest_revision().publish(user=UserFactory(is_superuser=True))
    assert not is_live(item)


def test_nobody_approves_in_nobodys_name(item):
    with pytest.raises(ActRefused):
        approve(item, None)
    assert SignOff.objects.count() == 0


def test_an_author_is_who_wrote_since_the_last_publication(item):
    first, second = UserFactory(), UserFactory()
    item.save_revision(user=first, log_action=True)
    item.save_revision(user=second)
    latest = item.get_latest_revision()
    assert authors(latest) == {colleague(EDITORS).pk, first.pk, second.pk}
    # A version that was purged leaves its entry in the page's history.
    Page.objects.get(pk=item.pk).current_workflow_state.cancel()
    TaskState.objects.all().delete()
    item.revisions.exclude(pk=latest.pk).filter(user=first).delete()
    assert first.pk in authors(latest)
    publish(item)
    item.save_revision(user=first, log_action=True)
    assert authors(item.get_latest_revision()) == {first.pk}
    with pytest.raises(ActRefused):
        review(item, author=first, people=[_superuser(first)])
    with pytest.raises(ActRefused):
        review(item, author=second, people=[])


def _superuser(user):
    user.is_superuser = True
    user.save()
    return user


def test_who_wrote_what_was_copied_with_publication_is_an_author_of_the_copy(jsj):
    draft = ItemFactory(parent=ColumnFactory(parent=BoardFactory()))
    writer = UserFactory(role=ADMINISTRATORS)
    draft.save_revision(user=writer)
    made = draft.copy(update_attrs={"slug": "copied"}, keep_live=True, user=writer)
    made.title = "改过的标题"
    assert authors(made.save_revision(user=colleague(EDITORS))) == {
        writer.pk,
        colleague(EDITORS).pk,
    }


def test_who_approved_may_write_next_and_not_approve_that(item):
    approve_every_step(item)
    chief = colleague(ADMINISTRATORS)
    item.refresh_from_db()
    item.abstract = "负责人自己改的。"
    item.save_revision(user=chief)
    before = item.live_revision_id
    with pytest.raises(ActRefused):
        review(item, author=chief, people=[colleague(REVIEWERS), chief])
    item.refresh_from_db()
    assert item.live_revision_id == before


# --- What stays, and what ends -------------------------------------------------------------------


def test_a_signed_version_is_never_purged(item):
    approve_every_step(item)
    signed = Page.objects.get(pk=item.pk).live_revision_id
    item.refresh_from_db()
    item.save_revision()
    item.save_revision()
    deleted, kept = purge_revisions()
    assert deleted > 0
    assert kept == 1
    assert SignOff.objects.filter(revision=signed, is_last=True).count() == 1
    call_command("purge_revisions")
    assert Revision.objects.filter(pk=signed).exists()


def test_an_account_that_has_signed_stays_and_so_does_the_copied_name(item):
    reviewer = UserFactory(role=REVIEWERS, first_name="吴岚")
    approve(item, reviewer)
    with pytest.raises(ProtectedError), transaction.atomic():
        reviewer.delete()
    reviewer.first_name = "改名"
    reviewer.save()
    assert SignOff.objects.get().signer_name == "吴岚"


def test_unpublishing_ends_the_approval(item):
    approve_every_step(item)
    page = Page.objects.get(pk=item.pk).specific
    approved = page.live_revision
    page.unpublish()
    assert VersionAtTheDoor(item, approved).approval is None
    with pytest.raises(ActRefused):
        approved.publish()
    assert not is_live(item)
    assert SignOff.objects.first().void_reason == SignOff.Void.UNPUBLISHED


def test_an_earlier_approved_version_is_not_published_again(item):
    approve_every_step(item)
    item.refresh_from_db()
    first = item.live_revision
    item.abstract = "更正后的摘要。"
    publish(item)
    with pytest.raises(ActRefused):
        first.publish()
    item.refresh_from_db()
    assert item.live_revision_id != first.pk


def test_cancelling_a_schedule_says_what_is_missed_and_ends_the_approval(jsj):
    due = timezone.now() + timedelta(days=1)
    item = ItemFactory(go_live_at=due, published=True)
    revision = item.scheduled_revision
    client = sign_in(UserFactory(role=ADMINISTRATORS), HOST)
    edit = client.get(reverse("wagtailadmin_pages:edit", args=(item.pk,)))
    (lock,) = (str(one) for one in edit.context["messages"] if "lock" in one.tags)
    assert lock.count(render_timestamp(due)) == 2
    address = reverse("wagtailadmin_pages:revisions_unschedule", args=(item.pk, revision.pk))
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None
    assert {one.void_reason for one in SignOff.objects.filter(page=item.pk)} == {"unscheduled"}
    with pytest.raises(ActRefused):
        revision.publish()


def test_an_expiry_leaves_the_next_version_scheduled(jsj):
    item = expiring_item(-2)
    item.expire_at = None
    schedule(item, -1)
    expiry = Due.objects.get(kind=Due.Kind.EXPIRE)
    assert due_work.perform(expiry.pk) is Result.DONE
    assert not is_live(item)
    assert due_work.perform(due_row(item).pk) is Result.DONE
    assert is_live(item)


def test_an_expiry_leaves_the_next_versions_review(jsj):
    item = expiring_item(-2)
    expired, item.expire_at = item.live_revision, None
    item.save_revision(user=colleague(EDITORS))
    item.get_workflow().start(item, colleague(EDITORS))
    approve(item, colleague(REVIEWERS))
    assert due_work.perform(due_row(item).pk) is Result.DONE
    assert not is_live(item)
    with pytest.raises(ActRefused):
        expired.publish()
    approve(item, colleague(ADMINISTRATORS))
    assert is_live(item)


# --- Gates ---------------------------------------------------------------------------------------


def test_every_gate_is_heard_and_none_leaves_anything_half_done(item):
    def first(page, revision):
        return f"{page.title}: 有身份证号。"

    def second(page, revision):
        return "缺公开依据。"

    approve(item, colleague(REVIEWERS))
    before = SignOff.objects.count()
    for gate in (first, second):
        gates.register(gate)
    try:
        client = sign_in(UserFactory(role=ADMINISTRATORS), HOST)
        task = Page.objects.get(pk=item.pk).current_workflow_task_state
        address = reverse("wagtailadmin_pages:workflow_action", args=(item.pk, "approve", task.pk))
        answer = client.post(address, {"comment": ""}, follow=True)
        (message,) = map(str, answer.context["messages"])
        assert message.strip() == f"{item.title}: 有身份证号。 缺公开依据。"
    finally:
        for gate in (first, second):
            gates.unregister(gate)
    assert not is_live(item)
    assert SignOff.objects.count() == before
    assert TaskState.objects.get(pk=task.pk).status == TaskState.STATUS_IN_PROGRESS
    approve(item, colleague(ADMINISTRATORS))
    assert is_live(item)


# --- Two at once: each has read the step before the other decided it ---------------------------


def state_of(page):
    return Page.objects.get(pk=page.pk).current_workflow_task_state


def decided(page) -> tuple:
    states = TaskState.objects.filter(workflow_state__object_id=str(page.pk)).order_by("pk")
    reviews = WorkflowState.objects.for_instance(page).values_list("status", flat=True)
    signed = SignOff.objects.filter(page=page.pk).order_by("pk").values_list("step", "outcome")
    return list(states.values_list("status", flat=True)), list(reviews), list(signed)


MEANWHILE = "This step was decided meanwhile. Look at the page as it is now."


@pytest.mark.parametrize("first", ["approve", "reject"])
@pytest.mark.parametrize("second", ["approve", "reject"])
def test_a_step_is_decided_once(item, first, second):
    """What was published was told as returned, and a return was written down twice."""
    approve(item, colleague(REVIEWERS))
    decisions = [state_of(item), state_of(item)]
    said = {"approve": {"answers": all_hold()}, "reject": {"comment": "请改"}}
    getattr(decisions[0], first)(user=colleague(ADMINISTRATORS), **said[first])
    before = decided(item)
    with pytest.raises(ActRefused) as refused:
        getattr(decisions[1], second)(user=colleague(ADMINISTRATORS), **said[second])
    assert str(refused.value) == gettext(MEANWHILE)
    assert decided(item) == before
    assert is_live(item) == (first == "approve")


def test_a_review_that_has_ended_is_not_taken_back(item):
    approve(item, colleague(REVIEWERS))
    review = Page.objects.get(pk=item.pk).current_workflow_state
    approve(item, colleague(ADMINISTRATORS))
    before = decided(item)
    with pytest.raises(ActRefused) as refused:
        review.cancel(user=colleague(EDITORS))
    assert str(refused.value) == gettext(MEANWHILE)
    assert decided(item) == before
    assert is_live(item)


def test_what_was_returned_goes_back_to_its_step_once(item):
    state_of(item).reject(user=colleague(REVIEWERS), comment="请改")
    reviews = [Page.objects.get(pk=item.pk).current_workflow_state for _i in range(2)]
    reviews[0].resume(user=colleague(EDITORS))
    before = decided(item)
    with pytest.raises(ActRefused):
        reviews[1].resume(user=colleague(EDITORS))
    assert decided(item) == before
    assert before[0] == ["rejected", "in_progress"]


def test_the_second_who_hands_a_page_in_reads_so(item):
    before = decided(item)
    with pytest.raises(ActRefused) as refused:
        item.get_workflow().start(item, colleague(EDITORS))
    assert str(refused.value) == gettext(
        "“%(title)s” was handed in meanwhile. Look at the page as it is now."
    ) % {"title": item.title}
    assert decided(item) == before


@pytest.mark.usefixtures("outside_transactions")
def test_who_takes_a_page_down_and_who_approves_it_do_not_lock_each_other_out(monkeypatch):
    """The one held the step and wanted the turn, the other the turn and wanted the step."""
    with bureaus.activate("jsj"):
        page = ItemFactory(parent=ColumnFactory(parent=BoardFactory()), published=True)
        page.title = "改过的一版"
        page.save_revision(user=colleague(EDITORS))
        page.get_workflow().start(page, colleague(EDITORS))
        approve(page, colleague(REVIEWERS))
        others = []

        def takes_down_meanwhile(*args, **kwargs):
            basis = next(iter(TAKE_DOWN_BASES))
            others.append(Beside(lambda: take_down(page, basis=basis, by=By("赵敏"))))
            others[0].until_it_waits()
            return sign(*args, **kwargs)

        monkeypatch.setattr(reviewing, "sign", takes_down_meanwhile)
        approve(page, colleague(ADMINISTRATORS))
        assert others[0].ended() is None
        assert not is_live(page)
        assert Removal.objects.get(page=page.pk).kind == Removal.Kind.TAKE_DOWN


@pytest.mark.usefixtures("outside_transactions")
def test_who_saves_a_version_while_the_one_before_is_published_loses_nothing(monkeypatch):
    """Publishing wrote back which version had been the newest when it began."""
    with bureaus.activate("jsj"):
        page = ItemFactory(parent=ColumnFactory(parent=BoardFactory()))
        page.save_revision(user=colleague(EDITORS))
        page.get_workflow().start(page, colleague(EDITORS))
        approve(page, colleague(REVIEWERS))
        approved = Page.objects.get(pk=page.pk).latest_revision_id
        others = []

        def saves():
            newer = models.DisclosureItemPage.objects.get(pk=page.pk)
            newer.title = "后来的一版"
            newer.save_revision(user=colleague(EDITORS))

        class SavesMeanwhile(VersionAtTheDoor):
            def __init__(self, *args):
                super().__init__(*args)
                others.append(Beside(saves))
                others[0].until_it_waits()

        monkeypatch.setattr(publishing, "VersionAtTheDoor", SavesMeanwhile)
        approve(page, colleague(ADMINISTRATORS))
        assert others[0].ended() is None
        now = Page.objects.get(pk=page.pk)
        assert now.live_revision_id == approved
        assert now.latest_revision.content["title"] == "后来的一版"
        assert now.has_unpublished_changes


def test_a_draft_is_not_stored_over_what_was_published_meanwhile(item):
    """The page would not have been live any more; PostgreSQL refused that with a 500."""
    approve(item, colleague(REVIEWERS))
    client = sign_in(UserFactory(role=ADMINISTRATORS), HOST)

    def is_approved_meanwhile(request, page):
        if request.method == "POST":
            approve(item, colleague(ADMINISTRATORS))

    edit = reverse("wagtailadmin_pages:edit", args=(item.pk,))
    with hooks.register_temporarily("before_edit_page", is_approved_meanwhile):
        answer = client.post(edit, form_of(item, title=SECRET))
    assert (answer.status_code, answer["Location"]) == (302, edit)
    assert gettext(
        "“%(title)s” was published while this was written, so this was not saved. Copy what you "
        "wrote, open the page as it is now, and save it there."
    ) % {"title": SECRET} in said(client.get(edit))
    assert is_live(item)
    now = models.DisclosureItemPage.objects.get(pk=item.pk)
    assert (now.title, now.latest_revision_id) == (item.title, now.live_revision_id)


@pytest.mark.usefixtures("outside_transactions")
def test_who_approves_what_names_a_section_that_is_deleted_meanwhile_reads_so(monkeypatch):
    """PostgreSQL refuses a key that leads nowhere at the commit; that was a 500."""
    with bureaus.activate("jsj"):
        page = ItemFactory(parent=ColumnFactory(parent=BoardFactory()), published=True)
        section = SectionFactory(name="新设的股")
        page.responsible_section = section
        page.save_revision(user=colleague(EDITORS))
        page.get_workflow().start(page, colleague(EDITORS))
        approve(page, colleague(REVIEWERS))
        client = sign_in(UserFactory(role=ADMINISTRATORS), HOST)
        client.raise_request_exception = False
        before, state = decided(page), state_of(page)
        publish_files = publishing.publish_approved_files

        def deleted_meanwhile(*args, **kwargs):
            assert Beside(Section.objects.get(pk=section.pk).delete).ended() is None
            publish_files(*args, **kwargs)

        monkeypatch.setattr(publishing, "publish_approved_files", deleted_meanwhile)
        action = reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", state.pk))
        answer = client.post(action, answers_form(), follow=True)
    assert answer.redirect_chain == [("/admin/", 302)]
    assert gettext(
        "Somebody else has just deleted something that this names, or named what is to be "
        "deleted. Nothing was changed: look at it as it is now."
    ) in said(answer)
    with bureaus.activate("jsj"):
        assert decided(page) == before
        now = models.DisclosureItemPage.objects.get(pk=page.pk)
        assert now.responsible_section_id not in (None, section.pk)

"""What is not for everybody passes the same door, and leads into the bureau's own register."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation
from wagtail.models import Page, PageLogEntry

from disclosure_plugin import bureaus
from disclosure_plugin.actions import due as due_work
from disclosure_plugin.actions.checking import check_everything
from disclosure_plugin.actions.internal_ending import ReasonMissing, end_disclosure
from disclosure_plugin.actions.new_permissions import grant_new_permissions
from disclosure_plugin.actions.removing import By, agree, ask_withdrawal
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS, STAFF
from disclosure_plugin.domain.internal_log import ChainBroken
from disclosure_plugin.domain.removals import Basis
from disclosure_plugin.domain.review_answers import all_hold
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import (
    InternalEntry,
    InternalLogEntry,
    InternalVersion,
    ItemAttachment,
    PublicFile,
    PublicUse,
    SignOff,
)
from disclosure_plugin.models.internal_log import verify
from disclosure_plugin.queries.sign_offs import authors
from disclosure_plugin.register.due import Due
from disclosure_plugin.register.models import LogEntry, RegisterEntry
from disclosure_plugin.snapshots.models import Snapshot
from tests.factories.credit_codes import CREDIT_CODES
from tests.factories.due import due_row, scheduled_item
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory, NoticeFactory
from tests.factories.reviews import approve, colleague, publish, save
from tests.factories.uploads import DocumentFactory, pdf


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


@pytest.fixture
def group(jsj):
    return Group.objects.create(name="局领导")


def kinds() -> list[str]:
    return list(InternalLogEntry.objects.values_list("kind", flat=True))


def untouched(page) -> None:
    """Nothing that the public reads knows of it."""
    kept = Page.objects.get(pk=page.pk)
    assert (kept.live, kept.live_revision_id, kept.first_published_at) == (False, None, None)
    assert not RegisterEntry.objects.filter(page=page.pk).exists()
    assert not LogEntry.objects.filter(subject=page.slug).exists()
    assert not PublicUse.objects.filter(page=page.pk).exists()


def test_it_is_entered_into_the_bureaus_own_register_and_nowhere_else(column):
    Snapshot.objects.all().delete()
    before = (LogEntry.objects.count(), RegisterEntry.objects.count())
    document = DocumentFactory(data=pdf("接待费明细"), name="明细.pdf")
    item = ItemFactory(
        parent=column,
        audience="staff",
        title="10月接待费",
        attachments=[ItemAttachment(document=document)],
        published=True,
    )
    untouched(item)
    assert (LogEntry.objects.count(), RegisterEntry.objects.count()) == before
    assert not PublicFile.objects.exists()
    assert not Snapshot.objects.exists()
    entry = InternalEntry.objects.get()
    assert entry.number == f"内-{CREDIT_CODES['jsj']}-/2026-1102001"
    assert (entry.live, entry.state, entry.title) == (True, "disclosed", "10月接待费")
    assert entry.text.count("占用城市道路") == 1
    [version] = InternalVersion.objects.all()
    assert version.revision_id == item.latest_revision_id
    assert [file.name for file in version.files.all()] == ["明细.pdf"]
    signed = SignOff.objects.get(page=item.pk, is_last=True)
    assert version.content_hash == entry.content_hash == signed.content_sha256
    assert kinds() == ["item.disclosed"]
    assert signed.content_sha256 in InternalLogEntry.objects.get().content
    assert "接待费" not in InternalLogEntry.objects.get().content
    assert item.specific.status_string == "disclosed to staff"


def test_numbers_are_a_series_of_their_own(column):
    ItemFactory(parent=column, published=True)
    items = [ItemFactory(parent=column, audience="staff", published=True) for _i in range(2)]
    numbers = [InternalEntry.objects.get(page=one.pk).number for one in items]
    assert [number[-3:] for number in numbers] == ["001", "002"]
    assert RegisterEntry.objects.get().number[-3:] == "001"


def test_without_review_it_is_refused_and_nothing_changes(column):
    item = ItemFactory(parent=column, audience="staff")
    with pytest.raises(ActRefused, match="has not been reviewed"), transaction.atomic():
        item.get_latest_revision().publish()
    untouched(item)
    assert not InternalEntry.objects.exists()
    assert not InternalLogEntry.objects.exists()


def test_another_audience_than_the_approved_one_is_refused(column):
    item = ItemFactory(parent=column, audience="public")
    save(item)
    revision = item.get_latest_revision()
    approve_until_last(item)
    # Past every guard: the content that was approved is another one now.
    content = {**revision.content, "audience": "staff"}
    type(revision).objects.filter(pk=revision.pk).update(content=content)
    state = item.current_workflow_task_state
    with pytest.raises(ActRefused), transaction.atomic():
        state.task.specific.on_action(state, colleague(ADMINISTRATORS), "approve")
    untouched(item)
    assert not InternalEntry.objects.exists()


def approve_until_last(item) -> None:
    check_everything(item.get_latest_revision())
    item.get_workflow().start(item, colleague(EDITORS))
    state = item.current_workflow_task_state
    state.task.specific.on_action(state, colleague(REVIEWERS), "approve", **all_hold())


def test_a_notice_is_for_everybody(jsj):
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        NoticeFactory(audience="staff")
    assert list(refused.value.message_dict) == ["audience"]
    notice = NoticeFactory()
    notice.audience = "staff"
    notice.save_revision(user=colleague(EDITORS), clean=False)
    with pytest.raises(ActRefused, match="A notice is for everybody"), transaction.atomic():
        approve(notice)
    untouched(notice)
    assert not InternalEntry.objects.exists()


def test_a_public_page_is_withdrawn_before_it_is_disclosed_to_staff(column):
    item = ItemFactory(parent=column, published=True, title="曾经公开")
    public = RegisterEntry.objects.get(page=item.pk)
    item.audience = "staff"
    with pytest.raises(ActRefused, match="Withdraw it first"), transaction.atomic():
        publish(item)
    kept = Page.objects.get(pk=item.pk)
    assert (kept.live, kept.specific.audience) == (True, "public")
    assert not InternalEntry.objects.exists()

    writer, second = colleague(EDITORS), colleague(REVIEWERS)
    removal = ask_withdrawal(
        kept, basis=Basis.MISTAKE, reason="只应在局内公开。", by=By.account(writer)
    )
    agree(removal, by=By.account(second))
    item.refresh_from_db()
    item.audience = "staff"
    publish(item)
    public.refresh_from_db()
    assert (public.state, public.state_reason) == ("withdrawn", "只应在局内公开。")
    entry = InternalEntry.objects.get(page=item.pk)
    assert entry.live
    assert entry.number != public.number
    assert not Page.objects.get(pk=item.pk).live


def test_from_staff_to_everybody_is_a_first_publication(column):
    item = ItemFactory(parent=column, audience="staff", published=True)
    entry = InternalEntry.objects.get(page=item.pk)
    item.audience = "public"
    item.save_revision(user=colleague(EDITORS))
    # Nobody who has ever written in it signs, however often it was disclosed to staff.
    wrote = colleague(EDITORS).pk
    other = item.get_latest_revision()
    assert authors(other) == {wrote}
    with pytest.raises(ActRefused, match="has not been reviewed"), transaction.atomic():
        other.publish()
    entry.refresh_from_db()
    assert entry.live
    begun = timezone.now()
    approve(item)
    public = RegisterEntry.objects.get(page=item.pk)
    assert public.first_published_at >= begun
    assert item.first_published_at >= begun
    assert item.live
    entry.refresh_from_db()
    assert (entry.live, entry.state) == (False, "public")
    assert public.number != entry.number
    assert kinds() == ["item.disclosed", "item.public"]
    assert [one.kind for one in LogEntry.objects.filter(subject=item.slug)] == ["page.published"]


def test_who_wrote_before_the_last_disclosure_may_review_the_next_one_for_staff(column):
    item = ItemFactory(parent=column, audience="staff", published=True)
    first = colleague(EDITORS).pk
    item.abstract = "改过的摘要。"
    other = colleague(ADMINISTRATORS)
    item.save_revision(user=other)
    assert authors(item.get_latest_revision()) == {other.pk}
    item.audience = "public"
    item.save_revision(user=other)
    assert authors(item.get_latest_revision()) == {first, other.pk}


def test_a_group_is_kept_with_the_entry(column, group):
    item = ItemFactory(parent=column, audience="group", audience_group=group, published=True)
    entry = InternalEntry.objects.get(page=item.pk)
    assert (entry.audience, entry.audience_group, entry.audience_name) == (
        "group",
        group,
        "局领导",
    )


def test_a_group_that_is_gone_is_refused(column, group):
    item = ItemFactory(parent=column, audience="group", audience_group=group)
    save(item)
    approve_until_last(item)
    group.delete()
    state = item.current_workflow_task_state
    with pytest.raises(ActRefused, match="Choose the group"), transaction.atomic():
        state.task.specific.on_action(state, colleague(ADMINISTRATORS), "approve")
    assert not InternalEntry.objects.exists()


# --- Times ---------------------------------------------------------------------------------------


def test_it_is_scheduled_and_disclosed_by_the_worker(column, time_machine):
    item = scheduled_item(-1, parent=column, audience="staff", title="定时的标题")
    untouched(item)
    assert not InternalEntry.objects.exists()
    row = due_row(item)
    assert (row.kind, row.due_at) == ("publish", item.go_live_at)
    assert "定时" not in str(Due.objects.values().get(pk=row.pk))
    # The machine's clock may be behind: PostgreSQL's says that it is time.
    time_machine.move_to(timezone.now() - timedelta(hours=2))
    assert due_work.perform(row.pk) is due_work.Result.DONE
    untouched(item)
    assert InternalEntry.objects.get(page=item.pk).live
    assert kinds() == ["item.disclosed"]
    row.refresh_from_db()
    assert row.outcome == "done"


def test_what_ends_at_a_moment_is_ended_by_the_worker(column):
    item = ItemFactory(parent=column, audience="staff")
    item.expire_at = timezone.now() + timedelta(hours=1)
    publish(item)
    entry = InternalEntry.objects.get(page=item.pk)
    [row] = Due.objects.open().filter(kind="expire", object_id=str(entry.pk))
    assert (row.object_type, row.due_at) == ("disclosure_plugin.internalentry", item.expire_at)
    assert InternalEntry.objects.disclosed().count() == 1
    over = timezone.now() - timedelta(seconds=1)
    InternalEntry.objects.update(expire_at=over)
    Due.objects.filter(pk=row.pk).update(due_at=over, next_at=over)
    # Nobody reads it any more, worker or not.
    assert not InternalEntry.objects.disclosed().exists()
    Due.objects.filter(pk=row.pk).update(claimed_until=timezone.now() + timedelta(minutes=1))
    assert due_work.perform(row.pk) == due_work.Result.DONE
    entry.refresh_from_db()
    assert (entry.live, entry.state) == (False, "expired")
    assert kinds() == ["item.disclosed", "item.expired"]
    row.refresh_from_db()
    assert row.outcome == "done"


def test_it_is_ended_with_a_reason_and_reviewed_again(column):
    item = ItemFactory(parent=column, audience="staff", published=True)
    entry = InternalEntry.objects.get(page=item.pk)
    user = colleague(ADMINISTRATORS)
    with pytest.raises(ReasonMissing):
        end_disclosure(entry, reason=" ", user=user)
    entry.refresh_from_db()
    assert entry.live
    end_disclosure(entry, reason="数字有误。", user=user)
    entry.refresh_from_db()
    assert (entry.live, entry.state, entry.state_reason) == (False, "ended", "数字有误。")
    with pytest.raises(ActRefused, match="not disclosed to staff any more"):
        end_disclosure(entry, reason="再一次。", user=user)
    with pytest.raises(ActRefused, match="has not been reviewed"), transaction.atomic():
        item.get_latest_revision().publish()
    publish(item)
    again = InternalEntry.objects.get(page=item.pk)
    assert (again.live, again.number, again.versions.count()) == (True, entry.number, 2)
    assert kinds() == ["item.disclosed", "item.ended", "item.disclosed"]
    assert PageLogEntry.objects.filter(action="disclosure.end_disclosure_to_staff").count() == 1


# --- What PostgreSQL holds -----------------------------------------------------------------------


def refused(statement: str, *values: object) -> str:
    with pytest.raises(DatabaseError) as error:
        run(statement, *values)
    return str(error.value)


def run(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_it_cannot_be_made_live_past_the_door(column):
    item = ItemFactory(parent=column, audience="staff", published=True)
    said = refused("UPDATE wagtailcore_page SET live = true WHERE id = %s", item.pk)
    assert "not in the register" in said or "disclosed to staff only" in said
    assert not Page.objects.get(pk=item.pk).live


def test_what_is_public_cannot_be_disclosed_to_staff_past_the_door(column):
    item = ItemFactory(parent=column, audience="staff", published=True)
    entry = InternalEntry.objects.get(page=item.pk)
    end_disclosure(entry, reason="先公开。", user=colleague(ADMINISTRATORS))
    item.audience = "public"
    publish(item)
    said = refused(
        "UPDATE disclosure_plugin_internalentry SET live = true, state = 'disclosed'"
        " WHERE id = %s",
        entry.pk,
    )
    assert "disclosed to staff only and cannot be live" in said


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM disclosure_plugin_internalentry",
        "UPDATE disclosure_plugin_internalentry SET number = number || 'x'",
        "UPDATE disclosure_plugin_internalentry SET first_published_at = now()",
        "DELETE FROM disclosure_plugin_internalversion",
        "DELETE FROM disclosure_plugin_internallogentry",
        "UPDATE disclosure_plugin_internallogentry SET content = '{}'",
        "UPDATE disclosure_plugin_internalnumberseries SET last = 9",
    ],
)
def test_nothing_of_it_is_lost_or_changed(column, statement):
    ItemFactory(parent=column, audience="staff", published=True)
    said = refused(statement)
    assert any(words in said for words in ("keeps every", "never changed", "only", "goes on"))
    assert InternalEntry.objects.count() == InternalLogEntry.objects.count() == 1


def test_the_private_log_is_verified_and_another_bureau_has_its_own(column, czj):
    with bureaus.activate("czj"):
        ItemFactory(audience="staff", published=True)
        assert verify()[0] == 1
    with bureaus.activate("jsj"):
        assert verify()[0] == 0
        ItemFactory(parent=column, audience="staff", published=True)
        ItemFactory(parent=column, audience="staff", published=True)
        size, last = verify()
        assert (size, last) == (2, InternalLogEntry.objects.last().hash)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE disclosure_plugin_internallogentry DISABLE TRIGGER USER")
            cursor.execute(
                "UPDATE disclosure_plugin_internallogentry"
                " SET content = replace(content, 'disclosed', 'ended') WHERE index = 0"
            )
        with pytest.raises(ChainBroken, match="Entry 0 "):
            verify()


def test_a_log_that_lost_its_end_is_found_by_the_command(column, capsys):
    item = ItemFactory(parent=column, audience="staff", published=True)
    call_command("verify_internal_log", "--bureau", "jsj")
    last = InternalLogEntry.objects.last()
    assert capsys.readouterr().out == f"jsj: 1 entries, last hash {last.hash}\n"
    run("SELECT 1")  # what waits for the end of the transaction is done
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE disclosure_plugin_internallogentry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM disclosure_plugin_internallogentry")
    with pytest.raises(CommandError, match="1 of 1 logs"):
        call_command("verify_internal_log", "--bureau", "jsj")
    number = InternalEntry.objects.get(page=item.pk).number
    assert f"a version of {number} that the log" in capsys.readouterr().err
    with pytest.raises(CommandError, match="xyz"):
        call_command("verify_internal_log", "--bureau", "xyz")


def test_a_bureau_that_exists_gets_the_role_of_staff_with_its_permission(jsj):
    Permission.objects.filter(codename__endswith="_internalentry").delete()
    Group.objects.get(name=STAFF).delete()
    grant_new_permissions(["disclosure_plugin"])
    role = Group.objects.get(name=STAFF)
    assert [one.codename for one in role.permissions.all()] == ["access_admin"]
    editors = Group.objects.get(name=EDITORS)
    assert editors.permissions.filter(codename="change_internalentry").exists()
    role.delete()  # the bureau does without
    grant_new_permissions(["disclosure_plugin"])
    assert not Group.objects.filter(name=STAFF).exists()

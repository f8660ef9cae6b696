"""A suspended bureau answers nothing, a closed one can only be read, and both can go on."""

import logging
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.models import Page

from disclosure_plugin import bureaus, models, tasks
from disclosure_plugin.actions.due import Result, perform
from disclosure_plugin.actions.site_setup import ADMINISTRATORS
from disclosure_plugin.models import DisclosureItemPage
from disclosure_plugin.snapshots.models import Snapshot
from disclosure_plugin.snapshots.tasks import take_waiting
from disclosure_plugin.tenancy.models import Bureau
from tests.behind import lack_a_migration, lose_a_column
from tests.factories.due import due_row, scheduled_item
from tests.factories.pages import ItemFactory
from tests.factories.reviews import publish
from tests.factories.uploads import DocumentFactory, pdf
from tests.factories.users import UserFactory, sign_in

REASON = "正在核查一次泄露"


def state_of(code: str) -> tuple[str, str]:
    bureau = Bureau.objects.get(code=code)
    return bureau.state, bureau.state_reason


@pytest.fixture
def item(jsj) -> DisclosureItemPage:
    return ItemFactory(published=True)


@pytest.fixture
def editor(item) -> Client:
    """The bureau's administrator, signed in while the bureau was open."""
    client = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")
    assert client.get("/admin/").status_code == 200
    return client


@pytest.fixture
def files(item):
    """Addresses of a published document and a private one."""
    item.attachments.add(models.ItemAttachment(document=DocumentFactory()))
    publish(item)
    return [models.PublicFile.objects.get().url, DocumentFactory().file.url]


def edit(client: Client, item: DisclosureItemPage):
    return client.post(f"/admin/pages/{item.pk}/edit/", {"title": "改了", "action-publish": "1"})


def take_down(client: Client, item: DisclosureItemPage):
    return client.post(f"/admin/disclosure/take-down/{item.pk}/", {"basis": "15-privacy"})


def changed(item: DisclosureItemPage) -> bool:
    with bureaus.activate("jsj"):
        now = DisclosureItemPage.objects.get(pk=item.pk)
        return (now.title, now.live, now.latest_revision_id) != (
            item.title,
            item.live,
            item.latest_revision_id,
        )


def test_a_suspended_bureau_answers_503_with_the_reason_everywhere(editor, item, files):
    call_command("suspend_bureau", "jsj", reason=REASON)
    for path in ("/", item.url, *files, "/admin/", "/admin/login/", "/nowhere/"):
        answer = editor.get(path)
        assert answer.status_code == 503, path
        assert "云岭县住房和城乡建设局" in answer.content.decode()
        assert REASON in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"
        assert "Retry-After" not in answer
    assert take_down(editor, item).status_code == 503
    assert not changed(item)
    assert Client(headers={"host": "czj.localhost"}).get("/").status_code == 200


def test_a_closed_bureau_can_be_read_and_not_changed(editor, item, files):
    call_command("close_bureau", "jsj", reason="并入自然资源局")
    for path in ("/", item.url):
        assert editor.get(path).status_code == 200, path
    read = [b"".join(editor.get(path).streaming_content) for path in files]
    assert read == [pdf(), pdf()]
    for answer in (
        editor.get("/admin/"),
        editor.get("/admin/login/"),
        edit(editor, item),
        take_down(editor, item),
        editor.post(item.url),
    ):
        assert answer.status_code == 403
        assert "云岭县住房和城乡建设局" in answer.content.decode()
        assert "并入自然资源局" in answer.content.decode()
    assert not changed(item)


def test_an_open_bureau_is_changed_by_the_same_requests(editor, item):
    assert take_down(editor, item).status_code == 302
    assert changed(item)


@pytest.mark.parametrize("command", ["suspend_bureau", "close_bureau"])
def test_a_resumed_bureau_answers_and_works_as_before(editor, item, command):
    call_command(command, "jsj", reason=REASON)
    call_command("resume_bureau", "jsj")
    assert state_of("jsj") == ("open", "")
    assert editor.get("/").status_code == 200
    assert editor.get("/admin/").status_code == 200
    assert take_down(editor, item).status_code == 302
    assert changed(item)


@pytest.mark.parametrize("command", ["suspend_bureau", "close_bureau"])
def test_nothing_falls_due_in_a_bureau_that_is_not_open(jsj, caplog, command):
    item = ItemFactory()
    item.go_live_at = timezone.now() + timedelta(hours=1)
    publish(item)
    item.revisions.update(approved_go_live_at=timezone.now() - timedelta(seconds=1))
    row = due_row(item)
    call_command(command, "jsj", reason=REASON)
    assert bureaus.codes() == ["county", "czj"]
    caplog.clear()
    with caplog.at_level(logging.INFO, "disclosure_plugin.tasks"):
        tasks.perform_due(bureau="jsj", due=row.pk)
    assert [record.getMessage() for record in caplog.records] == ["not open: nothing done"]
    with bureaus.activate("jsj"):
        assert not changed(item)


def test_no_snapshot_is_taken_of_a_bureau_that_is_not_open(jsj):
    Snapshot.objects.all().delete()
    Snapshot.objects.create(state=Snapshot.State.WAITING, reason=Snapshot.Reason.PUBLISHED)
    call_command("suspend_bureau", "jsj", reason=REASON)
    take_waiting(bureau="jsj")
    with bureaus.activate("jsj"):
        assert Snapshot.objects.get().state == Snapshot.State.WAITING


def test_a_command_still_works_for_a_closed_bureau(jsj):
    call_command("close_bureau", "jsj", reason=REASON)
    with bureaus.activate("jsj"):
        assert bureaus.current() == "jsj"


@pytest.mark.parametrize("command", ["suspend_bureau", "close_bureau"])
@pytest.mark.parametrize(
    ("code", "reason", "sentence"),
    [
        ("jsj", " \n ", "Give the reason"),
        ("nosuch", REASON, r"There is no bureau 'nosuch'. Bureaus: county, czj, jsj\."),
    ],
)
def test_a_refused_change_changes_nothing(db, command, code, reason, sentence):
    before = list(Bureau.objects.values_list("code", "state", "state_reason", "state_since"))
    with pytest.raises(CommandError, match=sentence):
        call_command(command, code, reason=reason)
    assert before == list(
        Bureau.objects.values_list("code", "state", "state_reason", "state_since")
    )


def test_the_same_state_again_keeps_its_beginning_and_takes_the_new_reason(db):
    call_command("suspend_bureau", "jsj", reason=REASON)
    since = Bureau.objects.get(code="jsj").state_since
    call_command("suspend_bureau", "jsj", reason="核查延长")
    assert state_of("jsj") == ("suspended", "核查延长")
    assert Bureau.objects.get(code="jsj").state_since == since


@pytest.mark.usefixtures("outside_transactions")
def test_a_bureau_that_is_not_migrated_yet_says_so_and_for_how_long():
    with bureaus.activate("jsj"):
        item = ItemFactory(published=True)
        url = item.url
        editor = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")
    lose_a_column("bureau_jsj")
    editor.raise_request_exception = False
    broken = editor.get(url)
    assert broken.status_code == 500
    assert "Retry-After" not in broken
    lack_a_migration("bureau_jsj")
    for answer in (
        editor.get(url),
        editor.get(f"/admin/pages/{item.pk}/edit/"),
        edit(editor, item),
    ):
        assert answer.status_code == 503
        assert (answer["Retry-After"], answer["Cache-Control"]) == ("60", "no-store")
        assert gettext("This site is being updated") in answer.content.decode()
    assert Client(headers={"host": "czj.localhost"}).get("/").status_code == 200


@pytest.mark.usefixtures("outside_transactions")
def test_what_falls_due_in_a_bureau_that_is_not_migrated_yet_waits():
    """It was tried again and again, and laid aside after six times."""
    with bureaus.activate("jsj"):
        item = scheduled_item(-1)
        row = due_row(item)
        lose_a_column("bureau_jsj")
        lack_a_migration("bureau_jsj")
        assert perform(row.pk) is Result.LATER
        row.refresh_from_db()
        assert (row.attempts, row.reason, row.parked_at) == (0, "", None)
        assert row.next_at > timezone.now() + timedelta(seconds=50)
        assert not Page.objects.get(pk=item.pk).live

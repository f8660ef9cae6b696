"""A page is taken down: its snapshots are kept back at once, and hold nothing of it soon after."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from disclosure_plugin import bureaus, models
from disclosure_plugin.actions.removing import lift
from disclosure_plugin.actions.site_setup import EDITORS
from disclosure_plugin.archive.manifest import manifest_root
from disclosure_plugin.domain.removals import Basis
from disclosure_plugin.models.file_storage import names_in
from disclosure_plugin.register.models import Log, LogEntry, RegisterEntry
from disclosure_plugin.register.verifying import verify
from disclosure_plugin.signals import page_taken_down
from disclosure_plugin.snapshots import claims, redacting, redaction_claims, tasks
from disclosure_plugin.snapshots.capture import PublicSite
from disclosure_plugin.snapshots.models import (
    Redaction,
    Snapshot,
    SnapshotRedaction,
    StoredResponse,
    archive_storage,
)
from disclosure_plugin.snapshots.redacting import redact_quarantined
from disclosure_plugin.snapshots.requests import request_snapshot
from disclosure_plugin.snapshots.taking import take_waiting
from tests.factories.pages import ColumnFactory, ItemFactory
from tests.factories.removals import reviewer, taken_down
from tests.factories.reviews import publish
from tests.factories.uploads import DocumentFactory, ImageFactory, pdf, picture
from tests.factories.users import UserFactory, sign_in
from tests.package_bytes import holds
from tests.snapshot_files import assert_outside_judges_accept, captured, handed_out

pytestmark = pytest.mark.long

CANARY = "金丝雀身份证"
LATIN = "canary330102"  # as it stands in addresses and in JSON
State = SnapshotRedaction.State


@pytest.fixture
def storage(no_snapshots):
    """The bureau's archive storage, empty; what the test leaves in it goes."""
    empty_storages()
    yield archive_storage()
    empty_storages()


def empty_storages() -> None:
    for code in ("jsj", "county"):
        with bureaus.activate(code):
            for name in list(names_in(archive_storage())):
                archive_storage().delete(name)


@pytest.fixture
def column(storage):
    return ColumnFactory(title="一个栏目")


@pytest.fixture
def other(column):
    """A page that stays public, in the same column and with a file of its own."""
    document = DocumentFactory(data=pdf("other"), name="other.pdf")
    return ItemFactory(
        parent=column, attachments=[models.ItemAttachment(document=document)], published=True
    )


@pytest.fixture
def secret(column, other):
    """A page with the canary in title, abstract, text, file, file name and picture."""
    document = DocumentFactory(data=pdf(f"{CANARY}{LATIN}"), name=f"{LATIN}.pdf")
    data = picture("blue") + LATIN.encode()
    image = ImageFactory(data=data, name=f"{LATIN}.png", title=CANARY)
    return ItemFactory(
        parent=column,
        title=f"{CANARY}{LATIN}的处罚决定",
        abstract=f"{CANARY}{LATIN}",
        body=[("text", f"<p>{CANARY}{LATIN}</p>"), ("image", image)],
        attachments=[models.ItemAttachment(document=document)],
        published=True,
    )


def take() -> Snapshot:
    request_snapshot(reason=Snapshot.Reason.REQUESTED)
    assert take_waiting() == 1
    snapshot = Snapshot.objects.latest("pk")
    assert (snapshot.state, snapshot.error) == ("COMPLETE", "")
    return snapshot


def content(snapshot: Snapshot) -> bytes:
    with snapshot.file.open() as file:
        return bytes(file.read())


def storage_holds_the_canary() -> bool:
    """Look at every byte of the bureau's archive storage, whatever the rows say."""
    found = list(names_in(archive_storage()))
    assert found
    for name in found:
        with archive_storage().open(name) as file:
            if holds(file.read(), CANARY, LATIN):
                return True
    return False


def redact_now(capture) -> int:
    """Do the work of the task, and what it does after the commit."""
    with capture(execute=True):
        return redact_quarantined()


def download(snapshot: Snapshot):
    editor = sign_in(UserFactory(role=EDITORS), "jsj.localhost")
    return editor.get(f"/admin/disclosure_snapshots/{snapshot.pk}/download/")


def status_of_download(snapshot: Snapshot) -> int:
    answer = download(snapshot)
    if answer.streaming:
        b"".join(answer.streaming_content)  # which closes its file
    return answer.status_code


def work_on(snapshot: Snapshot) -> SnapshotRedaction:
    return SnapshotRedaction.objects.get(snapshot=snapshot)


def test_a_taken_down_page_leaves_its_snapshot(
    secret, other, tmp_path, django_capture_on_commit_callbacks
):
    snapshot = take()
    before = content(snapshot)
    assert snapshot.pages == 4  # home, column, both items
    assert holds(before, CANARY)
    assert holds(before, LATIN)
    sha256, old_name = snapshot.sha256, snapshot.file.name
    records = captured(snapshot, tmp_path)
    media = {url: sent for url, sent in records.items() if "/media/" in url}
    assert len(media) == 3  # two documents and a picture

    taken_down(secret)
    assert redact_now(django_capture_on_commit_callbacks) == 1

    snapshot.refresh_from_db()
    assert not storage_holds_the_canary()
    assert list(names_in(archive_storage())) == [snapshot.file.name]
    assert snapshot.file.name != old_name
    after = content(snapshot)
    assert snapshot.sha256 == hashlib.sha256(after).hexdigest() != sha256
    assert (snapshot.size, snapshot.pages, snapshot.state) == (len(after), 1, "COMPLETE")
    assert_outside_judges_accept(snapshot, tmp_path)
    left = captured(snapshot, tmp_path)
    assert left == {url: records[url] for url in left}
    assert other.full_url in left
    assert len([url for url in left if "/media/" in url]) == 1
    assert [url for url in left if "/static/" in url] == [
        url for url in records if "/static/" in url
    ]

    work = work_on(snapshot)
    assert (work.state, work.error, work.stray_file) == (State.REDACTED, "", "")
    assert (work.old_sha256, work.new_sha256) == (sha256, snapshot.sha256)
    assert work.records_removed == len(records) - len(left)
    entry = LogEntry.objects.get(log__bureau="jsj", kind="redaction")
    assert entry.subject == f"snapshot/{snapshot.pk}"
    assert json.loads(entry.leaf)["hashes"] == {"old": sha256, "new": snapshot.sha256}
    log = Log.objects.get(bureau="jsj")
    assert verify(log).size == log.size == entry.index + 1
    answer = download(snapshot)
    assert b"".join(answer.streaming_content) == after


def test_it_leaves_later_snapshots_that_refer_to_the_first(
    secret, other, tmp_path, django_capture_on_commit_callbacks
):
    first, second = take(), take()
    before = captured(second, tmp_path)
    assert CANARY in before[secret.full_url][1].decode()
    taken_down(secret)
    assert redact_now(django_capture_on_commit_callbacks) == 2
    for snapshot in (first, second):
        snapshot.refresh_from_db()
        assert_outside_judges_accept(snapshot, tmp_path)
        left = captured(snapshot, tmp_path)
        assert other.full_url in left
        assert left == {url: before[url] for url in left}
        handed = handed_out(snapshot, tmp_path)
        assert not holds(handed.read_bytes(), CANARY, LATIN)
        with zipfile.ZipFile(handed) as package:
            # What the log committed to still proves every other line.
            assert manifest_root(package.read("proofs/manifest.txt")) == snapshot.manifest
    assert not storage_holds_the_canary()
    rows = list(StoredResponse.objects.values())
    assert rows
    assert not any(word in str(rows) for word in (CANARY, LATIN, secret.slug))
    # The next one refers to what is left.
    third = take()
    assert_outside_judges_accept(third, tmp_path)


def test_while_it_is_kept_back_nobody_gets_it_and_the_list_says_so(secret, column):
    snapshot = take()
    # What is begun after the act cannot hold the page and is nobody's business.
    taken_down(secret)
    later = Snapshot.objects.exclude(pk=snapshot.pk).get()
    assert (later.state, later.quarantine) == (Snapshot.State.WAITING, [])
    wanted = Redaction.objects.get()
    number = RegisterEntry.objects.get(bureau="jsj", page=secret.pk).number
    assert (wanted.bureau, wanted.page, wanted.basis) == ("jsj", secret.pk, Basis.PRIVACY.value)
    assert wanted.names == [secret.slug, number]
    assert len(wanted.sha256s) == 3  # the document, the picture, and the picture as it was shown
    rows = list(Redaction.objects.values())
    assert not any(word in str(row) for row in rows for word in (CANARY, LATIN))

    answer = download(snapshot)
    assert answer.status_code == 451
    since = date_format(timezone.localtime(wanted.wanted_at), "DATETIME_FORMAT")
    with translation.override("zh-hans"):
        sentence = gettext("under examination since %(since)s") % {"since": since}
    assert since in answer.text
    assert CANARY not in answer.text
    assert LATIN not in answer.text
    editor = sign_in(UserFactory(role=EDITORS), "jsj.localhost")
    listed = editor.get("/admin/disclosure_snapshots/").text
    assert sentence in listed
    place = f"/admin/disclosure_snapshots/{snapshot.pk}/"
    assert f"{place}download/" not in listed
    assert f"{place}download/" not in editor.get(place).text
    assert editor.head(f"{place}download/").status_code == 451
    anonymous = type(editor)(headers={"host": "jsj.localhost"})
    assert anonymous.get(f"{place}download/").status_code == 302


def test_what_is_taken_later_never_holds_the_page(secret, django_capture_on_commit_callbacks):
    take()
    taken_down(secret)
    assert take_waiting() == 1
    later = Snapshot.objects.latest("pk")
    assert (later.state, later.quarantine) == ("COMPLETE", [])
    assert not holds(content(later), CANARY, LATIN)
    sha256 = later.sha256
    redact_now(django_capture_on_commit_callbacks)
    later.refresh_from_db()
    assert later.sha256 == sha256
    assert not storage_holds_the_canary()


def test_a_snapshot_that_holds_nothing_of_it_is_released_as_it_was(
    other, column, django_capture_on_commit_callbacks
):
    snapshot = take()
    name, before = snapshot.file.name, content(snapshot)
    secret = ItemFactory(parent=column, title=CANARY, published=True)
    taken_down(secret)
    # Published after it was taken; the clocks of two machines may differ, so it is looked at.
    assert status_of_download(snapshot) == 451
    assert redact_now(django_capture_on_commit_callbacks) == 1
    snapshot.refresh_from_db()
    assert work_on(snapshot).state == State.UNCHANGED
    assert (snapshot.file.name, content(snapshot)) == (name, before)
    assert status_of_download(snapshot) == 200
    assert not LogEntry.objects.filter(kind="redaction").exists()


def test_a_snapshot_from_long_before_is_not_kept_back(other, column):
    snapshot = take()
    long_ago = timezone.now() - timedelta(days=30)
    Snapshot.objects.filter(pk=snapshot.pk).update(finished_at=long_ago)
    secret = ItemFactory(parent=column, title=CANARY, published=True)
    taken_down(secret)
    assert not SnapshotRedaction.objects.exists()
    assert status_of_download(snapshot) == 200


def test_a_snapshot_that_runs_at_that_moment_is_born_kept_back(
    secret, monkeypatch, django_capture_on_commit_callbacks
):
    """The page is fetched, then taken down, then the snapshot is finished."""
    request_snapshot(reason=Snapshot.Reason.REQUESTED)
    leads_to, seen = PublicSite.leads_to, []

    def taken_down_after(self, exchange, known):
        if secret.slug in exchange.url and not seen:
            seen.append(exchange.url)
            taken_down(secret)
        return leads_to(self, exchange, known)

    monkeypatch.setattr(PublicSite, "leads_to", taken_down_after)
    assert take_waiting() == 2  # the act itself asks for another
    assert seen
    monkeypatch.undo()
    snapshot, later = Snapshot.objects.order_by("pk")
    assert snapshot.state == "COMPLETE"
    assert holds(content(snapshot), CANARY)
    assert status_of_download(snapshot) == 451
    assert (later.quarantine, holds(content(later), CANARY)) == ([], False)
    redact_now(django_capture_on_commit_callbacks)
    snapshot.refresh_from_db()
    assert not storage_holds_the_canary()
    assert status_of_download(snapshot) == 200


def test_a_running_snapshot_is_not_looked_at_before_it_is_finished(secret):
    request_snapshot(reason=Snapshot.Reason.REQUESTED)
    running = claims.claim(now=timezone.now())
    taken_down(secret)
    assert work_on(running).state == State.WAITING
    assert redaction_claims.claim(now=timezone.now()) is None
    claims.finish(running, now=timezone.now(), state=Snapshot.State.FAILED, error="x")
    assert redact_quarantined() == 1
    assert work_on(running).state == State.UNCHANGED


def test_a_failure_leaves_it_kept_back_says_so_and_is_tried_again(
    secret, monkeypatch, django_capture_on_commit_callbacks
):
    snapshot = take()
    taken_down(secret)

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(type(archive_storage()), "save", full)
        assert redact_now(django_capture_on_commit_callbacks) == 1
    work = work_on(snapshot)
    assert (work.state, work.attempts) == (State.WAITING, 1)
    assert "No space left on device" in work.error
    assert timedelta(0) < work.next_at - timezone.now() <= timedelta(minutes=1)
    assert status_of_download(snapshot) == 451
    editor = sign_in(UserFactory(role=EDITORS), "jsj.localhost")
    with translation.override("zh-hans"):
        listed = gettext(
            "under examination since %(since)s; attempt %(attempts)d failed, the next one is made "
            "at %(next)s"
        ) % {
            "since": date_format(timezone.localtime(work.redaction.wanted_at), "DATETIME_FORMAT"),
            "attempts": 1,
            "next": date_format(timezone.localtime(work.next_at), "DATETIME_FORMAT"),
        }
    assert listed in editor.get("/admin/disclosure_snapshots/").text
    shown = editor.get(f"/admin/disclosure_snapshots/{snapshot.pk}/").text
    assert "No space left on device" in shown
    assert not LogEntry.objects.filter(kind="redaction").exists()

    # Not before its time, then it is done.
    assert redact_now(django_capture_on_commit_callbacks) == 0
    SnapshotRedaction.objects.update(next_at=timezone.now())
    assert redact_now(django_capture_on_commit_callbacks) == 1
    assert (work_on(snapshot).state, work_on(snapshot).error) == (State.REDACTED, "")
    assert not storage_holds_the_canary()


def test_what_kills_its_worker_keeps_no_other_waiting(secret):
    first = take()
    second = take()
    taken_down(secret)
    now = timezone.now()
    dead = redaction_claims.claim(now=now)
    assert dead.snapshot == first
    assert redaction_claims.claim(now=now + timedelta(seconds=59)) is None
    # Its lease is over, its next attempt a minute later; then it fails again and waits longer.
    SnapshotRedaction.objects.filter(pk=dead.pk).update(next_at=now + timedelta(minutes=2))
    later = now + timedelta(seconds=61)
    assert redaction_claims.has_quarantined(now=later)
    assert redaction_claims.claim(now=later).snapshot == second
    with pytest.raises(claims.LostClaim):
        redaction_claims.renew(dead, now=later)
    with pytest.raises(claims.LostClaim):
        redaction_claims.finish(dead, now=later, state=State.UNCHANGED)
    again = redaction_claims.claim(now=now + timedelta(minutes=3))
    assert (again.pk, again.attempts) == (dead.pk, 2)


def test_attempts_are_made_less_and_less_often():
    waits = [redaction_claims.wait_after(count).total_seconds() / 60 for count in range(1, 9)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert redaction_claims.wait_after(30_000) == timedelta(hours=1)


def test_a_snapshot_of_which_no_page_is_left_is_deleted(
    storage, django_capture_on_commit_callbacks
):
    secret = ItemFactory(title=CANARY, published=True)
    snapshot = take()
    sha256 = snapshot.sha256
    taken_down(secret)
    # As if every page spoke of it: each address has the host's name.
    Redaction.objects.update(names=[secret.slug, "jsj"])
    redact_now(django_capture_on_commit_callbacks)
    snapshot.refresh_from_db()
    work = work_on(snapshot)
    assert (work.state, work.old_sha256, work.new_sha256) == (State.REDACTED, sha256, "")
    assert (snapshot.file.name, snapshot.sha256, snapshot.size, snapshot.pages) == ("", "", 0, 0)
    assert list(names_in(storage)) == []
    entry = LogEntry.objects.get(log__bureau="jsj", kind="redaction")
    assert json.loads(entry.leaf)["hashes"] == {"old": sha256}
    assert status_of_download(snapshot) == 404


def shared_by_two(column) -> tuple[list, str]:
    """Two pages with one file, and its address."""
    shared = DocumentFactory(data=pdf("shared"), name="shared.pdf")
    both = [
        ItemFactory(
            parent=column, attachments=[models.ItemAttachment(document=shared)], published=True
        )
        for _i in range(2)
    ]
    copy = models.PublicFile.objects.get(name__endswith="shared.pdf")
    return both, f"http://jsj.localhost:8000{copy.url}"


def test_its_file_goes_also_where_another_page_showed_it(
    column, tmp_path, django_capture_on_commit_callbacks
):
    (gone, stays), address = shared_by_two(column)
    snapshot = take()
    assert captured(snapshot, tmp_path)[address][1] == pdf("shared")
    taken_down(gone)
    redact_now(django_capture_on_commit_callbacks)
    snapshot.refresh_from_db()
    left = captured(snapshot, tmp_path)
    assert stays.full_url in left
    assert not {address, gone.full_url} & left.keys()
    assert not any(pdf("shared") in payload for _status, payload in left.values())


def test_a_file_it_showed_before_goes_unless_another_page_shows_it_now(
    column, tmp_path, django_capture_on_commit_callbacks
):
    (gone, stays), address = shared_by_two(column)
    old = DocumentFactory(data=pdf(f"old {LATIN}"), name="old.pdf")
    gone.attachments.add(models.ItemAttachment(document=old))
    publish(gone)
    snapshot = take()
    assert len([url for url in captured(snapshot, tmp_path) if "/media/" in url]) == 2
    gone.attachments.clear()
    publish(gone)
    taken_down(gone)
    assert Redaction.objects.get().sha256s == []
    redact_now(django_capture_on_commit_callbacks)
    snapshot.refresh_from_db()
    left = captured(snapshot, tmp_path)
    assert [url for url in left if "/media/" in url] == [address]
    assert stays.full_url in left
    assert not storage_holds_the_canary()


def test_two_acts_at_once_are_both_done(
    secret, other, column, tmp_path, django_capture_on_commit_callbacks
):
    ItemFactory(parent=ColumnFactory(title="另一个栏目"), published=True)
    snapshot = take()
    taken_down(secret)
    taken_down(other)
    claimed = redaction_claims.claim(now=timezone.now())
    assert redaction_claims.claim(now=timezone.now()) is None  # one worker a bureau
    redaction_claims.fail(claimed, error="")
    SnapshotRedaction.objects.update(next_at=timezone.now())
    assert redact_now(django_capture_on_commit_callbacks) == 2
    snapshot.refresh_from_db()
    assert snapshot.quarantine == []
    assert not holds(content(snapshot), CANARY)
    assert not {secret.full_url, other.full_url} & captured(snapshot, tmp_path).keys()
    done = SnapshotRedaction.objects.order_by("pk")
    assert done[0].new_sha256 == done[1].old_sha256
    assert done[1].new_sha256 == snapshot.sha256


def test_problems_that_name_it_are_forgotten(secret, django_capture_on_commit_callbacks):
    snapshot = take()
    named = f"http://jsj.localhost:8000/{secret.slug}/ answered 404 Not Found."
    Snapshot.objects.filter(pk=snapshot.pk).update(problems=[named, "http://x/ answered 404."])
    taken_down(secret)
    redact_now(django_capture_on_commit_callbacks)
    snapshot.refresh_from_db()
    assert snapshot.problems == ["http://x/ answered 404."]


def test_a_rolled_back_act_keeps_nothing_back(secret):
    snapshot = take()

    class TakenBack(Exception):
        pass

    def fail(**kwargs):
        raise TakenBack

    page_taken_down.connect(fail)
    try:
        with pytest.raises(TakenBack):
            taken_down(secret)
    finally:
        page_taken_down.disconnect(fail)
    assert not Redaction.objects.exists()
    assert status_of_download(snapshot) == 200


def test_other_bureaus_are_left_alone_but_the_countys_register_is_not(
    secret, tmp_path, django_capture_on_commit_callbacks
):
    own = take()
    with bureaus.activate("czj"):
        ItemFactory(title="财政局的事项", published=True)
        foreign = take()
        foreign_bytes = content(foreign)
        foreign_log = Log.objects.get(bureau="czj").size
    with bureaus.activate("county"):
        county = take()
        assert holds(content(county), CANARY)
    taken_down(secret)
    with bureaus.activate("czj"):
        assert not Redaction.objects.exists()
        assert redact_now(django_capture_on_commit_callbacks) == 0
    with bureaus.activate("county"):
        assert work_on(county).state == State.WAITING
        assert Redaction.objects.get().bureau == "jsj"

    with django_capture_on_commit_callbacks(execute=True):
        tasks.redact_quarantined(bureau="jsj")
    with bureaus.activate("jsj"):
        assert work_on(own).state == State.REDACTED
    with bureaus.activate("county"):
        assert work_on(county).state == State.WAITING  # its own task does it
    with django_capture_on_commit_callbacks(execute=True):
        tasks.redact_quarantined(bureau="county")
    with bureaus.activate("county"):
        county.refresh_from_db()
        assert work_on(county).state == State.REDACTED
        assert not storage_holds_the_canary()
        entry = LogEntry.objects.get(log__bureau="county", kind="redaction")
        assert verify(entry.log).size == entry.log.size
    with bureaus.activate("czj"):
        foreign.refresh_from_db()
        assert content(foreign) == foreign_bytes
        assert Log.objects.get(bureau="czj").size == foreign_log
        archive_storage().delete(foreign.file.name)


def test_the_sweep_finds_what_is_kept_back(secret, monkeypatch):
    take()
    Snapshot.objects.filter(state=Snapshot.State.WAITING).delete()
    sent = []
    for task in (tasks.redact_quarantined, tasks.take_waiting):
        monkeypatch.setattr(
            task,
            "apply_async",
            lambda task=task, **options: sent.append((task.name, options["kwargs"]["bureau"])),
        )
    tasks.find_waiting()
    assert "jsj" not in [bureau for _task, bureau in sent]
    taken_down(secret)
    Snapshot.objects.filter(state=Snapshot.State.WAITING).delete()
    tasks.find_waiting()
    assert ("disclosure_snapshots.redact_quarantined", "jsj") in sent
    with pytest.raises(bureaus.NoBureau):
        tasks.redact_quarantined(bureau="nobody")


def test_the_work_goes_where_snapshots_are_taken():
    routes = django_settings.CELERY_TASK_ROUTES
    assert routes["disclosure_snapshots.redact_quarantined"] == {"queue": "archive"}


def test_addresses_of_files_are_known_under_every_mount(secret):
    sha256 = "ab" + "0" * 62
    unwanted = redacting.unwanted(Redaction(names=[], sha256s=[], basis=Basis.PRIVACY.value))
    for url in (
        f"http://jsj.localhost:8000/media/ab/{sha256}/x.pdf",
        f"https://www.county.gov.cn/jsj/media/ab/{sha256}/%E8%A1%A8.pdf?download=1",
    ):
        assert unwanted.is_file(url)
        assert not unwanted.is_kept(url)
    assert not unwanted.is_file(f"http://jsj.localhost:8000/{secret.slug}/")
    live = models.PublicFile.objects.filter(name__contains=LATIN)[0]
    assert unwanted.is_kept(f"http://jsj.localhost:8000{live.url}")


def published_again(page) -> None:
    """It was taken down by mistake."""
    lift(taken_down(page), by=reviewer())
    publish(type(page).objects.get(pk=page.pk))


def test_what_was_taken_meanwhile_refers_to_nothing_that_has_gone(
    secret, column, tmp_path, django_capture_on_commit_callbacks
):
    first = take()
    published_again(secret)
    second = take()
    # The column lists what it listed before: kept as unchanged.
    assert second.captures.get(response__url=column.full_url).response.snapshot == first
    assert redact_now(django_capture_on_commit_callbacks) == 2
    second.refresh_from_db()
    assert_outside_judges_accept(second, tmp_path)
    left = captured(second, tmp_path)
    assert column.full_url not in left
    assert CANARY in left[secret.full_url][1].decode()  # the version that is public again
    assert {one.state for one in SnapshotRedaction.objects.all()} == {State.REDACTED}
    third = take()
    assert_outside_judges_accept(third, tmp_path)
    assert secret.slug in captured(third, tmp_path)[column.full_url][1].decode()


def test_nor_does_what_is_being_taken(
    secret, column, tmp_path, monkeypatch, django_capture_on_commit_callbacks
):
    take()
    published_again(secret)
    leads_to, done = PublicSite.leads_to, []

    def redacted_meanwhile(self, exchange, known):
        # A captured list refers to the first snapshot's by now.
        if exchange.url.endswith("/register/register.json") and not done:
            done.append(redact_now(django_capture_on_commit_callbacks))
        return leads_to(self, exchange, known)

    monkeypatch.setattr(PublicSite, "leads_to", redacted_meanwhile)
    second = take()
    assert done == [1]
    monkeypatch.undo()
    assert [one.is_open for one in second.redactions.all()] == [True]
    redact_now(django_capture_on_commit_callbacks)
    second.refresh_from_db()
    assert second.quarantine == []
    assert_outside_judges_accept(second, tmp_path)
    captured(second, tmp_path)

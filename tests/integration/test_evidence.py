"""What is taken down leaves the archive, and stays as evidence for one permission only."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from warcio.archiveiterator import ArchiveIterator

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.archive.bag import bag_problems
from disclosure_plugin.archive.manifest import manifest_root
from disclosure_plugin.models.file_storage import names_in
from disclosure_plugin.snapshots import redacting
from disclosure_plugin.snapshots.evidence_copies import (
    EvidenceAccess,
    EvidenceCopy,
    evidence_storage,
)
from disclosure_plugin.snapshots.models import Snapshot, SnapshotRedaction, archive_storage
from disclosure_plugin.snapshots.redacting import redact_quarantined
from disclosure_plugin.snapshots.requests import request_snapshot
from disclosure_plugin.snapshots.taking import take_waiting
from tests.factories.pages import ColumnFactory, ItemFactory
from tests.factories.removals import taken_down
from tests.factories.users import UserFactory, sign_in
from tests.package_bytes import holds

pytestmark = pytest.mark.long

CANARY = "金丝雀身份证"
PLACE = "/admin/disclosure_evidence/"
REASON = {"reason": "复议案件需要核对原文"}


@pytest.fixture
def storages(no_snapshots):
    def empty() -> None:
        for storage in (archive_storage(), evidence_storage()):
            for name in list(names_in(storage)):
                storage.delete(name)

    empty()
    yield
    with bureaus.activate("jsj"):
        empty()


@pytest.fixture
def column(storages):
    return ColumnFactory(title="一个栏目")


@pytest.fixture
def other(column):
    return ItemFactory(parent=column, published=True)


@pytest.fixture
def secret(column, other):
    return ItemFactory(parent=column, title=f"{CANARY}的处罚决定", published=True)


def take() -> Snapshot:
    request_snapshot(reason=Snapshot.Reason.REQUESTED)
    assert take_waiting() == 1
    return Snapshot.objects.latest("pk")


@pytest.fixture
def redacted(secret, django_capture_on_commit_callbacks) -> Snapshot:
    """A snapshot of which the page was taken out; kept as ``original_manifest`` what it had."""
    snapshot = take()
    taken_down(secret)
    with django_capture_on_commit_callbacks(execute=True):
        assert redact_quarantined() == 1
    snapshot.refresh_from_db()
    return snapshot


def copy_of(snapshot: Snapshot) -> EvidenceCopy:
    return EvidenceCopy.objects.get(work__snapshot=snapshot)


def members(copy: EvidenceCopy) -> dict[str, bytes]:
    with copy.file.open() as file, zipfile.ZipFile(io.BytesIO(file.read())) as package:
        return {name.partition("/")[2]: package.read(name) for name in package.namelist()}


def reader(role: str = EDITORS) -> Client:
    """Somebody with the permission, beside their role."""
    user = UserFactory(role=role)
    user.user_permissions.add(Permission.objects.get(codename="view_evidencecopy"))
    return sign_in(user, "jsj.localhost")


def test_the_records_that_left_are_kept_with_the_manifest_that_proves_them(secret, redacted):
    copy = copy_of(redacted)
    with copy.file.open() as file:
        assert bag_problems(io.BytesIO(file.read())) == []
    found = members(copy)
    records = [
        (one.rec_headers.get_header("WARC-Target-URI"), one.content_stream().read())
        for one in ArchiveIterator(io.BytesIO(found["data/records.warc.gz"]))
        if one.rec_type == "response"
    ]
    assert len(records) == copy.records == redacted.redactions.get().records_removed
    page = dict(records)[secret.full_url]
    assert CANARY in page.decode()
    # The log committed to this root, and the lines have their salts: it can still be proved.
    assert manifest_root(found["data/manifest.txt"]) == redacted.manifest
    assert secret.full_url.encode() in found["data/manifest.txt"]


def test_nothing_that_stayed_public_is_in_it(other, redacted):
    kept = ArchiveIterator(io.BytesIO(members(copy_of(redacted))["data/records.warc.gz"]))
    addresses = {one.rec_headers.get_header("WARC-Target-URI") for one in kept}
    assert len(addresses) > 1
    assert other.full_url not in addresses


def test_the_archive_and_the_rows_hold_nothing_of_it(redacted):
    for name in names_in(archive_storage()):
        with archive_storage().open(name) as file:
            assert not holds(file.read(), CANARY)
    assert [*names_in(evidence_storage())] == [copy_of(redacted).file.name]
    assert CANARY not in str(list(EvidenceCopy.objects.values()))
    assert SnapshotRedaction.objects.get().stray_evidence == ""


def test_the_public_reaches_it_nowhere(secret, redacted):
    copy = copy_of(redacted)
    visitor = Client(headers={"host": "jsj.localhost"})
    for path in (
        f"{PLACE}{copy.pk}/",
        f"/media/{copy.file.name}",
        f"/uploads/{copy.file.name}",
        f"/evidence/{copy.file.name}",
        f"/archive/snapshots/{redacted.pk}/snapshot.wacz",
        f"/archive/page/{secret.slug}/",
        secret.url,
        "/register/register.json",
    ):
        answer = visitor.get(path)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert not holds(content, CANARY), path


@pytest.mark.parametrize("role", [ADMINISTRATORS, EDITORS, REVIEWERS])
def test_no_role_has_the_permission_by_itself(redacted, role):
    person = sign_in(UserFactory(role=role), "jsj.localhost")
    for path in (PLACE, f"{PLACE}{copy_of(redacted).pk}/"):
        assert person.get(path).status_code == 302
    assert person.post(f"{PLACE}{copy_of(redacted).pk}/", REASON).status_code == 302
    assert PLACE not in person.get("/admin/").text
    assert not EvidenceAccess.objects.exists()


def test_who_may_gets_it_for_a_reason_that_is_kept(redacted):
    copy = copy_of(redacted)
    person = reader()
    assert f"{PLACE}{copy.pk}/" in person.get(PLACE).text
    refused = person.post(f"{PLACE}{copy.pk}/", {"reason": ""})
    assert (refused.status_code, refused.streaming) == (200, False)
    assert not EvidenceAccess.objects.exists()
    answer = person.post(f"{PLACE}{copy.pk}/", REASON)
    assert holds(b"".join(answer.streaming_content), CANARY)
    assert "no-store" in answer["Cache-Control"]
    access = EvidenceAccess.objects.get()
    assert (access.copy, access.reason) == (copy, REASON["reason"])
    assert access.by_name
    shown = person.get(f"{PLACE}{copy.pk}/").text
    assert REASON["reason"] in shown
    assert CANARY not in shown
    assert person.get(f"{PLACE}{'9' * 30}/").status_code == 404


def test_another_bureau_finds_nothing(redacted):
    copy = copy_of(redacted)
    with bureaus.activate("czj"):
        user = UserFactory(role=EDITORS)
        user.user_permissions.add(Permission.objects.get(codename="view_evidencecopy"))
        foreigner = sign_in(user, "czj.localhost")
    assert foreigner.get(f"{PLACE}{copy.pk}/").status_code == 404
    assert f"{PLACE}{copy.pk}/" not in foreigner.get(PLACE).text


def test_without_room_for_the_evidence_nothing_is_redacted_and_it_stays_kept_back(
    secret, monkeypatch, django_capture_on_commit_callbacks
):
    snapshot = take()
    before = snapshot.sha256
    taken_down(secret)

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken, django_capture_on_commit_callbacks(execute=True):
        broken.setattr(type(evidence_storage()), "save", full)
        assert redact_quarantined() == 1
    snapshot.refresh_from_db()
    assert (snapshot.sha256, bool(snapshot.quarantine)) == (before, True)
    assert not EvidenceCopy.objects.exists()


def test_a_redaction_that_is_rolled_back_leaves_no_evidence_behind(
    secret, monkeypatch, django_capture_on_commit_callbacks
):
    take()
    taken_down(secret)

    def fail(*args, **kwargs):
        raise RuntimeError("the log is away")

    with monkeypatch.context() as broken, django_capture_on_commit_callbacks(execute=True):
        broken.setattr(redacting, "append", fail)
        assert redact_quarantined() == 1
    assert list(names_in(evidence_storage())) == []
    assert not EvidenceCopy.objects.exists()
    SnapshotRedaction.objects.update(next_at="2026-01-01T00:00:00Z")
    with django_capture_on_commit_callbacks(execute=True):
        assert redact_quarantined() == 1
    assert EvidenceCopy.objects.count() == 1
    assert len(list(names_in(evidence_storage()))) == 1


def test_what_a_dead_worker_left_is_removed(secret, django_capture_on_commit_callbacks):
    take()
    taken_down(secret)
    left = evidence_storage().save("2026/left.zip", io.BytesIO(CANARY.encode()))
    SnapshotRedaction.objects.update(stray_evidence=left)
    with django_capture_on_commit_callbacks(execute=True):
        assert redact_quarantined() == 1
    assert list(names_in(evidence_storage())) == [EvidenceCopy.objects.get().file.name]


def test_a_snapshot_with_nothing_of_it_leaves_no_evidence(
    other, column, django_capture_on_commit_callbacks
):
    take()
    late = ItemFactory(parent=column, title=CANARY, published=True)
    taken_down(late)
    with django_capture_on_commit_callbacks(execute=True):
        assert redact_quarantined() == 1
    assert not EvidenceCopy.objects.exists()

"""What has not changed is not stored again, and every snapshot stands in the publication log."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from disclosure_plugin import bureaus
from disclosure_plugin.archive import verify_archive
from disclosure_plugin.archive.manifest import manifest_root
from disclosure_plugin.archive.verify_archive import (
    read_proof_file,
    verify_inclusion,
    verify_note,
)
from disclosure_plugin.register.models import Log, LogEntry, LogKey
from disclosure_plugin.register.verifying import verify
from disclosure_plugin.snapshots import tasks
from disclosure_plugin.snapshots.models import Snapshot, StoredResponse, archive_storage
from disclosure_plugin.snapshots.requests import request_snapshot
from disclosure_plugin.snapshots.taking import READ_AGAIN_AFTER, take_waiting
from tests.factories.logs import sign_log, signing_with
from tests.factories.pages import ColumnFactory, ItemFactory
from tests.factories.reviews import publish
from tests.snapshot_files import assert_outside_judges_accept, captured, handed_out

pytestmark = pytest.mark.long

State, Reason = Snapshot.State, Snapshot.Reason


@pytest.fixture
def items(no_snapshots):
    column = ColumnFactory()
    return [ItemFactory(parent=column, published=True) for _i in range(3)]


def take(reason: str = Reason.REQUESTED) -> Snapshot:
    request_snapshot(reason=reason)
    assert take_waiting() == 1
    snapshot = Snapshot.objects.latest("pk")
    assert snapshot.error == ""
    return snapshot


def test_what_is_unchanged_takes_less_than_a_kilobyte_each(items, tmp_path):
    first, second = take(), take()
    assert first.addresses_done == second.addresses_done
    own = 2048  # what a package has of its own, however many addresses there are
    assert second.size < own + second.addresses_done * 1024 < first.size
    assert StoredResponse.objects.filter(snapshot=first).count() == first.addresses_done
    assert not StoredResponse.objects.filter(snapshot=second).exists()
    assert captured(first, tmp_path) == captured(second, tmp_path)
    assert_outside_judges_accept(second, tmp_path)


def test_what_changed_is_stored_and_the_rest_refers_to_the_first(items, tmp_path):
    first = take()
    items[0].title = "改了标题"
    publish(items[0])
    second = take()
    new = StoredResponse.objects.filter(snapshot=second)
    stored = dict(new.values_list("url", "title"))
    assert stored[items[0].full_url] == "改了标题"
    assert items[1].full_url not in stored
    before, after = captured(first, tmp_path), captured(second, tmp_path)
    assert {url for url in after if before[url] != after[url]} == set(stored)
    assert "改了标题" in after[items[0].full_url][1].decode()


def test_a_night_without_a_change_writes_nothing(items):
    first = take()
    again = take(Reason.NIGHTLY)
    assert (again.state, again.same_as, again.file.name, again.manifest) == (
        State.UNCHANGED,
        first,
        "",
        "",
    )
    items[0].title = "改了标题"
    publish(items[0])
    take_waiting()
    changed = take(Reason.NIGHTLY)
    assert (changed.state, changed.same_as) == (State.COMPLETE, None)
    assert take(Reason.NIGHTLY).same_as == changed


def test_after_a_week_everything_is_read_again_all_the_same(items):
    first = take()
    long_ago = timezone.now() - READ_AGAIN_AFTER - timedelta(seconds=1)
    Snapshot.objects.filter(pk=first.pk).update(finished_at=long_ago)
    assert take(Reason.NIGHTLY).state == State.COMPLETE


def test_every_open_bureau_is_asked_at_night(no_snapshots, monkeypatch):
    monkeypatch.setattr(tasks.take_waiting, "apply_async", lambda **message: None)
    tasks.ask_nightly()
    for code in bureaus.codes():
        with bureaus.activate(code):
            waiting = Snapshot.objects.get(state=State.WAITING)
            assert (waiting.reason, waiting.whole_site) == ("NIGHTLY", True)


def test_the_log_commits_to_the_manifest(items, tmp_path):
    snapshot = take()
    entry = LogEntry.objects.get(kind="snapshot.created", subject=f"snapshot/{snapshot.pk}")
    assert json.loads(entry.leaf)["hashes"] == {"manifest": snapshot.manifest}
    with zipfile.ZipFile(handed_out(snapshot, tmp_path)) as package:
        manifest = package.read("proofs/manifest.txt")
    assert manifest_root(manifest) == snapshot.manifest
    first, *rows = map(json.loads, manifest.splitlines())
    assert (first["bureau"], first["snapshot"]) == ("jsj", str(snapshot.pk))
    assert first["previous"] == ""
    found = captured(snapshot, tmp_path)
    assert {row["url"]: (row["status"], row["sha256"]) for row in rows} == {
        url: (status, hashlib.sha256(payload).hexdigest())
        for url, (status, payload) in found.items()
    }
    with zipfile.ZipFile(handed_out(take(), tmp_path)) as package:
        header = json.loads(package.read("proofs/manifest.txt").splitlines()[0])
    assert header["previous"] == snapshot.manifest
    assert verify(Log.objects.get(bureau="jsj")).size == LogEntry.objects.count()


def test_the_log_commits_to_the_bytes_that_were_served(no_snapshots):
    item = ItemFactory(published=True)
    take_waiting()
    served = Client().get(item.url, headers={"host": "jsj.localhost"}).content
    entry = LogEntry.objects.get(kind="page.captured", subject=item.slug)
    assert json.loads(entry.leaf)["hashes"] == {"body": hashlib.sha256(served).hexdigest()}


def test_the_proof_is_in_the_file_once_the_log_is_signed(items, tmp_path):
    snapshot = take()
    with zipfile.ZipFile(handed_out(snapshot, tmp_path)) as package:
        proofs = {name for name in package.namelist() if name.startswith("proofs/")}
    assert proofs == {"proofs/manifest.txt"}
    with signing_with(tmp_path / "log.key"):
        sign_log("jsj")
        made = handed_out(snapshot, tmp_path).read_bytes()
        # Later states do not change what is handed out.
        take()
        sign_log("jsj")
    assert handed_out(snapshot, tmp_path).read_bytes() == made
    with zipfile.ZipFile(handed_out(snapshot, tmp_path)) as package:
        entry = package.read("proofs/entry.json")
        proof = read_proof_file(package.read("proofs/entry.tlog-proof").decode())
    assert json.loads(entry)["subject"] == f"snapshot/{snapshot.pk}"
    key = LogKey.objects.get(log__bureau="jsj").verifier_key
    verify_inclusion(entry, proof.index, proof.path, verify_note(proof.note, key))
    assert_outside_judges_accept(snapshot, tmp_path)


def test_the_one_file_verifier_proves_a_snapshot_that_refers_to_others(items, tmp_path):
    take()
    items[0].title = "改了标题"
    publish(items[0])
    snapshot = take()
    with signing_with(tmp_path / "log.key"):
        sign_log("jsj")
    key = LogKey.objects.get(log__bureau="jsj").verifier_key
    made = handed_out(snapshot, tmp_path)
    command = [sys.executable, "-I", verify_archive.__file__, "snapshot", made, "--key", key]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) >= 10
    assert {line.split()[0] for line in lines[:-1]} == {"ok"}
    # The same with one byte of one page changed.
    content = bytearray(made.read_bytes())
    content[content.index(b"originals.warc.gz") + 2000] ^= 1
    made.write_bytes(content)
    assert subprocess.run(command, capture_output=True, text=True).returncode == 1


def test_a_failed_commit_leaves_neither_file_nor_entry(items, monkeypatch):
    request_snapshot(reason=Reason.REQUESTED)
    files, entries = len(stored_files()), LogEntry.objects.count()

    def refused(*args, **kwargs):
        raise RuntimeError("the log is away")

    monkeypatch.setattr("disclosure_plugin.snapshots.taking.append", refused)
    assert take_waiting() == 1
    snapshot = Snapshot.objects.latest("pk")
    assert (snapshot.state, snapshot.file.name) == (State.FAILED, "")
    assert "the log is away" in snapshot.error
    assert len(stored_files()) == files
    assert LogEntry.objects.count() == entries
    assert not StoredResponse.objects.filter(snapshot=snapshot).exists()


def stored_files() -> list[str]:
    storage = archive_storage()
    folders, _files = storage.listdir("")
    return [name for folder in folders for name in storage.listdir(folder)[1]]

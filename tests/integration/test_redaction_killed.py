"""Workers that are killed while they redact, and an act that meets a snapshot being begun.

With real processes and a database of its own: what is committed cannot be taken back.
"""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import timezone

from disclosure_plugin import bureaus
from disclosure_plugin.models.file_storage import names_in
from disclosure_plugin.register.models import Log, LogEntry
from disclosure_plugin.register.verifying import verify
from disclosure_plugin.snapshots import claims, redacting, redaction_claims
from disclosure_plugin.snapshots.evidence_copies import EvidenceCopy, evidence_storage
from disclosure_plugin.snapshots.models import Snapshot, SnapshotRedaction, archive_storage
from disclosure_plugin.snapshots.redacting import redact_quarantined
from disclosure_plugin.snapshots.requests import request_snapshot
from disclosure_plugin.snapshots.taking import take_waiting
from tests.factories.pages import ColumnFactory, ItemFactory
from tests.factories.removals import taken_down
from tests.package_bytes import holds

pytestmark = pytest.mark.long

CANARY = "金丝雀身份证"
State = SnapshotRedaction.State


@pytest.fixture
def county_of_its_own(outside_transactions, static_files):
    folders = [Path(settings.DATA_DIR) / kind / "jsj" for kind in ("archive", "evidence")]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    with bureaus.activate("jsj"):
        yield
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def secret(county_of_its_own):
    column = ColumnFactory()
    ItemFactory(parent=column, published=True)
    return ItemFactory(parent=column, title=CANARY, published=True)


def take() -> Snapshot:
    request_snapshot(reason=Snapshot.Reason.REQUESTED)
    assert take_waiting() == 1
    return Snapshot.objects.latest("pk")


def stored() -> dict[str, bytes]:
    found = {}
    for name in names_in(archive_storage()):
        with archive_storage().open(name) as file:
            found[name] = file.read()
    return found


def killed_at(prepare: Callable[[], None]) -> None:
    """Let a process of its own redact, and be killed with SIGKILL where ``prepare`` says."""
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            with bureaus.activate("jsj"):
                prepare()
                redact_quarantined()
        finally:
            os._exit(0)  # it was not killed
    _child, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL
    connection.set_schema_to_public()


def die(*args, **kwargs) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def while_it_searches() -> None:
    redacting.redact = die


def when_the_evidence_is_there() -> None:
    redacting._replace_file = die


def when_the_new_file_is_there() -> None:
    redacting._note = die


def before_the_commit() -> None:
    redacting.append = die


def before_the_old_file_is_removed() -> None:
    redacting._remove_stray = die


@pytest.mark.parametrize(
    ("prepare", "files", "logged"),
    [
        (while_it_searches, 1, 0),
        (when_the_evidence_is_there, 1, 0),
        (when_the_new_file_is_there, 2, 0),
        (before_the_commit, 2, 0),
        (before_the_old_file_is_removed, 2, 1),
    ],
)
def test_a_killed_worker_loses_nothing_and_nothing_is_done_twice(secret, prepare, files, logged):
    snapshot = take()
    old = snapshot.file.name
    taken_down(secret)
    killed_at(prepare)
    with bureaus.activate("jsj"):
        assert len(stored()) == files
        assert old in stored()
        assert LogEntry.objects.filter(kind="redaction").count() == logged
        if not logged:
            assert SnapshotRedaction.objects.get().state == State.RUNNING
            assert redact_quarantined() == 0  # its lease is not over
            over = timezone.now() - timedelta(seconds=1)
            SnapshotRedaction.objects.update(lease_until=over, next_at=over)
        assert redaction_claims.has_quarantined(now=timezone.now())
        assert redact_quarantined() == 1 - logged
        assert not redaction_claims.has_quarantined(now=timezone.now())

        snapshot.refresh_from_db()
        left = stored()
        assert left.keys() == {snapshot.file.name}
        assert snapshot.file.name != old
        assert not holds(left[snapshot.file.name], CANARY)
        assert list(names_in(evidence_storage())) == [EvidenceCopy.objects.get().file.name]
        work = SnapshotRedaction.objects.get()
        assert (work.state, work.stray_file, work.attempts) == (State.REDACTED, "", 2 - logged)
        assert LogEntry.objects.filter(kind="redaction").count() == 1
        log = Log.objects.get(bureau="jsj")
        assert verify(log).size == log.size


def test_no_snapshot_is_begun_while_a_page_is_taken_down(secret):
    """Else it could fetch the page and be unknown to the act."""
    take()
    begun, answer = threading.Event(), []

    def begin() -> None:
        try:
            with bureaus.activate("jsj"):
                begun.set()
                answer.append(claims.claim(now=timezone.now()))
        finally:
            connections.close_all()

    worker = threading.Thread(target=begin)
    with transaction.atomic():
        taken_down(secret)
        # Another transaction asks for a snapshot meanwhile: the act cannot see its row.
        worker.start()
        begun.wait(timeout=10)
        worker.join(timeout=1)
        assert worker.is_alive()
        assert answer == []
    worker.join(timeout=30)
    [snapshot] = answer
    assert snapshot.state == Snapshot.State.RUNNING
    assert not snapshot.redactions.exists()
    claims.finish(snapshot, now=timezone.now(), state=Snapshot.State.FAILED)

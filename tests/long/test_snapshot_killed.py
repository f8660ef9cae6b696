"""The worker of a snapshot is killed at any moment, and the snapshot is whole or not there."""

from __future__ import annotations

import random
import shutil
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from disclosure_plugin import bureaus, models
from disclosure_plugin.actions.reviewing import review
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.archive.validate import validate
from disclosure_plugin.models.file_storage import names_in
from disclosure_plugin.register.models import Log, LogEntry
from disclosure_plugin.register.verifying import verify
from disclosure_plugin.snapshots.models import (
    Snapshot,
    SnapshotAddress,
    SnapshotShard,
    archive_storage,
)
from disclosure_plugin.snapshots.requests import request_snapshot
from disclosure_plugin.snapshots.stored_packages import whole_package
from disclosure_plugin.snapshots.taking import take_waiting
from tests.factories.pages import ColumnFactory, ItemFactory
from tests.factories.reviews import colleague, save
from tests.factories.uploads import DocumentFactory, pdf

from .snapshot_worker import Worker

pytestmark = pytest.mark.long

KILLS = 10
ITEMS = 30
MEGABYTE = 1 << 20
# What a file of 100 MB may cost beside one of a few bytes.
ALLOWED = 30 * MEGABYTE


@pytest.fixture
def column(outside_transactions, static_files):
    folder = Path(django_settings.DATA_DIR) / "archive" / "jsj"
    shutil.rmtree(folder, ignore_errors=True)
    with bureaus.activate("jsj"):
        column = ColumnFactory()
        Snapshot.objects.all().delete()
        yield column
    shutil.rmtree(folder, ignore_errors=True)


def asked() -> Snapshot:
    Snapshot.objects.filter(state=Snapshot.State.WAITING).delete()
    return Snapshot.objects.get(pk=request_snapshot(reason=Snapshot.Reason.REQUESTED))


def test_killed_at_ten_random_moments_each_ends_clean(column):
    for _number in range(ITEMS):
        ItemFactory(parent=column, published=True)
    asked()
    worker = Worker()
    began = time.monotonic()
    worker.take()
    usual = time.monotonic() - began
    chance, killed = random.Random(20261126), 0
    while killed < KILLS:
        snapshot = asked()
        worker = Worker()
        worker.go()
        time.sleep(chance.uniform(0, usual))
        if not worker.kill():
            continue  # it had finished
        killed += 1
        snapshot.refresh_from_db()
        if snapshot.state == Snapshot.State.RUNNING:
            over = timezone.now() - timedelta(seconds=1)
            Snapshot.objects.filter(pk=snapshot.pk).update(lease_until=over)
            SnapshotShard.objects.update(lease_until=over)
        if snapshot.state != Snapshot.State.COMPLETE:
            assert take_waiting() == 1
        assert_whole(snapshot)


def assert_whole(snapshot: Snapshot) -> None:
    snapshot.refresh_from_db()
    assert (snapshot.state, snapshot.error, snapshot.problems) == ("COMPLETE", "", [])
    with whole_package(snapshot) as file:
        assert {one.level for one in validate(file)} == {"ok"}
    kept = Snapshot.objects.exclude(file="").values_list("file", flat=True)
    assert set(names_in(archive_storage())) == set(kept)
    assert not SnapshotAddress.objects.exists()
    log = Log.objects.get(bureau="jsj")
    assert verify(log).size == log.size
    subject = f"snapshot/{snapshot.pk}"
    assert LogEntry.objects.filter(kind="snapshot.created", subject=subject).count() == 1


@pytest.mark.parametrize("prefix", ["", "/_media/"])
def test_a_file_of_a_hundred_megabytes_is_never_held_in_memory(column, settings, prefix):
    """Whether the application streams it or the front server would."""
    allowed = {**settings.DISCLOSURE, "UPLOAD_MAX_BYTES": 200 * MEGABYTE}
    settings.DISCLOSURE = allowed
    publish_file(column, pdf())
    asked()
    small = Worker(prefix).take()
    random.seed(1)
    large = b"%PDF-1.7\n" + random.randbytes(100 * MEGABYTE) + b"\n%%EOF\n"
    publish_file(column, large)
    snapshot = asked()
    peak = Worker(prefix).take()
    assert_whole(snapshot)
    assert snapshot.size > 100 * MEGABYTE
    assert peak < small + ALLOWED
    with snapshot.file.open() as file, zipfile.ZipFile(file) as package:
        assert "archive/data.warc.gz" in package.namelist()


def publish_file(column, data: bytes) -> None:
    document = DocumentFactory(data=data, name="图纸.pdf")
    item = ItemFactory(parent=column, attachments=[models.ItemAttachment(document=document)])
    save(item)
    # A file of this size is read by people.
    reviewer = colleague(REVIEWERS)
    review(
        item,
        author=colleague(EDITORS),
        people=[reviewer, colleague(ADMINISTRATORS)],
        looked_through_by=reviewer,
    )

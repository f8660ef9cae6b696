"""Several workers capture one snapshot together, and any of them may die.

With real processes and a database of its own: what is committed cannot be taken back.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections
from django.utils import timezone

from disclosure_plugin import bureaus
from disclosure_plugin.archive.validate import validate
from disclosure_plugin.models.file_storage import names_in
from disclosure_plugin.register.models import Log, LogEntry
from disclosure_plugin.register.verifying import verify
from disclosure_plugin.snapshots import assembling, capturing, shards, taking, tasks
from disclosure_plugin.snapshots.models import (
    Snapshot,
    SnapshotAddress,
    SnapshotShard,
    StoredResponse,
    archive_storage,
)
from disclosure_plugin.snapshots.requests import request_snapshot
from disclosure_plugin.snapshots.stored_packages import whole_package
from disclosure_plugin.snapshots.taking import help_take, take_waiting
from tests.factories.pages import ColumnFactory, ItemFactory

pytestmark = pytest.mark.long

ITEMS = 8
PATIENCE = 60


@pytest.fixture
def items(outside_transactions, static_files, monkeypatch):
    """A bureau with some items; addresses are captured one at a time, so that all get some."""
    folder = Path(django_settings.DATA_DIR) / "archive" / "jsj"
    shutil.rmtree(folder, ignore_errors=True)
    monkeypatch.setattr(shards, "ADDRESSES_AT_ONCE", 1)
    monkeypatch.setattr(taking, "WORTH_HELP", 1)
    monkeypatch.setattr(tasks.cross_check, "apply_async", lambda **message: None)
    with bureaus.activate("jsj"):
        column = ColumnFactory()
        made = [ItemFactory(parent=column, published=True) for _number in range(ITEMS)]
        Snapshot.objects.all().delete()
        yield made
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def nobody_helps(monkeypatch):
    monkeypatch.setattr(tasks.help_take, "apply_async", lambda **message: None)


def take() -> Snapshot:
    key = request_snapshot(reason=Snapshot.Reason.REQUESTED)
    assert take_waiting() == 1
    return Snapshot.objects.get(pk=key)


def stored() -> set[str]:
    return set(names_in(archive_storage()))


def manifest_of(snapshot: Snapshot) -> list[dict]:
    """What the manifest says, without what chance and the clock have to do with."""
    with whole_package(snapshot) as file, zipfile.ZipFile(file) as package:
        lines = package.read("proofs/manifest.txt").splitlines()[1:]
    rows = [json.loads(line) for line in lines]
    return [{name: row[name] for name in row if name not in ("at", "salt")} for row in rows]


def parts_of(snapshot: Snapshot) -> list[str]:
    with snapshot.file.open() as file, zipfile.ZipFile(file) as package:
        return sorted(name for name in package.namelist() if name.startswith("archive/"))


def assert_whole(snapshot: Snapshot, *, attempts: int = 1) -> None:
    """It is complete and sound, nothing else is left, and the log has it once."""
    snapshot.refresh_from_db()
    assert (snapshot.state, snapshot.error, snapshot.problems) == ("COMPLETE", "", [])
    assert (snapshot.attempts, snapshot.stray_file) == (attempts, "")
    assert stored() == {snapshot.file.name}
    with snapshot.file.open() as file:
        assert {one.level for one in validate(file, stored=True)} == {"ok"}
    with whole_package(snapshot) as file:
        assert {one.level for one in validate(file)} == {"ok"}
    assert snapshot.addresses_done == snapshot.addresses_total == len(manifest_of(snapshot))
    assert snapshot.captures.count() == snapshot.addresses_done
    assert not SnapshotAddress.objects.exists()
    assert not SnapshotShard.objects.exists()
    log = Log.objects.get(bureau="jsj")
    assert verify(log).size == log.size
    entries = LogEntry.objects.filter(kind="snapshot.created", subject=f"snapshot/{snapshot.pk}")
    assert entries.count() == 1


@contextmanager
def helping(monkeypatch, helper: Callable[[int], None]) -> Iterator[None]:
    """Let a helper come when help is asked for, and have taken an address before we go on."""

    def apply_async(*, kwargs, **_options):
        helper(kwargs["snapshot"])
        end = time.monotonic() + PATIENCE
        taken = SnapshotAddress.objects.filter(shard__number=2)
        while not taken.exists():
            assert time.monotonic() < end, "nobody came to help"
            time.sleep(0.01)

    monkeypatch.setattr(tasks.help_take, "apply_async", apply_async)
    yield


def in_a_thread(done: list[bool]) -> Callable[[int], threading.Thread]:
    def start(key: int) -> threading.Thread:
        def run() -> None:
            try:
                with bureaus.activate("jsj"):
                    done.append(help_take(key))
            finally:
                connections.close_all()

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    return start


def in_a_process(prepare: Callable[[], None], work: Callable[[], object]) -> int:
    """Let a process of its own do something; return its id."""
    schema = connection.schema_name
    connections.close_all()
    child = os.fork()
    if child:
        connection.set_schema(schema)  # of the new connection too
        return child
    try:
        with bureaus.activate("jsj"):
            prepare()
            work()
    finally:
        os._exit(0)  # it was not killed


def assert_killed(child: int) -> None:
    _child, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL


def die(*args, **kwargs) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_two_workers_capture_what_one_does_and_each_address_once(items, nobody_helps, monkeypatch):
    alone = take()
    assert parts_of(alone) == ["archive/data.warc.gz"]
    assert_whole(alone)
    expected = manifest_of(alone)
    archive_storage().delete(alone.file.name)
    StoredResponse.objects.all().delete()
    done: list[bool] = []
    with helping(monkeypatch, in_a_thread(done)):
        together = take()
    assert parts_of(together) == ["archive/data-2.warc.gz", "archive/data.warc.gz"]
    assert_whole(together)
    assert done == [True]
    assert manifest_of(together) == expected
    assert len({row["url"] for row in expected}) == len(expected) > ITEMS


def test_where_nothing_is_left_or_helpers_are_enough_nobody_joins(items, nobody_helps, settings):
    now = timezone.now()
    key = request_snapshot(reason=Snapshot.Reason.REQUESTED)
    assert shards.join(key, now=now) is None  # it waits
    snapshot = taking.claim(now=now)
    first = shards.begin(snapshot, [], lambda: None)
    assert shards.join(key, now=now) is None  # no address
    found = ["http://jsj.localhost:8000/a", "http://jsj.localhost:8000/b"]
    [one] = shards.advance(first, [], found)
    second = shards.join(key, now=now)
    assert second.number == 2
    assert shards.join(key, now=now) is None  # two are enough
    settings.DISCLOSURE = {**settings.DISCLOSURE, "SNAPSHOT_SHARDS": 3}
    assert shards.join(key, now=now).number == 3
    # Its lease is over: whoever took it is dead.
    assert shards.join(key, now=now + timedelta(seconds=61)) is None
    [other] = shards.advance(second, [], found)
    assert {one.url, other.url} == set(found)
    assert shards.advance(first, [], found) == []


@pytest.mark.parametrize(
    ("target", "name"),
    [
        (capturing.Capturing, "_answer"),
        (capturing.Capturing, "check"),
        (taking, "store"),
        (archive_storage().__class__, "save"),
    ],
)
def test_what_a_helper_had_that_died_is_captured_by_the_first(
    items, settings, monkeypatch, target, name
):
    settings.DISCLOSURE = {**settings.DISCLOSURE, "SNAPSHOT_LEASE_SECONDS": 2}
    children: list[int] = []

    def help_and_die(key: int) -> None:
        def prepare() -> None:
            setattr(target, name, die)

        children.append(in_a_process(prepare, lambda: help_take(key)))

    with helping(monkeypatch, help_and_die):
        snapshot = take()
    assert_killed(children[0])
    shards.remove_strays(now=timezone.now() + timedelta(seconds=3))
    assert parts_of(snapshot) == ["archive/data.warc.gz"]
    assert_whole(snapshot)


def when_the_first_address_is_captured() -> None:
    capturing.Capturing._answer = die


def when_all_is_captured() -> None:
    capturing.Capturing.check = die


def when_the_package_is_put_together() -> None:
    assembling.validate = die


def when_the_file_is_there() -> None:
    taking._finish = die


def before_the_commit() -> None:
    taking.append = die


@pytest.mark.parametrize(
    ("prepare", "files"),
    [
        (when_the_first_address_is_captured, 0),
        (when_all_is_captured, 0),
        (when_the_package_is_put_together, 0),
        (when_the_file_is_there, 1),
        (before_the_commit, 1),
    ],
)
def test_a_snapshot_whose_worker_died_is_taken_by_the_next(items, nobody_helps, prepare, files):
    key = request_snapshot(reason=Snapshot.Reason.REQUESTED)
    entries = LogEntry.objects.count()
    assert_killed(in_a_process(prepare, take_waiting))
    with bureaus.activate("jsj"):
        snapshot = Snapshot.objects.get(pk=key)
        assert (snapshot.state, snapshot.file.name) == ("RUNNING", "")
        assert len(stored()) == files
        assert LogEntry.objects.count() == entries
        assert take_waiting() == 0  # its lease is not over
        over = timezone.now() - timedelta(seconds=1)
        Snapshot.objects.update(lease_until=over)
        SnapshotShard.objects.update(lease_until=over)
        assert take_waiting() == 1
        assert_whole(snapshot, attempts=2)


def test_a_helper_of_a_snapshot_that_failed_leaves_nothing(items, nobody_helps, monkeypatch):
    key = request_snapshot(reason=Snapshot.Reason.REQUESTED)
    snapshot = taking.claim(now=timezone.now())
    started = taking.start_addresses([], whole=True)
    shards.begin(snapshot, started, lambda: None)
    answer = capturing.Capturing._answer

    def fails_meanwhile(self, address):
        taking.finish(
            snapshot, now=timezone.now(), state=Snapshot.State.FAILED, error="The disk is full."
        )
        shards.clear(snapshot)
        monkeypatch.undo()
        return answer(self, address)

    monkeypatch.setattr(capturing.Capturing, "_answer", fails_meanwhile)
    assert help_take(key) is False
    assert stored() == set()
    assert not SnapshotShard.objects.exists()
    assert not SnapshotAddress.objects.exists()


def test_what_fails_in_a_helper_is_captured_by_the_first(items, monkeypatch):
    first, answer = threading.current_thread(), capturing.Capturing._answer

    def answered_in_the_first(self, address):
        if threading.current_thread() is not first:
            raise OSError(28, "No space left on device")
        return answer(self, address)

    monkeypatch.setattr(capturing.Capturing, "_answer", answered_in_the_first)
    done: list[bool] = []
    helper = in_a_thread(done)
    monkeypatch.setattr(
        tasks.help_take, "apply_async", lambda *, kwargs, **_: helper(kwargs["snapshot"]).join()
    )
    snapshot = take()
    assert done == [False]
    assert parts_of(snapshot) == ["archive/data.warc.gz"]
    assert_whole(snapshot)


def test_a_full_disk_fails_the_snapshot_with_a_sentence(items, nobody_helps, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    entries = LogEntry.objects.count()
    monkeypatch.setattr(archive_storage().__class__, "_save", full)
    snapshot = take()
    assert (snapshot.state, snapshot.file.name) == ("FAILED", "")
    assert "No space left on device" in snapshot.error
    assert stored() == set()
    assert LogEntry.objects.count() == entries
    assert not SnapshotAddress.objects.exists()

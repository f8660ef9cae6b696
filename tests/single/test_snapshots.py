"""A snapshot of a site without tenants."""

import pytest

from disclosure_plugin.bureaus import NoBureau
from disclosure_plugin.snapshots import tasks
from disclosure_plugin.snapshots.models import Snapshot
from tests.factories.pages import ItemFactory
from tests.snapshot_files import assert_outside_judges_accept, captured


def test_another_bureaus_snapshot_is_not_taken(no_snapshots):
    ItemFactory(published=True)
    with pytest.raises(NoBureau, match="'czj'"):
        tasks.take_waiting(bureau="czj")
    snapshot = Snapshot.objects.get()
    assert (snapshot.state, snapshot.attempts, snapshot.file.name) == ("WAITING", 0, "")


def test_outside_judges_accept_the_file(no_snapshots, tmp_path):
    item = ItemFactory(published=True)
    draft = ItemFactory(parent=item.get_parent(), title="还没有公开的草稿")
    tasks.take_waiting(bureau="jsj")
    snapshot = Snapshot.objects.get()
    assert (snapshot.state, snapshot.error, snapshot.problems) == ("COMPLETE", "", [])
    assert snapshot.pages == 4  # home, board, column, item
    assert_outside_judges_accept(snapshot, tmp_path)
    records = captured(snapshot, tmp_path)
    status, payload = records[item.full_url]
    assert status == 200
    assert item.title in payload.decode()
    assert not any(draft.title in page.decode(errors="replace") for _, page in records.values())

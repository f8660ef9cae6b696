"""A restored backup is a shorter log: it is closed, and the next one says what was published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from disclosure_plugin.actions.backups import restoring
from disclosure_plugin.actions.backups.errors import CannotRestore
from disclosure_plugin.actions.backups.making import make_backup
from disclosure_plugin.actions.backups.restoring import Restored, restore_backup
from disclosure_plugin.register.keys import generate_key
from tests.copied_county import CopiedCounty, copied_county, nothing_there

ADD_AND_SIGN = """
from django.db import transaction
from django.test import override_settings
from disclosure_plugin.register.log import append
from disclosure_plugin.register.models import LogCheckpoint
from disclosure_plugin.register.signing import sign_all
for number in range({count}):
    with transaction.atomic():
        append({bureau!r}, kind="page.published", subject=f"p{{number}}", hashes={{}})
with override_settings(DISCLOSURE={{"LOG_KEY_FILES": ({key!r},)}}):
    sign_all()
import json
newest = LogCheckpoint.objects.filter(log__bureau={bureau!r}).order_by("-log_id", "-size").first()
print(json.dumps({{"size": newest.size, "note": newest.note, "origin": newest.log.origin}}))
"""

STATE = """
import json
from disclosure_plugin.register.keeping import keep_logs
from disclosure_plugin.register.models import Log
from disclosure_plugin.register.verifying import verify
keep_logs()
told = []
for log in Log.objects.filter(bureau="jsj").order_by("pk"):
    found = verify(log)
    first = log.entries.get(index=0)
    told.append({
        "origin": log.origin, "closed": log.closed_at is not None, "size": found.size,
        "signed": found.signed, "lost": found.lost, "root": found.root.hex(),
        "first": json.loads(bytes(first.leaf)),
        "states": [one.size for one in log.checkpoints.order_by("size")],
    })
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def key(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("key") / "log.key"
    generate_key(path)
    return path


@pytest.fixture
def county(django_db_setup, django_db_blocker, tmp_path) -> Iterator[CopiedCounty]:
    with (
        django_db_blocker.unblock(),
        copied_county("logs_county", tmp_path / "county") as county,
    ):
        yield county


@pytest.fixture
def empty_place(county, tmp_path) -> Iterator[CopiedCounty]:
    with copied_county("logs_target", tmp_path / "target", empty=True) as place:
        yield place


@pytest.fixture
def restore(monkeypatch):
    monkeypatch.setattr(restoring, "missing_files", lambda: [])  # of the run's own database
    monkeypatch.setattr(restoring, "_empty_caches", lambda: "")

    def restore(place: CopiedCounty, backup: Path, **options: object) -> Restored:
        return restore_backup(place.installation(), backup, **options)

    return restore


def add(county: CopiedCounty, key: Path, count: int, bureau: str = "jsj") -> dict:
    return county.python(ADD_AND_SIGN.format(count=count, key=str(key), bureau=bureau))


def backup_of(county: CopiedCounty, folder: Path) -> Path:
    folder.mkdir()
    return make_backup(county.installation(), folder).path


def test_a_log_that_was_published_further_is_closed_with_its_newest_state(
    county, empty_place, key, restore, tmp_path
):
    kept = add(county, key, 5)
    backup = backup_of(county, tmp_path / "backups")
    published = add(county, key, 3)
    assert (kept["size"], published["size"]) == (5, 8)
    note = tmp_path / "newest"
    note.write_bytes(published["note"].encode())

    done = restore(empty_place, backup, published=[note])
    assert done.shortened_logs == [published["origin"]]
    old, new = empty_place.python(STATE)
    assert (old["closed"], old["size"], old["lost"]) == (True, 5, 3)
    assert old["states"] == [5, 8]
    assert (new["closed"], new["size"]) == (False, 1)
    assert new["origin"] != old["origin"]
    assert new["first"]["kind"] == "log.continued"
    assert new["first"]["subject"] == old["origin"]
    assert new["first"]["before"]["left"] == {"size": 5, "root": old["root"]}
    assert new["first"]["before"]["signed"]["size"] == 8
    # The true history and the restored one have not two states of one name and size.
    again = add(empty_place, key, 9)
    assert again["origin"] == new["origin"]
    old, new = empty_place.python(STATE)
    assert old["states"] == [5, 8]
    assert new["signed"] == 10
    checked = empty_place.manage("verify_log", "--bureau", "jsj")
    assert checked.returncode == 0, checked.stderr
    assert "closed by a restore, 3 published entries are lost" in checked.stdout


def test_what_is_replaced_tells_what_was_published(county, key, restore, tmp_path):
    add(county, key, 5)
    backup = backup_of(county, tmp_path / "backups")
    published = add(county, key, 2)
    done = restore(county, backup, replace=True)
    assert done.shortened_logs == [published["origin"]]
    old, new = county.python(STATE)
    assert (old["states"], old["lost"]) == ([5, 7], 2)
    assert new["first"]["before"]["signed"]["size"] == 7


def test_a_move_with_nothing_published_since_goes_on(county, empty_place, key, restore, tmp_path):
    kept = add(county, key, 5)
    backup = backup_of(county, tmp_path / "backups")
    done = restore(empty_place, backup, continue_logs=True)
    assert done.shortened_logs == []
    (only,) = empty_place.python(STATE)
    assert (only["origin"], only["closed"]) == (kept["origin"], False)
    assert add(empty_place, key, 1)["size"] == 6


def test_a_log_known_to_be_longer_does_not_go_on_whatever_was_asked(
    county, empty_place, key, restore, tmp_path
):
    add(county, key, 5)
    add(county, key, 5, bureau="czj")
    backup = backup_of(county, tmp_path / "backups")
    published = add(county, key, 1)
    note = tmp_path / "newest"
    note.write_bytes(published["note"].encode())
    done = restore(empty_place, backup, continue_logs=True, published=[note])
    assert done.shortened_logs == [published["origin"]]
    old, _new = empty_place.python(STATE)
    assert old["closed"] is True
    assert add(empty_place, key, 1, bureau="czj")["size"] == 6


def test_a_state_that_nobody_signed_is_not_believed(county, empty_place, key, restore, tmp_path):
    add(county, key, 5)
    backup = backup_of(county, tmp_path / "backups")
    published = add(county, key, 3)
    forged = tmp_path / "forged"
    forged.write_bytes(published["note"].replace("\n8\n", "\n9\n").encode())
    done = restore(empty_place, backup, published=[forged])
    assert done.shortened_logs == []
    old, _new = empty_place.python(STATE)
    assert (old["states"], old["closed"]) == ([5], True)


@pytest.mark.parametrize("content", [b"", b"no state", b"\xff\xfe", b"a\nb\nc\n\nd\n"])
def test_a_file_that_is_no_state_is_refused_before_anything(
    county, empty_place, restore, tmp_path, content
):
    backup = backup_of(county, tmp_path / "backups")
    (tmp_path / "file").write_bytes(content)
    for path in (tmp_path / "file", tmp_path / "absent"):
        with pytest.raises(CannotRestore):
            restore(empty_place, backup, published=[path])
        assert nothing_there(empty_place)


def test_the_command_says_what_became_of_the_logs(county, empty_place, key, tmp_path):
    add(county, key, 5)
    backup = backup_of(county, tmp_path / "backups")
    note = tmp_path / "newest"
    note.write_bytes(add(county, key, 3)["note"].encode())
    done = empty_place.manage("restore", str(backup), "--published", str(note))
    assert done.returncode == 0, done.stderr
    origin = note.read_text().partition("\n")[0]
    assert origin in done.stderr
    assert empty_place.python(STATE)[0]["lost"] == 3

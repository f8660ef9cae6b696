"""A backup brings back every byte, and what is no whole backup changes nothing."""

import dataclasses
import io
import random
import stat
import tarfile
from pathlib import Path

import psycopg
import pytest

from disclosure_plugin import bureaus
from disclosure_plugin.actions.backups import restoring
from disclosure_plugin.actions.backups.container import members, pieces, verify
from disclosure_plugin.actions.backups.errors import CannotBackUp, CannotRestore
from disclosure_plugin.actions.backups.making import make_backup
from disclosure_plugin.actions.backups.restoring import check_backup, restore_backup, take_keys
from disclosure_plugin.tenancy.states import suspend
from tests.copied_county import FILL, FOLDERS, copied_county, nothing_there

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock():
        data = tmp_path_factory.mktemp("county")
        with copied_county("backup_county", data) as county:
            county.python(FILL)
            yield county


@pytest.fixture(scope="module")
def backup(county, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("backups")
    return make_backup(county.installation(), folder, include_keys=True).path


@pytest.fixture
def empty_place(django_db_setup, django_db_blocker, tmp_path):
    with (
        django_db_blocker.unblock(),
        copied_county("backup_target", tmp_path / "data", empty=True) as place,
    ):
        yield place


def test_a_suspended_bureau_is_backed_up_too(db):
    suspend("jsj", reason="维护")
    assert bureaus.codes() == ["county", "czj"]
    assert bureaus.every_code() == ["county", "czj", "jsj"]


def test_the_backup_says_what_it_holds(county, backup):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    manifest = check_backup(backup)
    assert manifest.bureaus == ["county", "czj", "jsj"]
    assert set(manifest.schemas) == {
        *("public", "_bureau_template", "bureau_county", "bureau_czj", "bureau_jsj"),
    }
    with psycopg.connect(county.environment["DATABASE_URL"]) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname='bureau_jsj'")
        assert manifest.schemas["bureau_jsj"].tables == row.fetchone()[0]
    files = [part for name, part in manifest.parts.items() if name.startswith("files/")]
    assert sum(part.members for part in files) == len(county.files())
    assert manifest.missing_files == []
    assert manifest.created_at.endswith("+00:00")
    assert "disclosure_tenancy.0001_initial" in manifest.migrations


def test_keys_come_only_when_asked_for(county, backup, tmp_path):
    (written,) = take_keys(backup, tmp_path)
    assert written.read_text().startswith("sandbox-only-")
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    with pytest.raises(CannotRestore):  # it is there already
        take_keys(backup, tmp_path)
    without = make_backup(county.installation(), tmp_path).path
    assert not check_backup(without).has_keys
    assert b"sandbox-only-" not in without.read_bytes()
    with pytest.raises(CannotRestore):
        take_keys(without, tmp_path / "elsewhere")


def damaged(backup: Path, target: Path, change) -> Path:
    content = bytearray(backup.read_bytes())
    target.write_bytes(change(content))
    return target


def flip(position):
    def change(content: bytearray) -> bytearray:
        content[position] ^= 1
        return content

    return change


def test_a_backup_that_was_cut_off_or_changed_is_refused(backup, empty_place, tmp_path):
    installation = empty_place.installation()
    size = backup.stat().st_size
    chance = random.Random(7)
    with tarfile.open(backup) as tar:
        every = tar.getmembers()
    last = every[-2].offset, every[-1].offset, every[-1].offset_data
    changes = {
        **{f"cut at {at}": lambda c, at=at: c[:at] for at in (0, 1, 511, 512, *last, size // 2)},
        **{f"cut at {at}": lambda c, at=at: c[:at] for at in chance.sample(range(last[0]), 10)},
        # A bit in the bytes of each kind of member: dump, file, key, manifest, seal.
        **{
            f"flip in {m.name}": flip(m.offset_data + m.size // 2)
            for m in (every[0], every[1], every[-3], every[-2], every[-1])
        },
        "another name": lambda c: c.replace(b"archive/jsj", b"archive/czj", 1),
        "no tar": lambda c: b"not a tar" * 1000,
        "a tar of something else": lambda c: another_tar(),
    }
    for what, change in changes.items():
        with pytest.raises(CannotRestore):
            restore_backup(installation, damaged(backup, tmp_path / "damaged.tar", change))
        assert nothing_there(empty_place), what
    with pytest.raises(CannotRestore):
        check_backup(tmp_path / "no such file.tar")


def another_tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        link = tarfile.TarInfo("files/default/jsj/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    return out.getvalue()


def rewritten(backup: Path, target: Path, **values) -> Path:
    """The same backup, whole, with another manifest."""
    from disclosure_plugin.actions.backups.container import MANIFEST, SEAL, Writer

    with backup.open("rb") as source, target.open("wb") as out:
        manifest = verify(source)
        writer = Writer(out)
        for member, content in members(source):
            if member.name not in (MANIFEST, SEAL):
                writer.add(
                    member.name,
                    io.BytesIO(b"".join(pieces(content, member.size))),
                    size=member.size,
                    mtime=int(member.mtime),
                    mode=member.mode,
                )
        writer.close(dataclasses.replace(manifest, **values))
    return target


def test_a_backup_that_does_not_fit_is_refused(backup, empty_place, tmp_path):
    installation = empty_place.installation()
    manifest = check_backup(backup)
    versions = manifest.versions
    sentences = {
        "wagtailcore.9999_later": {
            "migrations": [*manifest.migrations, "wagtailcore.9999_later"],
        },
        "PostgreSQL 99": {"versions": {**versions, "postgresql": "99"}},
        "pg_dump 99": {"versions": {**versions, "pg_dump": "99"}},
        "9": {"format": 9},
    }
    for words, values in sentences.items():
        other = rewritten(backup, tmp_path / "other.tar", **values)
        with pytest.raises(CannotRestore, match=words):
            restore_backup(installation, other)
        assert nothing_there(empty_place)
    # Rows that are not there after all: the database is emptied again.
    schemas = {
        **manifest.schemas,
        "public": dataclasses.replace(manifest.schemas["public"], rows=1),
    }
    other = rewritten(backup, tmp_path / "other.tar", schemas=schemas)
    with pytest.raises(CannotRestore):
        restore_backup(installation, other)
    assert nothing_there(empty_place)
    assert not installation.database.is_unfinished()


def test_a_place_that_is_not_empty_stays_as_it_is(county, backup, empty_place):
    before = county.rows(), county.files()
    with pytest.raises(CannotRestore, match="--replace"):
        restore_backup(county.installation(), backup)
    assert (county.rows(), county.files()) == before

    mine = empty_place.data / "archive" / "mine.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    with pytest.raises(CannotRestore, match="archive"):
        restore_backup(empty_place.installation(), backup)
    assert list(empty_place.files()) == ["archive/mine.txt"]
    assert empty_place.rows() == {}


def test_nobody_may_be_connected(backup, empty_place):
    with (
        psycopg.connect(empty_place.environment["DATABASE_URL"]),
        pytest.raises(CannotRestore, match="1"),
    ):
        restore_backup(empty_place.installation(), backup)
    assert nothing_there(empty_place)


def test_a_large_county_is_restored_without_one_long_transaction(
    county, backup, empty_place, monkeypatch
):
    monkeypatch.setattr(restoring.Database, "locks", lambda database: 1)
    monkeypatch.setattr(restoring, "missing_files", lambda: [])  # of the other database
    monkeypatch.setattr(restoring, "_empty_caches", lambda: "")
    done = restore_backup(empty_place.installation(), backup, continue_logs=True)
    assert done.in_one_transaction is False
    assert empty_place.rows() == county.rows()
    assert empty_place.files() == county.files()


def test_too_many_tables_for_the_server_are_named_before(county, tmp_path, monkeypatch):
    installation = county.installation()
    tables = installation.database.table_count()
    monkeypatch.setattr(type(installation.database), "locks", lambda database: 100)
    with pytest.raises(CannotBackUp, match=f"{tables}.*max_locks_per_transaction"):
        make_backup(installation, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_oldest_go_and_nothing_else(county, tmp_path):
    names = ["disclosure-20250101T000000Z.tar", "disclosure-20250102T000000Z.tar", "mine.tar"]
    for name in names:
        (tmp_path / name).write_text("old")
    left = tmp_path / "disclosure-20250103T000000Z.tar.partial"
    left.write_text("of a killed run")
    made = make_backup(county.installation(), tmp_path, keep=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == [names[1], made.path.name, names[2]]


@pytest.mark.parametrize("folder", ["no such", *FOLDERS])
def test_a_folder_that_will_not_do_is_refused(county, folder):
    before = county.files()
    with pytest.raises(CannotBackUp):
        make_backup(county.installation(), county.data / folder)
    assert county.files() == before


def test_without_pg_dump_a_sentence_says_what_to_install(county, tmp_path):
    installation = county.installation()
    database = installation.database
    lame = type(database)(database._parameters, str(tmp_path))
    with pytest.raises(CannotBackUp, match="postgresql-client-18"):
        make_backup(dataclasses.replace(installation, database=lame), tmp_path)
    assert list(tmp_path.iterdir()) == []

"""Stored archive files are read again, and damage raises an alarm in the county office."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation
from django.utils.translation import gettext

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import EDITORS
from disclosure_plugin.archive.exchange import Exchange
from disclosure_plugin.archive.manifest import Snapshot as ManifestOf
from disclosure_plugin.archive.reader import PackageReader
from disclosure_plugin.archive.rewriting import info_of, moment_of, pages_of
from disclosure_plugin.archive.validate import validate
from disclosure_plugin.register.models import ArchiveDamage
from disclosure_plugin.snapshots import tasks, verifying
from disclosure_plugin.snapshots.models import Snapshot, archive_storage
from disclosure_plugin.snapshots.requests import request_snapshot
from disclosure_plugin.snapshots.taking import take_waiting
from disclosure_plugin.tenancy.county_roles import COUNTY_SUPERVISORS
from tests.factories.pages import ItemFactory
from tests.factories.removals import taken_down
from tests.factories.users import UserFactory, sign_in
from tests.unit.archive.manifests import ManifestFor
from tests.unit.archive.writing import write_snapshot

pytestmark = pytest.mark.long


@pytest.fixture
def item(no_snapshots):
    return ItemFactory(published=True)


@pytest.fixture
def snapshots(item) -> list[Snapshot]:
    """A first one, and one that refers to it."""
    taken = []
    for _i in range(2):
        request_snapshot(reason=Snapshot.Reason.REQUESTED)
        assert take_waiting() == 1
        taken.append(Snapshot.objects.latest("pk"))
    return taken


def path_of(snapshot: Snapshot) -> Path:
    return Path(archive_storage().path(snapshot.file.name))


def damages() -> list[tuple[str, str]]:
    return list(ArchiveDamage.objects.values_list("bureau", "subject"))


def test_what_is_sound_is_noted_and_raises_no_alarm(snapshots):
    before = timezone.now()
    for snapshot in snapshots:
        assert verifying.verify(snapshot) == ""
        snapshot.refresh_from_db()
        assert snapshot.damage == ""
        assert snapshot.verified_at >= before
    assert damages() == []


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)


def test_a_flipped_byte_a_lost_file_and_a_repair(snapshots):
    first, _second = snapshots
    whole = path_of(first).read_bytes()
    flip(path_of(first))
    assert verifying.verify(first).startswith("The file has the SHA-256 ")
    path_of(first).unlink()
    assert verifying.verify(first).startswith("The file cannot be read: ")
    first.refresh_from_db()
    assert "No such file" in first.damage
    assert damages() == [("jsj", f"snapshot/{first.pk}")]
    path_of(first).write_bytes(whole)
    assert verifying.verify(first) == ""
    first.refresh_from_db()
    assert (first.damage, damages()) == ("", [])


def test_what_refers_to_a_lost_file_is_damaged_too(snapshots):
    first, second = snapshots
    path_of(first).unlink()
    assert "No such file" in verifying.verify(second)


def test_a_page_rewritten_with_all_its_digests_is_found(snapshots, item, tmp_path):
    """As one would who can write file and row, but not the publication log."""
    first, _second = snapshots
    forged, root = forge(path_of(first), item.full_url, tmp_path)
    assert {one.level for one in validate(forged)} == {"ok"}
    path_of(first).write_bytes(forged.read_bytes())
    Snapshot.objects.filter(pk=first.pk).update(
        sha256=hashlib.sha256(forged.read_bytes()).hexdigest(), manifest=root
    )
    honest = first.manifest
    first.refresh_from_db()
    assert verifying.verify(first) == (
        f"The manifest has the root {root}; the publication log has {honest}."
    )


def forge(path: Path, url: str, folder: Path) -> tuple[Path, str]:
    """Write the package anew with another text at one address, and everything else to fit."""
    with PackageReader(path) as package:
        exchanges = [
            Exchange(
                row.url,
                moment_of(row.timestamp),
                f"{row.status} X",
                (("Content-Type", row.mime),),
                b"forged" if row.url == url else package.message(row).payload,
                "wsgi",
            )
            for row in package.rows
        ]
        pages = pages_of(package)
        info = info_of(package, pages)
    line = ManifestOf("jsj", "1", info.created)
    manifest = ManifestFor(line, lambda: "0" * 32)
    target = folder / "forged.wacz"
    titles = {page.url: page.title for page in pages}
    written = write_snapshot(target, exchanges, titles, info, manifest, warc_info={})
    return target, written.root


def test_the_one_whose_turn_it_is(snapshots):
    first, second = snapshots
    now = timezone.now()
    assert verifying.next_to_verify(now=now) == first
    verifying.verify(first)
    assert verifying.next_to_verify(now=now) == second
    verifying.verify(second)
    assert verifying.next_to_verify(now=now) is None
    later = now + verifying.VERIFY_EVERY + timedelta(minutes=1)
    assert verifying.next_to_verify(now=later) == first


def test_what_is_under_examination_is_left_alone(snapshots, item):
    taken_down(item)
    assert verifying.next_to_verify(now=timezone.now()) is None
    assert list(verifying.to_verify()) == []


def test_the_sweep_sends_each_bureau_its_own(snapshots, monkeypatch):
    sent = []
    monkeypatch.setattr(
        tasks.verify_next, "apply_async", lambda **message: sent.append(message["kwargs"])
    )
    tasks.find_unverified()
    assert {"bureau": "jsj"} in sent
    flip(path_of(snapshots[0]))
    tasks.verify_next(bureau="jsj")
    assert damages() == [("jsj", f"snapshot/{snapshots[0].pk}")]
    with pytest.raises(bureaus.NoBureau):
        tasks.verify_next(bureau="nobody")


def test_the_command_reads_all_and_fails_on_damage(snapshots, capsys):
    call_command("verify_archives", bureau="jsj")
    assert capsys.readouterr().out == "2 files are what was written.\n"
    flip(path_of(snapshots[0]))
    with pytest.raises(CommandError, match="1 of 2 files are not what was written"):
        call_command("verify_archives", bureau="jsj")
    assert f"jsj {snapshots[0].file.name}: " in capsys.readouterr().err
    with pytest.raises(CommandError, match="no bureau 'nobody'"):
        call_command("verify_archives", bureau="nobody")


def test_the_county_sees_the_alarm_and_nobody_else(snapshots):
    first, _second = snapshots
    place = "/admin/disclosure_archive_damage/"
    with bureaus.activate("county"):
        supervisor = sign_in(UserFactory(role=COUNTY_SUPERVISORS), "county.localhost")
    with translation.override("zh-hans"):
        fine = gettext("No damaged file is known.")
    assert fine in supervisor.get(place).text
    assert place not in supervisor.get("/admin/").text.split("<main")[-1]
    with bureaus.activate("jsj"):
        flip(path_of(first))
        problem = verifying.verify(first)
    listed = supervisor.get(place).text
    assert first.file.name in listed
    assert problem in listed
    assert "云岭县住房和城乡建设局" in listed
    assert place in supervisor.get("/admin/").text.split("<main")[-1]
    with bureaus.activate("jsj"):
        editor = sign_in(UserFactory(role=EDITORS), "jsj.localhost")
    assert editor.get(place).status_code == 404
    assert place not in editor.get("/admin/").text
    with translation.override("zh-hans"):
        damaged = gettext("damaged")
    assert damaged in editor.get("/admin/disclosure_snapshots/").text
    assert problem in editor.get(f"/admin/disclosure_snapshots/{first.pk}/").text

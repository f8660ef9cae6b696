"""A snapshot of what is unchanged is small, and is made whole from the earlier ones."""

import hashlib
import subprocess
import sys
import zipfile
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from disclosure_plugin.archive.complete import complete
from disclosure_plugin.archive.errors import PackageError
from disclosure_plugin.archive.reader import PackageReader
from disclosure_plugin.archive.validate import validate
from disclosure_plugin.archive.warc import Original
from tests.unit.archive.conftest import HOST, PATHS
from tests.unit.archive.manifests import STARTED, a_manifest
from tests.unit.archive.writing import write_snapshot

TITLES = {f"{HOST}/": "建设局"}
CHANGED = b"<!doctype html><title>new</title>"


@pytest.fixture
def days(tmp_path, fetcher, info) -> list[Path]:
    """Three snapshots, a day apart; on the second day one page is another."""
    known: dict[tuple[str, str], Original] = {}
    paths = []
    for day in range(3):
        path = tmp_path / f"{day}.wacz"
        exchanges = [
            replace(fetcher.fetch(HOST + one), at=STARTED + timedelta(days=day)) for one in PATHS
        ]
        if day == 1:
            exchanges[1] = replace(
                exchanges[1],
                payload=CHANGED,
                headers=(("Content-Type", "text/html"), ("Content-Length", str(len(CHANGED)))),
            )
        written = write_snapshot(
            path,
            exchanges,
            TITLES,
            replace(info, created=STARTED + timedelta(days=day)),
            a_manifest(str(day)),
            warc_info={"isPartOf": "jsj"},
            find_original=lambda url, digest: known.get((url, digest)),
        )
        for entry in written.entries:
            if entry.mime != "warc/revisit":
                known[entry.url, entry.digest] = Original(entry.url, entry.at, entry.digest)
        paths.append(path)
    return paths


def mimes(path: Path) -> list[str]:
    with PackageReader(path) as package:
        return sorted(row.mime for row in package.rows)


def whole(path: Path, days: list[Path], target: Path, **options) -> Path:
    with ExitStack() as opened:
        readers = [opened.enter_context(PackageReader(day)) for day in days]

        def find(url, timestamp):
            place = (url, timestamp)
            return next(
                ((one, one.responses[place]) for one in readers if place in one.responses), None
            )

        with target.open("w+b") as output, PackageReader(path) as package:
            complete(package, output, find, **options)
    return target


def test_only_what_is_new_is_stored_again(days):
    assert mimes(days[0]).count("warc/revisit") == 0
    assert mimes(days[1]) == ["text/html", *["warc/revisit"] * 6]
    # What is again as it was on the first day refers to that day.
    assert mimes(days[2]) == ["warc/revisit"] * 7
    with PackageReader(days[2]) as package:
        assert {package.record(row).refers_to[1] for row in package.rows} == {"20261123010203"}
    for day in days:
        assert {one.level for one in validate(day, stored=True)} == {"ok"}


def test_the_whole_package_stands_alone(days, tmp_path):
    target = whole(days[2], days, tmp_path / "whole.wacz")
    assert {one.level for one in validate(target)} == {"ok"}
    tools = Path(sys.executable).parent
    verdict = subprocess.run(
        [tools / "wacz", "validate", "-f", target], capture_output=True, text=True
    )
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
    with zipfile.ZipFile(target) as package:
        for name in ("data", "originals"):
            warc = package.extract(f"archive/{name}.warc.gz", tmp_path)
            verdict = subprocess.run(
                [tools / "warcio", "check", warc], capture_output=True, text=True
            )
            assert (verdict.returncode, verdict.stdout) == (0, "")


def test_originals_are_copied_byte_for_byte(days, tmp_path, fetcher):
    target = whole(days[2], days, tmp_path / "whole.wacz")
    with zipfile.ZipFile(target) as package, package.open("archive/originals.warc.gz") as file:
        found = {
            record.rec_headers["WARC-Target-URI"]: record.content_stream().read()
            for record in ArchiveIterator(file, check_digests="raise")
            if record.rec_type == "response"
        }
    expected = [fetcher.fetch(HOST + path) for path in PATHS]
    assert found == {one.url: one.payload for one in expected}
    with PackageReader(days[0]) as first, PackageReader(target) as last:
        old, new = first.responses, last.responses
        assert {last.raw(row) for row in new.values()} == {first.raw(row) for row in old.values()}


def test_twice_made_is_the_same(days, tmp_path):
    proofs = {"entry.json": b"{}"}
    one, two = (whole(days[1], days, tmp_path / name, proofs=proofs).read_bytes() for name in "ab")
    assert hashlib.sha256(one).hexdigest() == hashlib.sha256(two).hexdigest()
    with zipfile.ZipFile(tmp_path / "a") as package:
        assert package.read("proofs/entry.json") == b"{}"
        assert "proofs/manifest.txt" in package.namelist()


def test_what_refers_to_nothing_elsewhere_gets_no_originals(days, tmp_path):
    target = whole(days[0], [], tmp_path / "whole.wacz")
    with zipfile.ZipFile(target) as package:
        assert "archive/originals.warc.gz" not in package.namelist()
    assert target.read_bytes() == days[0].read_bytes()


def test_a_missing_original_is_named(days, tmp_path):
    with pytest.raises(PackageError) as error:
        whole(days[2], days[1:], tmp_path / "whole.wacz")
    assert error.value.code == "original-missing"
    assert error.value.params["at"] == "20261123010203"

"""The whole way: a site's answers into a package that other people's tools accept."""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from disclosure_plugin.archive.errors import CaptureError, PackageError
from disclosure_plugin.archive.snapshot import written_whole
from tests.unit.archive.manifests import a_manifest
from tests.unit.archive.writing import write_snapshot

BIN = Path(sys.executable).parent
HOST = "http://jsj.localhost:8000"


def run(tool: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [BIN / tool, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def failing_half_way(fetcher):
    yield fetcher.fetch(f"{HOST}/")
    yield fetcher.fetch("ftp://jsj.localhost/")


def test_site_failing_half_way_leaves_nothing(tmp_path, fetcher, info):
    with pytest.raises(CaptureError):
        write_snapshot(
            tmp_path / "s.wacz", failing_half_way(fetcher), {}, info, a_manifest(), warc_info={}
        )
    assert list(tmp_path.iterdir()) == []


def fail_while_writing(path: Path) -> None:
    with written_whole(path) as package:
        package.write(b"begun")
        raise PackageError("bad-name", "No.")


def test_failing_keeps_the_earlier_package(snapshot):
    before = snapshot.read_bytes()
    with pytest.raises(PackageError):
        fail_while_writing(snapshot)
    assert snapshot.read_bytes() == before
    assert list(snapshot.parent.iterdir()) == [snapshot]


def test_warcio_verifies_every_record(snapshot, tmp_path):
    with zipfile.ZipFile(snapshot) as package:
        warc = package.extract("archive/data.warc.gz", tmp_path)
    result = run("warcio", "check", "-v", warc)
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.count("digest pass") == 8  # seven responses and the warcinfo
    assert run("warcio", "check", warc).stdout == ""


def test_wacz_validates_the_package(snapshot):
    result = run("wacz", "validate", "-f", snapshot)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "Version detected as 1.1.1" in result.stdout
    assert "Validation succeeded, the passed WACZ is valid" in result.stdout


def test_same_input_gives_the_same_bytes(make_snapshot, tmp_path):
    first = make_snapshot(tmp_path / "one.wacz").read_bytes()
    second = make_snapshot(tmp_path / "two.wacz").read_bytes()
    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(second).hexdigest()

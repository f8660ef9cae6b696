"""Contents that do not open, or open with a password only, are found and named."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfWriter

from disclosure_plugin.archive.exchange import Exchange
from disclosure_plugin.archive.package_checks import Outcome, Said, Subject
from disclosure_plugin.archive.reader import PackageReader
from disclosure_plugin.archive.usability import open_formats, opened
from tests.factories.uploads import picture
from tests.unit.archive.conftest import NOW
from tests.unit.archive.manifests import a_manifest
from tests.unit.archive.writing import write_snapshot

HOST = "http://jsj.localhost:8000"


def pdf(*, password: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if password:
        writer.encrypt(password)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.fixture
def checked(tmp_path, info):
    """Put one content into a package, and check it."""

    def check(mime: str, payload: bytes, verdict=opened):
        at = NOW.replace(microsecond=0)
        answer = Exchange(f"{HOST}/x", at, "200 OK", (("Content-Type", mime),), payload, "wsgi")
        path: Path = tmp_path / "one.wacz"
        write_snapshot(path, [answer], {f"{HOST}/x": "x"}, info, a_manifest(), warc_info={})
        with path.open("rb") as file, PackageReader(file) as package:
            subject = Subject(file, package, Said(), [], frozenset(), "", lambda url, at: None)
            return verdict(subject)

    return check


@pytest.mark.parametrize(
    ("mime", "good", "bad"),
    [
        ("text/html", "<p>公示".encode(), b"\x00"),
        ("text/css", b"p{}", b"\xff\xfe"),
        ("application/json", b"{}", b"{"),
        ("application/xml", b"<a/>", b"<a>"),
        ("application/pdf", pdf(), b"%PDF-1.7 cut"),
        ("image/png", picture("red"), b"\x89PNG\r\n\x1a\n\x00"),
        ("font/woff2", b"wOF2....", b"<html>"),
        ("application/ofd", None, b"no zip"),
    ],
)
def test_what_opens_and_what_does_not(checked, mime, good, bad):
    if good is not None:
        assert checked(mime, good).outcome == Outcome.PASS
    found = checked(mime, bad)
    assert found.outcome == Outcome.FAIL
    assert f"{HOST}/x" in found.params["problem"]


def test_a_format_without_a_reader_is_not_checked_and_does_not_pass(checked):
    found = checked("application/x-unknown", b"?")
    assert found.outcome == Outcome.NOT_CHECKED
    assert found.params == {"count": 0, "others": "application/x-unknown (1)"}


def test_a_locked_pdf_does_not_open_and_is_named_as_encrypted(checked):
    assert checked("application/pdf", pdf(password="secret")).outcome == Outcome.FAIL
    found = checked("application/pdf", pdf(password="secret"), open_formats)
    assert found.outcome == Outcome.FAIL
    assert "encrypted" in found.params["problem"]
    assert checked("application/pdf", pdf(), open_formats).outcome == Outcome.PASS

"""What has to leave a package leaves it in every byte; what stays is what it was."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from warcio.archiveiterator import ArchiveIterator

from disclosure_plugin.archive.errors import PackageError
from disclosure_plugin.archive.exchange import Exchange
from disclosure_plugin.archive.manifest import manifest_root
from disclosure_plugin.archive.mentions import Mentions
from disclosure_plugin.archive.reader import PackageReader
from disclosure_plugin.archive.redaction import Redacted, Unwanted, redact
from disclosure_plugin.archive.validate import validate
from disclosure_plugin.archive.wacz import Page, WARCPart, build_wacz
from disclosure_plugin.archive.warc import Original, WARCFile
from tests.package_bytes import holds
from tests.unit.archive.manifests import a_manifest
from tests.unit.archive.writing import write_snapshot

NOW = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)
LATER = datetime(2026, 11, 26, 4, 5, 6, tzinfo=UTC)
HOST = "http://jsj.localhost:8000"
CANARY = "金丝雀身份证330102"
ID, NUMBER = "b4k7m2pq", "11330/2026-1123001"
HTML = "text/html; charset=utf-8"


def xlsx(text: str) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/sharedStrings.xml", f"<sst><t>{text}</t></sst>")
    return output.getvalue()


def address(data: bytes, name: str) -> str:
    sha256 = hashlib.sha256(data).hexdigest()
    return f"/media/{sha256[:2]}/{sha256}/{name}"


ATTACHMENT = f"%PDF-1.4 {CANARY}".encode()
PICTURE = b"\x89PNG\r\n\x1a\n" + CANARY.encode()
THUMBNAIL = b"\x89PNG\r\n\x1a\n thumbnail " + CANARY.encode()
SHARED = b"\x89PNG\r\n\x1a\n shown by another page too"
OLD = f"%PDF-1.4 an earlier file {CANARY}".encode()
OTHER = f"%PDF-1.4 cites {NUMBER}".encode()
QUOTED = NUMBER.replace("/", "%2F")

# Path: type and payload. What has to go, and what stays.
GONE: dict[str, tuple[str, bytes]] = {
    f"/board/{ID}/": (
        HTML,
        f'<title>{CANARY}</title><a href="{address(ATTACHMENT, f"{CANARY}.pdf")}">x</a>'
        f'<a href="{address(OLD, "old.pdf")}">x</a><img src="{address(PICTURE, "p.png")}">'
        f'<img src="{address(SHARED, "s.png")}">'.encode(),
    ),
    f"/board/{ID}/?page=2&q={CANARY}": (HTML, CANARY.encode()),
    f"/jsj/board/{ID}/": (HTML, CANARY.encode()),
    f"/n/{QUOTED}/": (HTML, b""),
    "/board/": (
        HTML,
        f'<a href="/board/{ID}/">{CANARY}</a><img src="{address(THUMBNAIL, "t.png")}">'.encode(),
    ),
    "/register/register.csv": ("text/csv", f"{CANARY},/n/{NUMBER}/".encode()),
    "/register/register.json": (
        "application/json",
        json.dumps({"title": CANARY, "address": f"/n/{QUOTED}/"}).encode(),
    ),
    "/register/register.xlsx": ("application/zip", xlsx(f"{CANARY} {NUMBER}")),
    address(ATTACHMENT, f"{CANARY}.pdf"): ("application/pdf", ATTACHMENT),
    "/documents/7/": ("application/pdf", ATTACHMENT),
    address(OLD, "old.pdf"): ("application/pdf", OLD),
    address(PICTURE, "p.png"): ("image/png", PICTURE),
    address(THUMBNAIL, "t.png"): ("image/png", THUMBNAIL),
}
KEPT: dict[str, tuple[str, bytes]] = {
    "/": (HTML, f'<a href="/other/">a</a><img src="{address(SHARED, "s.png")}">'.encode()),
    "/other/": (
        HTML,
        f'{ID}2 x{ID} 2{NUMBER} <a href="{address(OTHER, "o.pdf")}">o</a>'.encode(),
    ),
    address(SHARED, "s.png"): ("image/png", SHARED),
    address(OTHER, "o.pdf"): ("application/pdf", OTHER),
    "/static/style.css": ("text/css", b"body{}"),
}


def exchange(path: str, content_type: str, payload: bytes) -> Exchange:
    url = HOST + quote(path, safe="/%?=&")
    headers = (("Content-Type", content_type), ("Content-Length", str(len(payload))))
    return Exchange(url, NOW, "200 OK", headers, payload, "wsgi")


@pytest.fixture
def package(tmp_path, info) -> Path:
    every = [exchange(path, *answer) for path, answer in {**GONE, **KEPT}.items()]
    titles = {every[0].url: CANARY, f"{HOST}/board/": "公开栏", f"{HOST}/": "首页"}
    path = tmp_path / "before.wacz"
    write_snapshot(path, every, titles, info, a_manifest(), warc_info={"isPartOf": "jsj"})
    return path


@pytest.fixture
def unwanted() -> Unwanted:
    return Unwanted(
        names=(ID, NUMBER),
        sha256s=frozenset({hashlib.sha256(ATTACHMENT).hexdigest()}),
        basis="personal-data",
        at=LATER,
        is_file=lambda url: "/media/" in url,
        is_kept=lambda url: url.endswith("/s.png"),
    )


def records(path: Path) -> dict[str, bytes]:
    """Every response by address, read by warcio and not by our own reader."""
    with zipfile.ZipFile(path) as package, package.open("archive/data.warc.gz") as file:
        return {
            record.rec_headers["WARC-Target-URI"]: record.content_stream().read()
            for record in ArchiveIterator(file)
            if record.rec_type == "response"
        }


def members(path: Path) -> dict[str, bytes]:
    """The compressed bytes of every indexed record."""
    with PackageReader(path) as package:
        return {
            row.url: package.slice(f"archive/{row.filename}", row.offset, row.length)
            for row in package.rows
        }


def tombstones(path: Path) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as package, package.open("archive/data.warc.gz") as file:
        texts = [
            record.content_stream().read().decode()
            for record in ArchiveIterator(file)
            if record.rec_type == "metadata"
        ]
    return [dict(line.split(": ", 1) for line in text.splitlines()) for text in texts]


def test_the_canary_is_gone_from_every_byte(package, unwanted, tmp_path):
    before, target = package.read_bytes(), tmp_path / "after.wacz"
    assert holds(before, CANARY)
    gone = {(exchange(path, *answer).url, "20261123010203") for path, answer in GONE.items()}
    assert redact(package, target, unwanted) == Redacted(frozenset(gone), len(KEPT), pages=1)
    assert package.read_bytes() == before
    after = target.read_bytes()
    hashes = [hashlib.sha256(data).hexdigest() for data in (ATTACHMENT, OLD, PICTURE)]
    assert not holds(after, CANARY, *hashes)
    # Nor as it stands in addresses and in JSON.
    assert not holds(after, quote(CANARY), quote(CANARY).lower(), json.dumps(CANARY)[1:-1])
    assert {one.level for one in validate(target)} == {"ok"}
    assert sorted(item.name for item in tmp_path.iterdir()) == ["after.wacz", "before.wacz"]


def test_what_stays_is_what_it_was(package, unwanted, tmp_path):
    target = tmp_path / "after.wacz"
    redact(package, target, unwanted)
    kept = {exchange(path, *answer).url: answer[1] for path, answer in KEPT.items()}
    assert records(target) == kept
    before, after = members(package), members(target)
    assert after == {url: before[url] for url in kept}
    with PackageReader(package) as old, PackageReader(target) as new:
        assert [page["title"] for page in new.pages[1:]] == ["首页"]
        assert new.datapackage["mainPageUrl"] == f"{HOST}/"
        for name in ("title", "created", "software", "wacz_version"):
            assert new.datapackage[name] == old.datapackage[name]
        digests = {row.url: row.digest for row in old.rows}
        assert {row.url: row.digest for row in new.rows} == {url: digests[url] for url in kept}


def test_a_tombstone_says_what_was_there_and_no_more(package, unwanted, tmp_path):
    target = tmp_path / "after.wacz"
    redact(package, target, unwanted)
    found = tombstones(target)
    assert len(found) == len(GONE)
    assert found[0] == {
        "redacted": "2026-11-26T04:05:06Z",
        "legal-basis": "personal-data",
        "removed": "a response",
        "target": f"{HOST}/board/{ID}/",
        "captured": "2026-11-23T01:02:03Z",
    }
    assert found[1]["target"] == f"{HOST}/board/{ID}/"  # without its query
    files = [one for one in found if one["removed"] == "a file"]
    assert {one["target"] for one in files} == {f"{HOST}/"}
    assert len(files) == 4  # the fifth was captured at another address


def test_outside_judges_accept_it(package, unwanted, tmp_path):
    target, tools = tmp_path / "after.wacz", Path(sys.executable).parent
    redact(package, target, unwanted)
    verdict = subprocess.run(
        [tools / "wacz", "validate", "-f", target], capture_output=True, text=True
    )
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
    with zipfile.ZipFile(target) as file:
        warc = file.extract("archive/data.warc.gz", tmp_path)
    verdict = subprocess.run([tools / "warcio", "check", warc], capture_output=True, text=True)
    assert (verdict.returncode, verdict.stdout) == (0, "")


def test_nothing_is_written_where_nothing_had_to_go(package, unwanted, tmp_path):
    target = tmp_path / "after.wacz"
    other = replace(unwanted, names=("zzzzzzzz",), sha256s=frozenset())
    nothing = Redacted(frozenset(), len(GONE) + len(KEPT), pages=3)
    assert redact(package, target, other) == nothing
    assert redact(package, target, replace(other, names=())) == nothing
    assert not target.exists()


def test_a_second_time_nothing_is_left_to_remove(package, unwanted, tmp_path):
    once, twice, third = (tmp_path / f"{name}.wacz" for name in "abc")
    redact(package, once, unwanted)
    assert not redact(once, twice, unwanted).removed
    # Another file later: the first tombstones stay.
    other = frozenset({hashlib.sha256(OTHER).hexdigest()})
    assert len(redact(once, third, replace(unwanted, sha256s=other)).removed) == 1
    assert len(tombstones(third)) == len(GONE) + 1
    assert {one.level for one in validate(third)} == {"ok"}


def test_no_record_left_writes_nothing(package, unwanted, tmp_path):
    target = tmp_path / "after.wacz"
    result = redact(package, target, replace(unwanted, names=(ID, "jsj", "board", "localhost")))
    assert (result.pages, result.records) == (0, 0)
    assert len(result.removed) == len(GONE) + len(KEPT)
    assert not target.exists()


def test_no_page_left_is_kept_for_what_refers_to_the_rest(package, unwanted, tmp_path):
    target = tmp_path / "after.wacz"
    result = redact(package, target, replace(unwanted, names=(ID, NUMBER, "other")))
    assert (result.pages, result.records) == (0, 2)
    assert list(records(target).values()) == [SHARED, b"body{}"]
    assert {one.level for one in validate(target, stored=True)} == {"ok"}
    assert [one.code for one in validate(target) if one.level != "ok"] == ["bad-pages"]


def original(entry) -> Original:
    return Original(entry.url, entry.at, entry.digest)


def test_the_manifest_keeps_its_root_and_all_other_lines(package, unwanted, tmp_path):
    target = tmp_path / "after.wacz"
    redact(package, target, unwanted)
    with PackageReader(package) as old, PackageReader(target) as new:
        before, after = old.read("proofs/manifest.txt"), new.read("proofs/manifest.txt")
    assert manifest_root(after) == manifest_root(before)
    changed = [new for new, old in zip(after.splitlines(), before.splitlines(), strict=True)
               if new != old]  # fmt: skip
    assert len(changed) == len(GONE)
    assert all(line.startswith(b'{"removed":"') for line in changed)


def test_a_revisit_goes_by_what_it_refers_to_elsewhere(info, tmp_path, unwanted):
    """Its own record says nothing of the page: only the payload in an earlier package does."""
    first, second, target = (tmp_path / f"{name}.wacz" for name in ("one", "two", "after"))
    listing, home = exchange("/list/", HTML, f"/board/{ID}/".encode()), exchange("/", HTML, b"h")
    title = {home.url: "首页"}
    written = write_snapshot(first, [listing, home], title, info, a_manifest(), warc_info={})
    known = {(entry.url, entry.digest): original(entry) for entry in written.entries}
    later = [replace(one, at=LATER) for one in (listing, home)]
    write_snapshot(second, later, title, info, a_manifest("8"), warc_info={},
                   find_original=lambda *at: known.get(at))  # fmt: skip

    def find(url, timestamp):
        return (elsewhere, elsewhere.responses[url, timestamp])

    with PackageReader(first) as elsewhere:
        found = redact(second, target, unwanted, find_original=find)
    assert found.removed == {(listing.url, "20261126040506")}
    with PackageReader(target) as package:
        assert [row.url for row in package.rows] == [home.url]
    # And one whose original has left with the earlier package.
    assert redact(second, target, unwanted).removed == {
        (listing.url, "20261126040506"),
        (home.url, "20261126040506"),
    }


def test_a_revisit_of_what_goes_goes_too(info, tmp_path, unwanted):
    page = exchange(f"/board/{ID}/", HTML, CANARY.encode())
    home = exchange("/", HTML, b"home")
    output, warcs = tmp_path / "data.warc.gz", []
    with output.open("w+b") as file:
        warc = WARCFile(file, created=NOW, info={})
        first, second = warc.write_response(page), warc.write_response(home)
        again = warc.write_revisit(replace(page, url=f"{HOST}/elsewhere/"), original(first))
        same = warc.write_revisit(replace(home, at=LATER), original(second))
        warcs.append(WARCPart("data.warc.gz", file, [first, second, again, same]))
        with (tmp_path / "before.wacz").open("w+b") as package:
            pages, proofs = [Page(home.url, NOW, "首页")], {
                "rows.json": f'["{page.url}"]'.encode(),
                "head.txt": b"x",
            }  # fmt: skip
            build_wacz(package, warcs, pages, info, proofs)
    target = tmp_path / "after.wacz"
    assert len(redact(tmp_path / "before.wacz", target, unwanted).removed) == 2
    with PackageReader(target) as package:
        assert [(row.url, row.mime) for row in package.rows] == [
            (f"{HOST}/", "text/html"),
            (f"{HOST}/", "warc/revisit"),
        ]
        # A proof that names what goes goes with it.
        assert {name for name in package.names if name.startswith("proofs/")} == {
            "proofs/head.txt"
        }
    assert {one.level for one in validate(target)} == {"ok"}


def test_a_redirect_to_the_page_goes(info, tmp_path, unwanted):
    old = Exchange(f"{HOST}/old/", NOW, "301 Moved", (("Location", f"/b/{ID}/"),), b"", "wsgi")
    home = exchange("/", HTML, b"home")
    path = tmp_path / "before.wacz"
    write_snapshot(path, [old, home], {home.url: "首页"}, info, a_manifest(), warc_info={})
    redact(path, tmp_path / "after.wacz", unwanted)
    assert records(tmp_path / "after.wacz").keys() == {home.url}


def test_a_package_with_hidden_records_is_refused(package, unwanted, tmp_path):
    with PackageReader(package) as reader:
        info_bytes = reader.slice("archive/data.warc.gz", 0, reader.size("archive/data.warc.gz"))
        rows = reader.rows
    hidden = tmp_path / "hidden.wacz"
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(hidden, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "archive/data.warc.gz":
                # The first record a second time, at the end, where no line of the index is.
                first = min(rows, key=lambda row: row.offset)
                content += info_bytes[first.offset : first.offset + first.length]
            new.writestr(old.getinfo(name), content)
    target = tmp_path / "after.wacz"
    with pytest.raises(PackageError) as error:
        redact(hidden, target, unwanted)
    assert error.value.code == "record-not-indexed"
    assert not target.exists()


def test_a_basis_of_two_lines_is_refused(package, unwanted, tmp_path):
    with pytest.raises(PackageError) as error:
        redact(package, tmp_path / "after.wacz", replace(unwanted, basis="a\r\nb: c"))
    assert error.value.code == "bad-info"
    assert not (tmp_path / "after.wacz").exists()


def test_progress_is_told_of_every_record(package, unwanted, tmp_path):
    told = []
    redact(package, tmp_path / "a.wacz", unwanted, progress=lambda *at: told.append(at))
    total = len(GONE) + len(KEPT)
    assert told[:total] == [(done, total) for done in range(1, total + 1)]
    assert len(told) == 2 * total + 1  # and when it is written, with the warcinfo record


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        (f"/board/{ID}/", True),
        (ID.upper(), True),
        (f"x{ID}", False),
        (f"{ID}9", False),
        (f"_{ID}_", True),
        (NUMBER, True),
        (QUOTED, True),
        (QUOTED.lower(), True),
        (NUMBER.replace("/", r"\/"), True),
        (NUMBER[:-1], False),
        ("", False),
    ],
)
def test_mentions(payload, found):
    assert Mentions([ID, NUMBER]).in_text(payload) is found
    assert Mentions([ID, NUMBER]).in_payload(payload.encode()) is found
    assert Mentions([]).in_text(payload) is False


def test_a_damaged_zip_mentions_nothing():
    content = xlsx(ID)
    assert Mentions([ID]).in_payload(content)
    assert not Mentions([ID]).in_payload(content[: len(content) // 2])

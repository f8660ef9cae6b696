"""Each way to spoil a package is found, and found by the check that is for it."""

import gzip
import hashlib
import io
import json
import random
import zipfile
from pathlib import Path

import pytest

from disclosure_plugin.archive.reader import PackageReader
from disclosure_plugin.archive.surt import surt_key
from disclosure_plugin.archive.validate import CHECKS, Finding, validate
from tests.unit.archive.forging import (
    WARC,
    accepted_by_wacz,
    change_row,
    index_lines,
    read_members,
    relist,
    with_index,
    write_members,
)


def errors(path: Path) -> set[tuple[str, str]]:
    return errors_of(validate(path))


def errors_of(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(f.check, f.code) for f in findings if f.level == "error"}


@pytest.fixture
def members(snapshot) -> dict[str, bytes]:
    return read_members(snapshot)


def test_flipped_byte_in_a_record(snapshot):
    with zipfile.ZipFile(snapshot) as package:
        offset = package.getinfo(WARC).header_offset
    content = bytearray(snapshot.read_bytes())
    content[offset + 900] ^= 1
    snapshot.write_bytes(content)
    assert errors(snapshot) == {("hashes", "damaged-member"), ("records", "record-damaged")}


def test_flipped_byte_with_the_zip_made_anew(snapshot, members):
    spoilt = bytearray(members[WARC])
    spoilt[900] ^= 1
    write_members(snapshot, {**members, WARC: bytes(spoilt)})
    assert errors(snapshot) == {("hashes", "hash-differs"), ("records", "record-damaged")}


def test_flipped_byte_with_all_hashes_of_the_package_made_anew(snapshot, members):
    spoilt = bytearray(members[WARC])
    spoilt[900] ^= 1
    write_members(snapshot, relist({**members, WARC: bytes(spoilt)}))
    assert errors(snapshot) == {("records", "record-damaged")}


def test_changed_payload_packed_anew_as_one_record(snapshot, members):
    """The record's own digests were forgotten: whole gzip, right place, other words."""
    line = next(line for line in index_lines(members) if "/style.css" in line)
    row = json.loads(line[line.index("{") :])
    start, end = int(row["offset"]), int(row["offset"]) + int(row["length"])
    text = gzip.decompress(members[WARC][start:end]).replace(b"bg.png", b"no.png")
    forged = gzip.compress(text)
    warc = members[WARC][:start] + forged + members[WARC][end:]
    shift = len(forged) - int(row["length"])
    lines = []
    for line in index_lines(members):
        offset = int(json.loads(line[line.index("{") :])["offset"])
        if offset == start:
            line = change_row(line, length=str(len(forged)))
        elif offset > start:
            line = change_row(line, offset=str(offset + shift))
        lines.append(line)
    write_members(snapshot, relist(with_index({**members, WARC: warc}, lines)))
    assert errors(snapshot) == {("records", "record-damaged")}


def test_pages_removed_and_delisted(snapshot, members):
    del members["pages/pages.jsonl"]
    write_members(snapshot, relist(members))
    assert accepted_by_wacz(snapshot)  # why this validator exists
    assert errors(snapshot) == {("pages", "missing-member")}


def test_index_removed_and_delisted(snapshot, members):
    del members["indexes/index.cdx.gz"], members["indexes/index.idx"]
    write_members(snapshot, relist(members))
    assert accepted_by_wacz(snapshot)
    assert errors(snapshot) == {("index", "missing-member")}
    skipped = {f.check for f in validate(snapshot) if f.level == "skipped"}
    assert skipped == {"index-order", "records", "unindexed", "revisits", "pages-captured"}


def test_warc_removed_and_delisted(snapshot, members):
    del members[WARC]
    write_members(snapshot, relist(members))
    assert errors(snapshot) == {("records", "no-warc"), ("records", "row-elsewhere")}


def test_datapackage_digest_removed(snapshot, members):
    del members["datapackage-digest.json"]
    write_members(snapshot, members)
    assert accepted_by_wacz(snapshot)
    assert errors(snapshot) == {("datapackage-digest", "missing-member")}


def test_datapackage_changed(snapshot, members):
    changed = members["datapackage.json"].replace("建设局".encode(), "财政局".encode())
    write_members(snapshot, {**members, "datapackage.json": changed})
    assert errors(snapshot) == {("datapackage-digest", "datapackage-changed")}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("proofs/note.json", {("listed", "unlisted")}),
        ("proofs/a/note.json", {("listed", "unlisted"), ("names", "foreign-member")}),
        ("README", {("listed", "unlisted"), ("names", "foreign-member")}),
        ("archive/../../etc/passwd", {("listed", "unlisted"), ("names", "foreign-member")}),
    ],
)
def test_file_nobody_listed(snapshot, members, name, expected):
    write_members(snapshot, {**members, name: b"{}"})
    found = errors(snapshot)
    if name.startswith("archive/"):  # it stands where records should
        expected = expected | {("unindexed", "record-not-indexed")}
    assert found == expected


def test_table_among_the_proofs(snapshot, members):
    write_members(snapshot, relist({**members, "proofs/rows.csv": b"a,b\n1\n"}))
    assert not accepted_by_wacz(snapshot)
    assert errors(snapshot) == {("names", "foreign-member")}


def test_listed_file_that_is_missing(snapshot, members):
    listed = relist({**members, "proofs/note.json": b"{}"})
    del listed["proofs/note.json"]
    write_members(snapshot, listed)
    assert errors(snapshot) == {("listed", "listed-but-missing")}


def test_member_that_stands_twice(snapshot, members):
    with (
        zipfile.ZipFile(snapshot, "a") as package,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        package.writestr("pages/pages.jsonl", members["pages/pages.jsonl"])
    assert errors(snapshot) == {("names", "duplicate-member")}


@pytest.mark.parametrize("name", [WARC, "indexes/index.cdx.gz"])
def test_compressed_member_that_players_must_seek_in(snapshot, members, name):
    write_members(snapshot, members, deflate=(name,))
    assert errors(snapshot) == {("stored", "compressed-twice")}


def test_row_that_points_at_another_record(snapshot, members):
    lines = index_lines(members)
    other = json.loads(lines[0][lines[0].index("{") :])
    lines[1] = change_row(lines[1], offset=other["offset"], length=other["length"])
    write_members(snapshot, relist(with_index(members, lines)))
    assert accepted_by_wacz(snapshot)
    assert errors(snapshot) == {
        ("records", "row-elsewhere"),
        ("unindexed", "record-not-indexed"),  # the record that lost its row
    }


@pytest.mark.parametrize("offset", ["1", "-1", "99999999999999999999"])
def test_row_that_points_nowhere(snapshot, members, offset):
    lines = index_lines(members)
    lines[1] = change_row(lines[1], offset=offset)
    write_members(snapshot, relist(with_index(members, lines)))
    found = errors(snapshot)
    assert ("records", "row-elsewhere") in found
    assert found <= {("records", "row-elsewhere"), ("unindexed", "record-not-indexed")}


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "404"},
        {"digest": "sha256:" + "A" * 52 + "===="},
        {"recordDigest": "sha256:" + "0" * 64},
    ],
)
def test_row_that_says_something_else_than_its_record(snapshot, members, fields):
    lines = index_lines(members)
    lines[1] = change_row(lines[1], **fields)
    write_members(snapshot, relist(with_index(members, lines)))
    assert errors(snapshot) == {("records", "row-differs")}


def test_row_with_another_key(snapshot, members):
    lines = [line.replace("/bg.png 2026", "/bg.pnh 2026") for line in index_lines(members)]
    write_members(snapshot, relist(with_index(members, lines)))
    assert errors(snapshot) == {("records", "row-differs")}


def test_record_without_a_row(snapshot, members):
    lines = [line for line in index_lines(members) if "/logo.png" not in line]
    write_members(snapshot, relist(with_index(members, lines)))
    assert errors(snapshot) == {("unindexed", "record-not-indexed")}


def test_unsorted_index(snapshot, members):
    lines = index_lines(members)
    lines[1], lines[2] = lines[2], lines[1]
    block = gzip.compress("".join(lines).encode())
    place = {
        "offset": 0,
        "length": len(block),
        "digest": f"sha256:{hashlib.sha256(block).hexdigest()}",
    }
    meta = members["indexes/index.idx"].splitlines()[0].decode()
    listing = f"{meta}\n{lines[0].partition('{')[0]}{json.dumps(place)}\n".encode()
    index = {"indexes/index.cdx.gz": block, "indexes/index.idx": listing}
    write_members(snapshot, relist({**members, **index}))
    assert errors(snapshot) == {("index-order", "unsorted-index")}


def test_list_of_blocks_that_does_not_fit(snapshot, members):
    listing = members["indexes/index.idx"].replace(b'"offset": 0', b'"offset": 5')
    write_members(snapshot, relist({**members, "indexes/index.idx": listing}))
    assert errors(snapshot) == {("index", "bad-index")}


def test_page_that_was_never_captured(snapshot, members):
    row = {"id": "x", "url": "http://jsj.localhost:8000/x/", "ts": "2026-11-23T01:02:03Z"}
    members["pages/pages.jsonl"] += json.dumps(row).encode() + b"\n"
    write_members(snapshot, relist(members))
    assert errors(snapshot) == {("pages-captured", "page-not-captured")}


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06", b"\x1f\x8b" * 99, b"PK\x03\x04" * 99])
def test_no_package_at_all(content):
    assert [f.code for f in validate(io.BytesIO(content))] == ["not-a-package"]


def test_empty_zip_fails_every_check_that_wants_a_file():
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    found = validate(empty)
    codes = {f.check for f in found if f.level == "error"}
    assert codes == {"datapackage", "datapackage-digest", "index", "pages"}


def test_sound_package_passes_every_check(snapshot):
    assert [(f.check, f.level) for f in validate(snapshot)] == [(c[0], "ok") for c in CHECKS]


def test_reader_gives_every_row_its_key(snapshot):
    with PackageReader(snapshot) as reader:
        rows = reader.rows
    assert [row.key for row in rows] == sorted(surt_key(row.url) for row in rows)
    assert len(rows) == 7


@pytest.mark.parametrize("bit", [1, 128])
def test_no_flipped_bit_of_any_file_goes_unnoticed(snapshot, members, bit):
    for name, content in members.items():
        for position in range(0, len(content), 7):
            spoilt = bytearray(content)
            spoilt[position] ^= bit
            write_members(snapshot, {**members, name: bytes(spoilt)})
            assert errors(snapshot), f"{name}, byte {position}"


def test_package_cut_or_overwritten_anywhere_never_raises(snapshot):
    whole = snapshot.read_bytes()
    chance = random.Random(7)
    for _ in range(300):
        spoilt = bytearray(whole)
        start, length = chance.randrange(len(whole)), chance.randrange(1, 60)
        spoilt[start : start + length] = chance.randbytes(length)
        assert validate(io.BytesIO(spoilt))
        assert errors_of(validate(io.BytesIO(whole[:start])))

"""No file makes the verifier stumble, wait or fill the memory."""

from __future__ import annotations

import hashlib
import io
import json
import random
import re
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest

from disclosure_plugin.archive.verify_archive import (
    MAX_BLOCK_BYTES,
    MAX_RECORD_BYTES,
    MAX_TEXT_BYTES,
    NotProved,
    check_package,
    main,
    read_record,
)
from tests.unit.archive.forging import (
    BLOCKS,
    INDEX,
    index_lines,
    own_index,
    plain_record,
    relist,
    with_record,
    write_members,
)
from tests.unit.archive.proved_packages import VKEY, failed


def peak_of(path: Path, command: str = "snapshot") -> int:
    tracemalloc.start()
    try:
        list(check_package(path, command, key=VKEY))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def zeros(count: int, before: bytes = b"", after: bytes = b"") -> bytes:
    """A gzip member that swells."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    piece = bytes(1 << 20)
    made = [compressor.compress(before)]
    made += [compressor.compress(piece) for _ in range(count >> 20)]
    return b"".join([*made, compressor.compress(after), compressor.flush()])


@pytest.mark.parametrize("name", ["pages/pages.jsonl", "proofs/bomb.json"])
def test_a_file_that_swells(package, members, name):
    content = bytes(MAX_TEXT_BYTES + 1)
    write_members(package, relist({**members, name: content}), deflate=(name,))
    assert package.stat().st_size < 1_000_000
    del content
    found = failed(package, "structure")
    assert ("hashes", "too_large") in found
    assert peak_of(package) < 8 << 20


def test_a_list_of_files_that_swells(package, members):
    write_members(
        package, {**members, "datapackage.json": bytes(2 << 20)}, deflate=("datapackage.json",)
    )
    assert {("datapackage", "too_large"), ("digest", "too_large")} <= failed(package, "structure")


def test_a_file_that_swells_more_than_it_says(package, members):
    write_members(package, members, deflate=("proofs/manifest.txt",))
    whole = package.read_bytes()
    size = struct.pack("<L", len(members["proofs/manifest.txt"]))
    assert whole.count(size) >= 2
    package.write_bytes(whole.replace(size, struct.pack("<L", 9)))
    assert ("hashes", "damaged") in failed(package, "structure")


def test_a_record_that_swells(package, members):
    head = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Type: application/http\r\n"
    head += b"WARC-Date: 2026-11-26T12:00:00Z\r\n"
    too_long = head + b"Content-Length: %d\r\n\r\n" % (MAX_RECORD_BYTES + 1)
    cases = [
        ("record_nowhere", zeros(64 << 20, plain_record(members))),
        ("record_nowhere", zeros(64 << 20, head)),  # a header line without end
        ("too_large", zeros(64 << 20, too_long)),
    ]
    for code, raw in cases:
        write_members(package, with_record(members, raw))
        assert ("records", code) in failed(package, "structure")
        assert peak_of(package) < 8 << 20


def test_a_block_of_the_index_that_swells(package, members):
    block = zeros(MAX_BLOCK_BYTES + (4 << 20), index_lines(members)[0].encode())
    index = own_index(index_lines(members))
    place = {
        "offset": 0,
        "length": len(block),
        "digest": f"sha256:{hashlib.sha256(block).hexdigest()}",
    }
    meta, line = index[BLOCKS].decode().splitlines()
    listing = f"{meta}\n{line.partition(' {')[0]} {json.dumps(place)}\n".encode()
    write_members(package, relist({**members, INDEX: block, BLOCKS: listing}))
    assert ("index", "too_large") in failed(package, "structure")
    assert peak_of(package) < 3 * MAX_BLOCK_BYTES


@pytest.mark.parametrize(
    "name", ["datapackage.json", "datapackage-digest.json", BLOCKS, "proofs/entry.json"]
)
@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff", b"null", b"[]", b"7", b"[" * 100_000, b'{"a":' * 100_000, b"{}",
        b'{"resources": [{"name": 1}], "resources": []}', b'{"path": NaN}',
        b'{"bytes": ' + b"9" * 5000 + b"}", "\ufeff{}".encode(), b'{"a": "\\ud800"}',
    ],
)  # fmt: skip
def test_garbage_in_the_place_of_a_list(package, members, name, content):
    write_members(package, {**members, name: content})
    assert {check for check, _code in failed(package, "snapshot")} - {"inclusion"}
    if "/" in name:
        write_members(package, relist({**members, name: content}))
        assert {check for check, _code in failed(package, "snapshot")} & {"index", "root"}


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06", b"\x1f\x8b" * 99, b"PK\x03\x04" * 99])
def test_no_package_at_all(package, content):
    package.write_bytes(content)
    assert ("zip", "not_zip") in failed(package, "structure")
    assert main(["structure", str(package)]) == 1


def test_an_empty_zip_fails_every_check_that_wants_a_file(package):
    zipfile.ZipFile(package, "w").close()
    codes = {one.check for one in check_package(package, "structure") if one.level == "failed"}
    assert codes == {"datapackage", "digest", "index"}


def test_a_file_that_becomes_shorter_while_it_is_read():
    with pytest.raises(NotProved, match="cannot be read"):
        read_record(io.BytesIO(b"\x1f\x8b\x08\x00"), 0, 5)


def test_what_is_no_file(tmp_path):
    assert ("zip", "unreadable") in failed(tmp_path, "structure")
    assert ("zip", "unreadable") in failed(tmp_path / "absent", "structure")


@pytest.mark.parametrize("bit", [1, 128])
def test_no_flipped_bit_goes_unnoticed(package, bit):
    """But in the dates of the ZIP, its versions and attributes, which say nothing."""
    whole = package.read_bytes()
    unseen = set()
    for place in range(len(whole)):
        if place % 11:
            continue
        spoilt = bytearray(whole)
        spoilt[place] ^= bit
        package.write_bytes(spoilt)
        if not failed(package, "structure"):
            unseen.add(place)
    assert unseen <= places_that_say_nothing(whole)


def places_that_say_nothing(whole: bytes) -> set[int]:
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        local = [member.header_offset for member in package.infolist()]
    central = [found.start() for found in re.finditer(b"PK\x01\x02", whole)]
    places = {start + at for start in local for at in (4, 5, 10, 11, 12, 13)}
    places |= {start + at for start in central for at in (*range(4, 8), *range(12, 16))}
    return places | {start + at for start in central for at in range(34, 42)}


def test_a_package_cut_or_overwritten_anywhere_never_raises(package):
    whole = package.read_bytes()
    chance = random.Random(7)
    for _ in range(300):
        spoilt = bytearray(whole)
        start, length = chance.randrange(len(whole)), chance.randrange(1, 60)
        spoilt[start : start + length] = chance.randbytes(length)
        package.write_bytes(spoilt)
        assert list(check_package(package, "snapshot", key=VKEY))
        package.write_bytes(whole[:start])
        assert failed(package, "structure")


def test_members_of_garbage_never_raise(package, members):
    """Hashes made anew, so that every check gets to see it."""
    chance = random.Random(11)
    names = sorted(name for name in members if "/" in name)
    for _ in range(300):
        name = chance.choice(names)
        spoilt = bytearray(members[name])
        for _change in range(chance.randrange(1, 4)):
            start, length = chance.randrange(len(spoilt)), chance.randrange(0, 9)
            spoilt[start : start + length] = chance.randbytes(chance.randrange(0, 9))
        write_members(package, relist({**members, name: bytes(spoilt)}))
        found = list(check_package(package, "snapshot", key=VKEY))
        assert len(found) >= 18
        if name in ("proofs/manifest.txt", "proofs/entry.json") and spoilt != members[name]:
            assert any(one.level == "failed" for one in found), name


@pytest.mark.parametrize(
    "key", ["", "+", "a+b+c", "日志+00000000+AAAA", "log+" + "0" * 9, "\udcff+00+AA", VKEY[:-1]]
)
def test_a_key_that_is_none(package, key, capsys):
    assert main(["snapshot", str(package), "--key", key, "--lang", "en"]) == 1
    assert "FAILED  inclusion: The key" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    [
        "", "\n\n", "c2sp.org/tlog-proof@v1\nindex ٣\n\n", "c2sp.org/tlog-proof@v1\nindex 01\n\n",
        "c2sp.org/tlog-proof@v1\nindex " + "9" * 5000 + "\n\nx",
        "c2sp.org/tlog-proof@v1\nindex 1\n哈希\n\nx", "\0" * 100,
    ],
)  # fmt: skip
def test_a_proof_that_is_none(package, tmp_path, text):
    proof = tmp_path / "proof"
    proof.write_bytes(text.encode())
    found = {
        one.check
        for one in check_package(package, "snapshot", key=VKEY, proof=proof)
        if one.level == "failed"
    }
    assert found == {"inclusion"}
    for command in (["checkpoint", str(proof)], ["consistency", str(proof), str(proof)]):
        assert main([*command, "--key", VKEY]) == 1


def test_a_proof_that_is_too_large(package, tmp_path):
    proof = tmp_path / "proof"
    proof.write_bytes(bytes((1 << 20) + 1))
    found = {
        (one.check, one.code)
        for one in check_package(package, "snapshot", key=VKEY, proof=proof)
        if one.level != "ok"
    }
    assert found == {("inclusion", "too_large")}

"""Each row opens one true record, and nothing stands beside the records and the files."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile

import pytest

from disclosure_plugin.archive import verify_archive
from disclosure_plugin.archive.verify_archive import (
    check_package,
)
from tests.unit.archive.forging import (
    WARC,
    change_row,
    index_lines,
    packed,
    plain_record,
    relist,
    with_index,
    with_record,
    write_members,
)
from tests.unit.archive.proved_packages import failed


def test_a_record_packed_anew_passes(package, members):
    """So that what the next tests change is what makes them fail."""
    write_members(package, with_record(members, packed(plain_record(members))))
    assert failed(package, "structure") == set()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("没有".encode(), "又有".encode(), "record_damaged"),
        (b"text/html; charset=utf-8", b"text/html; charset=gbk  ", "record_damaged"),
        (b"WARC-Block-Digest", b"WARC-Other-Digest", "record_damaged"),
        (b"WARC-Payload-Digest", b"WARC-Payload-Resume", "record_damaged"),
        (b"Z\r\n", b"z\r\n", "record_elsewhere"),
        (b"WARC-Type: response", b"WARC-Type: resource", "record_elsewhere"),
        (b"WARC/1.1", b"WARC/7.1", "record_nowhere"),
        (b"\r\n\r\n", b"\r\nWARC-Type: metadata\r\n\r\n", "record_nowhere"),
        (b"Content-Length: ", b"Content-Length: 1", "record_nowhere"),
        (b"Content-Length: ", b"Content-Length: x", "record_nowhere"),
        (b"Content-Length: ", b"Content-Weight: ", "record_nowhere"),
        (b"WARC-Type", b"WARC-Kind", "record_nowhere"),
        (b"WARC-Record-ID", b" WARC-Record-ID", "record_nowhere"),
        (b"application/http", b"application/json", "record_nowhere"),
        (b"HTTP/1.1 404", b"HTTP/1.1 4o4", "record_nowhere"),
        (b"WARC-Target-URI: ", b"WARC-Target-URI: x", "record_elsewhere"),
    ],
)
def test_a_record_changed_in_place(package, members, old, new, code):
    text = plain_record(members)
    assert old in text
    write_members(package, with_record(members, packed(text.replace(old, new, 1))))
    assert failed(package, "structure") == {("records", code)}


@pytest.mark.parametrize(
    "raw",
    [
        lambda text: packed(text) * 2,
        lambda text: packed(text) + b"\0",
        lambda text: packed(text)[:-1],
        lambda text: packed(text + b"x"),
        lambda text: packed(text[:-1]),
        lambda text: packed(text * 2),
        lambda text: text,
        lambda text: packed(b"\r\n\r\n"),
        lambda text: packed(b"WARC/1.1\r\n" + b"x: y\r\n" * 100_000 + text[10:]),
        # The name of a gzip file, with room for a page.
        lambda text: b"\x1f\x8b\x08\x08" + packed(text)[4:10] + b"a page\0" + packed(text)[10:],
    ],
)
def test_a_stretch_that_is_not_one_record(package, members, raw):
    write_members(package, with_record(members, raw(plain_record(members))))
    assert ("records", "record_nowhere") in failed(package, "structure")


def test_a_record_that_says_that_it_is_encoded(package, members):
    """The bytes are true; players would show something else, or nothing."""
    text = plain_record(members)
    head, body = text.split(b"\r\n\r\n", 1)
    http, payload = body.split(b"\r\n\r\n", 1)
    http += b"\r\nContent-Encoding: br\r\n\r\n"
    payload = payload.removesuffix(b"\r\n\r\n")
    block = hashlib.sha256(http + payload).digest()
    fields = [
        line for line in head.split(b"\r\n") if b"Block" not in line and b"Length" not in line
    ]
    fields.append(f"WARC-Block-Digest: {verify_archive._written(block)}".encode())
    fields.append(b"Content-Length: %d" % len(http + payload))
    made = b"\r\n".join(fields) + b"\r\n\r\n" + http + payload + b"\r\n\r\n"
    write_members(package, with_record(members, packed(made)))
    assert failed(package, "structure") == {("records", "record_encoded")}


@pytest.mark.parametrize("place", ["first", "last"])
@pytest.mark.parametrize(
    "hidden",
    [
        lambda text: packed(text),
        lambda text: packed(text.replace(b"WARC-Type: response", b"WARC-Type: metadata")),
        lambda text: b"hidden",
        lambda text: packed(b"hidden"),
        lambda text: packed(b"\0" * 1_000_000),
    ],
)
def test_bytes_that_no_row_covers(package, members, hidden, place):
    """A description must be small and fit its own digest; nothing else may be there."""
    raw = hidden(plain_record(members).replace("没有".encode(), "藏有".encode()))
    if place == "last":
        warc = members[WARC] + raw
        write_members(package, relist({**members, WARC: warc}))
    else:
        lines = []
        for line in index_lines(members):
            fields = json.loads(line[line.index("{") :])
            if fields["filename"] == "data.warc.gz":
                line = change_row(line, offset=str(int(fields["offset"]) + len(raw)))
            lines.append(line)
        write_members(package, relist(with_index({**members, WARC: raw + members[WARC]}, lines)))
    assert failed(package, "structure") == {("hidden", "not_indexed")}


def test_bytes_before_between_and_after_the_files(package):
    whole = package.read_bytes()
    second = whole.index(b"PK\x03\x04", 4)
    end = whole.rindex(b"PK\x05\x06")
    directory = struct.unpack_from("<L", whole, end + 16)[0]
    for content in (
        b"hidden" + whole,
        whole[:second] + b"hidden" + whole[second:],
        whole[:directory] + b"hidden" + whole[directory:],
        whole[:end] + b"hidden" + whole[end:],
        whole + b"hidden",
        whole[:-2] + b"\x06\0hidden",
    ):
        package.write_bytes(content)
        found = list(check_package(package, "structure"))
        assert [one.level for one in found] == ["failed", *["not_checked"] * (len(found) - 1)]
        assert found[0].check == "zip"


def test_hidden_bytes_with_every_place_made_anew(package):
    """As another program would write it that knows of them."""
    whole = package.read_bytes()
    end = whole.rindex(b"PK\x05\x06")
    directory = struct.unpack_from("<L", whole, end + 16)[0]
    moved = whole[end : end + 16] + struct.pack("<L", directory + 6) + whole[end + 20 :]
    package.write_bytes(whole[:directory] + b"hidden" + whole[directory:end] + moved)
    assert ("zip", "zip_hidden") in failed(package, "structure")
    with zipfile.ZipFile(io.BytesIO(whole)) as source, package.open("w+b") as output:
        output.write(b"hidden")
        with zipfile.ZipFile(output, "a") as target:
            for name in source.namelist():
                target.writestr(name, source.read(name))
    assert ("zip", "zip_hidden") in failed(package, "structure")


def test_a_list_that_counts_fewer_files_than_it_names(package):
    """Some programs would stop there, and others not."""
    whole = bytearray(package.read_bytes())
    end = whole.rindex(b"PK\x05\x06")
    assert struct.unpack_from("<2H", whole, end + 8) == (10, 10)
    struct.pack_into("<2H", whole, end + 8, 9, 9)
    package.write_bytes(whole)
    assert ("zip", "zip_directory") in failed(package, "structure")


def test_a_list_of_very_many_files(package):
    with zipfile.ZipFile(package, "w") as target:
        for number in range(40):
            target.writestr(f"{number:060000}", b"")
    assert ("zip", "too_large") in failed(package, "structure")


@pytest.mark.parametrize("change", ["name", "extra", "comment", "encrypted", "method"])
def test_a_file_that_is_described_in_two_ways(package, members, change):
    whole = bytearray(package.read_bytes())
    if change == "extra":
        with zipfile.ZipFile(package, "w") as target:
            info = zipfile.ZipInfo("README")
            info.extra = b"\x99\x99\x06\0hidden"
            target.writestr(info, b"")
    elif change == "comment":
        with zipfile.ZipFile(package, "w") as target:
            info = zipfile.ZipInfo("README")
            info.comment = b"hidden"
            target.writestr(info, b"")
    else:
        place, value = {"name": (30, ord("b")), "encrypted": (6, 1), "method": (8, 8)}[change]
        whole[place] = value
        package.write_bytes(whole)
    assert ("zip", "zip_member") in failed(package, "structure")


def test_a_large_file_has_its_numbers_elsewhere(package, members, monkeypatch):
    """As zipfile writes what does not fit into 32 bits."""
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 10)
    write_members(package, members)
    whole = package.read_bytes()
    assert failed(package, "structure") == set()
    locator = whole.index(b"PK\x06\x07")
    for content, code in (
        (whole[:locator] + b"hidden" + whole[locator:], "zip_hidden"),
        (whole.replace(b"PK\x06\x06", b"PK\x06\x08"), "not_zip"),
    ):
        assert content != whole
        package.write_bytes(content)
        assert ("zip", code) in failed(package, "structure")

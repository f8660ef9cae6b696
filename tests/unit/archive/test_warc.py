"""Records: their digests, dates and places, and what is refused."""

import base64
import gzip
import hashlib
import io
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from warcio.archiveiterator import ArchiveIterator

from disclosure_plugin.archive.errors import PackageError
from disclosure_plugin.archive.exchange import Exchange
from disclosure_plugin.archive.warc import Original, WARCFile

# printf 七个工作日 | sha256sum
PAGE_SHA256 = "3cb06d41f7e5556e204c6aa54e764003f7f400f56b76675753ff7a7a04c66a09"
NOW = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)
PAGE = Exchange(
    url="https://jsj.gov.cn/%E5%85%AC%E7%A4%BA/",
    at=NOW,
    status_line="200 OK",
    headers=(("Content-Type", "Text/HTML; charset=utf-8"), ("X-Bytes", "caf\xe9; a=\xff")),
    payload="七个工作日".encode(),
    via="wsgi",
)


@pytest.fixture
def output() -> io.BytesIO:
    return io.BytesIO()


@pytest.fixture
def warc(output) -> WARCFile:
    return WARCFile(output, created=NOW, info={"software": "test", "isPartOf": "建设局"})


def test_same_url_twice_in_one_second_is_refused(warc, output):
    warc.write_response(PAGE)
    before = output.getvalue()
    with pytest.raises(PackageError) as refused:
        warc.write_response(replace(PAGE, payload=b"other"))
    assert refused.value.code == "captured-twice"
    assert output.getvalue() == before
    warc.write_response(replace(PAGE, at=NOW + timedelta(seconds=1)))


@pytest.mark.parametrize("value", ["two\r\nlines", "two\nlines", "two\u2028lines"])
def test_description_of_several_lines_is_refused(output, value):
    with pytest.raises(PackageError) as refused:
        WARCFile(output, created=NOW, info={"isPartOf": value})
    assert (refused.value.code, output.getvalue()) == ("bad-info", b"")


@pytest.mark.parametrize("zone", [None, timezone(timedelta(hours=8))])
def test_time_of_another_zone_is_refused(output, zone):
    with pytest.raises(PackageError) as refused:
        WARCFile(output, created=NOW.replace(tzinfo=zone), info={})
    assert (refused.value.code, output.getvalue()) == ("bad-time", b"")


def test_response_record_byte_by_byte(warc, output):
    entry = warc.write_response(PAGE)
    member = output.getvalue()[entry.offset :][: entry.length]
    head, _, body = gzip.decompress(member).partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "WARC/1.1"
    assert "WARC-Type: response" in lines
    assert "WARC-Date: 2026-11-23T01:02:03Z" in lines
    assert "WARC-Target-URI: https://jsj.gov.cn/%E5%85%AC%E7%A4%BA/" in lines
    assert f"WARC-Payload-Digest: {entry.digest}" in lines
    assert sum(line.startswith("WARC-Block-Digest: sha256:") for line in lines) == 1
    assert body == (
        b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; charset=utf-8\r\n"
        b"X-Bytes: caf\xe9; a=\xff\r\n\r\n" + "七个工作日".encode() + b"\r\n\r\n"
    )
    assert (entry.mime, entry.status) == ("text/html", 200)
    assert entry.record_digest == f"sha256:{hashlib.sha256(member).hexdigest()}"


def test_digest_is_sha256_in_base32(warc):
    algorithm, _, value = warc.write_response(PAGE).digest.partition(":")
    assert (algorithm, base64.b32decode(value).hex()) == ("sha256", PAGE_SHA256)


def test_every_record_is_one_gzip_member(warc, output):
    first = warc.write_response(PAGE)
    second = warc.write_response(replace(PAGE, url="https://jsj.gov.cn/", payload=b""))
    rest, members = output.getvalue(), []
    while rest:
        decompressor = zlib.decompressobj(zlib.MAX_WBITS + 16)
        decompressor.decompress(rest)
        assert decompressor.eof
        members.append(len(rest) - len(decompressor.unused_data))
        rest = decompressor.unused_data
    assert members == [first.offset, first.length, second.length]
    assert second.offset == first.offset + first.length


def test_file_that_does_not_begin_at_zero():
    output = io.BytesIO()
    output.write(b"before")
    entry = WARCFile(output, created=NOW, info={}).write_response(PAGE)
    assert output.getvalue()[6 + entry.offset :].startswith(b"\x1f\x8b")


def test_warcinfo_describes_the_file(warc, output):
    output.seek(0)
    record = next(ArchiveIterator(output, check_digests=True))
    assert record.rec_type == "warcinfo"
    assert record.content_stream().read().decode().split("\r\n") == [
        "software: test",
        "isPartOf: 建设局",
        "format: WARC File Format 1.1",
        "conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/"
        "warc-1.1/",
        "",
    ]
    assert record.digest_checker.passed is True


def test_the_head_stands_in_the_record_as_the_exchange_says(warc, output):
    entry = warc.write_response(PAGE)
    record = gzip.decompress(output.getvalue()[entry.offset :])
    assert record.split(b"\r\n\r\n", 1)[1] == PAGE.head + PAGE.payload + b"\r\n\r\n"


def test_revisit_refers_to_the_response_and_holds_no_payload(warc, output):
    original = original_of(warc.write_response(PAGE))
    later = replace(PAGE, at=NOW + timedelta(days=1))
    entry = warc.write_revisit(later, original)
    assert (entry.mime, entry.digest) == ("warc/revisit", original.digest)
    output.seek(0)
    record = list(iter_headers(output))[-1]
    assert record["WARC-Type"] == "revisit"
    assert record["WARC-Refers-To-Target-URI"] == PAGE.url
    assert record["WARC-Refers-To-Date"] == "2026-11-23T01:02:03Z"
    assert record["WARC-Profile"] == (
        "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    )
    assert "七个工作日".encode() not in gzip.decompress(output.getvalue()[entry.offset :])


def test_revisit_with_the_same_head_does_not_repeat_it(warc, output):
    """WARC/1.1, 6.7.2: it may have no record block, and must say so with a length of zero."""
    original = replace(original_of(warc.write_response(PAGE)), head_sha256=PAGE.head_sha256)
    later = replace(PAGE, at=NOW + timedelta(days=1))
    entry = warc.write_revisit(later, original)
    assert (entry.status, entry.mime) == (PAGE.status, "warc/revisit")
    record = gzip.decompress(output.getvalue()[entry.offset :])
    head, block = record.split(b"\r\n\r\n", 1)
    assert block == b"\r\n\r\n"
    assert b"Content-Length: 0" in head.split(b"\r\n")
    other = replace(later, at=NOW + timedelta(days=2), headers=(("Content-Type", "text/plain"),))
    again = warc.write_revisit(other, original)
    assert b"text/plain" in gzip.decompress(output.getvalue()[again.offset :])


def test_revisit_that_would_lie_is_refused(warc, output):
    original = original_of(warc.write_response(PAGE))
    before = output.getvalue()
    with pytest.raises(PackageError) as refused:
        warc.write_revisit(replace(PAGE, at=NOW + timedelta(days=1), payload=b"x"), original)
    assert refused.value.code == "revisit-differs"
    assert output.getvalue() == before


def original_of(entry) -> Original:
    return Original(entry.url, entry.at, entry.digest)


def iter_headers(output):
    for record in ArchiveIterator(output, check_digests="raise"):
        record.content_stream().read()
        yield record.rec_headers

"""Write exchanges as records of a WARC/1.1 file and note where each stands.

Every record is one gzip member, so that it can be read, checked and copied by itself.
"""

import base64
import hashlib
import io
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter as _WarcioWriter

from disclosure_plugin.archive.errors import PackageError
from disclosure_plugin.archive.exchange import Exchange
from disclosure_plugin.archive.payload import open_payload

WARC_FORMAT = "WARC File Format 1.1"
WARC_SPECIFICATION = (
    "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
)

# Level 9 takes a third longer and saves a thousandth.
GZIP_LEVEL = 6

REVISIT_MIME = "warc/revisit"

# Namespace of record identifiers, which are computed, so that a file can be written twice.
_RECORD_NAMESPACE = uuid.UUID("6b0a3f0e-6d0c-5c8a-9f0b-2d6f1c1f7a55")


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """Where a record stands and what it holds.

    Attributes:
        url, at: As in the exchange.
        status: HTTP status code.
        mime: Media type of the payload, ``warc/revisit`` for a revisit, or empty.
        digest: ``sha256:`` and base32 of the payload, as WARC files write it.
        record_digest: ``sha256:`` and hex of the record's compressed bytes.
        offset, length: Of the record's gzip member, in bytes.
    """

    url: str
    at: datetime
    status: int
    mime: str
    digest: str
    record_digest: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Original:
    """A response that holds a payload, in this file or in an earlier one.

    Attributes:
        url, at: Of the response record; never of a revisit.
        digest: ``sha256:`` and base32 of its payload.
        head_sha256: Of its status line and headers, in hexadecimal; empty if nobody knows.
    """

    url: str
    at: datetime
    digest: str
    head_sha256: str = ""


def warc_date(moment: datetime) -> str:
    """A UTC time as WARC and WACZ files write it: RFC 3339, whole seconds, ``Z``.

    Raises:
        PackageError: ``bad-time`` when it is not in UTC.
    """
    if moment.utcoffset() != timedelta(0):
        raise PackageError(
            "bad-time", "The time %(at)s must be given in UTC.", {"at": moment.isoformat()}
        )
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def payload_digest(payload: bytes) -> str:
    """SHA-256 of a payload in the form of the WARC-Payload-Digest field."""
    digester = Digester("sha256")
    digester.update(payload)
    return str(digester)


def sha256_of(digest: str) -> str:
    """The SHA-256 of a WARC-Payload-Digest field, in hexadecimal."""
    return base64.b32decode(digest.removeprefix("sha256:")).hex()


def written_digest(sha256: str) -> str:
    """A SHA-256 in hexadecimal in the form of the WARC-Payload-Digest field."""
    return "sha256:" + base64.b32encode(bytes.fromhex(sha256)).decode()


def warc_info_record(created: datetime, info: Mapping[str, str]) -> bytes:
    """A ``warcinfo`` record, with which every file begins.

    Args:
        created: UTC.
        info: Fields such as ``software`` and ``isPartOf``; ``format`` and ``conformsTo`` are
            added.

    Returns:
        One gzip member.

    Raises:
        PackageError: ``bad-info`` when a field is more than one line.
    """
    body = _warc_fields({**info, "format": WARC_FORMAT, "conformsTo": WARC_SPECIFICATION})
    date, output = warc_date(created), io.BytesIO()
    writer = _Sha256Writer(output, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        "",
        "warcinfo",
        payload=io.BytesIO(body),
        length=len(body),
        warc_headers_dict={
            "WARC-Date": date,
            "WARC-Record-ID": _record_id("warcinfo", date, payload_digest(body)),
        },
    )
    _write_member(writer, record, output)
    return output.getvalue()


class WARCFile:
    """Writes one WARC file, record by record, and holds no payload longer than its record.

    Args:
        output: Binary file, written from where it stands; ends up after the last record.
        created: UTC time of the warcinfo record.
        info: Fields of the warcinfo record, such as ``software`` and ``isPartOf``; ``format``
            and ``conformsTo`` are added.

    Raises:
        PackageError: ``bad-info`` when a field is more than one line.
    """

    def __init__(self, output: BinaryIO, *, created: datetime, info: Mapping[str, str]):
        self._output = output
        self._start = output.tell()
        self._writer = _Sha256Writer(output, gzip=False, warc_version="1.1")
        self._seen: set[tuple[str, datetime]] = set()
        output.write(warc_info_record(created, info))

    def write_response(self, exchange: Exchange) -> IndexEntry:
        """Write an exchange with its payload.

        Raises:
            PackageError: ``captured-twice`` when this URL was written for the same second:
                readers could not tell the two apart.
        """
        self._claim(exchange)
        digest = exchange.digest
        payload, length = open_payload(exchange.payload)
        record = self._writer.create_warc_record(
            exchange.url,
            "response",
            payload=payload,
            length=length,
            http_headers=_http_headers(exchange),
            warc_headers_dict={
                **_record_headers("response", exchange, digest),
                "WARC-Payload-Digest": digest,
            },
        )
        return self._append(record, exchange, digest, exchange.media_type)

    def write_revisit(self, exchange: Exchange, original: Original) -> IndexEntry:
        """Write that an exchange had the payload of an earlier response, without the payload.

        Where status line and headers are those of the earlier response as well, they are left
        out too (WARC/1.1, 6.7.2: "may have no record block"); readers take the earlier ones.

        Args:
            exchange: What was captured now.
            original: The response record that holds the payload.

        Raises:
            PackageError: ``captured-twice``; ``revisit-differs`` when the payloads differ.
        """
        digest = exchange.digest
        if original.digest != digest:
            raise PackageError(
                "revisit-differs",
                "“%(url)s” cannot be kept as unchanged: the earlier record holds other bytes.",
                {"url": exchange.url},
            )
        self._claim(exchange)
        same = original.head_sha256 == exchange.head_sha256
        record = self._writer.create_revisit_record(
            exchange.url,
            digest,
            original.url,
            warc_date(original.at),
            http_headers=None if same else _http_headers(exchange),
            warc_headers_dict=_record_headers("revisit", exchange, digest),
        )
        return self._append(record, exchange, digest, REVISIT_MIME)

    def _claim(self, exchange: Exchange) -> None:
        key = (exchange.url, exchange.at)
        if key in self._seen:
            raise PackageError(
                "captured-twice",
                "“%(url)s” was captured twice in the second %(at)s; keep one of the two.",
                {"url": exchange.url, "at": warc_date(exchange.at)},
            )
        self._seen.add(key)

    def _append(
        self, record: ArcWarcRecord, exchange: Exchange, digest: str, mime: str
    ) -> IndexEntry:
        offset = self._output.tell() - self._start
        length, record_digest = _write_member(self._writer, record, self._output)
        return IndexEntry(
            url=exchange.url,
            at=exchange.at,
            status=exchange.status,
            mime=mime,
            digest=digest,
            record_digest=record_digest,
            offset=offset,
            length=length,
        )


def tombstone(fields: Mapping[str, str], *, at: datetime, number: int) -> bytes:
    """A ``metadata`` record that stands in the place of one that was removed.

    It names no record, so that nothing of the removed one can be told from its identifier.

    Args:
        fields: What it says, each one line of text.
        at: When the record was removed (UTC).
        number: Its place among the tombstones written then; keeps their identifiers apart.

    Returns:
        One gzip member.

    Raises:
        PackageError: ``bad-info`` when a field is more than one line; ``bad-time``.
    """
    body, date = _warc_fields(fields), warc_date(at)
    output = io.BytesIO()
    writer = _Sha256Writer(output, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        "",
        "metadata",
        payload=io.BytesIO(body),
        length=len(body),
        warc_content_type="application/warc-fields",
        warc_headers_dict={
            "WARC-Date": date,
            "WARC-Record-ID": _record_id("tombstone", date, str(number), payload_digest(body)),
        },
    )
    _write_member(writer, record, output)
    return output.getvalue()


class _Sha256Writer(_WarcioWriter):
    """warcio's writer with the digest that is still safe; its own is SHA-1."""

    @staticmethod
    def _create_digester() -> Digester:
        return Digester("sha256")


class _HTTPHeaders(StatusAndHeaders):
    """Writes header bytes as they were served; warcio would percent-encode some of them."""

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        self.headers_buff = self.to_bytes(header_filter, encoding="latin-1")


class _GzipMember:
    """A file to write one record to: compresses it, counts and hashes what comes out."""

    def __init__(self, output: BinaryIO):
        self._output = output
        self._compressor = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        self.length = 0
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self._emit(self._compressor.compress(data))

    def flush(self) -> None:
        """End the member; warcio calls this once, after the record."""
        self._emit(self._compressor.flush())

    def _emit(self, compressed: bytes) -> None:
        self._output.write(compressed)
        self.digest.update(compressed)
        self.length += len(compressed)


def _write_member(
    writer: _WarcioWriter, record: ArcWarcRecord, output: BinaryIO
) -> tuple[int, str]:
    """Write a record as one gzip member; its length and the digest of its bytes."""
    member = _GzipMember(output)
    writer.out = member
    writer.write_record(record)
    return member.length, f"sha256:{member.digest.hexdigest()}"


def _warc_fields(fields: Mapping[str, str]) -> bytes:
    lines = [f"{name}: {value}" for name, value in fields.items()]
    if any(len(line.splitlines()) != 1 for line in lines):
        raise PackageError(
            "bad-info", "Each field of the archive's description must be one line of text."
        )
    return "".join(f"{line}\r\n" for line in lines).encode()


def _record_headers(kind: str, exchange: Exchange, digest: str) -> dict[str, str]:
    date = warc_date(exchange.at)
    return {
        "WARC-Date": date,
        "WARC-Record-ID": _record_id(kind, exchange.url, date, digest),
    }


def _http_headers(exchange: Exchange) -> _HTTPHeaders:
    return _HTTPHeaders(exchange.status_line, list(exchange.headers), protocol="HTTP/1.1")


def _record_id(*identity: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(_RECORD_NAMESPACE, ' '.join(identity))}>"

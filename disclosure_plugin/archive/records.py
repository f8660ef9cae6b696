"""Read WARC records back and recompute their digests. Trusts nothing in them."""

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.utils import Digester

# What warcio raises for bytes that are not whole records.
UNREADABLE_RECORDS = (ArchiveLoadFailed, EOFError, ValueError, zlib.error)


_BUFFER = 1 << 20


@dataclass(frozen=True, slots=True)
class Record:
    """A WARC record as it was found.

    Attributes:
        kind: Such as ``response`` or ``revisit``.
        url: WARC-Target-URI.
        timestamp: WARC-Date in 14 digits.
        status: HTTP status code, or empty.
        digest: WARC-Payload-Digest as written in the record.
        refers_to: URL and 14-digit time that a revisit refers to.
        sound: Whether the digests in the record fit its bytes.
    """

    kind: str
    url: str
    timestamp: str
    status: str
    digest: str
    refers_to: tuple[str, str]
    sound: bool


def records_in(raw: bytes) -> Iterator[Record]:
    """The records of some bytes of a WARC file, read through and their digests recomputed.

    Raises:
        UNREADABLE_RECORDS: The bytes are not whole records.
    """
    for record in ArchiveIterator(io.BytesIO(raw), check_digests=True):
        digester = Digester("sha256")
        while chunk := record.raw_stream.read(_BUFFER):
            digester.update(chunk)
        header = record.rec_headers.get_header
        digest = header("WARC-Payload-Digest", "")
        has_payload = record.rec_type in ("response", "resource")
        yield Record(
            kind=record.rec_type,
            url=header("WARC-Target-URI", ""),
            timestamp=_timestamp(header("WARC-Date", "")),
            status=record.http_headers.get_statuscode() if record.http_headers else "",
            digest=digest,
            refers_to=(
                header("WARC-Refers-To-Target-URI", ""),
                _timestamp(header("WARC-Refers-To-Date", "")),
            ),
            sound=record.digest_checker.passed is not False
            and (not has_payload or digest == str(digester)),
        )


@dataclass(frozen=True, slots=True)
class Message:
    """What a response or revisit says.

    Attributes:
        headers: The HTTP header lines, one a line.
        payload: The body; empty in a revisit.
        refers_to: As in :class:`Record`.
    """

    headers: str
    payload: bytes
    refers_to: tuple[str, str]


def message_in(raw: bytes) -> Message:
    """The HTTP message of the one record in some bytes of a WARC file.

    Raises:
        UNREADABLE_RECORDS: The bytes are no record.
    """
    record = next(ArchiveIterator(io.BytesIO(raw)), None)
    if record is None:
        raise EOFError("no record")
    header = record.rec_headers.get_header
    lines = record.http_headers.headers if record.http_headers else []
    return Message(
        headers="\n".join(f"{name}: {value}" for name, value in lines),
        payload=record.raw_stream.read(),
        refers_to=(
            header("WARC-Refers-To-Target-URI", ""),
            _timestamp(header("WARC-Refers-To-Date", "")),
        ),
    )


def _timestamp(date: str) -> str:
    """``2026-11-23T01:02:03Z`` as ``20261123010203``."""
    return re.sub(r"[^0-9]", "", date)[:14]

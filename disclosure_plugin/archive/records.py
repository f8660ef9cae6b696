"""Read WARC records back and recompute their digests. Trusts nothing in them."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.utils import Digester

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

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
        status: HTTP status code; empty without HTTP headers, as in a revisit whose headers are
            those of the response it refers to.
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


class Stretch(io.RawIOBase):
    """Some bytes of a file, as a file of its own.

    Args:
        file: Seekable; where it stands does not matter.
        start, length: In bytes.
    """

    def __init__(self, file: BinaryIO, start: int, length: int):
        self._file = file
        self._at = start
        self._end = start + length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        self._file.seek(self._at)
        read = self._file.read(min(len(view), self._end - self._at))
        view[: len(read)] = read
        self._at += len(read)
        return len(read)


def open_stretch(file: BinaryIO, start: int, length: int) -> BinaryIO:
    """Some bytes of a file as a file: in memory, unless they are many."""
    if length > _BUFFER:
        return cast(BinaryIO, io.BufferedReader(Stretch(file, start, length), _BUFFER))
    file.seek(start)
    return io.BytesIO(file.read(length))


def digest_of(file: BinaryIO) -> str:
    """``sha256:`` and hex of a file from where it stands."""
    sha256 = hashlib.sha256()
    while piece := file.read(_BUFFER):
        sha256.update(piece)
    return f"sha256:{sha256.hexdigest()}"


def records_in(file: BinaryIO) -> Iterator[Record]:
    """The records of some bytes of a WARC file, read through and their digests recomputed.

    Raises:
        UNREADABLE_RECORDS: The bytes are not whole records.
    """
    for record in ArchiveIterator(file, check_digests=True):
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
        headers: The HTTP header lines, one a line; none in a revisit whose headers are those of
            the response it refers to.
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

"""Read a WACZ package back: its members, index, pages and records. Trusts nothing in it."""

import hashlib
import io
import json
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Self

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.utils import Digester

from disclosure_plugin.archive.cdxj import IDX_META
from disclosure_plugin.archive.errors import PackageError

# No text member of an honest package comes near these; they keep memory safe from bombs.
MAX_TEXT_BYTES = 256 << 20
MAX_BLOCK_BYTES = 64 << 20

_BUFFER = 1 << 20
_LOCAL_HEADER = struct.Struct("<26xHH")
_ROW = re.compile(r"(\S+) ([0-9]{14}) (\{.*\})")

# What zipfile raises for members that are cut, altered, encrypted or packed in unknown ways;
# OSError and ValueError come from seeking to where nothing can be.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)

# What warcio raises for bytes that are not whole records.
UNREADABLE_RECORDS = (ArchiveLoadFailed, EOFError, ValueError, zlib.error)


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One line of the index; ``timestamp`` has 14 digits, empty fields were not given."""

    line: str
    key: str
    timestamp: str
    url: str
    mime: str
    status: str
    digest: str
    record_digest: str
    filename: str
    offset: int
    length: int


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


class PackageReader:
    """An open package.

    Args:
        source: Path or seekable binary file.

    Raises:
        PackageError: ``not-a-package`` when it is no ZIP file.
    """

    def __init__(self, source: Path | BinaryIO):
        self._opened_here = isinstance(source, Path)
        self._file = source.open("rb") if isinstance(source, Path) else source
        try:
            self._zip = zipfile.ZipFile(self._file)
        except _DAMAGED as error:
            self.close()
            raise PackageError(
                "not-a-package", "This is no WACZ package: it cannot be opened as a ZIP file."
            ) from error

    def close(self) -> None:
        """Close the file, unless the caller opened it."""
        if self._opened_here:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def members(self) -> list[zipfile.ZipInfo]:
        """All members; a name may stand in a damaged package twice."""
        return self._zip.infolist()

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(self._zip.namelist())

    @property
    def warcs(self) -> list[str]:
        return sorted(name for name in self.names if name.startswith("archive/"))

    def read(self, name: str) -> bytes:
        """A whole member that is text or an index.

        Raises:
            PackageError: ``missing-member``, ``damaged-member`` or ``too-large``.
        """
        return b"".join(self._chunks(name, MAX_TEXT_BYTES))

    def measure(self, name: str) -> tuple[str, int]:
        """SHA-256 in hex and size of a member, read through to its end.

        Raises:
            PackageError: ``missing-member`` or ``damaged-member``.
        """
        sha256, size = hashlib.sha256(), 0
        for chunk in self._chunks(name):
            sha256.update(chunk)
            size += len(chunk)
        return sha256.hexdigest(), size

    def read_json(self, name: str) -> dict[str, object]:
        """A member that holds one JSON object.

        Raises:
            PackageError: As ``read``; ``bad-json``.
        """
        return _json_object(self.read(name), name)

    @cached_property
    def datapackage(self) -> dict[str, object]:
        return self.read_json("datapackage.json")

    @cached_property
    def resources(self) -> list[dict[str, object]]:
        """The entries of the package's list, each with path, hash and bytes."""
        entries = self.datapackage.get("resources")
        if not isinstance(entries, list) or not all(_is_resource(entry) for entry in entries):
            raise PackageError(
                "bad-resources",
                "The resources of datapackage.json must each have a name, path, hash and bytes.",
            )
        return entries

    @cached_property
    def pages(self) -> list[dict[str, object]]:
        """The lines of pages.jsonl, its header first.

        Raises:
            PackageError: As ``read``; ``bad-json``.
        """
        name = "pages/pages.jsonl"
        return [_json_object(line, name) for line in self.read(name).splitlines()]

    @cached_property
    def rows(self) -> list[IndexRow]:
        """All lines of the index, in the order in which they stand.

        Raises:
            PackageError: As ``read``; ``bad-index`` when the list of blocks and the blocks do
                not fit together, or a line cannot be read.
        """
        return list(self._rows())

    def record(self, row: IndexRow) -> Record:
        """The one record that a row points at.

        Raises:
            PackageError: ``row-elsewhere`` when no record begins and ends there;
                ``record-damaged`` when one begins there but cannot be read.
        """
        raw = self.slice(f"archive/{row.filename}", row.offset, row.length)
        if len(raw) != row.length or not raw.startswith(b"\x1f\x8b"):
            raise self._elsewhere(row)
        try:
            found = list(records_in(raw))
        except UNREADABLE_RECORDS as error:
            raise PackageError(
                "record-damaged",
                "The record of “%(url)s” in %(file)s cannot be read.",
                {"url": row.url, "file": row.filename},
            ) from error
        if len(found) != 1:
            raise self._elsewhere(row)
        return found[0]

    def size(self, name: str) -> int:
        """Size in bytes that the ZIP gives for a member."""
        return self._zip.getinfo(name).file_size

    def slice(self, name: str, offset: int, length: int) -> bytes:
        """Some bytes of a member that is stored as it is, taken straight from the file.

        Fewer come back when the member ends before, none when it is missing.
        """
        if name not in self.names or offset < 0:
            return b""
        member = self._zip.getinfo(name)
        self._file.seek(member.header_offset)
        header = self._file.read(_LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size:
            return b""
        # The local header gives the lengths of the name and the extra field that follow it.
        start = self._file.tell() + sum(_LOCAL_HEADER.unpack(header))
        wanted = min(length, member.file_size - offset)
        if wanted <= 0:
            return b""
        self._file.seek(start + offset)
        return self._file.read(wanted)

    def _elsewhere(self, row: IndexRow) -> PackageError:
        return PackageError(
            "row-elsewhere",
            "The index places “%(url)s” at byte %(offset)s of %(file)s, where no record of that "
            "length begins.",
            {"url": row.url, "offset": row.offset, "file": row.filename},
        )

    def _chunks(self, name: str, limit: int | None = None) -> Iterator[bytes]:
        if name not in self.names:
            raise PackageError(
                "missing-member", "The package has no file %(name)s.", {"name": name}
            )
        size = 0
        try:
            with self._zip.open(name) as member:
                while chunk := member.read(_BUFFER):
                    size += len(chunk)
                    if limit is not None and size > limit:
                        raise PackageError(
                            "too-large", "The file %(name)s is too large.", {"name": name}
                        )
                    yield chunk
        except _DAMAGED as error:
            raise PackageError(
                "damaged-member", "The file %(name)s is damaged.", {"name": name}
            ) from error

    def _rows(self) -> Iterator[IndexRow]:
        blocks = self.read("indexes/index.cdx.gz")
        listing = self.read("indexes/index.idx").decode(errors="replace").splitlines()
        if listing[:1] != [IDX_META]:
            raise _bad_index("index.idx", 1)
        end = 0
        for number, listed in enumerate(listing[1:], start=2):
            place = _block_place(listed)
            if place is None or place[1] != end:
                raise _bad_index("index.idx", number)
            prefix, offset, length, digest = place
            end = offset + length
            block = blocks[offset:end]
            lines = _decompress(block).decode(errors="replace").splitlines()
            sound = digest == f"sha256:{hashlib.sha256(block).hexdigest()}"
            if not sound or not lines or not lines[0].startswith(prefix + " {"):
                raise _bad_index("index.idx", number)
            for line in lines:
                yield _index_row(line)
        if end != len(blocks):
            raise _bad_index("index.idx", len(listing))


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


def _timestamp(date: str) -> str:
    """``2026-11-23T01:02:03Z`` as ``20261123010203``."""
    return re.sub(r"[^0-9]", "", date)[:14]


def _index_row(line: str) -> IndexRow:
    match = _ROW.fullmatch(line)
    try:
        fields = json.loads(match[3]) if match else {}
        return IndexRow(
            line=line,
            key=match[1] if match else "",
            timestamp=match[2] if match else "",
            url=str(fields["url"]),
            mime=str(fields.get("mime", "")),
            status=str(fields.get("status", "")),
            digest=str(fields.get("digest", "")),
            record_digest=str(fields.get("recordDigest", "")),
            filename=str(fields["filename"]),
            offset=int(fields["offset"]),
            length=int(fields["length"]),
        )
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        raise PackageError(
            "bad-index", "A line of the index cannot be read: %(line)s", {"line": line[:200]}
        ) from error


def _block_place(listed: str) -> tuple[str, int, int, str] | None:
    """Prefix, offset, length and digest of a line of index.idx."""
    prefix, brace, rest = listed.partition(" {")
    try:
        place = json.loads(brace.strip() + rest)
        return prefix, int(place["offset"]), int(place["length"]), str(place["digest"])
    except (KeyError, ValueError, TypeError, RecursionError):
        return None


def _decompress(block: bytes) -> bytes:
    """One gzip member; nothing when it is not exactly that, or swells beyond reason."""
    decompressor = zlib.decompressobj(zlib.MAX_WBITS + 16)
    try:
        content = decompressor.decompress(block, MAX_BLOCK_BYTES)
    except zlib.error:
        return b""
    return content if decompressor.eof and not decompressor.unused_data else b""


def _bad_index(name: str, number: int) -> PackageError:
    return PackageError(
        "bad-index",
        "Line %(number)s of %(name)s does not fit the blocks of the index.",
        {"number": number, "name": name},
    )


def _json_object(content: bytes, name: str) -> dict[str, object]:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise PackageError(
            "bad-json", "The file %(name)s is not the JSON it should be.", {"name": name}
        )
    return value


def _is_resource(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and all(isinstance(entry.get(key), str) for key in ("name", "path", "hash"))
        and isinstance(entry.get("bytes"), int)
    )

"""Read a WACZ package back: its members, index, pages and records. Trusts nothing in it."""

import hashlib
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Self

from disclosure_plugin.archive.cdxj import IndexRow, read_index
from disclosure_plugin.archive.errors import PackageError
from disclosure_plugin.archive.records import (
    UNREADABLE_RECORDS,
    Message,
    Record,
    digest_of,
    message_in,
    open_stretch,
    records_in,
)
from disclosure_plugin.archive.warc import REVISIT_MIME

# No text member of an honest package comes near this; it keeps memory safe from bombs.
MAX_TEXT_BYTES = 256 << 20

_BUFFER = 1 << 20
_LOCAL_HEADER = struct.Struct("<26xHH")

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
        return list(self.each_row())

    def each_row(self) -> Iterator[IndexRow]:
        """As ``rows``, but one after the other, and none is kept."""
        return read_index(self.read("indexes/index.cdx.gz"), self.read("indexes/index.idx"))

    @cached_property
    def responses(self) -> dict[tuple[str, str], IndexRow]:
        """The rows that hold a payload, by address and 14-digit time.

        Raises:
            PackageError: As ``rows``.
        """
        return {(row.url, row.timestamp): row for row in self.rows if row.mime != REVISIT_MIME}

    def raw(self, row: IndexRow) -> bytes:
        """The compressed bytes of the record that a row points at, unread.

        Raises:
            PackageError: ``row-elsewhere`` when the file ends before.
        """
        raw = self.slice(f"archive/{row.filename}", row.offset, row.length)
        if len(raw) != row.length or not raw.startswith(b"\x1f\x8b"):
            raise self._elsewhere(row)
        return raw

    def message(self, row: IndexRow) -> Message:
        """What the response or revisit says that a row points at.

        Raises:
            PackageError: As ``record``.
        """
        self.record(row)  # refuses what does not begin and end where the index says
        return message_in(self.raw(row))

    def record(self, row: IndexRow) -> Record:
        """The one record that a row points at.

        Raises:
            PackageError: ``row-elsewhere`` when no record begins and ends there;
                ``record-damaged`` when one begins there but cannot be read.
        """
        start, length = self._place(f"archive/{row.filename}", row.offset, row.length)
        if length != row.length:
            raise self._elsewhere(row)
        return record_at(self._file, start, row)

    def record_digest(self, row: IndexRow) -> str:
        """``sha256:`` and hex of the bytes that a row points at."""
        place = self._place(f"archive/{row.filename}", row.offset, row.length)
        return digest_of(open_stretch(self._file, *place))

    def copy(self, name: str, output: BinaryIO) -> None:
        """Write a whole member to a file.

        Raises:
            PackageError: ``missing-member`` or ``damaged-member``.
        """
        for chunk in self._chunks(name):
            output.write(chunk)

    def size(self, name: str) -> int:
        """Size in bytes that the ZIP gives for a member."""
        return self._zip.getinfo(name).file_size

    def slice(self, name: str, offset: int, length: int) -> bytes:
        """Some bytes of a member that is stored as it is, taken straight from the file.

        Fewer come back when the member ends before, none when it is missing.
        """
        return self.open_slice(name, offset, length).read()

    def open_slice(self, name: str, offset: int, length: int) -> BinaryIO:
        """As ``slice``, but as a file; many bytes are not held in memory."""
        return open_stretch(self._file, *self._place(name, offset, length))

    def _place(self, name: str, offset: int, length: int) -> tuple[int, int]:
        """Where some bytes of a stored member begin in the file, and how many there are."""
        if name not in self.names or offset < 0:
            return 0, 0
        member = self._zip.getinfo(name)
        self._file.seek(member.header_offset)
        header = self._file.read(_LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size:
            return 0, 0
        # The local header gives the lengths of the name and the extra field that follow it.
        start = self._file.tell() + sum(_LOCAL_HEADER.unpack(header))
        return start + offset, max(0, min(length, member.file_size - offset))

    def _elsewhere(self, row: IndexRow) -> PackageError:
        return row_elsewhere(row.url, row.offset, row.filename)

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


def record_at(file: BinaryIO, start: int, row: IndexRow) -> Record:
    """The one record that fills as many bytes of a file as its line of the index says.

    Args:
        file: Seekable.
        start: Where its bytes begin there.
        row: Its line.

    Raises:
        PackageError: As ``PackageReader.record``.
    """
    stretch = open_stretch(file, start, row.length)
    if stretch.read(2) != b"\x1f\x8b":
        raise row_elsewhere(row.url, row.offset, row.filename)
    try:
        found = list(records_in(open_stretch(file, start, row.length)))
    except UNREADABLE_RECORDS as error:
        raise PackageError(
            "record-damaged",
            "The record of “%(url)s” in %(file)s cannot be read.",
            {"url": row.url, "file": row.filename},
        ) from error
    if len(found) != 1:
        raise row_elsewhere(row.url, row.offset, row.filename)
    return found[0]


def row_elsewhere(url: str, offset: int, filename: str) -> PackageError:
    """Say that a line of the index points at no record."""
    return PackageError(
        "row-elsewhere",
        "The index places “%(url)s” at byte %(offset)s of %(file)s, where no record of that "
        "length begins.",
        {"url": url, "offset": offset, "file": filename},
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

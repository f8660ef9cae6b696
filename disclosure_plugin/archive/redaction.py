"""Take records out of a package, and say in the place of each that it was there.

What stays is copied byte for byte, so its digests and the proofs of them go on to hold. What
goes leaves a ``metadata`` record with the legal basis: no digest, because that of a short text
can be guessed; no query and no file name, because both can be what had to go.
"""

import base64
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit, urlunsplit

from disclosure_plugin.archive.cdxj import IndexRow
from disclosure_plugin.archive.errors import PackageError
from disclosure_plugin.archive.links import find_references
from disclosure_plugin.archive.mentions import Mentions
from disclosure_plugin.archive.reader import PackageReader
from disclosure_plugin.archive.records import UNREADABLE_RECORDS, Message, message_in, records_in
from disclosure_plugin.archive.wacz import PackageInfo, Page, WARCPart, build_wacz
from disclosure_plugin.archive.warc import (
    REVISIT_MIME,
    IndexEntry,
    payload_digest,
    tombstone,
    warc_date,
)

Progress = Callable[[int, int], None]

_PROOFS = "proofs/"
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Unwanted:
    """What has to leave a package.

    Attributes:
        names: How others refer to the page: its short id, its index number. A record whose
            address has one of them is the page's own; every other that mentions one, such as a
            list with the page's title, goes too.
        sha256s: Of files, in hexadecimal; they go under whatever address they were captured.
        basis: Code of the legal basis, one line.
        at: When it is removed (UTC).
        is_file: Says of an address that an uploaded file is there. A file goes when its bytes
            or its address are named above, when a record of the page's own refers to it, or
            when only records that go refer to it. What its own bytes mention does not matter.
        is_kept: Says of the address of a file that it is to stay although the page refers to
            it, because another page that is public shows it.
    """

    names: tuple[str, ...]
    sha256s: frozenset[str]
    basis: str
    at: datetime
    is_file: Callable[[str], bool]
    is_kept: Callable[[str], bool]


@dataclass(frozen=True)
class Redacted:
    """What became of a package.

    Attributes:
        removed: How many records had to go.
        pages: How many are left that a reader can start from.
    """

    removed: int
    pages: int


def redact(
    source: Path | BinaryIO,
    target: Path,
    unwanted: Unwanted,
    *,
    progress: Progress = lambda done, total: None,
) -> Redacted:
    """Write a package anew without what has to go.

    Args:
        source: The package; it is not changed.
        target: Where to write; appears only when it is complete and on disk. It is not written
            when nothing had to go, or when no page is left to start from.
        unwanted: What has to go.
        progress: Called after every record that was looked at or written, with (done, total).

    Returns:
        How many records were removed and how many pages are left.

    Raises:
        PackageError: The package cannot be read, or holds what its index does not list.
    """
    with PackageReader(source) as package:
        removed = _Search(package, unwanted, progress).find()
        if not removed:
            return Redacted(0, len(package.pages) - 1)
        pages = _pages_left(package, removed)
        if pages:
            _write(package, target, removed, pages, unwanted, progress)
        return Redacted(len(removed), len(pages))


class _Search:
    """Which records have to go: every one is read once."""

    def __init__(self, package: PackageReader, unwanted: Unwanted, progress: Progress):
        self._package = package
        self._unwanted = unwanted
        self._progress = progress
        self._mentions = Mentions(unwanted.names)
        self._digests = {_as_written(sha256) for sha256 in unwanted.sha256s}
        self._removed: set[IndexRow] = set()
        self._files: list[IndexRow] = []
        self._revisits: list[tuple[IndexRow, tuple[str, str]]] = []
        # Addresses of files: which the page itself refers to, others that go, and what stays.
        self._by_page: set[str] = set()
        self._by_removed: set[str] = set()
        self._by_others: set[str] = set()

    def find(self) -> set[IndexRow]:
        rows = sorted(self._package.rows, key=lambda row: (row.filename, row.offset))
        for done, row in enumerate(rows, start=1):
            self._look_at(row)
            self._progress(done, len(rows))
        self._removed.update(filter(self._is_unwanted_file, self._files))
        gone = {(row.url, row.timestamp) for row in self._removed}
        self._removed.update(row for row, refers_to in self._revisits if refers_to in gone)
        return self._removed

    def _look_at(self, row: IndexRow) -> None:
        message = _message(self._package, row)
        if row.mime == REVISIT_MIME:
            self._revisits.append((row, message.refers_to))
        is_own = self._mentions.in_text(row.url)
        digest = payload_digest(message.payload) if message.payload else row.digest
        if is_own or digest in self._digests:
            self._removed.add(row)
        elif self._unwanted.is_file(row.url):
            self._files.append(row)
            return
        elif self._mentions.in_text(message.headers) or self._mentions.in_payload(message.payload):
            self._removed.add(row)
        self._note_files(row, message, is_own=is_own)

    def _note_files(self, row: IndexRow, message: Message, *, is_own: bool) -> None:
        found = find_references(message.payload, _content_type(message) or row.mime, row.url)
        files = set(filter(self._unwanted.is_file, (*found.links, *found.assets)))
        if is_own:
            self._by_page |= files
        elif row in self._removed:
            self._by_removed |= files
        else:
            self._by_others |= files

    def _is_unwanted_file(self, row: IndexRow) -> bool:
        if any(sha256 in row.url for sha256 in self._unwanted.sha256s):
            return True
        lost = row.url in self._by_removed and row.url not in self._by_others
        return (row.url in self._by_page or lost) and not self._unwanted.is_kept(row.url)


def _as_written(sha256: str) -> str:
    """A digest in the form of the WARC-Payload-Digest field."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"Not a SHA-256 in hexadecimal: {sha256}")
    return "sha256:" + base64.b32encode(bytes.fromhex(sha256)).decode()


def _message(package: PackageReader, row: IndexRow) -> Message:
    package.record(row)  # refuses what does not begin and end where the index says
    try:
        return message_in(package.slice(f"archive/{row.filename}", row.offset, row.length))
    except UNREADABLE_RECORDS as error:
        raise PackageError(
            "record-damaged",
            "The record of “%(url)s” in %(file)s cannot be read.",
            {"url": row.url, "file": row.filename},
        ) from error


def _content_type(message: Message) -> str:
    for line in message.headers.splitlines():
        name, _, value = line.partition(":")
        if name.lower() == "content-type":
            return value.strip()
    return ""


def _pages_left(package: PackageReader, removed: set[IndexRow]) -> list[Page]:
    left = {(row.url, row.timestamp) for row in package.rows if row not in removed}
    pages = [
        Page(str(page["url"]), _moment(str(page["ts"])), str(page.get("title", "")))
        for page in package.pages[1:]
    ]
    return [page for page in pages if (page.url, f"{page.at:%Y%m%d%H%M%S}") in left]


def _write(
    package: PackageReader,
    target: Path,
    removed: set[IndexRow],
    pages: list[Page],
    unwanted: Unwanted,
    progress: Progress,
) -> None:
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        parts, files = [], []
        try:
            for name in package.warcs:
                file = (Path(folder) / name.rpartition("/")[2]).open("w+b")
                files.append(file)
                entries = _copy_records(package, name, file, removed, unwanted, progress)
                parts.append(WARCPart(name.removeprefix("archive/"), file, entries))
            unfinished = Path(folder) / "redacted.wacz"
            with unfinished.open("wb") as output:
                build_wacz(output, parts, pages, _info(package, pages), _proofs(package, removed))
                output.flush()
                os.fsync(output.fileno())
            unfinished.replace(target)
        finally:
            for file in files:
                file.close()


def _copy_records(
    package: PackageReader,
    warc: str,
    output: BinaryIO,
    removed: set[IndexRow],
    unwanted: Unwanted,
    progress: Progress,
) -> list[IndexEntry]:
    """Copy a WARC file, with tombstones for what goes; return where the rest stands now."""
    entries = []
    for number, (row, raw) in enumerate(_members(package, warc)):
        if row is None:
            output.write(raw)
        elif row in removed:
            output.write(tombstone(_fields(row, unwanted), at=unwanted.at, number=number))
        else:
            entries.append(replace(_entry(row), offset=output.tell()))
            output.write(raw)
        progress(number, len(package.rows))
    return entries


def _members(package: PackageReader, warc: str) -> Iterator[tuple[IndexRow | None, bytes]]:
    """The indexed records of a WARC file in their order, and what stands between them."""
    rows = [row for row in package.rows if f"archive/{row.filename}" == warc]
    end = 0
    for row in sorted(rows, key=lambda row: row.offset):
        if row.offset > end:
            yield None, _description(package, warc, end, row.offset - end)
        yield row, package.slice(warc, row.offset, row.length)
        end = row.offset + row.length
    if package.size(warc) > end:
        yield None, _description(package, warc, end, package.size(warc) - end)


def _description(package: PackageReader, warc: str, offset: int, length: int) -> bytes:
    """Bytes that no line of the index covers: descriptions and earlier tombstones, no pages.

    Raises:
        PackageError: ``record-not-indexed`` when they are anything else.
    """
    raw = package.slice(warc, offset, length)
    try:
        kinds = {record.kind for record in records_in(raw)}
    except UNREADABLE_RECORDS:
        kinds = {"unreadable"}
    if kinds - {"warcinfo", "metadata"}:
        raise PackageError(
            "record-not-indexed",
            "The bytes from %(offset)s in %(name)s are in no line of the index.",
            {"offset": offset, "name": warc},
        )
    return raw


def _fields(row: IndexRow, unwanted: Unwanted) -> dict[str, str]:
    """What a tombstone says of a record: of a file no more than the site it was on."""
    parts = urlsplit(row.url)
    path = "/" if unwanted.is_file(row.url) else parts.path
    return {
        "redacted": warc_date(unwanted.at),
        "legal-basis": unwanted.basis,
        "removed": "a file" if unwanted.is_file(row.url) else "a response",
        "target": urlunsplit((parts.scheme, parts.netloc, path, "", "")),
        "captured": warc_date(_moment_of(row)),
    }


def _entry(row: IndexRow) -> IndexEntry:
    return IndexEntry(
        url=row.url,
        at=_moment_of(row),
        status=int(row.status),
        mime=row.mime,
        digest=row.digest,
        record_digest=row.record_digest,
        offset=row.offset,
        length=row.length,
    )


def _info(package: PackageReader, pages: list[Page]) -> PackageInfo:
    said = package.datapackage
    main = (said.get("mainPageUrl"), said.get("mainPageDate"))
    same = [page for page in pages if (page.url, warc_date(page.at)) == main]
    return PackageInfo(
        title=str(said.get("title", "")),
        created=_moment(str(said.get("created", ""))),
        software=str(said.get("software", "")),
        description=str(said.get("description", "")),
        main_page=same[0] if same else None,
    )


def _proofs(package: PackageReader, removed: set[IndexRow]) -> dict[str, bytes]:
    """Proofs that tell nothing of what goes."""
    told = [text.encode() for row in removed for text in (row.url, row.digest)]
    proofs = {
        name.removeprefix(_PROOFS): package.read(name)
        for name in package.names
        if name.startswith(_PROOFS)
    }
    return {
        name: content
        for name, content in proofs.items()
        if not any(text in content for text in told)
    }


def _moment_of(row: IndexRow) -> datetime:
    return datetime.strptime(row.timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _moment(text: str) -> datetime:
    """A UTC time as packages write it.

    Raises:
        PackageError: ``bad-time``.
    """
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as error:
        raise PackageError(
            "bad-time", "The time %(at)s must be given in UTC.", {"at": text}
        ) from error

"""Take records out of a package, and say in the place of each that it was there.

What stays is copied byte for byte, so its digests and the proofs of them go on to hold. What
goes leaves a ``metadata`` record with the legal basis: no digest, because that of a short text
can be guessed; no query and no file name, because both can be what had to go.
"""

import base64
import io
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit, urlunsplit

from disclosure_plugin.archive.cdxj import IndexRow
from disclosure_plugin.archive.complete import FindOriginal
from disclosure_plugin.archive.errors import PackageError
from disclosure_plugin.archive.links import find_references
from disclosure_plugin.archive.manifest import NAME as MANIFEST_NAME
from disclosure_plugin.archive.manifest import without
from disclosure_plugin.archive.mentions import Mentions
from disclosure_plugin.archive.reader import PackageReader
from disclosure_plugin.archive.records import UNREADABLE_RECORDS, Message, records_in
from disclosure_plugin.archive.rewriting import (
    entry_of,
    info_of,
    moment_of,
    pages_of,
    proofs_of,
)
from disclosure_plugin.archive.snapshot import written_whole
from disclosure_plugin.archive.wacz import Page, WARCPart, build_wacz
from disclosure_plugin.archive.warc import (
    REVISIT_MIME,
    IndexEntry,
    payload_digest,
    tombstone,
    warc_date,
)

Progress = Callable[[int, int], None]

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
        removed: Address and 14-digit time of the records that had to go.
        records: How many are left.
        pages: How many are left that a reader can start from.
    """

    removed: frozenset[tuple[str, str]]
    records: int
    pages: int


def redact(
    source: Path | BinaryIO,
    target: Path,
    unwanted: Unwanted,
    *,
    find_original: FindOriginal = lambda url, timestamp: None,
    progress: Progress = lambda done, total: None,
) -> Redacted:
    """Write a package anew without what has to go.

    Args:
        source: The package; it is not changed.
        target: Where to write; appears only when it is complete and on disk. It is not written
            when nothing had to go, or when no record is left.
        unwanted: What has to go.
        find_original: Finds in another package what a revisit refers to. A revisit of what is
            nowhere any more goes too.
        progress: Called after every record that was looked at or written, with (done, total).

    Returns:
        Which records were removed and how much is left.

    Raises:
        PackageError: The package cannot be read, or holds what its index does not list.
    """
    with PackageReader(source) as package:
        removed = _Search(package, unwanted, find_original, progress).find()
        pages = _pages_left(package, removed)
        records = len(package.rows) - len(removed)
        if removed and records:
            _write(package, target, removed, pages, unwanted, progress)
        gone = frozenset((row.url, row.timestamp) for row in removed)
        return Redacted(gone, records, len(pages))


class _Search:
    """Which records have to go: every one is read once."""

    def __init__(
        self,
        package: PackageReader,
        unwanted: Unwanted,
        find_original: FindOriginal,
        progress: Progress,
    ):
        self._package = package
        self._find_original = find_original
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
        message = self._package.message(row)
        if row.mime == REVISIT_MIME:
            self._revisits.append((row, message.refers_to))
            original = self._original_of(*message.refers_to)
            if original is None:  # it left with an earlier package
                self._removed.add(row)
                return
            # Where it has no headers, those of the original are the same.
            headers = message.headers or original.headers
            message = replace(message, headers=headers, payload=original.payload)
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

    def _original_of(self, url: str, timestamp: str) -> Message | None:
        """The response that a revisit refers to, here or in an earlier package."""
        row = self._package.responses.get((url, timestamp))
        if row is not None:
            return self._package.message(row)
        found = self._find_original(url, timestamp)
        return found[0].message(found[1]) if found else None

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


def _content_type(message: Message) -> str:
    for line in message.headers.splitlines():
        name, _, value = line.partition(":")
        if name.lower() == "content-type":
            return value.strip()
    return ""


def _pages_left(package: PackageReader, removed: set[IndexRow]) -> list[Page]:
    left = {(row.url, row.timestamp) for row in package.rows if row not in removed}
    return [page for page in pages_of(package) if (page.url, f"{page.at:%Y%m%d%H%M%S}") in left]


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
            with written_whole(target) as output:
                build_wacz(
                    output, parts, pages, info_of(package, pages), _proofs(package, removed)
                )
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
            entries.append(replace(entry_of(row), offset=output.tell()))
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
        kinds = {record.kind for record in records_in(io.BytesIO(raw))}
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
        "captured": warc_date(moment_of(row.timestamp)),
    }


def _proofs(package: PackageReader, removed: set[IndexRow]) -> dict[str, bytes]:
    """Proofs that tell nothing of what goes; of the manifest the other lines stay."""
    told = [text.encode() for row in removed for text in (row.url, row.digest)]
    gone = {(row.url, row.timestamp) for row in removed}
    proofs = proofs_of(package)
    if MANIFEST_NAME in proofs:
        proofs[MANIFEST_NAME] = without(proofs[MANIFEST_NAME], gone)
    return {
        name: content
        for name, content in proofs.items()
        if name == MANIFEST_NAME or not any(text in content for text in told)
    }

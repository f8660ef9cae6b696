"""Is a package sound? Stricter than the format asks, because these packages are evidence.

The usual validator passes a package without pages, without index, without records, or with
files nobody listed. Each check here is a function that yields what it finds wrong.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Literal
from zipfile import ZIP_STORED

from disclosure_plugin.archive.cdxj import IndexRow, batched
from disclosure_plugin.archive.errors import PackageError
from disclosure_plugin.archive.reader import PackageReader, record_at
from disclosure_plugin.archive.records import (
    UNREADABLE_RECORDS,
    Record,
    digest_of,
    open_stretch,
    records_in,
)
from disclosure_plugin.archive.surt import surt_key
from disclosure_plugin.archive.wacz import PAGES_HEADER, PROOF_NAME, WACZ_VERSION, WARC_NAME
from disclosure_plugin.archive.warc import REVISIT_MIME

Level = Literal["error", "ok", "skipped"]

_ROOT_FILES = frozenset({"datapackage.json", "datapackage-digest.json"})
_FOLDERS = {
    "archive": WARC_NAME,
    "indexes": re.compile(r"index\.cdx\.gz|index\.idx"),
    "pages": re.compile(r"pages\.jsonl|extraPages\.jsonl"),
    "proofs": PROOF_NAME,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of one check.

    Attributes:
        check: Name of the check.
        level: ``error``, ``ok`` (nothing wrong), or ``skipped`` (an earlier check
            found what this one needs unreadable).
        code: Stable name of the case; the level itself for ``ok`` and ``skipped``.
        message: English sentence with named placeholders.
        params: Their values.
    """

    check: str
    level: Level
    code: str
    message: str = ""
    params: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.level}: {self.check}: {self.message % self.params}".rstrip(": ")


Check = Callable[[PackageReader], Iterator[PackageError]]
NamedCheck = tuple[str, Check, tuple[str, ...]]


def validate(
    source: Path | BinaryIO, *, stored: bool = False, records_read: bool = False
) -> list[Finding]:
    """Check a package.

    Args:
        source: Path or seekable binary file.
        stored: It is one as we keep it, not one to hand out: its revisits may refer to earlier
            packages, and after something was taken out no page may be left.
        records_read: Each record was compared with its line before, by ``check_part``, in files
            that are still the same; they are not read a second time.

    Returns:
        At least one finding a check. The package is sound when none is an error or skipped.
    """
    try:
        package = PackageReader(source)
    except PackageError as error:
        return [Finding("container", "error", error.code, error.message, error.params)]
    with package:
        left_out = ONLY_WHEN_HANDED_OUT if stored else frozenset()
        if records_read:
            left_out |= {"records"}
        return list(_run_all(package, [one for one in CHECKS if one[0] not in left_out]))


def check_part(file: BinaryIO, rows: Iterable[IndexRow]) -> None:
    """Read every record of a WARC file that has just been written.

    Args:
        file: Seekable.
        rows: The lines of its records.

    Raises:
        PackageError: A line points at no record, or at one that is not what it says.
    """
    for row in rows:
        record = record_at(file, row.offset, row)
        digest = digest_of(open_stretch(file, row.offset, row.length))
        for problem in _compare(row, record, digest):
            raise problem


def _run_all(package: PackageReader, checks: list[NamedCheck]) -> Iterator[Finding]:
    failed: set[str] = set()
    for name, check, needs in checks:
        if not failed.isdisjoint(needs):
            found = [Finding(name, "skipped", "skipped")]
        else:
            found = list(_run(name, check, package)) or [Finding(name, "ok", "ok")]
        if any(finding.level != "ok" for finding in found):
            failed.add(name)
        yield from found


def _run(name: str, check: Check, package: PackageReader) -> Iterator[Finding]:
    try:
        for problem in check(package):
            yield Finding(name, "error", problem.code, problem.message, problem.params)
    except PackageError as error:  # what the check had to read cannot be read
        yield Finding(name, "error", error.code, error.message, error.params)


def check_names(package: PackageReader) -> Iterator[PackageError]:
    """Every member stands once and in a folder where it belongs."""
    counts = Counter(member.filename for member in package.members)
    for name, count in counts.items():
        if count > 1:
            yield _problem("duplicate-member", "The file %(name)s is there twice.", name=name)
        folder, _, rest = name.partition("/")
        allowed = _FOLDERS.get(folder)
        if name not in _ROOT_FILES and not (allowed and allowed.fullmatch(rest)):
            yield _problem("foreign-member", "The file %(name)s does not belong here.", name=name)


def check_datapackage(package: PackageReader) -> Iterator[PackageError]:
    """datapackage.json says that it is a WACZ of the version we write, and lists its files."""
    expected = {"profile": "data-package", "wacz_version": WACZ_VERSION}
    for key, value in expected.items():
        if package.datapackage.get(key) != value:
            yield _problem(
                "wrong-format",
                "In datapackage.json, %(key)s must be “%(value)s”.",
                key=key,
                value=value,
            )
    _ = package.resources


def check_datapackage_digest(package: PackageReader) -> Iterator[PackageError]:
    """datapackage-digest.json holds the hash of datapackage.json."""
    digest = package.read_json("datapackage-digest.json")
    sha256, _ = package.measure("datapackage.json")
    if digest.get("path") != "datapackage.json" or digest.get("hash") != f"sha256:{sha256}":
        yield _problem(
            "datapackage-changed",
            "datapackage.json is not the file whose hash datapackage-digest.json gives.",
        )


def check_listed(package: PackageReader) -> Iterator[PackageError]:
    """Every member is listed, and every listed file is a member, once."""
    listed = Counter(str(entry["path"]) for entry in package.resources)
    for name in sorted(package.names - _ROOT_FILES - listed.keys()):
        yield _problem(
            "unlisted", "The file %(name)s is not listed in datapackage.json.", name=name
        )
    for name in sorted(listed.keys() - package.names):
        yield _problem("listed-but-missing", "The listed file %(name)s is missing.", name=name)
    for name, count in listed.items():
        if count > 1:
            yield _problem("listed-twice", "The file %(name)s is listed twice.", name=name)


def check_hashes(package: PackageReader) -> Iterator[PackageError]:
    """Every listed file has the hash and the size that the list gives."""
    for entry in package.resources:
        name = str(entry["path"])
        if name not in package.names:
            continue  # reported by check_listed
        try:
            sha256, size = package.measure(name)
        except PackageError as error:
            yield error
            continue
        if (entry["hash"], entry["bytes"]) != (f"sha256:{sha256}", size):
            yield _problem(
                "hash-differs", "The file %(name)s is not the one that was listed.", name=name
            )


def check_stored(package: PackageReader) -> Iterator[PackageError]:
    """Records and index are stored as they are, so that players can read parts of them."""
    for member in package.members:
        if member.filename.endswith(".gz") and member.compress_type != ZIP_STORED:
            yield _problem(
                "compressed-twice",
                "The file %(name)s must be stored in the ZIP without compression.",
                name=member.filename,
            )


def check_index(package: PackageReader) -> Iterator[PackageError]:
    """The index can be read, and its blocks are those that index.idx lists."""
    if not sum(1 for _row in package.each_row()):  # to its end: each line must be readable
        yield _problem("empty-index", "The index has no lines.")


def check_index_order(package: PackageReader) -> Iterator[PackageError]:
    """The lines of the index ascend; players search them by halves."""
    for earlier, later in pairwise(package.each_row()):
        if earlier.line >= later.line:
            yield _problem(
                "unsorted-index", "The index is not sorted at “%(url)s”.", url=later.url
            )
            return


def check_records(package: PackageReader) -> Iterator[PackageError]:
    """Every line of the index points at the record it describes, and that record is whole."""
    if not package.warcs:
        yield _problem("no-warc", "The package has no WARC file in archive/.")
    for row in package.each_row():
        try:
            record = package.record(row)
        except PackageError as error:
            yield error
            continue
        yield from _compare(row, record, package.record_digest(row))


def _compare(row: IndexRow, record: Record, record_digest: str) -> Iterator[PackageError]:
    status = record.status or row.status  # a revisit may leave it to the response it refers to
    found = (record.digest, record_digest, status, _key(row.url))
    kind = "revisit" if row.mime == REVISIT_MIME else "response"
    if (record.url, record.timestamp, record.kind) != (row.url, row.timestamp, kind):
        yield _problem(
            "row-elsewhere",
            "The index places “%(url)s” where the record of “%(found)s” stands.",
            url=row.url,
            found=record.url,
        )
    elif not record.sound:
        yield _problem(
            "record-damaged",
            "The record of “%(url)s” in %(file)s does not fit its own digest.",
            url=row.url,
            file=row.filename,
        )
    elif found != (row.digest, row.record_digest, row.status, row.key):
        yield _problem(
            "row-differs",
            "The index gives another digest, status or key for “%(url)s” than its record.",
            url=row.url,
        )


def check_unindexed(package: PackageReader) -> Iterator[PackageError]:
    """What stands between the indexed records are descriptions, not hidden pages."""
    places = _places(package)
    for name in package.warcs:
        for offset, length in _gaps(places.get(name, array("q")), package.size(name)):
            try:
                found = records_in(package.open_slice(name, offset, length))
                kinds = {record.kind for record in found}
            except UNREADABLE_RECORDS:
                kinds = {"unreadable"}
            if kinds - {"warcinfo", "metadata", "request"}:
                yield _problem(
                    "record-not-indexed",
                    "The bytes from %(offset)s in %(name)s are in no line of the index.",
                    offset=offset,
                    name=name,
                )


def _places(package: PackageReader) -> dict[str, array[int]]:
    """Offset and length of every row, by the name of the WARC file, in one flat list each."""
    found: dict[str, array[int]] = {}
    for row in package.each_row():
        if max(abs(row.offset), abs(row.length)) <= sys.maxsize:  # else it covers nothing
            places = found.setdefault(f"archive/{row.filename}", array("q"))
            places.extend((row.offset, row.length))
    return found


def _gaps(places: array[int], size: int) -> Iterator[tuple[int, int]]:
    """Offset and length of the parts of a WARC file that no row covers."""
    end = 0
    for offset, length in [*sorted(batched(places, 2)), [size, 0]]:
        if offset > end:
            yield end, offset - end
        end = max(end, offset + length)


def check_revisits(package: PackageReader) -> Iterator[PackageError]:
    """Every revisit refers to a response in this package with the same payload."""
    for row in package.rows:
        if row.mime != REVISIT_MIME:
            continue
        revisit = package.record(row)
        original = package.responses.get(revisit.refers_to)
        if (
            original is None
            or original.digest != row.digest
            # Without a status of its own it has that of the response.
            or (not revisit.status and original.status != row.status)
        ):
            yield _problem(
                "revisit-unresolved",
                "The unchanged page “%(url)s” refers to a record that is not in this package.",
                url=row.url,
            )


def check_pages(package: PackageReader) -> Iterator[PackageError]:
    """pages.jsonl has its header, and each page an address and a time."""
    header, pages = package.pages[:1], package.pages[1:]
    if not header or header[0].get("format") != PAGES_HEADER["format"]:
        yield _problem("bad-pages", "pages.jsonl must begin with its header line.")
    for page in pages:
        if not page.get("url") or _page_timestamp(page) is None:
            yield _problem("bad-pages", "A page of pages.jsonl has no address or no UTC time.")


def check_begin(package: PackageReader) -> Iterator[PackageError]:
    """There is a page that a reader can start from."""
    if not package.pages[1:]:
        yield _problem("bad-pages", "pages.jsonl lists no page.")


def check_pages_captured(package: PackageReader) -> Iterator[PackageError]:
    """Every page of pages.jsonl, and the main page, is among the records."""
    captured = {(row.url, row.timestamp) for row in package.each_row()}
    wanted = [(page["url"], _page_timestamp(page)) for page in package.pages[1:]]
    main = {"url": package.datapackage.get("mainPageUrl")}
    main["ts"] = package.datapackage.get("mainPageDate")
    if main["url"]:
        wanted.append((main["url"], _page_timestamp(main)))
    for url, timestamp in wanted:
        if (url, timestamp) not in captured:
            yield _problem(
                "page-not-captured", "The page “%(url)s” is not among the records.", url=url
            )


def _page_timestamp(page: dict[str, object]) -> str | None:
    """The time of a page in 14 digits, None when it is no UTC time."""
    try:
        moment = datetime.fromisoformat(str(page.get("ts")))
    except ValueError:
        return None
    return f"{moment:%Y%m%d%H%M%S}" if str(page["ts"]).endswith("Z") else None


def _key(url: str) -> str | None:
    try:
        return surt_key(url)
    except ValueError:
        return None


def _problem(code: str, message: str, **params: object) -> PackageError:
    return PackageError(code, message, params)


# Name, function, and the checks without which this one has nothing to read.
CHECKS: tuple[NamedCheck, ...] = (
    ("names", check_names, ()),
    ("datapackage", check_datapackage, ()),
    ("datapackage-digest", check_datapackage_digest, ()),
    ("listed", check_listed, ("datapackage",)),
    ("hashes", check_hashes, ("datapackage",)),
    ("stored", check_stored, ()),
    ("index", check_index, ()),
    ("index-order", check_index_order, ("index",)),
    ("records", check_records, ("stored", "index")),
    ("unindexed", check_unindexed, ("stored", "index")),
    ("revisits", check_revisits, ("records",)),
    ("pages", check_pages, ()),
    ("begin", check_begin, ("pages",)),
    ("pages-captured", check_pages_captured, ("datapackage", "index", "pages")),
)
ONLY_WHEN_HANDED_OUT = frozenset({"revisits", "begin"})

"""Build a WACZ 1.1.1 package: WARC files, index, page list and a list of hashes, in one ZIP.

The same input gives the same bytes. Format: https://specs.webrecorder.net/wacz/1.1.1/
"""

import hashlib
import io
import json
import re
import tempfile
import uuid
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from disclosure_plugin.archive.cdxj import INDEX_NAME, IndexBlocks, cdxj_line
from disclosure_plugin.archive.errors import PackageError
from disclosure_plugin.archive.warc import IndexEntry, warc_date

WACZ_VERSION = "1.1.1"
PAGES_HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "Pages"}

# Names that other validators accept: one level deep, with an extension, not a table.
PROOF_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*\.(?!csv$)[a-z0-9-]+")
WARC_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*\.warc\.gz")

_BUFFER = 1 << 20


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a reader can start from.

    Attributes:
        url, at: Of a captured record.
        title: For people.
    """

    url: str
    at: datetime
    title: str


@dataclass(frozen=True, slots=True)
class WARCPart:
    """A finished WARC file and its records.

    Attributes:
        name: File name in the package, such as ``data.warc.gz``.
        file: Seekable, read from its start.
        entries: As ``WARCFile`` returned them.
    """

    name: str
    file: BinaryIO
    entries: Sequence[IndexEntry]


@dataclass(frozen=True, slots=True)
class PackageInfo:
    """What a package says of itself.

    Attributes:
        title, description: For people; the description may be empty.
        created: UTC.
        software: Name and version of the maker.
        main_page: Where a player opens; the first page when None.
    """

    title: str
    created: datetime
    software: str
    description: str = ""
    main_page: Page | None = None


def build_wacz(
    output: BinaryIO,
    warcs: Sequence[WARCPart],
    pages: Sequence[Page],
    info: PackageInfo,
    proofs: Mapping[str, bytes] | None = None,
) -> None:
    """Write a package of records that are known by their entries.

    Args:
        output: Seekable binary file, empty.
        warcs: At least one.
        pages: Each captured in one of the WARC files at its time. None are left after what
            can be started from was taken out; such a package is kept and not handed out.
        info: Title and so on.
        proofs: Further files by name, put under ``proofs/``.

    Raises:
        PackageError: ``no-warc``, ``page-not-captured``, ``bad-name``, ``bad-time``; nothing
            has been written then.
    """
    _check_names([part.name for part in warcs], proofs or {})
    _check_pages(warcs, pages, info)
    lines = sorted(cdxj_line(entry, part.name) for part in warcs for entry in part.entries)
    files = [(part.name, part.file) for part in warcs]
    contents = {name: io.BytesIO(content) for name, content in (proofs or {}).items()}
    write_package(output, files, lines, pages, info, contents)


def write_package(
    output: BinaryIO,
    warcs: Sequence[tuple[str, BinaryIO]],
    lines: Iterable[str],
    pages: Iterable[Page],
    info: PackageInfo,
    proofs: Mapping[str, BinaryIO],
) -> dict[str, str]:
    """Write a package of what comes in the right order, and hold none of it.

    Args:
        output: Seekable binary file, empty.
        warcs: Name and file of each, at least one; read from its start.
        lines: Of ``cdxj_line``, sorted.
        pages: As in ``build_wacz``; that they were captured is not looked at.
        info: As in ``build_wacz``.
        proofs: Further files by name, read from their start.

    Returns:
        The SHA-256 of each member by its path, as listed in the package.

    Raises:
        PackageError: ``no-warc``, ``bad-name``, ``bad-time``; nothing has been written then.
    """
    _check_names([name for name, _file in warcs], proofs)
    created = warc_date(info.created)  # refuses another time zone before anything is written
    with zipfile.ZipFile(output, "w") as archive, ExitStack() as files:
        package = _Package(archive, info.created)
        for name, file in warcs:
            package.copy(f"archive/{name}", file, stored=True)
        blocks = files.enter_context(tempfile.TemporaryFile())
        index = IndexBlocks(blocks)
        index.write(lines)
        package.copy(f"indexes/{INDEX_NAME}", blocks, stored=True)
        package.add("indexes/index.idx", index.listing)
        listed = files.enter_context(tempfile.TemporaryFile())
        first = _write_pages(listed, pages)
        package.copy("pages/pages.jsonl", listed)
        for name, file in sorted(proofs.items()):
            package.copy(f"proofs/{name}", file)
        datapackage = _json(
            _datapackage(info, created, info.main_page or first, package.resources)
        )
        digest = {
            "path": "datapackage.json",
            "hash": f"sha256:{hashlib.sha256(datapackage).hexdigest()}",
        }
        package.add("datapackage.json", datapackage)
        package.add("datapackage-digest.json", _json(digest))
        return {str(one["path"]): str(one["hash"]) for one in package.resources}


@dataclass
class _Package:
    """A ZIP under construction and the list of what is in it."""

    archive: zipfile.ZipFile
    created: datetime
    resources: list[dict[str, object]] = field(default_factory=list)

    def add(self, path: str, content: bytes) -> None:
        self.archive.writestr(self._member(path, stored=False), content)
        self._list(path, hashlib.sha256(content).hexdigest(), len(content))

    def copy(self, path: str, source: BinaryIO, *, stored: bool = False) -> None:
        """Add a file piece by piece; stored as it is where players read parts of it by offset."""
        member = self._member(path, stored=stored)
        source.seek(0, 2)
        member.file_size = source.tell()  # lets zipfile decide whether ZIP64 is needed
        source.seek(0)
        sha256 = hashlib.sha256()
        with self.archive.open(member, "w") as target:
            while chunk := source.read(_BUFFER):
                target.write(chunk)
                sha256.update(chunk)
        self._list(path, sha256.hexdigest(), member.file_size)

    def _member(self, path: str, *, stored: bool) -> zipfile.ZipInfo:
        member = zipfile.ZipInfo(path, self.created.timetuple()[:6])
        member.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        member.create_system = 3  # Unix everywhere, so that the bytes do not tell the machine
        member.external_attr = 0o644 << 16
        return member

    def _list(self, path: str, sha256: str, size: int) -> None:
        name = path.rpartition("/")[2]
        self.resources.append(
            {"name": name, "path": path, "hash": f"sha256:{sha256}", "bytes": size}
        )


def _check_pages(warcs: Sequence[WARCPart], pages: Sequence[Page], info: PackageInfo) -> None:
    captured = {(entry.url, entry.at) for part in warcs for entry in part.entries}
    for page in (*pages, *filter(None, [info.main_page])):
        if (page.url, page.at) not in captured:
            raise PackageError(
                "page-not-captured",
                "The page “%(url)s” of %(at)s is not among the captured records.",
                {"url": page.url, "at": warc_date(page.at)},
            )


def _check_names(warcs: Sequence[str], proofs: Iterable[str]) -> None:
    if not warcs:
        raise PackageError("no-warc", "A package needs at least one WARC file.")
    wrong = [name for name in warcs if not WARC_NAME.fullmatch(name) or warcs.count(name) > 1]
    wrong += [name for name in proofs if not PROOF_NAME.fullmatch(name)]
    if wrong:
        raise PackageError(
            "bad-name",
            "“%(name)s” cannot be a file of the package: use lower-case letters, digits and "
            "hyphens, each name once; .warc.gz for records, anything but .csv for proofs.",
            {"name": wrong[0]},
        )


def _write_pages(output: BinaryIO, pages: Iterable[Page]) -> Page | None:
    """Write pages.jsonl; return the first page."""
    first = None
    output.write(_json_line(PAGES_HEADER))
    for page in pages:
        first = first or page
        date = warc_date(page.at)
        identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{page.url} {date}")
        row = {"id": str(identity), "url": page.url, "ts": date, "title": page.title}
        output.write(_json_line(row))
    return first


def _json_line(row: Mapping[str, str]) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _datapackage(
    info: PackageInfo,
    created: str,
    main_page: Page | None,
    resources: list[dict[str, object]],
) -> dict[str, object]:
    content: dict[str, object] = {
        "profile": "data-package",
        "wacz_version": WACZ_VERSION,
        "title": info.title,
        "description": info.description,
        "created": created,
        "software": info.software,
        "mainPageUrl": main_page.url if main_page else "",
        "mainPageDate": warc_date(main_page.at) if main_page else "",
        "resources": list(resources),
    }
    return {name: value for name, value in content.items() if value}


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode()

"""From exchanges to a finished package file, or nothing at all."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from disclosure_plugin.archive.errors import PackageError
from disclosure_plugin.archive.exchange import Exchange
from disclosure_plugin.archive.manifest import NAME as MANIFEST_NAME
from disclosure_plugin.archive.manifest import Manifest, manifest_root
from disclosure_plugin.archive.wacz import PackageInfo, Page, WARCPart, build_wacz
from disclosure_plugin.archive.warc import (
    IndexEntry,
    Original,
    WARCFile,
    payload_digest,
    sha256_of,
)

WARC_NAME = "data.warc.gz"


@dataclass(frozen=True, slots=True)
class Written:
    """What a finished snapshot is.

    Attributes:
        entries: Where each record stands, in the order of the exchanges.
        root: Of its manifest, in hexadecimal: what the publication log commits to.
    """

    entries: list[IndexEntry]
    root: str


def write_snapshot(
    path: Path,
    exchanges: Iterable[Exchange],
    titles: Mapping[str, str],
    info: PackageInfo,
    manifest: Manifest,
    *,
    warc_info: Mapping[str, str],
    find_original: Callable[[str, str], Original | None] = lambda url, digest: None,
) -> Written:
    """Write exchanges into a WACZ file, one at a time, so that memory stays small.

    What has not changed since an earlier snapshot is kept as a *revisit* that refers to it; such
    a file is made whole by :func:`disclosure_plugin.archive.complete.complete`.

    The file appears under its name only when it is complete and on disk; after an error
    nothing is left. An existing file of that name is replaced.

    Args:
        path: The package to write; its folder must exist.
        exchanges: Taken one by one; may fetch as it goes.
        titles: Title by URL of the pages a reader can start from; read after the last
            exchange, so it may be filled while they are taken. The first is opened first,
            unless ``info`` names another page.
        info: What the package says of itself.
        manifest: With its first line only; the others are added.
        warc_info: Fields of the warcinfo record beside software, such as ``isPartOf``.
        find_original: Gives the earlier response that holds a payload, by URL and digest
            (``sha256:`` and base32), or None.

    Raises:
        ArchiveError: From the exchanges, the records or the package; ``page-not-captured``
            when a URL of ``titles`` was not among the exchanges.
    """
    fields = {"software": info.software, **warc_info}
    with tempfile.TemporaryFile(dir=path.parent) as records:
        warc = WARCFile(records, created=info.created, info=fields)
        entries = []
        for exchange in exchanges:
            original = find_original(exchange.url, payload_digest(exchange.payload))
            entry = (
                warc.write_revisit(exchange, original)
                if original
                else warc.write_response(exchange)
            )
            entries.append(entry)
            manifest.add(exchange, sha256_of(entry.digest))
        proof = manifest.content()
        part = WARCPart(WARC_NAME, records, entries)
        pages = _pages(entries, titles)
        with written_whole(path) as package:
            build_wacz(package, [part], pages, info, {MANIFEST_NAME: proof})
    return Written(entries, manifest_root(proof))


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write, which takes its name only when it is whole and on disk.

    After an error nothing is left, and an earlier file of that name is what it was.
    """
    handle, unfinished = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "w+b") as package:
            yield package
            package.flush()
            os.fsync(package.fileno())
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def _pages(entries: list[IndexEntry], titles: Mapping[str, str]) -> list[Page]:
    captured = {entry.url: entry.at for entry in entries}
    missing = [url for url in titles if url not in captured]
    if missing:
        raise PackageError(
            "page-not-captured",
            "The page “%(url)s” is not among the captured records.",
            {"url": missing[0]},
        )
    return [Page(url, captured[url], title) for url, title in titles.items()]

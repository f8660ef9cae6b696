"""Exchanges into a package, as the snapshots do it from their table, but from a list."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from disclosure_plugin.archive.cdxj import cdxj_line
from disclosure_plugin.archive.exchange import Exchange
from disclosure_plugin.archive.manifest import Row
from disclosure_plugin.archive.snapshot import write_snapshot as write_contents
from disclosure_plugin.archive.snapshot import written_whole
from disclosure_plugin.archive.wacz import PackageInfo, Page
from disclosure_plugin.archive.warc import IndexEntry, Original, WARCFile
from tests.unit.archive.manifests import ManifestFor

WARC = "data.warc.gz"


@dataclass(frozen=True)
class Written:
    """Where each record stands, in the order of the exchanges, and the root of the manifest."""

    entries: list[IndexEntry]
    root: str


class InMemory:
    """What was captured, from a list."""

    def __init__(self, titles: Mapping[str, str]):
        self._titles = titles
        self.entries: list[IndexEntry] = []
        self._rows: list[Row] = []

    def add(self, exchange: Exchange, entry: IndexEntry) -> None:
        self.entries.append(entry)
        self._rows.append(row_of(exchange))

    def index_lines(self) -> Iterator[str]:
        yield from sorted(cdxj_line(entry, WARC) for entry in self.entries)

    def manifest_rows(self) -> Iterator[Row]:
        yield from sorted(self._rows, key=lambda row: (row.url, row.at))

    def pages(self) -> Iterator[Page]:
        captured = {entry.url: entry.at for entry in self.entries}
        for url, title in self._titles.items():
            yield Page(url, captured[url], title)


def row_of(exchange: Exchange) -> Row:
    """What the manifest says of an exchange."""
    return Row(
        url=exchange.url,
        at=exchange.at,
        status=exchange.status,
        head=exchange.head_sha256,
        sha256=exchange.sha256,
        media_type=exchange.media_type,
        via=exchange.via,
    )


def write_snapshot(
    path: Path,
    exchanges: Iterable[Exchange],
    titles: Mapping[str, str],
    info: PackageInfo,
    manifest: ManifestFor,
    *,
    warc_info: Mapping[str, str],
    find_original: Callable[[str, str], Original | None] = lambda url, digest: None,
) -> Written:
    """Write a package that appears under its name only when it is whole.

    Args:
        titles: Title by URL of the pages a reader can start from.
        find_original: Gives the earlier response that holds a payload, by URL and digest.
    """
    fields = {"software": info.software, **warc_info}
    contents = InMemory(titles)
    with tempfile.TemporaryFile() as file:
        records = cast(BinaryIO, file)
        warc = WARCFile(records, created=info.created, info=fields)
        for exchange in exchanges:
            original = find_original(exchange.url, exchange.digest)
            write = warc.write_revisit if original else warc.write_response
            arguments = (exchange, original) if original else (exchange,)
            contents.add(exchange, write(*arguments))
        with written_whole(path) as package:
            written = write_contents(
                package,
                [(WARC, records)],
                contents,
                info,
                manifest.first_line,
                new_salt=manifest.new_salt,
            )
    return Written(contents.entries, written.root)

"""From exchanges to a finished package file, or nothing at all."""

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from disclosure_plugin.archive.errors import PackageError
from disclosure_plugin.archive.exchange import Exchange
from disclosure_plugin.archive.wacz import PackageInfo, Page, WARCPart, build_wacz
from disclosure_plugin.archive.warc import IndexEntry, WARCFile

WARC_NAME = "data.warc.gz"


def write_snapshot(
    path: Path,
    exchanges: Iterable[Exchange],
    titles: Mapping[str, str],
    info: PackageInfo,
    *,
    warc_info: Mapping[str, str],
) -> list[IndexEntry]:
    """Write exchanges into a WACZ file, one at a time, so that memory stays small.

    The file appears under its name only when it is complete and on disk; after an error
    nothing is left. An existing file of that name is replaced.

    Args:
        path: The package to write; its folder must exist.
        exchanges: Taken one by one; may fetch as it goes.
        titles: Title by URL of the pages a reader can start from; read after the last
            exchange, so it may be filled while they are taken. The first is opened first,
            unless ``info`` names another page.
        info: What the package says of itself.
        warc_info: Fields of the warcinfo record beside software, such as ``isPartOf``.

    Returns:
        What was written where, in the order of the exchanges.

    Raises:
        ArchiveError: From the exchanges, the records or the package; ``page-not-captured``
            when a URL of ``titles`` was not among the exchanges.
    """
    fields = {"software": info.software, **warc_info}
    with tempfile.TemporaryFile(dir=path.parent) as records:
        warc = WARCFile(records, created=info.created, info=fields)
        entries = [warc.write_response(exchange) for exchange in exchanges]
        part = WARCPart(WARC_NAME, records, entries)
        pages = _pages(entries, titles)
        handle, unfinished = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as package:
                build_wacz(package, [part], pages, info)
                package.flush()
                os.fsync(package.fileno())
            Path(unfinished).replace(path)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise
    return entries


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

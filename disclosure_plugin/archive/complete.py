"""Make a package whole: beside its revisits it gets the earlier responses they refer to.

Their records are copied as they stand, compressed, so that nothing is computed anew and the same
package comes out with the same bytes. Players refuse a package whose originals are elsewhere.
"""

import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import BinaryIO, cast

from disclosure_plugin.archive.cdxj import IndexRow
from disclosure_plugin.archive.errors import PackageError
from disclosure_plugin.archive.reader import PackageReader
from disclosure_plugin.archive.rewriting import entry_of, info_of, pages_of, proofs_of
from disclosure_plugin.archive.wacz import PackageInfo, WARCPart, build_wacz
from disclosure_plugin.archive.warc import REVISIT_MIME, IndexEntry, warc_info_record

ORIGINALS_NAME = "originals.warc.gz"

# Package and row of a response, by its address and 14-digit time.
FindOriginal = Callable[[str, str], tuple[PackageReader, IndexRow] | None]


def complete(
    package: PackageReader,
    output: BinaryIO,
    find_original: FindOriginal,
    *,
    proofs: Mapping[str, bytes] | None = None,
) -> None:
    """Write a package that refers to nothing outside itself.

    Args:
        package: As it was stored.
        output: Seekable binary file, empty.
        find_original: Finds a response in another package, or gives None.
        proofs: Further files for ``proofs/`` by name.

    Raises:
        PackageError: ``original-missing`` when a response that is referred to is nowhere; from
            the packages.
    """
    pages = pages_of(package)
    info = info_of(package, pages)
    with ExitStack() as files:

        def new_file() -> BinaryIO:
            return cast(BinaryIO, files.enter_context(tempfile.TemporaryFile()))

        parts = [_part(package, name, new_file()) for name in package.warcs]
        wanted = originals_wanted(package)
        if wanted:
            file = new_file()
            entries = _copy_originals(wanted, file, find_original, info)
            parts.append(WARCPart(ORIGINALS_NAME, file, entries))
        build_wacz(output, parts, pages, info, {**proofs_of(package), **(proofs or {})})


def originals_wanted(package: PackageReader) -> list[tuple[str, str]]:
    """Address and 14-digit time of the responses that its revisits refer to, in order.

    Raises:
        PackageError: From the package.
    """
    revisits = (row for row in package.rows if row.mime == REVISIT_MIME)
    wanted = {package.record(row).refers_to for row in revisits}
    return sorted(wanted - package.responses.keys())


def _part(package: PackageReader, name: str, file: BinaryIO) -> WARCPart:
    package.copy(name, file)
    short = name.removeprefix("archive/")
    return WARCPart(short, file, [entry_of(row) for row in package.rows if row.filename == short])


def _copy_originals(
    wanted: list[tuple[str, str]],
    file: BinaryIO,
    find_original: FindOriginal,
    info: PackageInfo,
) -> list[IndexEntry]:
    file.write(warc_info_record(info.created, {"software": info.software}))
    entries = []
    for url, timestamp in wanted:
        found = find_original(url, timestamp)
        if found is None:
            raise PackageError(
                "original-missing",
                "“%(url)s” is kept as unchanged since %(at)s, but that record is in no package.",
                {"url": url, "at": timestamp},
            )
        elsewhere, row = found
        entries.append(replace(entry_of(row), offset=file.tell()))
        file.write(elsewhere.raw(row))
    return entries

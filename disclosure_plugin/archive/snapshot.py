"""From WARC files and what is known of their records to a package."""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from disclosure_plugin.archive.manifest import NAME as MANIFEST_NAME
from disclosure_plugin.archive.manifest import Manifest, Row
from disclosure_plugin.archive.manifest import Snapshot as ManifestOf
from disclosure_plugin.archive.wacz import PackageInfo, Page, write_package


class Contents(Protocol):
    """What was captured, in each of the orders in which a package wants it.

    Whoever has very many records gives them from a table, and holds none.
    """

    def index_lines(self) -> Iterator[str]:
        """Lines of ``cdxj_line``, sorted."""

    def manifest_rows(self) -> Iterator[Row]:
        """By address and time."""

    def pages(self) -> Iterator[Page]:
        """The pages a reader can start from; a player opens the first unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a finished snapshot is.

    Attributes:
        root: Of its manifest, in hexadecimal: what the publication log commits to.
        hashes: ``sha256:`` and hex of each member by its path.
    """

    root: str
    hashes: dict[str, str]


def write_snapshot(
    output: BinaryIO,
    warcs: Sequence[tuple[str, BinaryIO]],
    contents: Contents,
    info: PackageInfo,
    manifest_of: ManifestOf,
    *,
    new_salt: Callable[[], str],
) -> Written:
    """Write a package with its manifest, piece by piece, so that memory stays small.

    Records that are revisits may refer to earlier packages; such a file is made whole by
    :func:`disclosure_plugin.archive.complete.complete`.

    Args:
        output: Seekable binary file, empty.
        warcs: Name and file of each, at least one.
        contents: What is known of their records.
        info: What the package says of itself.
        manifest_of: What the manifest's first line says.
        new_salt: Gives 32 hexadecimal digits that nobody can guess.

    Raises:
        ArchiveError: From the records or the package.
    """
    with tempfile.TemporaryFile() as proof:
        manifest = Manifest(cast(BinaryIO, proof), manifest_of, new_salt=new_salt)
        for row in contents.manifest_rows():
            manifest.add(row)
        proofs = {MANIFEST_NAME: cast(BinaryIO, proof)}
        lines, pages = contents.index_lines(), contents.pages()
        hashes = write_package(output, warcs, lines, pages, info, proofs)
    return Written(manifest.root, hashes)


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

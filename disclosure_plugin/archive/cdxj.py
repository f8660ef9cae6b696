"""The index of a package: sorted CDXJ lines in compressed blocks, and a list of the blocks.

Formats: https://specs.webrecorder.net/cdxj/0.1.0/ and, for the blocks,
https://specs.webrecorder.net/wacz/1.1.1/.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, TypeVar

from disclosure_plugin.archive.errors import PackageError
from disclosure_plugin.archive.surt import surt_key
from disclosure_plugin.archive.warc import IndexEntry, sha256_of

T = TypeVar("T")

LINES_PER_BLOCK = 3000

# No block of an honest index comes near this; it keeps memory safe from bombs.
MAX_BLOCK_BYTES = 64 << 20

INDEX_NAME = "index.cdx.gz"
IDX_META = '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}'

_ROW = re.compile(r"(\S+) ([0-9]{14}) (\{.*\})")


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One line of the index; ``timestamp`` has 14 digits, empty fields were not given."""

    line: str
    key: str
    timestamp: str
    url: str
    mime: str
    status: str
    digest: str
    record_digest: str
    filename: str
    offset: int
    length: int

    @property
    def sha256(self) -> str:
        """The SHA-256 of the payload, in hexadecimal."""
        return sha256_of(self.digest)


def cdxj_line(entry: IndexEntry, filename: str) -> str:
    """One line of the index, with its line end.

    Args:
        entry: The record.
        filename: Name of the WARC file that holds it, without folder.
    """
    fields = {
        "url": entry.url,
        "mime": entry.mime,
        "status": str(entry.status),
        "digest": entry.digest,
        "length": str(entry.length),
        "offset": str(entry.offset),
        "filename": filename,
        "recordDigest": entry.record_digest,
    }
    present = {name: value for name, value in fields.items() if value}
    return f"{surt_key(entry.url)} {entry.at:%Y%m%d%H%M%S} {json.dumps(present)}\n"


class IndexBlocks:
    """Packs sorted lines into blocks, one gzip member each, and lists the blocks.

    Args:
        output: Binary file for ``index.cdx.gz``, written from where it stands.
    """

    def __init__(self, output: BinaryIO):
        self._output = output
        self._end = 0
        self._listing = [IDX_META + "\n"]

    def write(self, lines: Iterable[str]) -> None:
        """Write all lines of the index.

        Args:
            lines: Of ``cdxj_line``, sorted.
        """
        for block in batched(lines, LINES_PER_BLOCK):
            compressed = zlib.compress("".join(block).encode(), wbits=zlib.MAX_WBITS + 16)
            place = {
                "offset": self._end,
                "length": len(compressed),
                "digest": f"sha256:{hashlib.sha256(compressed).hexdigest()}",
            }
            head = block[0].partition(" {")[0]  # a key may hold a brace, but no space
            self._listing.append(f"{head} {json.dumps(place)}\n")
            self._end += self._output.write(compressed)

    @property
    def listing(self) -> bytes:
        """The content of ``index.idx``."""
        return "".join(self._listing).encode()


def batched(many: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of so many each, the last one shorter."""
    left = iter(many)
    while block := list(islice(left, size)):
        yield block


def read_index(blocks: bytes, listing: bytes) -> Iterator[IndexRow]:
    """The lines of an index, in the order in which they stand.

    Args:
        blocks: Content of ``index.cdx.gz``.
        listing: Content of ``index.idx``.

    Raises:
        PackageError: ``bad-index`` when the two do not fit together, or a line cannot be
            read.
    """
    listed_blocks = listing.decode(errors="replace").splitlines()
    if listed_blocks[:1] != [IDX_META]:
        raise _bad_index(1)
    end = 0
    for number, listed in enumerate(listed_blocks[1:], start=2):
        place = _block_place(listed)
        if place is None or place[1] != end:
            raise _bad_index(number)
        prefix, offset, length, digest = place
        end = offset + length
        block = blocks[offset:end]
        lines = _decompress(block).decode(errors="replace").splitlines()
        sound = digest == f"sha256:{hashlib.sha256(block).hexdigest()}"
        if not sound or not lines or not lines[0].startswith(prefix + " {"):
            raise _bad_index(number)
        for line in lines:
            yield index_row(line)
    if end != len(blocks):
        raise _bad_index(len(listed_blocks))


def index_row(line: str) -> IndexRow:
    """Take a line of the index apart.

    Args:
        line: Without its line end.

    Raises:
        PackageError: ``bad-index`` when it cannot be read.
    """
    match = _ROW.fullmatch(line)
    try:
        fields = json.loads(match[3]) if match else {}
        return IndexRow(
            line=line,
            key=match[1] if match else "",
            timestamp=match[2] if match else "",
            url=str(fields["url"]),
            mime=str(fields.get("mime", "")),
            status=str(fields.get("status", "")),
            digest=str(fields.get("digest", "")),
            record_digest=str(fields.get("recordDigest", "")),
            filename=str(fields["filename"]),
            offset=int(fields["offset"]),
            length=int(fields["length"]),
        )
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        raise PackageError(
            "bad-index", "A line of the index cannot be read: %(line)s", {"line": line[:200]}
        ) from error


def _block_place(listed: str) -> tuple[str, int, int, str] | None:
    """Prefix, offset, length and digest of a line of index.idx."""
    prefix, brace, rest = listed.partition(" {")
    try:
        place = json.loads(brace.strip() + rest)
        return prefix, int(place["offset"]), int(place["length"]), str(place["digest"])
    except (KeyError, ValueError, TypeError, RecursionError):
        return None


def _decompress(block: bytes) -> bytes:
    """One gzip member; nothing when it is not exactly that, or swells beyond reason."""
    decompressor = zlib.decompressobj(zlib.MAX_WBITS + 16)
    try:
        content = decompressor.decompress(block, MAX_BLOCK_BYTES)
    except zlib.error:
        return b""
    return content if decompressor.eof and not decompressor.unused_data else b""


def _bad_index(number: int) -> PackageError:
    return PackageError(
        "bad-index",
        "Line %(number)s of index.idx does not fit the blocks of the index.",
        {"number": number},
    )

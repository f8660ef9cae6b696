"""The index of a package: sorted CDXJ lines in compressed blocks, and a list of the blocks.

Format: https://specs.webrecorder.net/cdxj/0.1.0/; blocks as in WACZ 1.1.1, section 5.2.
"""

import hashlib
import json
import zlib
from collections.abc import Sequence

from disclosure_plugin.archive.surt import surt_key
from disclosure_plugin.archive.warc import IndexEntry

LINES_PER_BLOCK = 3000
INDEX_NAME = "index.cdx.gz"
IDX_META = '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}'


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


def compress_index(lines: Sequence[str]) -> tuple[bytes, bytes]:
    """Sort lines and pack them into blocks, one gzip member each.

    Args:
        lines: Of ``cdxj_line``, in any order.

    Returns:
        The contents of ``index.cdx.gz`` and of ``index.idx``.
    """
    ordered = sorted(lines)
    blocks, listing = bytearray(), [IDX_META + "\n"]
    for start in range(0, len(ordered), LINES_PER_BLOCK):
        block = ordered[start : start + LINES_PER_BLOCK]
        compressed = zlib.compress("".join(block).encode(), wbits=zlib.MAX_WBITS + 16)
        place = {
            "offset": len(blocks),
            "length": len(compressed),
            "digest": f"sha256:{hashlib.sha256(compressed).hexdigest()}",
        }
        head = block[0].partition(" {")[0]  # a key may hold a brace, but no space
        listing.append(f"{head} {json.dumps(place)}\n")
        blocks += compressed
    return bytes(blocks), "".join(listing).encode()

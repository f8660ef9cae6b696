"""Everything that stands in a package, decompressed as deep as it goes."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"


def all_bytes(content: bytes) -> Iterator[bytes]:
    """Yield some bytes, and those of the ZIP members and gzip members in them."""
    yield content
    if content.startswith(ZIP):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for name in package.namelist():
                yield name.encode()
                yield from all_bytes(package.read(name))
    elif content.startswith(GZIP):
        while content:
            member = zlib.decompressobj(zlib.MAX_WBITS + 16)
            plain = member.decompress(content)
            assert member.eof, "a gzip member is cut"
            yield plain
            # A captured file may be a ZIP itself, such as a spreadsheet.
            place = plain.find(ZIP)
            while place >= 0:
                try:
                    yield from all_bytes(plain[place:].rstrip(b"\r\n"))
                    break
                except zipfile.BadZipFile:
                    place = plain.find(ZIP, place + 1)
            content = member.unused_data


def holds(content: bytes, *words: str) -> bool:
    """Say whether one of the words stands anywhere in a package."""
    return any(word.encode() in one for one in all_bytes(content) for word in words)

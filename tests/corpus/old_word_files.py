"""Write .doc files as Word 97 lays them out ([MS-DOC]): FIB, text, piece table."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from tests.corpus.compound_files import compound_file, property_set

TEXT_AT = 0x800
# In the order of their texts in the document.
PARTS = ("body", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header boxes")


def old_word(
    body: str,
    *,
    others: Mapping[str, str] | None = None,
    title: str = "",
    flags: int = 0,
    version: int = 193,
    compressed: bool = False,
    streams: Mapping[str, bytes] | None = None,
) -> bytes:
    """Write a document.

    Args:
        body: paragraphs end in ``\\r``, cells in ``\\x07``, rows in one more.
        others: texts of the other parts, by their name in ``PARTS``.
        title: of the summary.
        flags: of the FIB.
        version: nFib.
        compressed: write the body in one byte a character (Western letters and digits only).
        streams: more streams of the file.
    """
    texts = {"body": body, **(others or {})}
    lengths = [len(texts.get(part, "")) for part in PARTS]
    rest = "".join(texts.get(part, "") for part in PARTS[1:])
    pieces: list[tuple[int, bytes, bool]] = [
        (len(body), body.encode("cp1252" if compressed else "utf-16-le"), compressed)
    ]
    if rest:
        pieces.append((len(rest), rest.encode("utf-16-le"), False))
    table = _piece_table(pieces)
    fib = bytearray(TEXT_AT)
    struct.pack_into("<HH", fib, 0, 0xA5EC, version)
    struct.pack_into("<H", fib, 0x0A, flags | 0x0200)
    struct.pack_into("<H", fib, 0x20, 0x0E)
    struct.pack_into("<H", fib, 0x3E, 0x16)
    struct.pack_into("<8I", fib, 0x4C, *lengths)
    struct.pack_into("<H", fib, 0x98, 0x5D)
    struct.pack_into("<II", fib, 0x1A2, 0, len(table))
    document = bytes(fib) + b"".join(data for _length, data, _narrow in pieces)
    return compound_file(
        {
            "WordDocument": document,
            "1Table": table,
            "\x05SummaryInformation": property_set({2: title} if title else {}),
            **(streams or {}),
        }
    )


def _piece_table(pieces: Sequence[tuple[int, bytes, bool]]) -> bytes:
    places, starts = [0], []
    at = TEXT_AT
    for length, data, narrow in pieces:
        places.append(places[-1] + length)
        starts.append((at * 2) | 0x40000000 if narrow else at)
        at += len(data)
    content = struct.pack(f"<{len(places)}I", *places)
    content += b"".join(struct.pack("<HIH", 0, start, 0) for start in starts)
    formatting = b"\x01" + struct.pack("<H", 4) + bytes(4)
    return formatting + b"\x02" + struct.pack("<I", len(content)) + content


def old_word_list(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    """Write a title and a table."""
    lines = ("".join(f"{cell}\x07" for cell in row) + "\x07" for row in rows)
    return old_word(f"{title}\r{''.join(lines)}\r")

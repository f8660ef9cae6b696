"""Every text of a .doc file: Word 97 to 2003, and WPS in that format.

Source: [MS-DOC]: the piece table (2.8.35, PlcPcd) in the table stream says where the characters
of the document stand; body, notes, headers, comments and text boxes follow one another, their
lengths in the FIB (2.5.6, FibRgLw97). Deleted text of tracked changes is among them. Read in a
process of its own: see ``apart``.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile

from disclosure_plugin.documents.collecting import Collector
from disclosure_plugin.documents.parts import Area, Place, Reason
from disclosure_plugin.documents.results import DocumentRefused, Refusal

_MAGIC = 0xA5EC
_WORD_97 = 101  # nFib of the oldest format that has the piece table here
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_FLAGS, _LENGTHS, _PIECES = 0x0A, 0x4C, 0x01A2
_COMPRESSED = 0x40000000
# In the order of their texts: body, footnotes, headers, macros, comments, endnotes, text boxes,
# text boxes in headers.
_AREAS = (
    Area.BODY, Area.NOTE, Area.HEADER_OR_FOOTER, Area.OTHER, Area.COMMENT, Area.NOTE, Area.OTHER,
    Area.HEADER_OR_FOOTER,
)  # fmt: skip
# Row and cell ends, line and page breaks, hyphens; signs of fields, pictures and references.
_CONTROLS = {
    0x07: "\t", 0x0B: "\n", 0x0C: "\n", 0x0D: "\n", 0x0E: "\n", 0x1E: "-", 0x1F: None,
    **dict.fromkeys((*range(7), 0x08, *range(0x0F, 0x13)), None),
    0x13: " ", 0x14: " ", 0x15: " ",
}  # fmt: skip
_PROPERTIES = ("title", "subject", "author", "keywords", "comments", "last_saved_by", "manager",
               "company", "category")  # fmt: skip


def read_old_word(collector: Collector, file: str, data: bytes) -> None:
    """Read an old Word document. A table is a line a row, its cells parted by tabs.

    Args:
        collector: takes what is read.
        file: the document's name.
        data: its bytes.

    Raises:
        DocumentRefused: it is no Word document, or encrypted.
        Stopped: a limit is reached.
    """
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        if not ole.exists("WordDocument"):
            raise DocumentRefused(Refusal.WRONG_CONTENT, name=file, suffix=".doc", found="OLE")
        document = ole.openstream("WordDocument").read()
        magic, version = struct.unpack_from("<HH", document)
        (flags,) = struct.unpack_from("<H", document, _FLAGS)
        if magic != _MAGIC:
            raise DocumentRefused(Refusal.DAMAGED, name=file, detail="magic")
        if flags & _ENCRYPTED:
            raise DocumentRefused(Refusal.PASSWORD_PROTECTED, name=file)
        if version < _WORD_97:
            collector.leave(file, Reason.OLD_WORD)
            return
        table = ole.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
        text = "".join(_pieces(document, table))
        start = 0
        for area, length in zip(
            _AREAS, struct.unpack_from("<8I", document, _LENGTHS), strict=True
        ):
            collector.add_text(Place(file, area), [_readable(text[start : start + length])])
            start += length
        collector.add_text(Place(file, Area.OTHER), [_readable(text[start:])])
        read_ole_properties(collector, file, ole)


def read_ole_properties(collector: Collector, file: str, ole: olefile.OleFileIO) -> None:
    """Read the summary of an old office file, and say what in it was not checked."""
    metadata = ole.get_metadata()
    said = (_decoded(getattr(metadata, name, None)) for name in _PROPERTIES)
    collector.add_text(Place(file, Area.PROPERTY), filter(None, said))
    storages = {path[0] for path in ole.listdir()}
    if storages & {"Macros", "_VBA_PROJECT_CUR"}:
        collector.leave(file, Reason.MACROS)
    objects = {
        path[:2] for path in map(tuple, ole.listdir()) if path[0].startswith(("ObjectPool", "MBD"))
    }
    if objects:
        collector.leave(file, Reason.EMBEDDED, count=len(objects))


def _pieces(document: bytes, table: bytes) -> Iterator[str]:
    place, size = struct.unpack_from("<II", document, _PIECES)
    clx = table[place : place + size]
    at = 0
    while clx[at : at + 1] == b"\x01":  # formatting, of no interest
        (length,) = struct.unpack_from("<H", clx, at + 1)
        at += 3 + length
    (length,) = struct.unpack_from("<I", clx, at + 1)
    pieces = clx[at + 5 : at + 5 + length]
    count = (len(pieces) - 4) // 12
    places = struct.unpack_from(f"<{count + 1}I", pieces)
    for number in range(count):
        characters = places[number + 1] - places[number]
        (where,) = struct.unpack_from("<I", pieces, 4 * (count + 1) + 8 * number + 2)
        if where & _COMPRESSED:
            first = (where & ~_COMPRESSED) // 2
            yield document[first : first + characters].decode("cp1252", "replace")
        else:
            yield document[where : where + 2 * characters].decode("utf-16-le", "replace")


def _readable(text: str) -> str:
    # A row ends with a mark of its own behind that of its last cell.
    return text.replace("\x07\x07", "\x0d").translate(_CONTROLS)


def _decoded(value: object) -> str:
    if not isinstance(value, bytes):
        return str(value or "")
    try:
        return value.decode("utf-8").strip("\x00")
    except UnicodeDecodeError:
        return value.decode("gb18030", "replace").strip("\x00")

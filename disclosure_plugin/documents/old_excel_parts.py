"""Every text of an .xls file: Excel 97 to 2003, and WPS in that format.

xlrd reads cells and comments of all sheets, hidden ones too. Headers, footers and text boxes it
passes over, so their records are read here. Source: [MS-XLS] 2.4.136 (Header), 2.4.124 (Footer),
2.4.329 (TxO). Read in a process of its own: see ``apart``.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from itertools import pairwise

import olefile
import xlrd

from disclosure_plugin.documents.collecting import Collector
from disclosure_plugin.documents.old_word_parts import read_ole_properties
from disclosure_plugin.documents.parts import Area, Place
from disclosure_plugin.documents.results import DocumentRefused, Refusal

_HEADER, _FOOTER, _TEXT_OBJECT, _CONTINUE = 0x14, 0x15, 0x1B6, 0x3C
_WIDE = 0x01
_FILE_PASS = 0x2F


def read_old_excel(collector: Collector, file: str, data: bytes) -> None:
    """Read an old Excel workbook.

    Args:
        collector: takes what is read.
        file: the document's name.
        data: its bytes.

    Raises:
        DocumentRefused: it is no workbook, or encrypted.
        Stopped: a limit is reached.
    """
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        stream = next((name for name in ("Workbook", "Book") if ole.exists(name)), None)
        if stream is None:
            raise DocumentRefused(Refusal.WRONG_CONTENT, name=file, suffix=".xls", found="OLE")
        records = list(_records(ole.openstream(stream).read()))
        if any(kind == _FILE_PASS for kind, _content in records):
            raise DocumentRefused(Refusal.PASSWORD_PROTECTED, name=file)
        collector.add_text(Place(file, Area.HEADER_OR_FOOTER), _headers(records))
        collector.add_text(Place(file, Area.OTHER), _text_objects(records))
        read_ole_properties(collector, file, ole)
    book = xlrd.open_workbook(
        file_contents=data, logfile=io.StringIO(), ragged_rows=True, on_demand=True
    )
    collector.add_text(Place(file, Area.PROPERTY), book.sheet_names())
    for sheet in book.sheets():
        hidden = Area.HIDDEN_SHEET if sheet.visibility else Area.BODY
        rows = {
            row + 1: {
                column + 1: text
                for column, cell in enumerate(sheet.row(row))
                if (text := _text(cell))
            }
            for row in range(sheet.nrows)
        }
        collector.add_table(
            Place(file, hidden, sheet.name), {row: cells for row, cells in rows.items() if cells}
        )
        notes = (note.text for note in sheet.cell_note_map.values())
        collector.add_text(Place(file, Area.COMMENT, sheet.name), notes)
        book.unload_sheet(sheet.number)


def _text(cell: xlrd.sheet.Cell) -> str:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return f"{cell.value:.17g}"
    return ""


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _headers(records: list[tuple[int, bytes]]) -> Iterator[str]:
    for kind, content in records:
        if kind in (_HEADER, _FOOTER) and len(content) > 3:
            (length,) = struct.unpack_from("<H", content)
            yield _characters(content[2], content[3:])[:length]


def _text_objects(records: list[tuple[int, bytes]]) -> Iterator[str]:
    """Yield the texts of boxes and comments; each stands in the record behind its object's."""
    for (kind, _content), (following, content) in pairwise(records):
        if kind == _TEXT_OBJECT and following == _CONTINUE and content:
            yield _characters(content[0], content[1:])


def _characters(flags: int, content: bytes) -> str:
    return content.decode("utf-16-le" if flags & _WIDE else "latin-1", "replace")

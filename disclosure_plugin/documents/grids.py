"""The tables of a document as grids, and its text beside them: .docx, .xlsx and .html.

A merged cell stands at every place it covers, so that a reader finds by row and column what a
person finds by eye.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from disclosure_plugin.documents.html_grids import read_html_grids
from disclosure_plugin.documents.plain_text import read_plain_text
from disclosure_plugin.documents.reading import check_content, load
from disclosure_plugin.documents.results import MEGABYTE, DocumentRefused, Limits, Refusal
from disclosure_plugin.documents.sheet_grids import read_sheet_grids
from disclosure_plugin.documents.word_grids import read_word_grids
from disclosure_plugin.errors import Refused, gettext_noop

KINDS = (".docx", ".xlsx", ".html", ".htm")
LIMITS = Limits(
    file_size=10 * MEGABYTE,
    unpacked_size=40 * MEGABYTE,
    unpacked_xml_size=12 * MEGABYTE,
    packed_files=500,
    text_characters=500_000,
    checked_characters=2_000_000,
    table_cells=100_000,
)

# Text, and whether the cell begins here.
GridCell = tuple[str, bool]
Grid = list[list[GridCell]]


class GridsRefused(Refused):
    """A document with tables was not read; nothing of it is kept."""


class WrongType(GridsRefused):
    sentence = gettext_noop(
        "%(name)s is neither a .docx, .xlsx nor .html file. Open it in Word or WPS, save it as "
        ".docx and choose that file."
    )


class TooManyCells(GridsRefused):
    sentence = gettext_noop(
        "%(name)s holds tables with more than %(limit)s cells. Copy the tables of the report into "
        "a new document and choose that."
    )


@dataclass(frozen=True, slots=True)
class DocumentGrids:
    """What a document holds.

    Attributes:
        tables: in their order.
        lines: of its text, without that of its tables; empty for a spreadsheet.
    """

    tables: tuple[Grid, ...]
    lines: tuple[str, ...]


def read_grids(data: bytes, name: str, *, limits: Limits = LIMITS) -> DocumentGrids:
    """Read the tables and the text of a document.

    Args:
        data: at most one byte more than ``limits.file_size`` is needed.
        name: of the file; its ending says what it is.
        limits: how large it may be.

    Raises:
        GridsRefused, DocumentRefused, SpreadsheetRefused: with a sentence that says what to do.
    """
    kind = PurePath(name).suffix.lower()
    if kind not in KINDS:
        raise WrongType(name=name)
    if kind == ".xlsx":
        return DocumentGrids(tuple(read_sheet_grids(data, name, limits)), ())
    data = load(data, name, limits)
    if not data.strip():
        raise DocumentRefused(Refusal.EMPTY, name=name)
    check_content(data, name, kind)
    if kind == ".docx":
        tables, lines = read_word_grids(data, name, limits)
    else:
        tables, lines = read_html_grids(read_plain_text(data, name).text, limits)
    if sum(len(row) for table in tables for row in table) > limits.table_cells:
        raise TooManyCells(name=name, limit=limits.table_cells)
    if sum(map(len, lines)) > limits.text_characters:
        raise DocumentRefused(Refusal.TEXT_TOO_LONG, name=name, limit=limits.text_characters)
    return DocumentGrids(tuple(tables), tuple(lines))

"""Write Word documents of headings, paragraphs and tables: the same bytes for the same content."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell

from disclosure_plugin.documents.tables import EPOCH, NOT_XML

FONT, HEADING_FONT = "仿宋", "黑体"


@dataclass(frozen=True)
class Merge:
    """A range of cells that is one; rows and columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class WordTable:
    """A table.

    Attributes:
        rows: the texts; of merged cells the first is written.
        head: how many of the rows are repeated on every page.
        merges: which cells are one.
        widths: of the columns, in millimetres.
    """

    rows: Sequence[Sequence[str]]
    head: int = 1
    merges: Sequence[Merge] = field(default_factory=tuple)
    widths: Sequence[float] = ()


@dataclass(frozen=True)
class Heading:
    """A heading; level 0 is the title."""

    text: str
    level: int = 1


Part = str | Heading | WordTable


def word_bytes(parts: Iterable[Part], *, landscape: bool = False) -> bytes:
    """Write a .docx file; the same bytes for the same parts.

    Args:
        parts: headings, tables, and paragraphs as texts.
        landscape: whether the pages lie.
    """
    document = docx.Document()
    _set_page(document, landscape)
    _set_fonts(document)
    for part in parts:
        if isinstance(part, WordTable):
            _add_table(document, part)
        elif isinstance(part, Heading):
            heading = document.add_heading(_clean(part.text), part.level)
            if part.level == 0:
                heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
        else:
            paragraph = document.add_paragraph(_clean(part))
            paragraph.paragraph_format.first_line_indent = Pt(32)
    file = io.BytesIO()
    document.save(file)
    return _without_time(file.getvalue())


def _clean(text: str) -> str:
    return NOT_XML.sub("", text)


def _set_page(document: Document, landscape: bool) -> None:
    section = document.sections[0]
    short, long = Mm(210), Mm(297)
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(25)


def _set_fonts(document: Document) -> None:
    for name, font, size in (
        ("Normal", FONT, 16),
        ("Title", HEADING_FONT, 22),
        ("Heading 1", HEADING_FONT, 16),
        ("Heading 2", HEADING_FONT, 16),
    ):
        style = document.styles[name]
        style.font.name = font
        style.font.size = Pt(size)
        # Chinese characters are set in the East Asian font of a style.
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:eastAsia", "w:hAnsi", "w:ascii"):
            fonts.set(qn(kind), font)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)


def _add_table(document: Document, part: WordTable) -> None:
    width = max(map(len, part.rows))
    table = document.add_table(rows=len(part.rows), cols=width)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = not part.widths
    covered = {
        (row, column)
        for one in part.merges
        for row in range(one.top, one.bottom + 1)
        for column in range(one.left, one.right + 1)
        if (row, column) != (one.top, one.left)
    }
    grid = [list(row.cells) for row in table.rows]
    for number, line in enumerate(part.rows):
        for place, text in enumerate(line):
            if part.widths:
                grid[number][place].width = Mm(part.widths[place])
            if (number, place) not in covered:
                _write(grid[number][place], text)
    for one in part.merges:
        grid[one.top][one.left].merge(grid[one.bottom][one.right])
    for row in table.rows[: part.head]:
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:tblHeader"))


def _write(cell: _Cell, text: str) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(_clean(text))
    run.font.size = Pt(10.5)
    if text.replace(".", "", 1).isdigit():
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _without_time(data: bytes) -> bytes:
    """Write a package anew without the time that the library puts into each of its parts."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as before,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for entry in before.infolist():
            member = zipfile.ZipInfo(entry.filename, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            after.writestr(member, before.read(entry))
    return file.getvalue()

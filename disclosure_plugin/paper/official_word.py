"""Write an official document as a Word file; the same bytes for the same document."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from .official import Document, Face, Heading, Layout, Table, heading_face

# A ZIP file knows no earlier time.
EPOCH = (1980, 1, 1, 0, 0, 0)
# Characters that XML 1.0 cannot hold.
NOT_XML = {code: None for code in range(0x20) if code not in (0x9, 0xA, 0xD)}
NUMBER_STYLE = "Disclosure page number"


def word_bytes(document: Document, layout: Layout) -> bytes:
    """Return a document as a .docx file.

    Args:
        document: what stands in it.
        layout: by which measures it is set.
    """
    return _steady(_Writer(layout).write(document))


class _Writer:
    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._word = docx.Document()

    def write(self, document: Document) -> Any:
        self._set_page()
        self._set_styles()
        properties = self._word.core_properties
        properties.title, properties.author = document.title, ""
        properties.comments = ""
        properties.created = properties.modified = datetime(1980, 1, 1, tzinfo=UTC)
        self._add(document.title, "Title")
        for part in document.parts:
            if isinstance(part, Heading):
                self._add(part.text, f"Heading {min(part.level, 9)}")
            elif isinstance(part, Table):
                self._add_table(part)
            else:
                self._add(part.text, "Normal")
        for line in document.signature:
            paragraph = self._add(line, "Normal")
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.first_line_indent = Pt(0)
        return self._word

    def _set_page(self) -> None:
        section = self._word.sections[0]
        top, bottom, left, right = self._layout.margins_mm
        section.page_width, section.page_height = map(Mm, self._layout.page_mm)
        section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
        section.left_margin, section.right_margin = Mm(left), Mm(right)
        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        face = self._layout.page_number
        for text, is_field in (("— ", False), ("PAGE", True), (" —", False)):
            run = paragraph.add_run("" if is_field else text)
            _dress(run.font, run._element.get_or_add_rPr(), face)
            if is_field:
                _number_field(run._element)

    def _set_styles(self) -> None:
        styles, layout = self._word.styles, self._layout
        body = styles["Normal"]
        self._set_style(body, layout.body)
        body.paragraph_format.first_line_indent = Pt(layout.body.points * layout.indent_characters)
        body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        title = styles["Title"]
        self._set_style(title, layout.title)
        title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.paragraph_format.first_line_indent = Pt(0)
        title.paragraph_format.space_after = Pt(layout.line_pt)
        title.paragraph_format.line_spacing = Pt(layout.title.points * 1.5)
        _no_border(title)
        for level in range(1, 4):
            style = styles[f"Heading {level}"]
            self._set_style(style, heading_face(layout, level))
            style.paragraph_format.keep_with_next = True
        cell = styles.add_style("Disclosure table", WD_STYLE_TYPE.PARAGRAPH)
        cell.base_style = body
        self._set_style(cell, layout.table)
        cell.paragraph_format.first_line_indent = Pt(0)
        cell.paragraph_format.line_spacing = Pt(layout.table.points * 1.5)
        cell.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT

    def _set_style(self, style: Any, face: Face) -> None:
        _dress(style.font, style.element.get_or_add_rPr(), face)
        style.font.bold = style.font.italic = False
        shape = style.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        shape.line_spacing = Pt(self._layout.line_pt)

    def _add(self, text: str, style: str) -> Any:
        paragraph = self._word.add_paragraph(style=style)
        paragraph.add_run(text.translate(NOT_XML))
        return paragraph

    def _add_table(self, part: Table) -> None:
        if part.caption:
            caption = self._add(part.caption, "Disclosure table")
            caption.paragraph_format.keep_with_next = True
            caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
        table = self._word.add_table(rows=0, cols=len(part.head), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for number, row in enumerate([part.head, *part.rows]):
            cells = table.add_row().cells
            for place, text in enumerate(row):
                paragraph = cells[place].paragraphs[0]
                paragraph.style = self._word.styles["Disclosure table"]
                paragraph.add_run(text.translate(NOT_XML))
                if place in part.numbers:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if number == 0:
                _repeat(table.rows[0])
        self._add("", "Disclosure table")


def _dress(font: Any, properties: Any, face: Face) -> None:
    """Name the font for Latin and for Chinese characters; Word keeps the two apart."""
    font.name, font.size = face.font, Pt(face.points)
    font.color.rgb = None
    fonts = properties.get_or_add_rFonts()
    for script in ("w:eastAsia", "w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(script), face.font)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        if fonts.get(qn(theme)) is not None:
            del fonts.attrib[qn(theme)]
    color = properties.find(qn("w:color"))
    if color is not None:
        properties.remove(color)


def _no_border(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    border = properties.find(qn("w:pBdr"))
    if border is not None:
        properties.remove(border)


def _number_field(run: Any) -> None:
    """Put the number of the page where a run stands."""
    for kind in ("begin", "instruction", "end"):
        if kind == "instruction":
            element = OxmlElement("w:instrText")
            element.text = "PAGE"
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run.append(element)


def _repeat(row: Any) -> None:
    """Let the head of a table stand again on each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _steady(word: Any) -> bytes:
    saved, steady = io.BytesIO(), io.BytesIO()
    word.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(steady, "w") as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            target.writestr(member, source.read(name))
    return steady.getvalue()

"""Official documents: as laid down, in Word and PDF, the same bytes each time."""

from __future__ import annotations

import io
import json
import zipfile
from importlib.resources import files

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt
from pypdf import PdfReader

from disclosure_plugin.paper.official import (
    Document,
    Heading,
    Paragraph,
    Table,
    heading_face,
    read_layout,
)
from disclosure_plugin.paper.official_pdf import pdf_bytes
from disclosure_plugin.paper.official_word import word_bytes

DATA = json.loads(
    (files("disclosure_plugin") / "data" / "summary_rules.json").read_text(encoding="utf-8")
)["layout"]
LAYOUT = read_layout(DATA)
DOCUMENT = Document(
    title="2026年政务公开工作总结",
    parts=[
        Paragraph("全年按时公开。"),
        Heading("一、组织领导", 1),
        Heading("1.公开载体", 2),
        Paragraph("发放宣传单1,046份。<b>不是标记</b>\x00"),
        Table(
            "全年数字",
            ["统计项目", "2026", "单位"],
            [["宣传单", "1,046", "份"]] * 60,
            frozenset({1}),
        ),
    ],
    signature=["云岭县住房和城乡建设局", "2026年11月26日"],
)


def test_the_word_file_is_set_as_laid_down():
    word = docx.Document(io.BytesIO(word_bytes(DOCUMENT, LAYOUT)))
    section = word.sections[0]
    assert [round(one.mm) for one in (section.page_width, section.page_height)] == [210, 297]
    assert [
        round(one.mm)
        for one in (
            section.top_margin, section.bottom_margin, section.left_margin, section.right_margin
        )
    ] == [37, 35, 28, 26]  # fmt: skip
    assert [(one.text, one.style.name) for one in word.paragraphs[:5]] == [
        ("2026年政务公开工作总结", "Title"),
        ("全年按时公开。", "Normal"),
        ("一、组织领导", "Heading 1"),
        ("1.公开载体", "Heading 2"),
        ("发放宣传单1,046份。<b>不是标记</b>", "Normal"),
    ]
    normal = word.styles["Normal"]
    assert normal.font.size == Pt(16)
    assert normal.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert normal.paragraph_format.first_line_indent == Pt(32)
    assert normal.paragraph_format.line_spacing == Pt(29)
    assert word.styles["Heading 2"].element.rPr.rFonts.get(qn("w:eastAsia")) == "楷体"
    assert "PAGE" in section.footer._element.xml
    assert [cell.text for cell in word.tables[0].rows[0].cells] == ["统计项目", "2026", "单位"]
    assert len(word.tables[0].rows) == 61


def test_both_files_are_the_same_bytes_each_time_and_say_nothing_of_a_person():
    word = word_bytes(DOCUMENT, LAYOUT)
    assert word == word_bytes(DOCUMENT, LAYOUT)
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        assert {one.date_time[0] for one in package.infolist()} == {1980}
        core = package.read("docProps/core.xml").decode()
    assert "python-docx" not in core
    pdf = pdf_bytes(DOCUMENT, LAYOUT, font_file="")
    assert pdf == pdf_bytes(DOCUMENT, LAYOUT, font_file="")


def test_the_pdf_goes_on_with_the_head_of_a_table():
    reader = PdfReader(io.BytesIO(pdf_bytes(DOCUMENT, LAYOUT, font_file="")))
    assert len(reader.pages) == 3
    assert [round(float(one)) for one in reader.pages[0].mediabox[2:]] == [595, 842]
    assert reader.metadata.title == "2026年政务公开工作总结"


def test_a_deeper_heading_is_set_like_the_last_that_is_laid_down():
    assert heading_face(LAYOUT, 5) == heading_face(LAYOUT, 2)


@pytest.mark.parametrize("gone", ["page_mm", "margins_mm", "headings", "body"])
def test_a_layout_that_lacks_something_is_refused(gone):
    with pytest.raises(KeyError):
        read_layout({name: value for name, value in DATA.items() if name != gone})

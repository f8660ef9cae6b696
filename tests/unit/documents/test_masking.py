"""Masked copies of documents: nothing of the values is left anywhere in them, the rest stays."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.comments import Comment

import disclosure_plugin
from disclosure_plugin.documents import DocumentRefused, TablePart, read_parts
from disclosure_plugin.documents.masking import TextMasks, mask_document
from disclosure_plugin.documents.properties import without_properties
from disclosure_plugin.domain.markup_text import MarkedText
from disclosure_plugin.domain.personal_data import (
    MASKED_KINDS,
    Rules,
    scan_table,
    scan_text,
)
from disclosure_plugin.domain.personal_data_lists import read_lists
from disclosure_plugin.domain.personal_data_masking import mask_table, mask_texts
from tests.corpus.files import archive, csv_file, excel_file, saved, text_file, word_file
from tests.factories.personal_data import HEADS, people, values
from tests.unit.documents.word_files import rewritten

LISTS = Path(disclosure_plugin.__file__).parent / "data" / "personal_data.csv"
RULES = Rules(read_lists(LISTS.read_text("utf-8")), date(2026, 11, 26))
MASKS = TextMasks(
    lambda texts: [one.source for one in mask_texts([MarkedText(one) for one in texts], RULES)],
    lambda rows: mask_table(rows, RULES),
)
ROWS = people(5)
MAKERS = {"a.xlsx": excel_file, "a.docx": word_file, "a.csv": csv_file, "a.txt": text_file}


def found(data: bytes, name: str) -> list:
    hits = []
    for part in read_parts(data, name).parts:
        hits += (
            scan_table(part.rows, RULES)
            if isinstance(part, TablePart)
            else scan_text(part.text, RULES)
        )
    return [hit for hit in hits if hit.kind in MASKED_KINDS]


def everything(data: bytes) -> str:
    """All that a package or text file holds, unpacked."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "\n".join(package.read(name).decode("utf-8", "replace") for name in
                         package.namelist())  # fmt: skip


@pytest.mark.parametrize("name", MAKERS)
def test_nothing_is_found_in_the_copy_and_no_number_is_left(name):
    data = MAKERS[name]("公示名单", [HEADS, *ROWS])
    assert found(data, name)
    masked = mask_document(data, name, MASKS)
    assert found(masked, name) == []
    left = everything(masked)
    assert not any(row[2] in left or row[3] in left for row in ROWS)
    assert "公示名单" in left
    assert all(row[1] in left for row in ROWS)
    assert mask_document(data, name, MASKS) == masked


def test_a_workbook_opens_and_keeps_its_looks():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [HEADS, *ROWS]:
        sheet.append(row)
    sheet["A1"].font = openpyxl.styles.Font(bold=True)
    sheet.column_dimensions["C"].width = 30
    sheet.merge_cells("A10:C10")
    masked = openpyxl.load_workbook(io.BytesIO(mask_document(saved(book), "a.xlsx", MASKS)))
    copy = masked.active
    assert copy["C2"].value == f"{ROWS[0][2][:2]}{'*' * 13}{ROWS[0][2][-3:]}"
    assert copy["D2"].value == "138****5670"
    assert copy["E2"].value == "青山乡***"
    assert (copy["B2"].value, copy["A1"].font.bold) == (ROWS[0][1], True)
    assert copy.column_dimensions["C"].width == 30
    assert [str(one) for one in copy.merged_cells.ranges] == ["A10:C10"]


def test_comments_formulas_headers_and_properties_of_a_workbook():
    number = ROWS[0][2]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"].comment = Comment(f"身份证号{number}", "王某")
    sheet["A2"] = f'="身份证号{number}"'
    sheet["A3"] = f"身份证号{number}"
    sheet.oddHeader.center.text = f"身份证号{number}"
    book.properties.creator = "王某"
    book.properties.title = f"身份证号{number}"
    data = saved(book)
    assert len(found(data, "a.xlsx")) >= 5
    masked = mask_document(data, "a.xlsx", MASKS)
    assert found(masked, "a.xlsx") == []
    assert number not in everything(masked)
    openpyxl.load_workbook(io.BytesIO(masked))


def test_a_word_document_opens_and_keeps_its_looks():
    document = docx.Document()
    paragraph = document.add_paragraph("王小明，身份证号")
    number = ROWS[0][2]
    paragraph.add_run(number[:8]).bold = True
    paragraph.add_run(number[8:])
    paragraph.add_run("，特此公示。").italic = True
    document.sections[0].footer.paragraphs[0].text = f"身份证号{number}"
    document.core_properties.author = "王某"
    masked = mask_document(saved(document), "a.docx", MASKS)
    copy = docx.Document(io.BytesIO(masked))
    [line] = [one for one in copy.paragraphs if one.text]
    assert line.text == f"王小明，身份证号{number[:2]}{'*' * 13}{number[-3:]}，特此公示。"
    assert [run.italic for run in line.runs][-1] is True
    assert number not in everything(masked)
    assert copy.core_properties.author == ""


@pytest.mark.parametrize("name", ["a.xls", "a.pdf", "a.doc", "a.zip"])
def test_other_kinds_are_refused(name):
    with pytest.raises(DocumentRefused):
        mask_document(b"%PDF-1.4", name, MASKS)


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", archive({"a": b"0" * 30_000_000})], ids=["empty", "cut", "bomb"]
)
def test_what_cannot_be_read_is_refused(data):
    with pytest.raises(DocumentRefused):
        mask_document(data, "a.xlsx", MASKS)


def test_names_in_properties_go_and_the_content_stays():
    document = docx.Document()
    document.add_paragraph("正文")
    document.core_properties.author = "王某"
    document.core_properties.last_modified_by = "李某"
    data = saved(document)
    bare = without_properties(data, "a.docx")
    assert "王某" in everything(data)
    assert not any(name in everything(bare) for name in ("王某", "李某"))
    assert docx.Document(io.BytesIO(bare)).paragraphs[0].text == "正文"
    assert without_properties(bare, "a.docx") == bare


def test_who_commented_in_a_workbook_goes_and_the_comment_stays():
    book = openpyxl.Workbook()
    book.active["A1"].comment = Comment("金额待核", "王某")
    book.active["A2"].comment = Comment("同上", "tc={4D1E}")  # by this Excel finds a thread
    bare = without_properties(saved(book), "a.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(bare)).active
    assert "王某" not in everything(bare)
    assert [sheet[cell].comment.text for cell in ("A1", "A2")] == ["金额待核", "同上"]
    assert sheet["A2"].comment.author == "tc={4D1E}"


@pytest.mark.parametrize(
    ("name", "part", "xml"),
    [
        (
            "a.docx", "word/people.xml",
            '<w15:people xmlns:w15="w"><w15:person w15:author="王某"><w15:presenceInfo '
            'w15:providerId="AD" w15:userId="S::王某@a.cn"/></w15:person></w15:people>',
        ),
        (
            "a.xlsx", "xl/persons/person.xml",
            '<p xmlns="x"><person displayName="王某" id="{1}" userId="王某"/></p>',
        ),
        ("a.pptx", "ppt/commentAuthors.xml", '<p xmlns="p"><a name="王某" initials="王"/></p>'),
        ("a.pptx", "ppt/authors.xml", '<p xmlns="p"><a id="{1}" name="王某" userId="王某"/></p>'),
    ],
)  # fmt: skip
def test_lists_of_who_commented_name_nobody(name, part, xml):
    data = archive({part: xml.encode()})
    assert "王某" in everything(data)
    bare = without_properties(data, name)
    assert "王某" not in everything(bare)
    assert without_properties(bare, name) == bare


def test_the_folder_of_a_workbook_names_nobody():
    book = openpyxl.Workbook()
    data = rewritten(
        saved(book),
        lambda path, content: (
            content.replace(
                b"<sheets>", '<x:absPath xmlns:x="x" url="C:\\Users\\王某\\"/><sheets>'.encode()
            )
            if path == "xl/workbook.xml"
            else content
        ),
    )
    assert "王某" in everything(data)
    bare = without_properties(data, "a.xlsx")
    assert "王某" not in everything(bare)
    openpyxl.load_workbook(io.BytesIO(bare))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"text"])
def test_what_cannot_be_read_keeps_its_bytes(data):
    assert without_properties(data, "a.docx") == data
    assert without_properties(data, "a.pdf") == data


def test_every_value_of_the_invented_list_is_one():
    data = excel_file("名单", [HEADS, *ROWS])
    assert len(found(data, "a.xlsx")) == len(values(ROWS))

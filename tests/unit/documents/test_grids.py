"""Tables of documents become grids; what is hostile is refused in words."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from disclosure_plugin.documents import DocumentRefused
from disclosure_plugin.documents.grids import (
    LIMITS,
    TooManyCells,
    WrongType,
    read_grids,
)
from disclosure_plugin.documents.results import Refusal
from disclosure_plugin.documents.spreadsheets import SheetRefusal, SpreadsheetRefused
from disclosure_plugin.documents.word_tables import Heading, Merge, WordTable, word_bytes

BOMB = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]>'


def texts(grid) -> list[list[str]]:
    return [[text for text, _begins in row] for row in grid]


def begins(grid) -> list[list[bool]]:
    return [[first for _text, first in row] for row in grid]


WANTED = [["头", "头", "丙"], ["甲", "1", "2"], ["甲", "3", "4"]]
BEGINS = [[True, False, True], [True, True, True], [False, True, True]]


def word() -> bytes:
    rows = [["头", "", "丙"], ["甲", "1", "2"], ["", "3", "4"]]
    table = WordTable(rows, merges=[Merge(0, 0, 0, 1), Merge(1, 0, 2, 0)])
    return word_bytes([Heading("一、总体情况"), "主动公开302条。", table, "末段"])


def excel(change=None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["头", None, "丙"], ["甲", 1, 2], [None, 3, 4]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("A2:A3")
    if change:
        change(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


HTML = (
    "<html><body><p>一、总体情况</p><p>主动公开302条。</p><table>"
    "<tr><td colspan=2>头</td><td>丙</td></tr><tr><td rowspan='2'>甲</td><td>1</td><td>2</td></tr>"
    "<tr><td>3</td><td>4</td></tr></table><div>末段</div></body></html>"
)


@pytest.mark.parametrize(
    ("name", "data", "has_text"),
    [
        ("年报.docx", word, True),
        ("年报.xlsx", excel, False),
        ("年报.html", lambda: HTML.encode(), True),
        ("年报.htm", lambda: HTML.encode("gb18030"), True),
    ],
)
def test_merged_cells_stand_at_every_place_they_cover(name, data, has_text):
    document = read_grids(data(), name)
    (grid,) = document.tables
    assert texts(grid) == WANTED
    assert begins(grid) == BEGINS
    wanted = ("一、总体情况", "主动公开302条。", "末段") if has_text else ()
    assert document.lines == wanted


def test_a_table_for_layout_is_read_as_text():
    page = f"<table><tr><td>左</td><td>{HTML}</td></tr></table>"
    document = read_grids(page.encode(), "年报.html")
    assert [texts(grid) for grid in document.tables] == [WANTED]
    assert document.lines == ("左", "一、总体情况", "主动公开302条。", "末段")


def test_script_and_comments_are_no_text():
    page = "<body><script>甲()</script><style>乙</style><!-- 丙 --><p>丁<br>戊</p></body>"
    assert read_grids(page.encode(), "a.html").lines == ("丁", "戊")


def test_a_document_is_the_same_bytes_each_time():
    assert word() == word()


# --- Hostile ---------------------------------------------------------------------------------


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def changed(data: bytes, path: str, change) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[path] = change(parts.get(path, b""))
    return packed(parts)


def with_declaration(xml: bytes) -> bytes:
    head, _mark, rest = xml.partition(b"?>")
    return head + b"?>" + BOMB.encode() + rest


@pytest.mark.parametrize("name", ["年报.doc", "年报.pdf", "年报", "年报.docm", "年报.xls"])
def test_other_kinds_are_refused(name):
    with pytest.raises(WrongType) as refused:
        read_grids(b"x", name)
    assert name in str(refused.value)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.docx", lambda: b"", Refusal.EMPTY),
        ("a.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600,
         Refusal.WRONG_CONTENT),
        ("a.docx", lambda: b"PK\x03\x04 nothing", Refusal.DAMAGED),
        ("a.docx", lambda: changed(word(), "word/document.xml", with_declaration),
         Refusal.UNSAFE_XML),
        ("a.docx", lambda: changed(word(), "word/media/x.bin", lambda _old: b"0" * 45_000_000),
         Refusal.UNPACKS_TOO_LARGE),
        # A file with macros under another name: its main part is of another type.
        ("a.docx", lambda: changed(
            word(), "[Content_Types].xml",
            lambda xml: xml.replace(b"wordprocessingml.document.main", b"ms-word.macroEnabled")),
         Refusal.DAMAGED),
        ("a.docx", lambda: b"x" * (LIMITS.file_size + 1), Refusal.TOO_LARGE),
        ("a.html", lambda: b"%PDF-1.7", Refusal.WRONG_CONTENT),
        ("a.html", lambda: b"<p>\x00</p>", Refusal.NOT_TEXT),
        ("a.html", lambda: b"<p>" + b"x" * 500_001, Refusal.TEXT_TOO_LONG),
    ],
)  # fmt: skip
def test_documents_that_are_not_plain_are_refused(name, data, code):
    with pytest.raises(DocumentRefused) as refused:
        read_grids(data(), name)
    assert refused.value.code is code
    assert name in str(refused.value)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (lambda: changed(excel(), "xl/workbook.xml", with_declaration), SheetRefusal.UNSAFE),
        (lambda: changed(excel(), "xl/vbaProject.bin", lambda _old: b"macro"),
         SheetRefusal.MACROS),
        (lambda: changed(excel(), "xl/media/x.bin", lambda _old: b"0" * 45_000_000),
         SheetRefusal.TOO_MUCH),
        (lambda: b"PK\x03\x04", SheetRefusal.DAMAGED),
        (lambda: b"", SheetRefusal.EMPTY),
    ],
)  # fmt: skip
def test_spreadsheets_that_are_not_plain_are_refused(data, code):
    with pytest.raises(SpreadsheetRefused) as refused:
        read_grids(data(), "a.xlsx")
    assert refused.value.code is code


def test_spans_do_not_swell():
    wide = '<table><tr><td colspan="1000000">a</td></tr><tr><td rowspan="99999999">b</td></tr>'
    (grid,) = read_grids(f"{wide}</table>".encode(), "a.html").tables
    assert max(map(len, grid)) <= 201
    row = f"<tr>{'<td colspan=200>x</td>' * 40}</tr>"
    with pytest.raises(TooManyCells) as refused:
        read_grids(f"<table>{row * 600}</table>".encode(), "a.html")
    assert "100000" in str(refused.value)


def test_entities_of_a_pages_own_are_not_unpacked():
    document = read_grids(f"{BOMB}<p>甲&c;乙</p>".encode(), "a.html")
    assert "bbbb" not in "".join(document.lines)


def test_merged_cells_that_cover_everything_are_refused():
    def change(sheet) -> None:
        for number in range(4, 1204):
            sheet.cell(number, 1, number)
        for number in range(2000):
            sheet.merge_cells(f"D{number * 2 + 2000}:E{number * 2 + 2001}")

    with pytest.raises(SpreadsheetRefused) as refused:
        read_grids(excel(change), "a.xlsx")
    assert refused.value.code is SheetRefusal.TOO_MUCH


def test_deep_nesting_does_not_end_the_process():
    page = "<div>" * 3000 + "<table><tr><td>甲</td><td>1</td></tr></table>"
    assert read_grids(page.encode(), "a.html").tables in ((), ([[("甲", True), ("1", True)]],))

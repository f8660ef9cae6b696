"""A spreadsheet is read cell by cell, or refused whole with a sentence."""

import io
import subprocess
import sys
import zipfile
from datetime import date

import openpyxl
import pytest

from disclosure_plugin.documents.results import MEGABYTE, Limits
from disclosure_plugin.documents.spreadsheets import (
    SHEET_MESSAGES,
    Sheet,
    SheetRefusal,
    SheetRow,
    SpreadsheetRefused,
    read_spreadsheet,
)
from disclosure_plugin.documents.tables import csv_bytes, unguarded
from disclosure_plugin.documents.workbooks import Choices, WrittenSheet, workbook_bytes
from tests.corpus import files
from tests.unit.documents.word_files import document_with, rewritten, with_extra_file

EXCEL = files.excel_file("名单", [["标题", "日期"], ["甲", "2026-11-02"]])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def book(*sheets, **changes) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for name, value in changes.items():
        setattr(made, name, value)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def with_sheet(xml: str) -> bytes:
    whole = f'<worksheet xmlns="{MAIN}">{xml}</worksheet>'.encode()
    return rewritten(
        EXCEL, lambda name, content: whole if name == "xl/worksheets/sheet1.xml" else content
    )


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><x>&l9;</x>'.encode()


def spread() -> bytes:
    letter = openpyxl.utils.get_column_letter
    rows = "".join(
        f'<row r="{n}"><c r="{letter(n)}{n}"><v>1</v></c></row>' for n in range(1, 16_001)
    )
    return with_sheet(f"<sheetData>{rows}</sheetData>")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("表.xls", EXCEL, SheetRefusal.WRONG_TYPE),
        ("表.xlsm", EXCEL, SheetRefusal.WRONG_TYPE),
        ("表", EXCEL, SheetRefusal.WRONG_TYPE),
        ("表.xlsx", b"", SheetRefusal.EMPTY),
        ("表.csv", b"\n\n,,\n", SheetRefusal.EMPTY),
        ("表.xlsx", OLE + bytes(504), SheetRefusal.WRONG_CONTENT),
        ("表.xlsx", "标题,日期".encode(), SheetRefusal.WRONG_CONTENT),
        ("表.xlsx", document_with("文"), SheetRefusal.WRONG_CONTENT),
        ("表.csv", EXCEL, SheetRefusal.WRONG_CONTENT),
        ("表.csv", OLE + bytes(504), SheetRefusal.WRONG_CONTENT),
        ("表.csv", b"\xff\xff\xff caf\xe9 \xff", SheetRefusal.NOT_TEXT),
        ("表.csv", '标题,日期\n"甲,2026\n'.encode(), SheetRefusal.OPEN_QUOTE),
        ("表.xlsx", EXCEL[:-40], SheetRefusal.DAMAGED),
        ("表.xlsx", files.archive({"a": b"b"}), SheetRefusal.DAMAGED),
        ("表.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), SheetRefusal.PASSWORD_PROTECTED),
        ("表.xlsx", with_extra_file(EXCEL, "xl/vbaProject.bin", b"x"), SheetRefusal.MACROS),
        ("表.xlsx", with_extra_file(EXCEL, "xl/comments1.xml", laughs()), SheetRefusal.UNSAFE),
        (
            "表.xlsx",
            with_extra_file(EXCEL, "xl/media/a.png", bytes(30 * MEGABYTE)),
            SheetRefusal.TOO_MUCH,
        ),
        ("表.xlsx", spread(), SheetRefusal.TOO_MUCH),
        ("表.csv", b"a," * 250_000, SheetRefusal.TOO_MUCH),
    ],
)
def test_a_file_that_is_no_plain_list_is_refused_with_a_sentence(name, data, code):
    with pytest.raises(SpreadsheetRefused) as refused:
        read_spreadsheet(data, name)
    assert refused.value.code is code
    assert name in str(refused.value)
    assert "%(" not in str(refused.value)


def test_a_file_that_is_too_large_says_how_large_it_may_be():
    with pytest.raises(SpreadsheetRefused, match=r"0\.5 MB") as refused:
        read_spreadsheet(
            EXCEL + bytes(MEGABYTE), "表.xlsx", limits=Limits(file_size=MEGABYTE // 2)
        )
    assert refused.value.code is SheetRefusal.TOO_LARGE


def test_every_refusal_has_a_sentence_with_a_way_out():
    assert SHEET_MESSAGES.keys() == set(SheetRefusal)
    assert all(message.endswith(".") for message in SHEET_MESSAGES.values())


def test_a_sheet_that_claims_all_cells_there_are_holds_one():
    data = with_sheet(
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1048576" spans="1:16384">'
        '<c r="XFD1048576"><v>7</v></c></row></sheetData>'
    )
    assert read_spreadsheet(data, "表.xlsx").sheets == (
        Sheet("Sheet", (SheetRow(1048576, {"XFD": "7"}),)),
    )


EMPTY_CELLS = """
import sys
from disclosure_plugin.documents.spreadsheets import SpreadsheetRefused, read_spreadsheet
from tests.peak_memory import peak_memory
try:
    read_spreadsheet(open(sys.argv[1], "rb").read(), "表.xlsx")
except SpreadsheetRefused as refused:
    print(refused.code, peak_memory() // 1024 // 1024)
"""


def test_millions_of_empty_cells_take_bounded_memory(tmp_path):
    path = tmp_path / "cells.xlsx"
    # Numbers keep it from being packed too densely, and it stays below the size of one part.
    cells = "".join(f'<c s="{n % 97}"/>' for n in range(1_000_000))
    path.write_bytes(with_sheet(f"<sheetData><row>{cells}</row></sheetData>"))
    done = subprocess.run(
        [sys.executable, "-c", EMPTY_CELLS, str(path)], capture_output=True, text=True, check=True
    )
    code, megabytes = done.stdout.split()
    assert code in (SheetRefusal.EMPTY, SheetRefusal.TOO_MUCH)
    assert int(megabytes) < 500


def test_cells_are_named_as_their_program_names_them():
    data = book(
        ("一", [["标题", None, "日期"], [], ["甲", "", date(2026, 11, 2)], [" 乙 ", 20.8, True]]),
        ("空", []),
        ("二", [["x"]]),
    )
    sheets = read_spreadsheet(data, "表.xlsx").sheets
    assert [sheet.name for sheet in sheets] == ["一", "二"]
    assert sheets[0].rows == (
        SheetRow(1, {"A": "标题", "C": "日期"}),
        SheetRow(3, {"A": "甲", "C": "46328"}),
        SheetRow(4, {"A": "乙", "B": "20.8", "C": "1"}),
    )


def test_a_hidden_sheet_is_not_read():
    made = openpyxl.load_workbook(io.BytesIO(book(("一", [["x"]]), ("藏", [["y"]]))))
    made["藏"].sheet_state = "hidden"
    file = io.BytesIO()
    made.save(file)
    assert [one.name for one in read_spreadsheet(file.getvalue(), "表.xlsx").sheets] == ["一"]


@pytest.mark.parametrize("begins", [False, True])
def test_where_days_are_counted_from(begins):
    epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904 if begins else None
    data = book(("一", [["x"]]), **({"epoch": epoch} if begins else {}))
    assert read_spreadsheet(data, "表.xlsx").days_from_1904 is begins


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("标题,正文\n甲,一、二，三；四，五，六\n", "utf-8-sig"),
        ("标题\t正文\n甲\t一,二,三,四\n", "utf-16"),
        ("标题;正文\n甲;一,二,三,四\n", "gb18030"),
    ],
)
def test_what_parts_the_cells_of_a_csv_is_told_by_its_first_line(text, encoding):
    [sheet] = read_spreadsheet(text.encode(encoding), "表.csv").sheets
    assert sheet.rows[0].cells == {"A": "标题", "B": "正文"}
    assert sheet.rows[1].cells["A"] == "甲"
    assert set(sheet.rows[1].cells) == {"A", "B"}


def test_a_cell_of_a_csv_may_hold_lines():
    [sheet] = read_spreadsheet('标题,正文\n甲,"一\n二"\n乙,三\n'.encode(), "表.csv").sheets
    assert [(row.number, row.cells["B"]) for row in sheet.rows[1:]] == [(2, "一\n二"), (3, "三")]


# --- Writing -------------------------------------------------------------------------------------

SHEETS = [
    WrittenSheet(
        "公开事项",
        ["栏目", "标题"],
        [["收费", "=HYPERLINK(1)"], ["", "乙&<b>"]],
        choices={1: Choices("选项", 1, 2)},
        widths=(20, 40),
    ),
    WrittenSheet("选项", ["栏目"], [["收费"], ["程序"]], hidden=True),
]


def test_a_book_opens_with_its_choices_and_nothing_that_runs():
    opened = openpyxl.load_workbook(io.BytesIO(workbook_bytes(SHEETS)))
    assert opened.sheetnames == ["公开事项", "选项"]
    assert opened["选项"].sheet_state == "hidden"
    first = opened["公开事项"]
    assert [[cell.value for cell in row] for row in first] == [
        ["栏目", "标题"],
        ["收费", "'=HYPERLINK(1)"],
        ["", "乙&<b>"],
    ]
    assert {cell.data_type for row in first for cell in row} <= {"s", "n", "inlineStr"}
    [validation] = first.data_validations.dataValidation
    assert (validation.type, validation.formula1) == ("list", "'选项'!$A$2:$A$3")
    assert str(validation.sqref) == "A2:A1048576"
    assert first.freeze_panes == "A2"


def test_the_same_sheets_are_the_same_bytes():
    assert workbook_bytes(SHEETS) == workbook_bytes(SHEETS)


def test_what_was_written_is_read_again():
    [sheet] = read_spreadsheet(workbook_bytes(SHEETS), "表.xlsx").sheets
    assert [unguarded(row.cells["B"]) for row in sheet.rows] == ["标题", "=HYPERLINK(1)", "乙&<b>"]
    text = csv_bytes(["标题"], [["-甲"], ["'乙"]])
    [sheet] = read_spreadsheet(text, "表.csv").sheets
    assert [unguarded(row.cells["A"]) for row in sheet.rows] == ["标题", "-甲", "'乙"]


def test_parts_of_a_written_book_are_well_formed():
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(SHEETS))) as package:
        assert package.testzip() is None
        assert len(package.namelist()) == 6

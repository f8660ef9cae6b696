"""Tables to download: nothing in them runs, and the same rows make the same bytes."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from disclosure_plugin.documents.tables import (
    csv_bytes,
    guarded,
    json_bytes,
    write_json,
    xlsx_bytes,
)

HEADER = ["编号", "名称"]


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://evil.example")',
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        " =1+1",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠A1",
    ],
)
def test_what_would_be_a_formula_is_text(text):
    assert guarded(text) == f"'{text}"
    cell = list(
        csv.reader(io.StringIO(csv_bytes(HEADER, [[text, ""]]).decode("utf-8-sig"), newline=""))
    )
    assert cell[1][0].startswith("'")
    sheet = load_workbook(io.BytesIO(xlsx_bytes("目录", HEADER, [[text, ""]]))).active
    assert sheet.cell(2, 1).data_type != "f"
    assert str(sheet.cell(2, 1).value).startswith("'")


@pytest.mark.parametrize("text", ["", "收费标准", "2026-11-02", "115-/2024-1121001", "a=b", "1-2"])
def test_other_text_stays_as_it_is(text):
    assert guarded(text) == text


def test_excel_reads_what_was_written():
    rows = [["001", "<标准> & “价格”\n第二行"], ["1" * 18, "坏\x00\x0b字符\ud800"]]
    book = load_workbook(io.BytesIO(xlsx_bytes("目录", HEADER, rows)))
    assert book.sheetnames == ["目录"]
    read = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert read == [HEADER, ["001", "<标准> & “价格”\n第二行"], ["1" * 18, "坏字符"]]


def test_a_cell_has_no_more_than_excel_takes():
    sheet = load_workbook(io.BytesIO(xlsx_bytes("目录", HEADER, [["字" * 40_000, ""]]))).active
    assert len(sheet.cell(2, 1).value) == 32_767


def test_excel_opens_the_csv_file_as_utf_8():
    content = csv_bytes(HEADER, [["1", "收费,“标准”\n二"]])
    assert content.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert read == [HEADER, ["1", "收费,“标准”\n二"]]


def test_json_keeps_text_as_it_is():
    assert json.loads(json_bytes({"title": "=1+1 收费"})) == {"title": "=1+1 收费"}


def test_the_same_rows_make_the_same_bytes():
    rows = [["1", "收费"], ["2", "标准"]]
    assert xlsx_bytes("目录", HEADER, rows) == xlsx_bytes("目录", HEADER, rows)
    assert b"2026" not in xlsx_bytes("目录", HEADER, rows)


@pytest.mark.parametrize(
    "values", [[], [{"title": "收费\n标准", "number": None}], [1, [2, {"a": []}], {}, "甲\ud800"]]
)
def test_a_list_written_bit_by_bit_is_the_same_json(values):
    file = io.BytesIO()
    write_json(file, {"register": "http://jsj.localhost/register/", "n": 1}, "entries", values)
    about = {"register": "http://jsj.localhost/register/", "n": 1}
    assert file.getvalue() == json_bytes({**about, "entries": values})

"""A catalogue as a table in a file: what goes out comes back."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

import disclosure_plugin
from disclosure_plugin.documents.spreadsheets import SpreadsheetRefused, read_spreadsheet
from disclosure_plugin.documents.tables import csv_bytes, xlsx_bytes
from disclosure_plugin.domain.catalogue import FIELDS
from disclosure_plugin.domain.catalogue_table import (
    HEADER,
    CodeOfAnother,
    CodeTwice,
    LooksLikeFormula,
    NoHeader,
    SheetRow,
    TableRefused,
    cells_of,
    judge_table,
)

from .test_catalogue import CELLS, row

DATA = Path(disclosure_plugin.__file__).parent / "data"
STARTERS = ["construction", "general"]


def judged(data: bytes, name: str, **kwargs):
    [sheet] = read_spreadsheet(data, name).sheets
    lines = [SheetRow(one.number, one.cells) for one in sheet.rows]
    return judge_table(sheet.name or name, lines, **kwargs)


def written(kind: str, rows) -> bytes:
    header, cells = list(HEADER.values()), map(cells_of, rows)
    return csv_bytes(header, cells) if kind == "csv" else xlsx_bytes("目录", header, cells)


def workbook(*lines, **kwargs) -> bytes:
    """A file as Excel and WPS write it, with shared strings and numbers."""
    book = openpyxl.Workbook()
    book.active.title = "目录"
    for line in lines:
        book.active.append(list(line))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def line(**changes):
    return [{"remark": "", **CELLS, **changes}[name] for name in FIELDS]


HOSTILE = [
    "=cmd|' /C calc'!A0", "'=1+1", "''=1+1", "+86 0890", "-", "@SUM(A1)", "＝1", "'平常", "'",
    'a"b,c；d', "两\n行", "𠮷<b>&amp;</b>",
]  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", STARTERS)
def test_starter_sets_round_trip_to_identical_bytes(kind, name):
    shipped = (DATA / f"catalogue_{name}.csv").read_bytes()
    first = judged(shipped, "起始.csv")
    assert first.problems == ()
    assert first.unread == ()
    once = written(kind, first.rows)
    again = judged(once, f"目录.{kind}")
    assert again.rows == first.rows
    assert written(kind, again.rows) == once


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_a_spreadsheet_would_run_is_kept_from_it_and_comes_back_as_it_was(kind):
    rows = [
        row(code=f"r-{number}", remark=text, body=text, number=text[:5])
        for number, text in enumerate(HOSTILE)
    ]
    data = written(kind, rows)
    [sheet] = read_spreadsheet(data, f"目录.{kind}").sheets
    for line in sheet.rows:
        for text in line.cells.values():
            assert not text.lstrip().startswith(tuple("=+-@＝＋－＠"))
    again = judged(data, f"目录.{kind}")
    assert again.problems == ()
    assert list(again.rows) == rows
    assert written(kind, again.rows) == data


def test_a_file_of_a_spreadsheet_program_is_read():
    data = workbook(HEADER.values(), line(number=6), line(code="", level_two="评估"))
    found = judged(data, "a.xlsx")
    assert found.problems == ()
    assert [one.number for one in found.rows] == ["6", "6"]
    assert found.rows[1].code.startswith("r-")


def test_a_header_over_two_rows_below_a_title_is_found():
    names = {**HEADER, "level_one": "公开事项", "level_two": ""}
    below = [
        "一级事项" if n == "level_one" else "二级事项" if n == "level_two" else "" for n in HEADER
    ]
    data = workbook(["某县目录"], names.values(), below, line())
    assert judged(data, "a.xlsx").rows[0] == row()


def test_a_table_without_codes_gets_those_of_the_rows_it_repeats():
    known = [row(code="zs-06"), row(code="zs-07", level_two="评估")]
    names = [one for name, one in HEADER.items() if name not in ("code", "remark")]
    lines = [[one[FIELDS.index(n)] for n in HEADER if n not in ("code", "remark")]
             for one in (line(level_two="评估"), line(), line(level_two="新的"))]  # fmt: skip
    data = workbook(names, *lines)
    codes = [one.code for one in judged(data, "a.xlsx", known=known).rows]
    assert codes[:2] == ["zs-07", "zs-06"]
    assert codes[2].startswith("r-")
    # The same file into an empty catalogue, twice: the same codes.
    assert judged(data, "a.xlsx").rows == judged(data, "b.xlsx").rows


def test_a_bad_row_names_sheet_row_column_and_what_to_do_and_the_others_are_judged():
    data = workbook(
        HEADER.values(),
        line(),
        line(code="zs-07", mode="不公开", channels="■小喇叭"),
        line(code="zs-08", body="-"),
        line(code="zs-06"),
        line(code="gh-01"),
        line(code="zs-09", time_limit="及时公开"),
    )
    found = judged(data, "a.xlsx", elsewhere={"gh-01": "规划目录"})
    assert [(one.sheet, one.row, one.column, one.field) for one in found.problems] == [
        ("目录", 3, "I", "channels"),
        ("目录", 3, "K", "mode"),
        ("目录", 4, "H", "body"),
        ("目录", 5, "A", "code"),
        ("目录", 6, "A", "code"),
    ]
    kinds = [type(one.refusal) for one in found.problems[2:]]
    assert kinds == [LooksLikeFormula, CodeTwice, CodeOfAnother]
    assert "Row 2 " in str(found.problems[3].refusal)
    assert [one.code for one in found.rows] == ["zs-06", "zs-09"]
    assert [(one.sheet, one.row, one.text) for one in found.unread] == [("目录", 7, "及时公开")]


def test_a_missing_column_is_named():
    names = [one for name, one in HEADER.items() if name not in ("basis", "mode")]
    with pytest.raises(NoHeader) as refused:
        judged(workbook(names, ["1"] * 11), "a.xlsx")
    assert refused.value.params["missing"] == "公开依据、公开方式"


@pytest.mark.parametrize(
    "lines",
    [
        [["甲", "乙"]],
        [HEADER.values()],
        [HEADER.values(), ["  "]],
        [[*HEADER.values(), "备注"], line()],
        [HEADER.values(), *[line(code=f"a-{n}") for n in range(3001)]],
    ],
    ids=["no header", "no row", "blank row", "column twice", "too many"],
)
def test_a_sheet_that_is_no_catalogue_is_refused(lines):
    with pytest.raises(TableRefused) as refused:
        judged(workbook(*lines), "a.xlsx")
    assert str(refused.value).endswith(".")


def huge() -> bytes:
    """Two cells in the corners of a sheet, which claim all cells between."""
    data = io.BytesIO(workbook(HEADER.values()))
    cells = "".join(
        f'<row r="{n}"><c r="{c}{n}" t="inlineStr"><is><t>x</t></is></c></row>'
        for n, c in zip(range(1, 1001), _columns(), strict=False)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name.startswith("xl/worksheets/"):
                head, _rows, _tail = body.decode().partition("<sheetData>")
                body = f"{head}<sheetData>{cells}</sheetData></worksheet>".encode()
            new.writestr(name, body)
    return out.getvalue()


def _columns():
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return [a + b for a in letters for b in letters] + [
        f"A{a}{b}" for a in letters for b in letters
    ]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>" + " " * 50_000_000)
    return out.getvalue()


def entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><workbook>&b;</workbook>'
        )
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.xlsx", OLE, "password_protected"),
        ("a.xlsx", b"PK\x03\x04" + b"\xff" * 50, "damaged"),
        ("a.xlsx", b"%PDF-1.7", "wrong_content"),
        ("a.xlsx", huge(), "too_much"),
        ("a.xlsx", bomb(), "too_much"),
        ("a.xlsx", entities(), "unsafe"),
        ("a.csv", b"x" * (10 * 1024 * 1024 + 1), "too_large"),
        ("a.csv", b"\x00\x01\x02", "not_text"),
        ("a.csv", "编码,序号\n\"没有关上,1\n".encode(), "open_quote"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"\n\n", "empty"),
        ("a.xlsx", workbook(), "empty"),
    ],
    ids=["encrypted", "damaged", "pdf", "huge", "bomb", "entities", "large", "binary", "quotation",
         "empty", "blank", "empty workbook"],
)  # fmt: skip
def test_a_hostile_file_is_refused_with_a_sentence(name, data, kind):
    with pytest.raises(SpreadsheetRefused) as refused:
        read_spreadsheet(data, name)
    assert refused.value.code == kind
    assert str(refused.value).endswith(".")

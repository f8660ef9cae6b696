"""A row of a spreadsheet becomes an item, or says which cell to correct."""

from datetime import date

import pytest

from disclosure_plugin.domain.item_rows import (
    FAULT_MESSAGES,
    HEADINGS,
    REQUIRED,
    Basis,
    Fault,
    Field,
    Known,
    bases_cell,
    headings,
    read_date,
    read_row,
)
from disclosure_plugin.domain.register import Category
from disclosure_plugin.domain.spreadsheet_rows import (
    HeadingsRefused,
    HeadingTwice,
    HeadingUnknown,
)

TODAY = date(2026, 11, 26)
KNOWN = Known(
    columns={"收费项目和标准": 7, "政务公开栏 / 办事程序": 8},
    forbidden=frozenset({"县级栏目"}),
    sections={"建筑业管理股": 3},
    categories=frozenset(Category),
    validities={"有效": "valid", "valid": "valid", "废止": "repealed"},
)
LETTERS = dict(zip("ABCDEFGHIJK", HEADINGS, strict=True))
GOOD = {
    "A": "收费项目和标准",
    "B": "占道收费标准",
    "C": "收费对象、标准和依据。",
    "D": "2026-11-02",
    "E": "建筑业管理股",
    "F": "20.8 行政事业性收费",
    "G": "有效",
    "H": "第一段。\n\n第二段。",
    "I": "《城市道路管理条例》第三十七条\n县办发〔2026〕3号",
}


def read(**changes: str):
    cells = {letter: cell for letter, cell in (GOOD | changes).items() if cell}
    return read_row(cells, LETTERS, KNOWN, today=TODAY)


def test_a_good_row():
    item, faults = read()
    assert faults == []
    assert (item.column, item.section, item.category, item.validity) == (7, 3, "20.8", "valid")
    assert item.formed_on == date(2026, 11, 2)
    assert item.paragraphs == ("第一段。", "第二段。")
    assert item.bases == (
        Basis("《城市道路管理条例》", "第三十七条"),
        Basis("县办发〔2026〕3号", ""),
    )
    assert (item.original_published_on, item.original_source) == (None, "")


@pytest.mark.parametrize(
    ("changes", "fault", "column", "params"),
    [
        ({"A": ""}, Fault.EMPTY, "A", {}),
        ({"A": "没有的栏目"}, Fault.UNKNOWN_COLUMN, "A", {"value": "没有的栏目"}),
        ({"A": "县级栏目"}, Fault.FORBIDDEN_COLUMN, "A", {"value": "县级栏目"}),
        ({"B": "长" * 256}, Fault.TOO_LONG, "B", {"length": 256, "limit": 255}),
        ({"C": "长" * 101}, Fault.TOO_LONG, "C", {"length": 101, "limit": 100}),
        ({"D": "11/2/2026"}, Fault.NO_DATE, "D", {"value": "11/2/2026"}),
        ({"D": "2026-02-30"}, Fault.NO_DATE, "D", {"value": "2026-02-30"}),
        ({"D": "26-11-2"}, Fault.NO_DATE, "D", {"value": "26-11-2"}),
        ({"D": "1848-11-02"}, Fault.NO_DATE, "D", {"value": "1848-11-02"}),
        ({"E": "没有的股"}, Fault.UNKNOWN_SECTION, "E", {"value": "没有的股"}),
        ({"F": "收费"}, Fault.UNKNOWN_CATEGORY, "F", {"value": "收费"}),
        ({"F": "20.16 别的"}, Fault.UNKNOWN_CATEGORY, "F", {"value": "20.16 别的"}),
        ({"F": "20.1"}, Fault.UNSURE_CATEGORY, "F", {"value": "20.1"}),
        ({"G": "好"}, Fault.UNKNOWN_VALIDITY, "G", {"value": "好", "known": "有效、valid、废止"}),
        ({"H": "#REF!"}, Fault.ERROR_VALUE, "H", {"value": "#REF!"}),
        (
            {"I": "《" + "法" * 210 + "》"},
            Fault.BASIS_TOO_LONG,
            "I",
            {"value": "《" + "法" * 39 + "…", "limit": 200, "article_limit": 100},
        ),
        ({"J": "2020-01-01"}, Fault.ORIGINAL_INCOMPLETE, "J", {}),
        ({"K": "旧网站"}, Fault.ORIGINAL_INCOMPLETE, "J", {}),
        ({"J": "2027-01-01", "K": "旧网站"}, Fault.ORIGINAL_IN_THE_FUTURE, "J", {}),
        ({"Z": "备注"}, Fault.NO_HEADING, "Z", {"value": "备注"}),
    ],
)
def test_what_is_wrong_and_where(changes, fault, column, params):
    item, faults = read(**changes)
    assert item is None
    [found] = faults
    assert (found.fault, found.column, dict(found.params)) == (fault, column, params)
    assert FAULT_MESSAGES[found.fault] % found.params


def test_all_faults_of_a_row_are_found():
    item, faults = read(A="", C="", F="收费")
    assert item is None
    assert [(one.column, one.heading) for one in faults] == [
        ("A", "栏目"),
        ("C", "内容概述"),
        ("F", "公开类别"),
    ]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026/11/2", date(2026, 11, 2)),
        ("2026.11.02", date(2026, 11, 2)),
        ("2026年11月2日", date(2026, 11, 2)),
        ("2026-11-02 00:00:00", date(2026, 11, 2)),
        ("46328", date(2026, 11, 2)),
        ("46328.0", date(2026, 11, 2)),
    ],
)
def test_days_as_people_and_spreadsheets_write_them(cell, day):
    assert read_date(cell) == day


def test_days_of_a_file_that_counts_from_1904():
    assert read_date("44866", days_from_1904=True) == date(2026, 11, 2)


@pytest.mark.parametrize("heading", ["标题", " 标 题* ", "title", "Title"])
def test_headings_are_known_with_marks_and_in_english(heading):
    cells = {letter: HEADINGS[one] for letter, one in LETTERS.items()} | {"B": heading}
    assert headings("表", cells)["B"] is Field.TITLE


def test_a_sheet_without_headings_says_which_are_needed():
    with pytest.raises(HeadingsRefused) as refused:
        headings("名单", {"A": "张三", "B": "李四"})
    for one in REQUIRED:
        assert HEADINGS[one] in str(refused.value)
    assert "名单" in str(refused.value)


def test_a_heading_that_nobody_knows_or_that_stands_twice():
    cells = {letter: HEADINGS[one] for letter, one in LETTERS.items()}
    with pytest.raises(HeadingUnknown, match=r"M.*备注"):
        headings("表", cells | {"M": "备注"})
    with pytest.raises(HeadingTwice, match="B and L"):
        headings("表", cells | {"L": "标题"})


@pytest.mark.parametrize(
    "bases",
    [
        [("《城市道路管理条例》", "第三十七条")],
        [("县办发〔2026〕3号", "第二条"), ("《价格法》", "")],
        [("《价格法》实施细则", ""), ("《甲》《乙》", "第一条")],
    ],
)
def test_bases_are_read_as_they_were_written(bases):
    cell = bases_cell(bases)
    item, faults = read(I=cell)
    assert faults == []
    assert bases_cell([(one.title, one.article) for one in item.bases]) == cell


def test_every_fault_has_a_sentence():
    assert FAULT_MESSAGES.keys() == set(Fault)

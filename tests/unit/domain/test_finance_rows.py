"""A month's lines from a spreadsheet: taken whole, or every wrong cell named."""

from decimal import Decimal

import pytest

from disclosure_plugin.domain.amounts import AmountUnit, NotAnAmount
from disclosure_plugin.domain.finance import LineKind
from disclosure_plugin.domain.finance_rows import (
    GivenRow,
    HeadNotFound,
    HeadTwice,
    HeadUnknown,
    NoRows,
    RowTwice,
    RowUnknown,
    read_lines,
)

KINDS = [
    LineKind("income", "收入合计"),
    LineKind("spent", "支出合计"),
    LineKind("reception", "公务接待费", "spent", is_always_explained=True),
]
HEAD = ("项目", "本月预算数", "本月实际数", "上年同月数", "增减", "增减原因", "本年累计数")


def rows(*lines, first=1):
    return [
        GivenRow(number, {"ABCDEFGHI"[place]: cell for place, cell in enumerate(cells) if cell})
        for number, cells in enumerate(lines, first)
    ]


def read(*lines, unit=AmountUnit.YUAN):
    return read_lines(rows(*lines), KINDS, unit)


def test_the_lines_of_a_month_are_read_below_a_title_in_the_order_of_the_list():
    lines, wrong = read(
        ("云岭县住建局2026年3月财务收支情况",),
        HEAD,
        ("公务接待费", "1,000", "800.50", "900", "-99.5", "减少接待批次", "2,400.5"),
        ("收入合计", "", "0", "", "", "", ""),
    )
    assert wrong == []
    assert [one.code for one in lines] == ["income", "reception"]
    assert lines[1].budget == Decimal("1000.00")
    assert lines[1].actual == Decimal("800.50")
    assert lines[1].last_year == Decimal("900.00")
    assert lines[1].year_to_date == Decimal("2400.50")
    assert lines[1].reason == "减少接待批次"
    assert (lines[1].part_of, lines[1].is_always_explained) == ("spent", True)
    assert (lines[0].budget, lines[0].actual) == (None, Decimal("0.00"))


def test_headings_may_carry_their_unit_and_amounts_are_in_that_of_the_statement():
    lines, wrong = read(
        ("项 目", "预算数（万元）", "本月实际 (万元)"), ("支出合计", "12", "11.5"),
        unit=AmountUnit.WAN,
    )  # fmt: skip
    assert wrong == []
    assert (lines[0].budget, lines[0].actual) == (Decimal("120000.00"), Decimal("115000.00"))


def test_a_part_may_be_written_as_one_of_which():
    lines, wrong = read(HEAD, ("其中：公务接待费", "", "5"))
    assert (lines[0].code, wrong) == ("reception", [])


def test_every_wrong_cell_is_named():
    _lines, wrong = read(
        HEAD,
        ("公务接待费", "约一千", "8.001", "", "", "", ""),
        ("招待费", "1", "2"),
        ("支出合计", "1", "2"),
        ("支出合计", "1", "2"),
    )
    assert [one.cell for one in wrong] == ["B2", "C2", "A3", "A5"]
    assert isinstance(wrong[0].refused, NotAnAmount)
    assert isinstance(wrong[2].refused, RowUnknown)
    assert isinstance(wrong[3].refused, RowTwice)


def test_a_figure_without_a_name_is_named_too():
    _lines, wrong = read(HEAD, ("", "1", "2"))
    assert [one.cell for one in wrong] == ["A2"]


def test_a_column_nobody_knows_or_twice_is_refused_and_not_dropped():
    _lines, wrong = read((*HEAD, "备用金", "实际数"), ("支出合计", "", "1"))
    assert [(type(one.refused), one.cell) for one in wrong] == [
        (HeadUnknown, "H1"),
        (HeadTwice, "I1"),
    ]


def test_without_head_or_rows_nothing_is_read():
    with pytest.raises(HeadNotFound):
        read(("支出合计", "1", "2"))
    with pytest.raises(HeadNotFound):
        read()
    with pytest.raises(NoRows):
        read(HEAD)

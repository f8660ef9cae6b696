"""Published reports are read by what their rows and columns are called; nothing is guessed."""

from __future__ import annotations

from hypothesis import given, settings

from disclosure_plugin.documents.grids import read_grids
from disclosure_plugin.domain.annual_report_form import CELLS
from disclosure_plugin.domain.annual_report_reading import (
    PROBLEM_MESSAGES,
    GridCell,
    Problem,
    ReadTables,
    grid_of,
    read_sections,
    read_tables,
)
from tests.factories.annual_reports import html_report, small_report

from .test_annual_report_checks import consistent

TABLES = small_report()


def read(html: str) -> ReadTables:
    document = read_grids(html.encode(), "年报.html")
    return read_tables(
        [[GridCell(*cell) for cell in row] for row in grid] for grid in document.tables
    )


def test_a_whole_report_is_read_to_the_cell():
    found = read(html_report(TABLES))
    assert found.tables == TABLES
    assert (found.unread, found.strange_rows) == ([], [])


@settings(deadline=None, max_examples=20)
@given(consistent())
def test_any_report_that_adds_up_is_read_as_it_was_printed(tables):
    found = read(html_report(tables))
    assert found.tables == tables
    assert found.unread == []


def test_columns_may_stand_in_another_order_and_rows_be_cut_short():
    rows = [
        ["", "总计", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"],
        ["一、本年新收政府信息公开申请数量", "9", "1", "2", "1", "2", "1", "2"],
        ["（二）部分公开（区分处理的，只计这一情形", "7", "1", "2", "1", "1", "1", "1"],
        ["1.申请人无正当理由逾期不补正", "3", "0", "0", "0", "1", "1", "1"],
    ]
    found = read_tables([grid_of(rows)])
    assert found.tables["3/1/total"] == 9
    assert found.tables["3/1/organisation"] == 2
    assert found.tables["3/3.2/total"] == 7
    assert found.tables["3/3.6.1/person"] == 0
    assert len(found.tables) == 21
    assert {one.problem for one in found.unread} == {Problem.NOT_FOUND}
    assert len(found.unread) == 200 - 21


def test_what_is_no_number_is_listed_by_its_cell_and_never_guessed():
    strange = dict(TABLES)
    html = html_report(
        strange,
        change=lambda page: page.replace("<td><p>14</p></td>", "<td><p>14件左右</p></td>", 1),
    )
    found = read(html)
    (unread,) = found.unread
    assert (unread.cell, unread.problem, unread.text) == (
        "3/1/person", Problem.UNREADABLE, "14件左右",
    )  # fmt: skip
    assert "3/1/person" not in found.tables
    sentence = PROBLEM_MESSAGES[unread.problem] % unread.params
    assert sentence == "第一项·自然人: “14件左右” is no number that can stand here."


def test_an_empty_cell_is_empty_and_not_nothing():
    found = read(html_report({**TABLES, "4/court/total": None}))
    (unread,) = found.unread
    assert (unread.cell, unread.problem) == ("4/court/total", Problem.EMPTY)


def test_numbers_that_are_merged_over_cells_are_not_divided():
    html = html_report(TABLES)
    # The two first numbers of the first row become one cell.
    first = "<td><p>14</p></td><td><p>3</p></td>"
    assert first in html
    found = read(html.replace(first, "<td colspan='2'><p>17</p></td>", 1))
    (unread,) = found.unread
    assert (unread.cell, unread.problem, unread.text) == ("3/1/business", Problem.MERGED, "17")


def test_a_cell_that_is_met_twice_with_two_numbers_is_listed():
    other = small_report(new=18)
    page = html_report(TABLES).replace("</body>", f"{html_report(other)}</body>")
    found = read(page)
    problems = {one.cell: one for one in found.unread}
    assert problems["3/1/person"].problem is Problem.TWICE
    assert (problems["3/1/person"].text, problems["3/1/person"].other) == ("14", "15")
    assert "3/1/business" in found.tables  # both say 3


def test_rows_that_the_form_does_not_have_are_said():
    page = html_report(TABLES).replace("5.要求行政机关确认或重新出具已获取信息", "5.咨询类事项")
    found = read(page)
    assert found.strange_rows == ["5.咨询类事项"]
    assert [one.cell for one in found.unread] == [
        code for code in CELLS if code.startswith("3/3.5.5/")
    ]


def test_nothing_is_read_where_there_is_nothing():
    found = read_tables([grid_of([["姓名", "职务"], ["张三", "局长"]])])
    assert found.tables == {}
    assert len(found.unread) == 200


def test_the_text_is_divided_at_the_headings_of_the_form():
    document = read_grids(html_report(TABLES).encode(), "年报.html")
    sections = read_sections(document.lines)
    assert sections == {
        "introduction": [
            "云岭县林业局2024年政府信息公开工作年度报告",
            "本报告依据条例编制。",
        ],
        "overview": ["主动公开信息302条。"],
        "disclosure": [],
        "requests": [],
        "remedies": [],
        "problems": ["更新不够及时。"],
        "other": ["无。"],
    }


def test_a_sentence_that_begins_like_a_heading_is_text():
    lines = ["一、总体情况", "一、总体情况良好，全年公开302条。", "二、其他"]
    assert read_sections(lines) == {
        "introduction": [], "overview": ["一、总体情况良好，全年公开302条。", "二、其他"],
    }  # fmt: skip

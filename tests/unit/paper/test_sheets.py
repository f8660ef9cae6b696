"""The sheets of a board: every one has its number, code and strip; long tables go on."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from disclosure_plugin.paper.markup import Grid, Heading, Picture, Point, Text
from disclosure_plugin.paper.sheets import BODY, PAPERS, Sheet, board_sheets

ADDRESS = "https://jsj.example/board/abcd/efgh/"


def sheet(**changes) -> Sheet:
    given = {
        "bureau": "云岭县住房和城乡建设局",
        "seal": "云岭住建",
        "place": "政务公开栏，第四栏",
        "title": "收费项目和标准",
        "version": "2026年11月2日公开",
        "parts": [Text("占用城市道路按面积收费。")],
        "calls": [("举报电话", "6121971"), ("政务查询", "12345")],
        "window": ("服务窗口", "县政务服务中心3号窗口"),
        "address": ADDRESS,
        "qr_caption": "扫码看最新版",
        "strip": ["张贴地点", "张贴日期", "经办人", "撤下日期"],
        "identity": ["索引号 115399990150001022-/2026-1102001", "指纹 8e20 4f7d 19c3 a6b5"],
        "of_pages": lambda number, pages: f"第{number}张，共{pages}张",
        "picture": lambda alt: f"（图：{alt}）",
    }
    return Sheet(**{**given, **changes})


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(data)).pages]


def rows(count: int) -> Grid:
    return Grid(
        "裁量标准",
        ("违法行为", "罚款（元）"),
        tuple((f"第{number}种情形", str(number)) for number in range(1, count + 1)),
        frozenset({1}),
    )


@pytest.mark.parametrize(("paper", "size"), [("A3", (842, 1191)), ("A4", (595, 842))])
def test_a_sheet_has_the_size_of_its_paper_and_says_all(paper, size):
    data = board_sheets([sheet()], paper=paper, font_file="")
    [page] = PdfReader(BytesIO(data)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == size
    said = page.extract_text()
    for text in (
        "云岭县住房和城乡建设局", "第四栏", "收费项目和标准", "占用城市道路按面积收费。",
        "6121971", "12345", "3号窗口", "张贴地点", "撤下日期", "2026-1102001", "8e20 4f7d",
    ):  # fmt: skip
        assert text in said
    assert "共1张" not in said


def test_the_same_sheet_is_the_same_bytes():
    first = board_sheets([sheet()], paper="A3", font_file="")
    assert first == board_sheets([sheet()], paper="A3", font_file="")


def test_a_long_table_goes_on_with_its_head_and_every_sheet_can_be_checked():
    said = pages(board_sheets([sheet(parts=[rows(80)])], paper="A3", font_file=""))
    assert len(said) > 3
    for number, page in enumerate(said, 1):
        assert f"第{number}张，共{len(said)}张" in page
        assert "2026-1102001" in page
        assert "张贴地点" in page
        assert "违法行为" in page
    whole = "".join(said)
    for number in range(1, 81):
        assert f"第{number}种情形" in whole


def test_a_row_longer_than_a_sheet_is_not_lost():
    text = "".join(f"第{number}句。" for number in range(3000))
    grid = Grid("", ("事项", "说明"), (("甲", text),), frozenset())
    said = "".join(pages(board_sheets([sheet(parts=[grid])], paper="A4", font_file="")))
    said = "".join(said.split())
    for number in (0, 1500, 2999):
        assert f"第{number}句。" in said


def test_nothing_is_smaller_than_can_be_read_on_a_wall():
    assert BODY >= 16
    assert PAPERS["A3"][1] == 1


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [Heading("只有标题", 2)],
        [Heading("一", 2), Heading("二", 3), Text("文")],
        [Point("1.", "一" * 4000)],
        [Picture("流程图")],
        [Text("<para>&amp;</para> & < >")],
        [Heading("长" * 300, 2), rows(3)],
        [Grid("", (), (("甲", "乙"),), frozenset())],
        [Grid("题", ("头",), (), frozenset())],
        [Text("字" * 30_000)],
    ],
)
def test_whatever_a_page_says_is_set(parts):
    said = pages(board_sheets([sheet(parts=parts)], paper="A3", font_file=""))
    assert said
    assert all("2026-1102001" in page for page in said)


def test_long_names_and_titles_stay_on_the_paper():
    long = sheet(
        bureau="某某自治县住房和城乡建设与综合行政执法监督管理服务保障局第一分局",
        title="关于城镇老旧小区改造居民意见征集和采纳情况的公示" * 4,
        window=(
            "服务窗口",
            "县政务服务中心一楼大厅东侧综合受理区三号和四号窗口，工作日上午和下午",
        ),
        identity=["索引号 " + "1" * 90, "指纹 8e20", "日志第1条"],
    )
    assert len(pages(board_sheets([long], paper="A4", font_file=""))) == 1


def test_several_items_come_one_after_another_with_their_own_numbering():
    both = [sheet(title="甲事项", parts=[rows(40)]), sheet(title="乙事项")]
    said = pages(board_sheets(both, paper="A3", font_file=""))
    assert "甲事项" in said[0]
    assert "乙事项" in said[-1]
    assert f"第1张，共{len(said) - 1}张" in said[0]

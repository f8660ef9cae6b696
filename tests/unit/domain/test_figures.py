"""Every number of a text, and nothing that only looks like one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure_plugin.domain.figures import collect_figures
from disclosure_plugin.domain.summaries import parse_summary


def seen(text):
    return [
        (figure.kind.value, figure.value, figure.written, figure.unit)
        for figure in collect_figures(text)
    ]


@pytest.mark.parametrize(
    "text", ["十分重要", "统一部署", "千家万户", "万一", "唯一一", "一部分", "第一时间是上午"]
)
def test_words_with_numerals_in_them_are_no_counts(text):
    assert [figure for figure in seen(text) if figure[0] != "ordinal"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("接待群众35人次", ("count", 35, "35", "人次")),
        ("公开信息1,284条", ("count", 1284, "1,284", "条")),
        ("公开信息1，284条", ("count", 1284, "1，284", "条")),
        ("投入１２．５万元", ("money", 125000, "１２．５万", "元")),
        ("投资1.2亿元", ("money", 120_000_000, "1.2亿", "元")),
        ("道路3千米", ("count", 3, "3", "千米")),
        ("办结率98.6%", ("percent", Decimal("98.6"), "98.6", "%")),
        ("满意率９９％", ("percent", 99, "９９", "％")),
        ("提高2个百分点", ("percent", 2, "2", "个百分点")),
        ("占百分之九十五", ("percent", 95, "九十五", None)),
        ("自2012年起", ("year", 2012, "2012", "年")),
        ("二〇一二年度", ("year", 2012, "二〇一二", "年度")),
        ("于2013年5月20日", ("date", None, "2013年5月20日", None)),
        ("于2013.5发布", ("date", None, "2013.5", None)),
        ("完成2013.5万", ("count", 20_135_000, "2013.5万", None)),
        ("于2013-05-20", ("date", None, "2013-05-20", None)),
        ("六月底", ("date", None, "六月", None)),
        ("建发〔2026〕21号文", ("document_number", None, "〔2026〕21号", None)),
        ("依据第3条", ("ordinal", 3, "3", "条")),
        ("依据第十一条", ("ordinal", 11, "十一", "条")),
        ("拨打12345", ("phone", None, "12345", None)),
        ("电话：0878-6120000", ("phone", None, "0878-6120000", None)),
        ("手机13800000000", ("phone", None, "13800000000", None)),
        ("咨询电话6120000", ("phone", None, "6120000", None)),
        ("面积6120000", ("count", 6120000, "6120000", None)),
        ("发放12345份", ("count", 12345, "12345", "份")),
        ("标准GB50300", ("code", None, "50300", None)),
        ("八项承诺", ("count", 8, "八", "项")),
        ("增长1.5", ("count", Decimal("1.5"), "1.5", None)),
    ],
)
def test_one_number(text, expected):
    assert seen(text) == [expected]


def test_two_numbers_beside_a_comma_are_not_one():
    assert [item[2] for item in seen("共5项,120人,2013,284")] == ["5", "120", "2013", "284"]


@pytest.mark.parametrize(
    "text",
    [
        "1000余份", "20多人", "约30场", "近50人", "300人左右", "20余万元", "二十余人次", "逾9家",
    ],
)  # fmt: skip
def test_approximate(text):
    assert [figure.approximate for figure in collect_figures(text)] == [True]


@pytest.mark.parametrize("text", ["1000份", "节约30元", "最近3年", "预约20人次", "附近2处"])
def test_exact(text):
    assert [figure.approximate for figure in collect_figures(text)] == [False]


def test_ranges():
    ends = collect_figures("每天8:30—11:30，3-5天")
    assert [(f.written, f.unit, f.in_range) for f in ends] == [
        ("8:30", None, True), ("11:30", None, True), ("3", "天", True), ("5", "天", True),
    ]  # fmt: skip


def test_place_and_words_around():
    text = "全年共印发办事指南宣传册2000余份并送到各乡镇便民服务中心"
    (figure,) = collect_figures(text)
    assert (figure.start, figure.end) == (12, 16)
    assert figure.before == "全年共印发办事指南宣传册"
    assert figure.after == "余份并送到各乡镇便民服务"


def test_list_markers_are_no_figures():
    text = "一、总体情况\n1.培训6场。\n2、检查3次。\n(1)复查2次。"
    assert [figure.written for figure in parse_summary(text).figures] == ["6", "3", "2"]


@given(st.text("0123456789０９.,，:-年月日号人次万余第〔〕()（）一二十百%％ A电话\n", max_size=60))
def test_every_digit_belongs_to_exactly_one_figure(text):
    figures = collect_figures(text)
    covered = [index for figure in figures for index in range(figure.start, figure.end)]
    assert len(covered) == len(set(covered))
    digits = {index for index, char in enumerate(text) if char.isdigit()}
    assert digits <= set(covered)
    assert all(text[f.start : f.end] == f.written for f in figures)

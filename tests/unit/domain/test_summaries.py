"""Summaries in the numbering styles that bureaus use, with and without line breaks."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure_plugin.domain.summaries import parse_summary
from disclosure_plugin.domain.summary_folding import fold_outline
from disclosure_plugin.domain.summary_outline import WARNING_MESSAGES, WarningCode

STYLES = {
    "chinese, bracketed, digit, bracketed digit": (
        """水务局2025年政务公开工作总结

今年，我局扎实推进公开工作，现总结如下：

一、加强组织领导
成立工作专班，明确职责分工。
（一）健全制度
修订公开指南。
1.完善目录
新增目录12条。
（1）饮水安全
公开水质报告4期。
（2）防汛抗旱
2.规范流程
（二）强化培训
二、下一步打算
继续努力。

总之，公开工作没有终点。

水务局
2025年12月30日
""",
        "水务局2025年政务公开工作总结",
        "今年，我局扎实推进公开工作，现总结如下：",
        [
            (1, "一、", "加强组织领导", "成立工作专班，明确职责分工。"),
            (2, "（一）", "健全制度", "修订公开指南。"),
            (3, "1.", "完善目录", "新增目录12条。"),
            (4, "（1）", "饮水安全", "公开水质报告4期。"),
            (4, "（2）", "防汛抗旱", ""),
            (3, "2.", "规范流程", ""),
            (2, "（二）", "强化培训", ""),
            (1, "二、", "下一步打算", "继续努力。"),
        ],
        "总之，公开工作没有终点。",
        "水务局\n2025年12月30日",
    ),
    "chinese and digits, no line breaks": (
        "林业局政务公开工作总结一年来,我局认真履职,情况如下:一、强化领导,落实责任为进一步做好工作,"
        "局里成立了小组。二、抓好落实1.建立台账。对32项任务逐月核对。2.开展督查。全年督查6次。"
        "三、打算继续做好公开。综上所述,工作有进步。",
        "林业局政务公开工作总结",
        "一年来,我局认真履职,情况如下:",
        [
            (1, "一、", "强化领导,落实责任", "为进一步做好工作,局里成立了小组。"),
            (1, "二、", "抓好落实", ""),
            (2, "1.", "建立台账。", "对32项任务逐月核对。"),
            (2, "2.", "开展督查。", "全年督查6次。"),
            (1, "三、", "打算继续做好公开。", ""),
        ],
        "综上所述,工作有进步。",
        "",
    ),
    "bracketed Chinese and circled, line breaks": (
        "民政局工作汇报\n(一)救助公开\n①名单上墙\n每月更新。\n②标准公开\n(二)殡葬公开\n根据规定公示价格。",
        "民政局工作汇报",
        "",
        [
            (1, "(一)", "救助公开", ""),
            (2, "①", "名单上墙", "每月更新。"),
            (2, "②", "标准公开", ""),
            (1, "(二)", "殡葬公开", "根据规定公示价格。"),
        ],
        "",
        "",
    ),
    "digits with 、 and circled, no line breaks": (
        "交通局汇报如下：1、路网建设公开①进度公开；②质量公开。2、执法公开我局公布执法流程。",
        "",
        "交通局汇报如下：",
        [
            (1, "1、", "路网建设公开", ""),
            (2, "①", "", "进度公开；"),
            (2, "②", "", "质量公开。"),
            (1, "2、", "执法公开", "我局公布执法流程。"),
        ],
        "",
        "",
    ),
    "ordinals and points, no line breaks": (
        "教育局这样做：第一，公开招生政策。一是公布学区；二是公布计划。第二，公开收费标准。"
        "第三，公开食堂账目。",
        "",
        "教育局这样做：",
        [
            (1, "第一，", "", "公开招生政策。"),
            (2, "一是", "", "公布学区；"),
            (2, "二是", "", "公布计划。"),
            (1, "第二，", "", "公开收费标准。"),
            (1, "第三，", "", "公开食堂账目。"),
        ],
        "",
        "",
    ),
    "points on lines of their own below full-width digits": (
        "１．会议公开\n一是邀请代表列席\n二是会后发布纪要\n２．决策公开\n",
        "",
        "",
        [
            (1, "１．", "会议公开", ""),
            (2, "一是", "", "邀请代表列席"),
            (2, "二是", "", "会后发布纪要"),
            (1, "２．", "决策公开", ""),
        ],
        "",
        "",
    ),
    "half brackets below bracketed digits, Windows line ends": (
        "(1)平台建设\r\n1)网站\r\n2)公众号\r\n(2)队伍建设\r\n",
        "",
        "",
        [
            (1, "(1)", "平台建设", ""),
            (2, "1)", "网站", ""),
            (2, "2)", "公众号", ""),
            (1, "(2)", "队伍建设", ""),
        ],
        "",
        "",
    ),
}


@pytest.mark.parametrize("style", STYLES)
def test_outline(style):
    text, title, introduction, sections, conclusion, signature = STYLES[style]
    outline = parse_summary(text, year=2025)
    assert outline.title.text == title
    assert outline.introduction.text == introduction
    assert [
        (section.level, section.marker.text, section.heading.text, section.body.text)
        for section in outline.walk()
    ] == sections
    assert outline.conclusion.text == conclusion
    assert outline.signature.text == signature
    assert outline.accounted.total == len(text)


def test_accounted_by_kind():
    accounted = parse_summary("总结报告\n甲。\n一、乙\n丙丁。\n总之，好。\n").accounted
    assert (accounted.title, accounted.introduction, accounted.markers) == (4, 2, 2)
    assert (accounted.headings, accounted.bodies, accounted.conclusion) == (1, 3, 5)
    assert (accounted.signature, accounted.white_space, accounted.total) == (0, 5, 22)


def test_body_that_takes_up_the_topic_of_the_heading():
    text = "一、提高认识,重视信息公开工作信息公开是一项基础工作。"
    (section,) = parse_summary(text).sections
    assert section.heading.text == "提高认识,重视信息公开工作"
    assert section.heading_guessed


@pytest.mark.parametrize(
    ("content", "heading"),
    [
        ("进一步推进我局政务公开工作\n正文。", "进一步推进我局政务公开工作"),
        ("严格按照要求公开。\n正文。", "严格按照要求公开。"),
        ("加强领导 压实责任到人，逐项落实。", "加强领导"),
        ("加强领导根据部署，我局落实。", "加强领导"),
        ("加强领导今年以来，我局落实。", "加强领导"),
    ],
)
def test_where_a_heading_ends(content, heading):
    assert parse_summary("一、" + content).sections[0].heading.text == heading


def codes(text, year=2025):
    return [(w.code, w.written) for w in parse_summary(text, year=year).warnings]


def test_nothing_to_warn_about():
    assert codes("总结\n一、甲事项\n2025年完成6项。\n二、乙事项\n内容。\n") == []


def test_warnings_say_what_to_look_at():
    text = "工作总结\n一、甲事项\n2023年在××县培训30余人。\n三、乙事项公开我局完成。\n三、丙事项\n"
    assert codes(text) == [
        (WarningCode.OTHER_YEAR, "2023"),
        (WarningCode.PLACEHOLDER, "××"),
        (WarningCode.APPROXIMATE_FIGURE, "30"),
        (WarningCode.MISSING_NUMBER, "三、"),
        (WarningCode.GUESSED_HEADING, "乙事项公开"),
        (WarningCode.OUT_OF_ORDER, "三、"),
        (WarningCode.GUESSED_HEADING, "丙事项"),
    ]
    missing = parse_summary(text, year=2025).warnings[3]
    assert missing.start == 28
    assert missing.before == "在××县培训30余人。\n"
    assert missing.after == "乙事项公开我局完成。\n三"
    assert missing.message == (
        "“三、” stands where number 2 was expected. Check that no part is missing."
    )


def test_text_without_numbering():
    outline = parse_summary("我局今年公开了许多信息。")
    assert outline.sections == ()
    assert outline.introduction.text == "我局今年公开了许多信息。"
    assert [warning.code for warning in outline.warnings] == [WarningCode.NO_NUMBERING]


def test_section_without_a_heading_is_pointed_out():
    assert codes("一、根据部署，我局公开了目录，群众满意。还有更多。") == [
        (WarningCode.MISSING_HEADING, "一、")
    ]


def test_every_code_has_a_message():
    assert set(WARNING_MESSAGES) == set(WarningCode)


def everything(folded):
    pieces = [folded.title, folded.introduction]
    for section in folded.sections:
        pieces += [section.marker, section.heading, section.body]
        for part in section.parts:
            pieces += [part.marker, part.heading, part.body]
            pieces += [piece for point in part.points for piece in (point.marker, point.text)]
    return "".join("".join([*pieces, folded.conclusion, folded.signature]).split())


def test_folding_joins_deeper_levels_to_their_point():
    outline = parse_summary(STYLES["chinese, bracketed, digit, bracketed digit"][0])
    point = fold_outline(outline).sections[0].parts[0].points[0]
    assert point.marker == "1."
    assert (
        point.text == "完善目录\n新增目录12条。\n（1）饮水安全\n公开水质报告4期。\n（2）防汛抗旱"
    )


WORDS = st.sampled_from(
    [
        "一、", "二、", "三、", "十一、", "（一）", "(二)", "1.", "2.", "1、", "２．", "(1)",
        "（2）", "①", "②", "第一,", "第二，", "一是", "二是", "㈠", "⒈", "。", "，", "；",
        "：", ":", "！", "\n", "\r\n", "　", " ", "\u2028", "政务公开", "加强领导", "我局",
        "为了", "根据", "2025年", "1.5", "总之", "总结", "”", "）", "××", "20余人次",
        "6120000", "是一项", "今后", "2025年12月30日", "水务局", "\x1c",
    ]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.lists(WORDS, max_size=40).map("".join))
def test_no_character_is_ever_lost(text):
    outline = parse_summary(text, year=2025)
    assert outline.accounted.total == len(text)
    assert everything(fold_outline(outline)) == "".join(text.split())


@settings(deadline=None)
@given(st.text(max_size=80))
def test_no_character_of_any_text_is_lost(text):
    outline = parse_summary(text)
    assert outline.accounted.total == len(text)
    assert everything(fold_outline(outline)) == "".join(text.split())


@pytest.mark.parametrize(
    "unit",
    ["。一、", "1.", "(1)", "，一是", "十", " ", "（", "”", "1,111", "2013年", "【 ", "x", "第一"],
)
def test_time_grows_with_the_length_and_not_with_its_square(unit):
    # A document that keeps the reader busy for ever must not come in. CPU time, and room for a
    # machine that does other things: with the square it would be minutes.
    started = time.process_time()
    parse_summary(unit * (50_000 // len(unit)), year=2025)
    short = time.process_time() - started
    started = time.process_time()
    parse_summary(unit * (200_000 // len(unit)), year=2025)
    assert time.process_time() - started < max(10 * short, 3)

"""What is wrong with a summary, and what of it keeps it back."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files

import pytest

from disclosure_plugin.domain.summary_checks import (
    Answer,
    Check,
    Found,
    Passage,
    Place,
    SummaryState,
    check_summary,
)
from disclosure_plugin.domain.summary_rules import (
    RulesMalformed,
    Segment,
    figures_of,
    read_rules,
    segments,
)

from .test_similarity import COPIED, LAST_YEAR, WRITTEN_ANEW

TEXT = (files("disclosure_plugin") / "data" / "summary_rules.json").read_text(encoding="utf-8")
RULES = read_rules(TEXT)
GOOD = SummaryState(
    year=2026,
    passages=[Passage(Place.SECTION, "开展宣传4场，发放宣传单1046份。", "监督")],
    shortcomings=[("13条信息晚于20个工作日才公开", "验收表交齐当日登记")],
    plans=["每季度公布一次超期清单"],
    has_template=True,
)


def found(state: SummaryState) -> list[tuple[Check, str, bool]]:
    return [(one.check, one.written, one.is_hard) for one in check_summary(state, RULES)]


def said(text: str, place: Place = Place.SECTION) -> list[tuple[Check, str, bool]]:
    return found(replace(GOOD, passages=[Passage(place, text)]))


def test_a_sound_summary_has_nothing_to_look_at():
    assert found(GOOD) == []


@pytest.mark.parametrize("gap", ["××县", "20xx年", "某某", "待填写", "【】", "xxxx"])
def test_gaps_keep_a_summary_back(gap):
    [(check, written, is_hard)] = said(f"我局{gap}的工作。")
    assert (check, is_hard) == (Check.PLACEHOLDER, True)
    assert written in gap


def test_every_text_of_a_template_is_a_gap_until_somebody_has_written():
    for template in RULES.templates.values():
        for part in (one for section in template.sections for one in (section, *section.parts)):
            if part.text:
                assert [one[0] for one in said(part.text)] == [Check.PLACEHOLDER], part.text
        assert [one[0] for one in said(template.introduction)] == [Check.PLACEHOLDER]


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("2026年共公开432条。", Place.SECTION, []),
        ("2024年共公开432条。", Place.SECTION, [(Check.STALE_YEAR, "2024", False)]),
        ("2025年共公开432条。", Place.SECTION, [(Check.STALE_YEAR, "2025", False)]),
        ("公开432条，比2025年多126条。", Place.SECTION, []),
        ("公开432条，比2023年多126条。", Place.SECTION, [(Check.STALE_YEAR, "2023", False)]),
        ("2027年每季度公布一次。", Place.PLAN, []),
        ("2027年每季度公布一次。", Place.SECTION, [(Check.STALE_YEAR, "2027", False)]),
        ("云住建规〔2019〕3号继续有效。", Place.SECTION, []),
    ],
)
def test_years_of_an_older_text_are_pointed_out(text, place, expected):
    assert said(text, place) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("出动人员20余人次", [(Check.VAGUE_COUNT, "20余人次", False)]),
        ("发放宣传单约1000份", [(Check.VAGUE_COUNT, "1000份", False)]),
        ("发放宣传单1000多份", [(Check.VAGUE_COUNT, "1000多份", False)]),
        ("多次开展检查", [(Check.VAGUE_WORD, "多次", False)]),
        ("解决若干问题", [(Check.VAGUE_WORD, "若干", False)]),
        ("发放宣传单1046份", []),
    ],
)
def test_counts_that_are_none_are_pointed_out(text, expected):
    assert said(text) == expected


def test_a_summary_names_shortcomings():
    bare = replace(GOOD, shortcomings=[])
    assert found(bare) == [(Check.NO_SHORTCOMINGS, "", True)]
    # An imported document has them in its text, if anywhere.
    imported = replace(bare, has_template=False)
    assert found(imported) == [(Check.NO_SHORTCOMINGS, "", False)]
    section = Passage(Place.SECTION, "公开栏有两个月没有更换。", "存在的问题")
    assert found(replace(imported, passages=[section])) == []


@pytest.mark.parametrize(
    "problem", ["工作不足", "工作还存在一些不足", "有待加强，有待进一步提高。"]
)
def test_a_shortcoming_that_names_nothing_is_none(problem):
    state = replace(GOOD, shortcomings=[(problem, "改进")])
    assert [one[0] for one in found(state)] == [Check.EMPTY_SHORTCOMING]


def test_the_closing_phrase_of_old_summaries_is_pointed_out():
    text = "取得了较好的成绩，但也存在一些不足，在今后的工作中不断改进。"
    assert said(text, Place.CONCLUSION) == [(Check.EMPTY_SHORTCOMING, "也存在一些不足", False)]


def test_last_years_plans_are_answered():
    answers = [
        Answer("修订目录"),
        Answer("巡查公开栏", "done"),
        Answer("录制方言解读", "carried over", " "),
        Answer("开通小程序", "dropped", "县里统一建设"),
    ]
    assert found(replace(GOOD, answers=answers)) == [
        (Check.UNANSWERED, "修订目录", True),
        (Check.NO_REASON, "录制方言解读", True),
    ]


def test_a_summary_without_a_plan_is_pointed_out():
    assert found(replace(GOOD, plans=[])) == [(Check.NO_PLAN, "", False)]


@pytest.mark.parametrize(("text", "expected"), [(COPIED, [Check.SIMILAR]), (WRITTEN_ANEW, [])])
def test_a_copy_of_last_year_is_pointed_out(text, expected):
    text = text.replace("2026年", "今年")
    state = replace(GOOD, passages=[Passage(Place.SECTION, text)], earlier=LAST_YEAR)
    assert [one.check for one in check_summary(state, RULES)] == expected


def test_a_short_text_is_compared_with_nothing():
    state = replace(GOOD, passages=[Passage(Place.SECTION, LAST_YEAR[:50])], earlier=LAST_YEAR)
    assert Check.SIMILAR not in [one[0] for one in found(state)]


def test_a_document_that_was_published_before_stays_as_it_was():
    old = replace(
        GOOD,
        passages=[Passage(Place.SECTION, "向××县群众公开。")],
        answers=[Answer("修订目录")],
        shortcomings=[],
        is_reproduced=True,
    )
    marked = check_summary(old, RULES)
    assert {one.check for one in marked} == {
        Check.PLACEHOLDER,
        Check.UNANSWERED,
        Check.NO_SHORTCOMINGS,
    }
    assert not any(one.is_hard for one in marked)


def test_what_keeps_it_back_comes_first_with_the_words_around():
    state = replace(GOOD, passages=[Passage(Place.INTRODUCTION, "发放约100份，向××县公开。")])
    first, second = check_summary(state, RULES)
    assert first == Found(
        Check.PLACEHOLDER, Place.INTRODUCTION, "××", "发放约100份，向", "县公开。", True
    )
    assert second.check is Check.VAGUE_COUNT


def test_sentences_are_taken_apart_at_their_slots():
    line = RULES.lines["outreach"]
    assert figures_of(line) == [
        "outreach.events",
        "outreach.people",
        "outreach.boards",
        "outreach.leaflets",
    ]
    assert "".join(one.text or f"{{{one.figure}}}" for one in segments(line)) == line
    assert list(segments("没有数字{x}。")) == [Segment(text="没有数字{x}。")]


@pytest.mark.parametrize(
    "break_it",
    [
        lambda data: data.pop("similarity"),
        lambda data: data["similarity"].update(method="magic"),
        lambda data: data["similarity"].update(colour="red"),
        lambda data: data["templates"][0]["sections"][0].update(lines=["nothing"]),
        lambda data: data["templates"][0].pop("code"),
        lambda data: data.update(templates=3),
    ],
)
def test_a_file_that_cannot_be_used_is_told(break_it):
    data = json.loads(TEXT)
    break_it(data)
    with pytest.raises(RulesMalformed):
        read_rules(json.dumps(data))
    with pytest.raises(RulesMalformed):
        read_rules("{")

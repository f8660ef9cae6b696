"""Texts as the search sees them: folding, units, sections, phrases, snippets."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure_plugin.domain import search_text
from disclosure_plugin.domain.search_folding import HAN, fold, written
from disclosure_plugin.domain.search_queries import (
    MOST_WORDS,
    key,
    parse,
    phrase_tsquery,
    tsquery,
)
from disclosure_plugin.domain.search_snippets import highlighted, snippet
from disclosure_plugin.domain.search_text import (
    LONGEST_PHRASE,
    MOST_REPEATS,
    Lexemes,
    joined,
    mark,
    quoted,
    sections,
    vector,
)
from disclosure_plugin.domain.search_units import units

# PostgreSQL's manual, 12.11 Limitations.
HIGHEST_POSITION = 16_383
MOST_OF_ONE_LEXEME = 256

STEP = re.compile(r"(?:<(\d+)> )?'([^']*)'(:\*)?")


def matches(query: str, lexemes: Lexemes) -> bool:
    """Evaluate a phrase as PostgreSQL does, by positions alone."""
    steps = [(int(step[1] or 0), step[2], bool(step[3])) for step in STEP.finditer(query)]
    ends: set[int] | None = None
    for distance, text, is_prefix in steps:
        here = {
            position
            for lexeme, position in zip(lexemes.texts, lexemes.positions, strict=True)
            if (lexeme.startswith(text) if is_prefix else lexeme == text)
        }
        ends = here if ends is None else {at for at in here if at - distance in ends}
    return bool(ends)


def finds(question: str, text: str) -> bool:
    """Say whether all words of a question are somewhere in a text."""
    cut = list(sections(text))
    return all(
        any(
            matches(phrase_tsquery(phrase.units), one.lexemes)
            for phrase in word.phrases
            for one in cut
        )
        for word in parse(question).words
    )


# --- Folding -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("建設項目收費標準", "建设项目收费标准"),
        ("機關團體", "机关团体"),
        ("⼯程", "工程"),  # a radical, as PDFs have it
        ("㈠", "(一)"),
        ("㎡", "m2"),
        ("Straße", "STRASSE"),
        ("e\u0301tat", "\u00e9tat"),
        ("豈", "岂"),  # a compatibility ideograph that is traditional
    ],
)
def test_two_ways_of_writing_are_one(one, other):
    assert fold(written(one)) == fold(written(other))


def test_folding_twice_is_folding_once():
    for code in range(0x30000):
        if 0xD800 <= code < 0xE000:
            continue
        once = fold(written(chr(code)))
        assert fold(written(once)) == once, hex(code)


def test_what_postgresql_cannot_hold_is_gone():
    assert "\0" not in written("收\0费")
    assert written("收\ud800费") == "收?费"


# --- Units ---------------------------------------------------------------------------------------


def said(text: str) -> str:
    return key(units(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026年", "2026年"),
        ("第 3 号", "第3号"),
        ("建 设 局", "建设局"),
        ("建\u3000设", "建设"),
        ("建设\n项目", "建设项目"),  # a PDF's line
        ("建设\n\n项目", "建设 项目"),  # two paragraphs
        ("建设\t项目", "建设 项目"),  # two cells
        ("云建发〔2026〕12号", "云建发 2026 12号"),
        ("GB/T 50328", "gb t 50328"),
        ("hello world", "hello world"),
        ("，。！？", ""),
        ("🙂收费🙂", "收费"),
        ("a" * 70, "a" * 70),
        ("ABC建设123", "abc建设123"),
        ("收——费", "收 费"),
        ("𠮷野家", "𠮷野家"),
    ],
)
def test_units(text, expected):
    assert said(text) == expected


def test_places_are_those_of_the_text_also_where_folding_makes_it_longer():
    text = "面积㎡收费"
    found = units(text)
    assert [text[one.start : one.end] for one in found] == ["面", "积", "㎡", "收", "费"]


# --- Phrases -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("收费", "建设项目收费标准"),
        ("费", "收费"),
        ("收", "收费"),
        ("收费标准", "建设项目收费标准"),
        ("收費標準", "建设项目收费标准"),
        ("2026年", "在2026年公布"),
        ("公布2026", "公布2026年"),
        ("2026年11月", "2026年11月16日"),
        ("云建发〔2026〕12号", "云建发[2026]12号"),
        ("第３号", "第3号"),
        ("收费 占道", "占道的收费"),
        ("“收费标准”", "收费标准"),
        ("GB/T 50328", "按GB/T 50328执行"),
        ("标准", "标\n准"),
        ("一" * LONGEST_PHRASE, "一" * LONGEST_PHRASE),
    ],
)
def test_found(question, text):
    assert finds(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("收费标准", "收费项目和标准"),
        ("2026年", "环审〔2026〕7号，2025年公布"),
        ("2026年", "12026年"),
        ("收费", "收 。费"),
        ("收费，标准", "收费的标准"),
        ("收费 占道", "只有收费"),
        ("费收", "收费"),
        ("年2026", "2026年"),
        ("12号", "112号"),
    ],
)
def test_not_found(question, text):
    assert not finds(question, text)


# Few characters, so that what is looked for is there often; also one that folding changes.
SOME = st.sampled_from("收费标准費標ab12年 ，\n")


@settings(max_examples=500)
@given(st.text(SOME, max_size=40), st.text(SOME, min_size=1, max_size=6))
def test_what_is_found_is_what_holds_the_words(text, question):
    # Another reading of both: as strings, with a space for whatever parts two units, and words
    # of letters and digits whole.
    whole = said(text)
    expected = all(
        re.search(
            rf"(?<![^\W{HAN}])" * (not re.match(f"[{HAN}]", phrase))
            + re.escape(phrase)
            + rf"(?![^\W{HAN}])" * (not re.search(f"[{HAN}]$", phrase)),
            whole,
        )
        for phrase in (word.phrases[0].key for word in parse(question).words)
    )
    if any(" " in word.phrases[0].key for word in parse(question).words):
        # Something may stand where something else parts the question: nothing is missed.
        assert finds(question, text) or not expected
    else:
        assert finds(question, text) == expected


def test_a_question_is_a_query_whatever_it_holds():
    for question in ["", "，。", "' | !", "\\", "🙂", "\0", '"', "“", "a'b\\c:*&|!<->()"]:
        query = parse(question)
        for word in query.words:
            assert not re.search(r"[\\\0]", tsquery(word))
            assert "''" not in tsquery(word)
    assert not parse("，。！🙂\0")
    assert [one.phrases[0].key for one in parse("a'b\\c:*").words] == ["a b c"]


def test_a_word_is_asked_once_and_many_are_cut():
    assert len(parse("收费 收費 收费").words) == 1
    many = parse(" ".join(f"w{number}" for number in range(20)))
    assert (len(many.words), many.left_out) == (MOST_WORDS, 12)


def test_other_words_for_the_same():
    query = parse("房產證办理", [("房产证", "不动产权证书"), ("办事", "办理"), ("无关",)])
    assert [phrase.text for phrase in query.words[0].phrases] == [
        "房產證办理",
        "不动产权证书办理",
        "房產證办事",
    ]
    assert tsquery(query.words[0]).startswith("('房产' <1> '产证'")


def test_a_begun_word_may_go_on():
    assert phrase_tsquery(parse("施工per").phrases[0].units, is_begun=True).endswith("'per':*")


# --- Sections ------------------------------------------------------------------------------------


def check_limits(text: str) -> None:
    for one in sections(text):
        texts, at, _weight = one.lexemes
        assert len(texts) == len(at) == len(set(at))
        assert max(at) <= HIGHEST_POSITION
        counts = Counter(texts)
        assert max(counts.values()) <= MOST_REPEATS < MOST_OF_ONE_LEXEME


@pytest.mark.parametrize(
    "before",
    [
        "建" * 300,
        "建" * 5000,
        "收费" * 400,
        "收费，" * 400,
        "2026 " * 300,
        "，" * 9000,
        "的确" + "是" * 3999,
        "word" * 3000 + " ",
        "".join(chr(0x4E00 + number % 7000) for number in range(30_000)),
    ],
)
@pytest.mark.parametrize("needle", ["公示期满", "费用2026年", "满"])
def test_a_needle_after_anything_is_found(before, needle):
    text = before + needle + "，" + before
    assert finds(needle, text)
    check_limits(text)


def test_a_phrase_lies_whole_in_a_section_wherever_it_stands():
    needle = "甲乙丙丁" * (LONGEST_PHRASE // 4)
    assert len(needle) == LONGEST_PHRASE
    for place in range(search_text.SECTION_UNITS - 150, search_text.SECTION_UNITS + 50, 7):
        assert finds(needle, "好" * 99 + "，".join("各" * 90 for _i in range(60))[:place] + needle)


def test_sections_hold_the_whole_text():
    text = "".join(chr(0x4E00 + number % 7000) for number in range(9000))
    cut = [one.text for one in sections(text)]
    assert all(len(one) <= search_text.SECTION_CHARACTERS for one in cut)
    whole = cut[0] + "".join(one[LONGEST_PHRASE:] for one in cut[1:])
    assert whole == text


def test_no_section_of_nothing():
    assert list(sections("")) == list(sections("，。🙂 \n")) == []


def test_no_phrase_from_one_text_into_the_next():
    assert not finds("收费标准", joined(["收费", "", "  ", "标准"]))


def test_the_literal():
    [one] = sections("收费，收")
    said = vector(one.lexemes, marks=[mark("b", "o'b\\")])
    assert said == "'收费':1 '费':2 '收':4 '=b:o''b\\\\'"
    assert quoted("a") == "'a'"


# --- Snippets ------------------------------------------------------------------------------------


def shown(pieces) -> str:
    return "".join(f"[{one.text}]" if one.is_hit else one.text for one in pieces)


def test_everything_that_was_found_is_marked_as_it_is_written():
    phrases = parse("收费 2026年").phrases
    assert (
        shown(highlighted("Ａ收費，2026 年收费2026", phrases)) == "Ａ[收費]，[2026 年][收费]2026"
    )


def test_places_that_overlap_are_one():
    assert shown(highlighted("建设项目", parse("建设项 设项目").phrases)) == "[建设项目]"


def test_a_snippet_is_around_the_first_place():
    text = "甲" * 500 + "收费" + "乙" * 500
    said = shown(snippet(text, parse("收费").phrases))
    assert said.startswith("……甲")
    assert said.endswith("乙……")
    assert "[收费]" in said
    assert len(said) < 100


def test_a_snippet_cuts_no_word_of_letters_or_digits():
    text = (
        "前面是outreach一词，"
        + "甲" * 18
        + "收费"
        + "乙" * 40
        + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        + "丙"
    )
    said = shown(snippet(text, parse("收费").phrases))
    assert said == "……一词，" + "甲" * 18 + "[收费]" + "乙" * 40 + "……"
    whole = "x" * 300 + "收费"
    assert len(shown(snippet(whole, parse("收费").phrases))) < 100, "Too long to be kept whole."


def test_a_snippet_of_a_text_without_it_is_its_beginning():
    assert shown(snippet("甲" * 200, parse("收费").phrases)) == "甲" * 84 + "……"
    assert shown(snippet("短", parse("收费").phrases)) == "短"


def test_markup_stays_text():
    assert shown(highlighted("<b>收费</b>", parse("收费").phrases)) == "<b>[收费]</b>"

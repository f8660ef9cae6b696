"""Texts that belong together, and tables, masked: a scan finds nothing to mask again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import disclosure_plugin
from disclosure_plugin.domain.markup_text import MarkedText
from disclosure_plugin.domain.personal_data import Kind, Rules, Severity, scan_table
from disclosure_plugin.domain.personal_data_hits import Hit, as_json, count_kinds, from_json
from disclosure_plugin.domain.personal_data_lists import read_lists
from disclosure_plugin.domain.personal_data_masking import mask_table, mask_texts, scan_texts
from disclosure_plugin.domain.personal_data_overrides import (
    REASON_MAX_CHARACTERS,
    AuthorOverrides,
    ReasonMissing,
    ReasonTooLong,
    check_reason,
    check_second_person,
)

LISTS = Path(disclosure_plugin.__file__).parent / "data" / "personal_data.csv"
RULES = Rules(read_lists(LISTS.read_text("utf-8")), date(2026, 11, 26))
HEADS = ["姓名", "身份证号", "手机"]


def resident_id() -> str:
    """Return a number whose check character was found by trying."""
    first = "53019919900101001"
    weights = [2**power % 11 for power in range(17, 0, -1)]
    for check in "0123456789X":
        value = 10 if check == "X" else int(check)
        if (sum(int(d) * w for d, w in zip(first, weights, strict=True)) + value) % 11 == 1:
            return first + check
    raise AssertionError("one of eleven fits")


ID = resident_id()


def test_a_list_spread_over_several_texts_is_a_list():
    numbers = ["13812345678", "13912345678", "13712345678"]
    texts = [f"联系 {number}" for number in numbers]
    alone = scan_texts(texts[:1], RULES)
    together = scan_texts(texts, RULES)
    assert [one.severity for _which, one in alone] == [Severity.LOOK]
    assert [(which, one.severity, one.spot.start) for which, one in together] == [
        (0, Severity.BLOCKS, 3),
        (1, Severity.BLOCKS, 3),
        (2, Severity.BLOCKS, 3),
    ]


def test_no_number_is_put_together_of_two_texts():
    assert scan_texts([ID[:9], ID[9:]], RULES) == []


def test_the_line_of_a_text_is_counted_in_it():
    [(which, found)] = scan_texts(["一\n二", f"一\n二\n身份证号{ID}"], RULES)
    assert (which, found.spot.paragraph) == (1, 3)


def test_masked_texts_hold_nothing_more():
    texts = [
        MarkedText(f"<p>身份证号{ID[:6]}<b>{ID[6:]}</b></p>", markup=True),
        MarkedText("王小明 13812345678"),
    ]
    first, second = mask_texts(texts, RULES)
    assert first.source == f"<p>身份证号53{'*' * 13}{ID[-3:]}<b></b></p>"
    assert second.source == "王小明 138****5678"
    assert scan_texts([first.text, second.text], RULES) == []


def test_only_the_wanted_severity_is_masked():
    texts = [MarkedText(f"身份证号{ID}，联系13812345678")]
    [masked] = mask_texts(texts, RULES, [Severity.BLOCKS])
    assert ID not in masked.source
    assert "13812345678" in masked.source


def test_a_table_is_masked_by_its_columns():
    rows = [HEADS, ["王小明", ID, "13812345678"], ["李建国", "", "备注"]]
    masked = mask_table(rows, RULES)
    assert masked == [
        HEADS,
        ["王小明", f"53{'*' * 13}{ID[-3:]}", "138****5678"],
        ["李建国", "", "备注"],
    ]
    assert rows[1][1] == ID
    assert list(scan_table(masked, RULES)) == []


def test_a_hit_comes_back_from_json_as_it_was():
    hit = Hit(
        Kind.MOBILE, Severity.BLOCKS, "138****5678", file="a.xlsx", sheet="表", row=3, cell="C3"
    )
    written = as_json(hit)
    assert written == {
        "kind": "mobile",
        "severity": "blocks",
        "masked": "138****5678",
        "file": "a.xlsx",
        "sheet": "表",
        "row": 3,
        "cell": "C3",
    }
    assert from_json(written) == hit
    assert from_json({**written, "of_later": 1}) == hit


def test_only_what_keeps_back_is_counted():
    hits = [
        Hit(Kind.MOBILE, Severity.BLOCKS, "1"),
        Hit(Kind.MOBILE, Severity.BLOCKS, "2"),
        Hit(Kind.MOBILE, Severity.LOOK, "3"),
    ]
    assert count_kinds(hits) == {"mobile": 2}


def test_a_reason_is_needed_and_bounded():
    assert check_reason("  依法 ") == "依法"
    with pytest.raises(ReasonMissing):
        check_reason(" \n")
    with pytest.raises(ReasonTooLong):
        check_reason("长" * (REASON_MAX_CHARACTERS + 1))
    assert check_reason("长" * REASON_MAX_CHARACTERS)


def test_an_author_is_no_second_person():
    check_second_person(user=3, authors={1, 2})
    with pytest.raises(AuthorOverrides):
        check_second_person(user=2, authors={1, 2})

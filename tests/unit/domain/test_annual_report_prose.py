"""Numbers of the text are compared with the tables."""

from __future__ import annotations

import pytest

from disclosure_plugin.domain.annual_report_checks import MESSAGES
from disclosure_plugin.domain.annual_report_prose import compare
from disclosure_plugin.domain.annual_report_values import with_zeros


def report(**cells: int) -> dict:
    codes = {
        "new": "3/1/person", "before": "3/2/person", "given": "3/3.1/person",
        "secret": "3/3.3.1/person", "missing": "3/3.4.1/person", "over": "3/4/person",
        "review": "4/review/upheld", "court": "4/court/upheld", "after": "4/court_after/upheld",
        "made": "2/documents/made",
    }  # fmt: skip
    return with_zeros({codes[name]: number for name, number in cells.items()})


PUBLISHED = "2023年，我局收到政府信息公开申请58件，已处理54件，结转下年度继续办理4件。"
FITTING = report(new=58, given=54, over=4)


def cells_named(text: str, tables: dict) -> list[tuple[str, ...]]:
    return [fault.cells for fault in compare(text, tables)]


def test_a_report_as_it_was_published_agrees():
    assert compare(PUBLISHED, FITTING) == []


@pytest.mark.parametrize(
    ("said", "cells"),
    [
        (PUBLISHED.replace("58", "57"), ("3/1/total",)),
        (PUBLISHED.replace("54", "55"), ("3/3.7/total",)),
        (PUBLISHED.replace("4件。", "3件。"), ("3/4/total",)),
    ],
)
def test_each_number_that_differs_is_named(said, cells):
    (fault,) = compare(said, FITTING)
    assert fault.cells == cells
    assert not fault.is_blocking


def test_the_sentence_quotes_the_text_and_names_the_cell():
    (fault,) = compare("全年新收申请60件。", FITTING)
    assert MESSAGES[fault.rule] % fault.params == (
        "The text says “全年新收申请60件”, but the tables say 58 (第一项·总计)."
    )


@pytest.mark.parametrize(
    ("text", "tables", "cells"),
    [
        ("收到申请3件，上年结转2件。", report(new=3, before=1, over=4), [("3/2/total",)]),
        ("办理申请：予以公开2件，不予公开1件，无法提供5件。", report(new=8, given=2, secret=1,
         missing=5), []),
        ("办理申请：不予公开2件。", report(new=1, secret=1),
         [tuple(f"3/3.3.{n}/total" for n in range(1, 9))]),
        ("发生行政复议1件，行政诉讼2件。", report(review=1, court=1, after=1), []),
        ("发生行政诉讼3件。", report(court=1, after=1),
         [("4/court/total", "4/court_after/total")]),
        ("制发规范性文件2件。", report(made=3), [("2/documents/made",)]),
    ],
)  # fmt: skip
def test_what_a_number_counts_is_told_by_the_words_before_it(text, tables, cells):
    assert cells_named(text, tables) == cells


@pytest.mark.parametrize(
    "text",
    [
        "收到申请60余件。",  # approximate
        "收到申请约60件。",
        "收到群众来信60件。",  # no applications
        "全年主动公开信息432条。",
        "收到申请后20个工作日内答复。",
        "2023年收到申请。",
        "",
    ],
)
def test_what_is_not_an_exact_count_of_the_tables_is_passed_over(text):
    assert compare(text, FITTING) == []


def test_cells_that_are_empty_contradict_nothing():
    assert compare(PUBLISHED, {}) == []

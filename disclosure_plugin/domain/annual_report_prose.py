"""V6: numbers that the text of an annual report quotes are those of its tables.

Found are exact counts that stand behind words which say what is counted, in one clause:
“收到信息公开申请58件”, “上年结转2件”. What is approximate, a range, or not understood is passed
over: this warns of a slip and proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .annual_report_checks import Fault, Rule
from .annual_report_form import (
    ALL_RESULTS,
    CARRIED_IN,
    CARRIED_OVER,
    CELLS,
    NEW,
    RESULT_CODES,
    TOTAL,
    cell_code,
)
from .annual_report_values import Number, Tables, written
from .figure_patterns import FigureKind
from .figures import Figure, collect_figures

_SENTENCE_END = re.compile(r"[。！？\n]")
# A closing bracket is not among them: “收到申请（含上年结转）3件”.
_CLAUSE_END = re.compile(r"[，。；：、！？,;\n]")
_COUNTED = frozenset({None, "件", "份", "条", "宗", "起", "个", "次"})
_MOST_BETWEEN = 24  # characters of a clause before a number that are looked at


def _row(*rows: str) -> tuple[str, ...]:
    return tuple(cell_code(3, row, TOTAL) for row in rows)


def _group(prefix: str) -> tuple[str, ...]:
    return _row(*(code for code in RESULT_CODES if code.startswith(prefix)))


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words before a number, and the cells it then is the sum of.

    Attributes:
        words: looked for in the number's clause, behind every other word of the list.
        cells: what the number counts.
        about: the sentence must say this somewhere; empty: nothing.
    """

    words: re.Pattern[str]
    cells: tuple[str, ...]
    about: str = ""


_ABOUT_REQUESTS = "申请"
_QUOTED: tuple[Quoted, ...] = (
    Quoted(re.compile("结转[至到]?下(?:一)?年度?(?:继续办理)?|转入下(?:一)?年度?"),
           _row(CARRIED_OVER), _ABOUT_REQUESTS),
    Quoted(re.compile("(?:上年度?|去年|上一年度?)结转"), _row(CARRIED_IN), _ABOUT_REQUESTS),
    Quoted(re.compile("(?<!上年)(?<!上年度)(?<!去年)(?<!上一年)(?<!上一年度)结转(?![至到]?下)"),
           _row(CARRIED_OVER), _ABOUT_REQUESTS),
    Quoted(re.compile("收到|新收|受理"), _row(NEW), _ABOUT_REQUESTS),
    Quoted(re.compile("办结|已?处理|(?<!不予)答复|已办理"), _row(ALL_RESULTS), _ABOUT_REQUESTS),
    Quoted(re.compile("(?<!不)予以公开"), _row("3.1"), _ABOUT_REQUESTS),
    Quoted(re.compile("部分公开"), _row("3.2"), _ABOUT_REQUESTS),
    Quoted(re.compile("不予公开"), _group("3.3."), _ABOUT_REQUESTS),
    Quoted(re.compile("无法提供"), _group("3.4."), _ABOUT_REQUESTS),
    Quoted(re.compile("不予处理"), _group("3.5."), _ABOUT_REQUESTS),
    Quoted(re.compile("其他处理"), _group("3.6."), _ABOUT_REQUESTS),
    Quoted(re.compile("行政复议"), (cell_code(4, "review", TOTAL),)),
    Quoted(re.compile("行政诉讼"),
           (cell_code(4, "court", TOTAL), cell_code(4, "court_after", TOTAL))),
    Quoted(re.compile("(?:制发|制定|出台)(?:行政)?规范性文件"),
           (cell_code(2, "documents", "made"),)),
    Quoted(re.compile("(?:废止|失效)(?:行政)?规范性文件"),
           (cell_code(2, "documents", "repealed"),)),
)  # fmt: skip


def compare(text: str, tables: Tables) -> list[Fault]:
    """Return each number of the text that the tables contradict, in the order of the text.

    Args:
        text: plain, a paragraph a line.
        tables: of the same report; what is not filled contradicts nothing.
    """
    return list(_contradictions(text, tables, collect_figures(text)))


def _contradictions(text: str, tables: Tables, figures: Iterable[Figure]) -> Iterator[Fault]:
    for figure in figures:
        if not _is_exact_count(figure):
            continue
        clause = _stretch_before(text, figure.start, _CLAUSE_END)[-_MOST_BETWEEN:]
        quoted = _what_it_counts(clause, _sentence_around(text, figure))
        if quoted is None:
            continue
        value = _sum(tables, quoted.cells)
        if value is not None and value != figure.value:
            words = f"{clause}{figure.written}{figure.unit or ''}".strip()
            named = "、".join(CELLS[code].name for code in quoted.cells)
            params = {"words": words, "value": written(value), "cells": named}
            yield Fault(Rule.PROSE, params, quoted.cells)


def _is_exact_count(figure: Figure) -> bool:
    return (
        figure.kind is FigureKind.COUNT
        and figure.value is not None
        and not figure.approximate
        and not figure.in_range
        and figure.unit in _COUNTED
    )


def _stretch_before(text: str, end: int, stop: re.Pattern[str]) -> str:
    start = 0
    for match in stop.finditer(text, 0, end):
        start = match.end()
    return text[start:end]


def _sentence_around(text: str, figure: Figure) -> str:
    after = _SENTENCE_END.search(text, figure.end)
    end = after.start() if after else len(text)
    return _stretch_before(text, figure.start, _SENTENCE_END) + text[figure.start : end]


def _what_it_counts(clause: str, sentence: str) -> Quoted | None:
    """Return what the last words before a number say that it counts; None if they say nothing.

    Of two words that begin at one place the longer one is meant.
    """
    found = [
        (match.start(), match.end(), place, quoted)
        for place, quoted in enumerate(_QUOTED)
        if quoted.about in sentence
        for match in quoted.words.finditer(clause)
    ]
    return max(found)[3] if found else None


def _sum(tables: Tables, cells: tuple[str, ...]) -> Number | None:
    values = [tables.get(code) for code in cells]
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None

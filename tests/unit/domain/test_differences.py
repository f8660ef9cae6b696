"""What changed between two texts, by lines and characters, in bounded time."""

import random
import time

import pytest

from disclosure_plugin.domain.differences import (
    MAX_CHARACTERS,
    MAX_LINES,
    Kind,
    TooLarge,
    compare,
)

SIGNS = {Kind.SAME: "", Kind.ADDED: "+", Kind.REMOVED: "-"}


def shown(old: list[str], new: list[str]) -> list[tuple[bool, list[str]]]:
    return [
        (
            stretch.folded,
            [
                "|".join(f"{SIGNS[piece.kind]}{piece.text}" for piece in line.pieces)
                for line in stretch.lines
            ],
        )
        for stretch in compare(old, new)
    ]


def texts(stretches) -> tuple[list[str], list[str]]:
    """Put both texts together again."""
    old, new = [], []
    for stretch in stretches:
        for line in stretch.lines:
            for kind, lines in ((Kind.ADDED, old), (Kind.REMOVED, new)):
                if {piece.kind for piece in line.pieces} != {kind}:
                    lines.append("".join(p.text for p in line.pieces if p.kind is not kind))
    return old, new


def test_nothing_differs():
    lines = ["一", "二", "三"]
    assert shown(lines, lines) == [(True, lines)]
    assert shown(lines[:2], lines[:2]) == [(False, lines[:2])]
    assert shown([], []) == []


def test_a_changed_line_is_compared_by_characters():
    assert shown(["收费按面积和天数计算。"], ["收费按面积和小时计算。"]) == [
        (False, ["收费按面积和|-天数|+小时|计算。"])
    ]


def test_a_number_changes_as_a_whole():
    assert shown(["每平方米0.30元，见 v1.2"], ["每平方米0.02元，见 v1.3"]) == [
        (False, ["每平方米|-0.30|+0.02|元，见 |-v1.2|+v1.3"])
    ]


def test_lines_that_are_not_alike_went_and_came():
    assert shown(["收费标准"], ["联系电话"]) == [(False, ["-收费标准", "+联系电话"])]


def test_lines_that_came_or_went():
    assert shown(["一", "二"], ["一", "甲", "二"]) == [(False, ["一", "+甲", "二"])]
    assert shown(["一", "甲", "二"], ["一", "二"]) == [(False, ["一", "-甲", "二"])]
    assert shown([], ["甲"]) == [(False, ["+甲"])]


def test_unchanged_stretches_are_folded_but_for_two_lines():
    old = [f"第{number}行" for number in range(20)]
    new = [*old[:10], "新来的", *old[10:]]
    assert [(folded, len(lines)) for folded, lines in shown(old, new)] == [
        (True, 8),
        (False, 5),
        (True, 8),
    ]


@pytest.mark.parametrize("seed", range(20))
def test_both_texts_can_be_put_together_again(seed):
    chance = random.Random(seed)
    lines = ["".join(chance.choices("占道收费标准。", k=chance.randint(1, 9))) for _i in range(30)]
    old, new = (chance.sample(lines, chance.randint(0, 30)) for _i in range(2))
    assert texts(compare(old, new)) == (old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([str(number) for number in range(MAX_LINES + 1)], []),
        ([], ["字" * (MAX_CHARACTERS + 1)]),
        (["同"] * 1000, ["同"] * 1000),
    ],
)
def test_what_would_take_long_is_refused(old, new):
    with pytest.raises(TooLarge):
        compare(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([f"{n}甲" for n in range(MAX_LINES)], [f"{n}乙" for n in range(MAX_LINES)]),
        (["甲乙" * 45_000], ["乙甲" * 45_000]),
        (["同"] * 300 + ["甲"], ["异"] + ["同"] * 300),
        (["甲" * 900] * 9, ["甲" * 899 + "乙"] * 9),
    ],
)
def test_the_worst_that_is_not_refused_takes_a_moment(old, new):
    begun = time.perf_counter()
    compare(old, new)
    assert time.perf_counter() - begun < 5

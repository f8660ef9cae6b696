"""Where the bars of a chart stand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure_plugin.site.charts import BASE, LABEL, TOP, drawing, step_of


@pytest.mark.parametrize(
    ("highest", "step"),
    [(1, 1), (5, 1), (6, 2), (11, 5), (26, 10), (52, 20), (101, 50), (501, 200)],
)
def test_lines_of_an_axis_are_round_numbers(highest, step):
    assert step_of(Decimal(highest)) == step


def test_bars_begin_at_zero_and_keep_their_proportions():
    now = [Decimal(0), Decimal(10), Decimal(20)] + [Decimal(0)] * 9
    drawn = drawing(now, [])
    first, second, third = drawn.standing[:3]
    assert first.length == 0
    assert third.length == 2 * second.length == BASE - TOP
    assert all(bar.y + bar.length == BASE and bar.mark is None for bar in drawn.standing)
    assert drawn.lines[0] == (0, BASE)
    assert drawn.lines[-1] == (20, TOP)


def test_last_year_stands_on_the_same_scale():
    drawn = drawing([Decimal(10)] * 12, [Decimal(20)] * 12)
    assert drawn.standing[0].mark == TOP
    assert drawn.lying[0].mark == LABEL + 2 * drawn.lying[0].length


@given(
    st.lists(st.decimals(0, 10**7, places=2), min_size=12, max_size=12).filter(any),
    st.lists(st.decimals(0, 10**7, places=2), min_size=12, max_size=12),
)
def test_no_bar_leaves_the_drawing(now, before):
    drawn = drawing(now, before)
    assert 2 <= len(drawn.lines) <= 6
    for bar in drawn.standing:
        assert TOP <= bar.y <= BASE
        assert TOP <= bar.mark <= BASE
    for bar in drawn.lying:
        assert 0 <= bar.length <= 228

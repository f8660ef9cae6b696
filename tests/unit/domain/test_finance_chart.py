"""Bars are as long as their figures say, whatever stands there."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from disclosure_plugin.domain.finance import Line
from disclosure_plugin.domain.finance_chart import FULL, charts, share_of


def line(code, part_of="", **cells):
    exact = {name: None if one is None else Decimal(str(one)) for name, one in cells.items()}
    return Line(code=code, name=code, part_of=part_of, **exact)


def test_each_total_with_parts_has_a_chart_of_its_own_parts():
    lines = [
        (0, line("in", actual=10)),
        (0, line("out", actual=90, budget=120)),
        (1, line("cars", "out", actual=60, budget=80, last_year=40)),
        (2, line("run", "cars", actual=60)),
        (1, line("food", "out", actual=30, budget=40)),
    ]
    [chart] = charts(lines)
    assert (chart.total.code, chart.share) == ("out", Decimal("75.0"))
    assert [(one.line.code, one.budget, one.actual, one.last_year) for one in chart.bars] == [
        ("cars", 1000, 750, 500),
        ("food", 500, 375, None),
    ]


def test_nothing_and_less_have_no_length_and_a_fen_is_seen():
    lines = [
        (0, line("out")),
        (1, line("a", "out", actual=0)),
        (1, line("b", "out", actual=-5)),
        (1, line("c", "out", actual="0.01")),
        (1, line("d", "out", actual=10_000_000)),
    ]
    [chart] = charts(lines)
    assert [one.actual for one in chart.bars] == [0, 0, 1, 1000]
    assert chart.share is None


def test_without_any_figure_there_are_bars_of_no_length():
    [chart] = charts([(0, line("out")), (1, line("a", "out", actual=0)), (1, line("b", "out"))])
    assert [one.actual for one in chart.bars] == [0, None]


def test_a_share_needs_a_budget():
    assert share_of(Decimal(1), Decimal(3)) == Decimal("33.3")
    assert share_of(Decimal(1), Decimal(0)) is None
    assert share_of(None, Decimal(3)) is None


@given(st.lists(st.decimals(min_value=-(10**9), max_value=10**9, places=2), min_size=1))
def test_no_bar_is_longer_than_the_drawing(figures):
    parts = [(1, line(f"p{n}", "out", actual=one)) for n, one in enumerate(figures)]
    [chart] = charts([(0, line("out")), *parts])
    lengths = [one.actual for one in chart.bars]
    assert all(0 <= one <= FULL for one in lengths)
    assert (max(lengths) == FULL) == any(one > 0 for one in figures)

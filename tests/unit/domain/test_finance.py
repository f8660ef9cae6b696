"""Sums that add up, changes that are explained, the year so far."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure_plugin.domain.amounts import (
    AmountUnit,
)
from disclosure_plugin.domain.finance import (
    COLUMN_NAMES,
    CellEmpty,
    Column,
    Line,
    LineKind,
    LineTwice,
    PartOfNothing,
    PartsDoNotAddUp,
    ReasonMissing,
    Threshold,
    YearSoFarWrong,
    begun_lines,
    faults,
    in_tree_order,
    year_to_date,
)

YUAN, WAN = AmountUnit.YUAN, AmountUnit.WAN
NO_THRESHOLD = Threshold()


def line(code, part_of="", budget=0, actual=0, last_year=None, **more):
    cells = {"budget": budget, "actual": actual, "last_year": last_year}
    exact = {name: None if one is None else Decimal(one) for name, one in cells.items()}
    return Line(code=code, name=more.pop("name", code), part_of=part_of, **exact, **more)


# --- Sums -------------------------------------------------------------------------------------


def spent(**cells):
    """A total with its parts, one of which has parts of its own."""
    return [
        line("expenditure", actual=cells.get("total", 100), budget=90, name="支出合计"),
        line("reception", "expenditure", actual=30, budget=20, name="公务接待费"),
        line("vehicles", "expenditure", actual=70, budget=70, name="公务用车"),
        line("bought", "vehicles", actual=cells.get("bought", 50), budget=50, name="购置费"),
        line("run", "vehicles", actual=20, budget=20, name="运行维护费"),
    ]


def of(lines, threshold=NO_THRESHOLD, **more):
    return list(faults(lines, threshold=threshold, unit=YUAN, **more))


def test_a_statement_whose_sums_add_up_passes():
    assert of(spent()) == []


def test_a_wrong_total_is_named_with_its_cell_and_the_difference():
    [fault] = of(spent(total=110))
    assert isinstance(fault, PartsDoNotAddUp)
    assert fault.params == {
        "row": "支出合计",
        "column": Column.ACTUAL,
        "written": "110.00",
        "parts": "公务接待费、公务用车",
        "sum": "100.00",
        "difference": "10.00",
    }


def test_sums_are_checked_at_every_depth():
    [fault] = of(spent(bought="50.01"))
    assert fault.params["row"] == "公务用车"
    assert fault.params["difference"] == "-0.01"


def test_an_empty_cell_of_a_sum_is_named_and_no_zero_is_guessed():
    lines = spent()
    lines[1] = replace(lines[1], budget=None)
    found = of(lines)
    assert [(type(one), one.params) for one in found] == [
        (CellEmpty, {"row": "公务接待费", "column": Column.BUDGET})
    ]


def test_a_column_that_nobody_filled_is_no_wrong_sum():
    assert all(one.last_year is None for one in spent())
    assert of(spent()) == []


def test_a_line_twice_and_a_part_of_nothing_are_refused():
    lines = [line("a"), line("a"), line("b", "gone")]
    assert [type(one) for one in of(lines)] == [LineTwice, PartOfNothing]


@st.composite
def statements(draw):
    """A total of up to four parts, some of which have parts, in every column."""
    names = [one.value for one in Column]
    lines = []
    for place, below in enumerate(draw(st.lists(st.integers(0, 3), min_size=1, max_size=4))):
        size = (below or 1) * len(names)
        fen = draw(st.lists(st.integers(-(10**8), 10**8), min_size=size, max_size=size))
        exact = [Decimal(one) / 100 for one in fen]
        cells = [exact[at : at + len(names)] for at in range(0, size, len(names))]
        sums = [sum(row[number] for row in cells) for number in range(len(names))]
        code = f"p{place}"
        lines.append(
            Line(code=code, name=code, part_of="all", **dict(zip(names, sums, strict=True)))
        )
        lines += [
            Line(code=f"{code}-{n}", name=f"{code}-{n}", part_of=code,
                 **dict(zip(names, row, strict=True)))
            for n, row in enumerate(cells if below else [])
        ]  # fmt: skip
    top = {
        name: sum(getattr(each, name) for each in lines if each.part_of == "all") for name in names
    }
    return [Line(code="all", name="all", **top), *lines]


@given(statements(), st.data())
def test_a_consistent_statement_passes_and_any_single_changed_cell_is_named(lines, data):
    assert [one for one in of(lines) if not isinstance(one, ReasonMissing)] == []
    place = data.draw(st.integers(0, len(lines) - 1))
    column = data.draw(st.sampled_from(Column))
    by = Decimal(data.draw(st.integers(1, 99_999))) / 100
    changed = lines[place]
    lines[place] = replace(changed, **{column.value: changed.cell(column) + by})
    found = [one for one in of(lines) if isinstance(one, PartsDoNotAddUp)]
    has_parts = any(one.part_of == changed.code for one in lines)
    named = {changed.code} if has_parts else set()
    named |= {changed.part_of} - {""}
    assert {one.params["row"] for one in found} == named
    assert {one.params["column"] for one in found} == {column}


# --- Reasons ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("threshold", "actual", "asked"),
    [
        (Threshold(), "900", False),
        (Threshold(amount=Decimal(100)), "200.00", False),
        (Threshold(amount=Decimal(100)), "200.01", True),
        (Threshold(amount=Decimal(100)), "-0.01", True),
        (Threshold(percent=Decimal(10)), "110.00", False),
        (Threshold(percent=Decimal(10)), "110.01", True),
        (Threshold(percent=Decimal(10)), "89.99", True),
        (Threshold(amount=Decimal(1000), percent=Decimal(10)), "150", True),
    ],
)
def test_a_reason_is_asked_for_above_the_threshold_and_not_at_it(threshold, actual, asked):
    one = line("a", actual=actual, last_year=100, name="差旅费")
    assert [type(found) for found in of([one], threshold)] == [ReasonMissing] * asked
    assert of([replace(one, reason="下乡次数增加")], threshold) == []
    assert len(of([replace(one, reason="  ")], threshold)) == asked


def test_from_nothing_every_change_is_above_any_share():
    one = line("a", actual="0.01", last_year=0)
    [fault] = of([one], Threshold(percent=Decimal(500)))
    assert fault.params == {"row": "a", "change": "+0.01"}
    assert of([line("a", actual=0, last_year=0)], Threshold(percent=Decimal(0))) == []


def test_what_is_always_explained_needs_a_reason_for_a_fen():
    one = line("a", actual="99.99", last_year=100, is_always_explained=True)
    assert [type(found) for found in of([one])] == [ReasonMissing]
    assert of([replace(one, actual=Decimal(100))]) == []


def test_without_last_years_figure_there_is_no_change_to_explain():
    one = line("a", actual=5, is_always_explained=True)
    assert one.change is None
    assert of([one], Threshold(amount=Decimal(0))) == []


# --- The year so far --------------------------------------------------------------------------


def test_the_year_so_far_is_reckoned_and_compared():
    one = line("a", actual="20.00", name="差旅费")
    assert year_to_date(one, {"a": Decimal("30.50")}) == Decimal("50.50")
    assert year_to_date(one, {}) == Decimal("20.00")
    assert year_to_date(one, {"a": None}) is None
    assert year_to_date(one, None) is None
    wrong = replace(one, year_to_date=Decimal("50.49"))
    [fault] = of([wrong], before={"a": Decimal("30.50")})
    assert isinstance(fault, YearSoFarWrong)
    assert fault.params["expected"] == "50.50"
    assert of([replace(one, year_to_date=Decimal("50.50"))], before={"a": Decimal("30.5")}) == []
    assert of([wrong]) == []
    assert of([wrong], before={"a": None}) == []


def test_more_than_planned_is_told():
    assert line("a", budget=10, actual="12.50").over_budget == Decimal("2.50")
    assert line("a", budget=10, actual=9).over_budget == 0
    assert line("a", budget=None, actual=9).over_budget == 0


def test_a_line_is_empty_until_somebody_writes_a_cell_or_a_reason():
    empty = line("a", budget=None, actual=None)
    assert empty.is_empty
    assert not replace(empty, actual=Decimal(0)).is_empty
    assert not replace(empty, reason="新增").is_empty


# --- Order and a new month --------------------------------------------------------------------


def test_parts_stand_below_their_total_and_nothing_is_lost():
    lines = [line("run", "cars"), line("total"), line("cars", "total"), line("lost", "gone"),
             line("self", "self"), line("bought", "cars")]  # fmt: skip
    assert [(depth, one.code) for depth, one in in_tree_order(lines)] == [
        (0, "total"), (1, "cars"), (2, "run"), (2, "bought"), (0, "lost"), (0, "self"),
    ]  # fmt: skip


KINDS = [LineKind("a", "甲"), LineKind("b", "乙", "a", True), LineKind("c", "丙", "a")]


def test_a_new_month_begins_with_last_months_lines_and_last_years_figures():
    before = [line("a", budget=5, actual=4, reason="旧"), line("b", "a", budget=5, actual=4)]
    found = begun_lines(KINDS, last_month=before, last_year={"b": Decimal(7), "c": Decimal(1)})
    assert found == [
        Line(code="a", name="甲", budget=Decimal(5)),
        Line(code="b", name="乙", part_of="a", is_always_explained=True, budget=Decimal(5),
             last_year=Decimal(7)),
    ]  # fmt: skip


def test_the_first_month_begins_with_the_countys_list():
    assert [one.code for one in begun_lines(KINDS)] == ["a", "b", "c"]
    assert all(one.is_empty for one in begun_lines(KINDS))


def test_every_column_has_a_name():
    assert set(COLUMN_NAMES) == set(Column)

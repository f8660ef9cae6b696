"""The tables of an annual report: what adds up passes, and one changed cell is named."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure_plugin.domain.annual_report_checks import (
    MESSAGES,
    DoesNotAddUp,
    Fault,
    Rule,
    check,
    suspect,
)
from disclosure_plugin.domain.annual_report_form import (
    APPLICANTS,
    CELLS,
    LINES,
    MATTERS,
    OUTCOMES,
    REMEDIES,
    RESULT_CODES,
    TOTAL,
    cell_code,
)
from disclosure_plugin.domain.annual_report_values import (
    NotACount,
    NotAnAmount,
    from_json,
    read_number,
    summed,
    to_json,
    with_totals,
    with_zeros,
)

KINDS = [column for column in APPLICANTS if column != TOTAL]
COUNTS = st.integers(0, 40)
# A report is some two hundred draws; how long they take says nothing.
unhurried = settings(deadline=None, max_examples=60)


def said(fault: Fault) -> str:
    return MESSAGES[fault.rule] % fault.params


@st.composite
def consistent(draw) -> dict:
    """A report whose numbers all fit, built the other way round than the checks reckon."""
    tables: dict = {}
    for column in KINDS:
        results = {code: draw(COUNTS) for code in RESULT_CODES}
        handed_on = draw(COUNTS)
        came_over = draw(st.integers(0, sum(results.values()) + handed_on))
        rows = {
            **results,
            "3.7": sum(results.values()),
            "4": handed_on,
            "2": came_over,
            "1": sum(results.values()) + handed_on - came_over,
        }
        tables |= {cell_code(3, row, column): number for row, number in rows.items()}
    for line in LINES:
        tables[cell_code(3, line.code, TOTAL)] = sum(
            tables[cell_code(3, line.code, column)] for column in KINDS
        )
    for block in REMEDIES:
        parts = {one: draw(COUNTS) for one in OUTCOMES if one != TOTAL}
        tables |= {cell_code(4, block, one): number for one, number in parts.items()}
        tables[cell_code(4, block, TOTAL)] = sum(parts.values())
    made, repealed = draw(COUNTS), draw(COUNTS)
    tables |= {
        cell_code(2, "regulations", column): 0 for column in ("made", "repealed", "in_force")
    }
    tables |= {
        cell_code(2, "documents", "made"): made,
        cell_code(2, "documents", "repealed"): repealed,
        cell_code(2, "documents", "in_force"): max(0, made - repealed) + draw(COUNTS),
        cell_code(2, "licences", "decisions"): draw(COUNTS),
        cell_code(2, "penalties", "decisions"): draw(COUNTS),
        cell_code(2, "coercion", "decisions"): draw(COUNTS),
        cell_code(2, "fees", "amount"): draw(
            st.decimals(0, 9999, places=2, allow_nan=False, allow_infinity=False)
        ),
    }
    return tables


def test_the_form_has_the_cells_that_the_document_lays_down():
    by_table = {table: [c for c in CELLS.values() if c.table == table] for table in (2, 3, 4)}
    assert {table: len(cells) for table, cells in by_table.items()} == {2: 10, 3: 175, 4: 15}
    assert (len(LINES), len(APPLICANTS), len(MATTERS)) == (25, 7, 6)
    assert [line.code for line in LINES][:4] == ["1", "2", "3.1", "3.2"]
    assert [line.code for line in LINES][-2:] == ["3.7", "4"]
    groups = {prefix: sum(code.startswith(prefix) for code in RESULT_CODES)
              for prefix in ("3.3.", "3.4.", "3.5.", "3.6.")}  # fmt: skip
    assert groups == {"3.3.": 8, "3.4.": 3, "3.5.": 5, "3.6.": 3}
    assert [cell.code for cell in CELLS.values() if cell.is_money] == ["2/fees/amount"]
    assert len({cell.name for cell in CELLS.values()}) == 200


@unhurried
@given(consistent())
def test_what_adds_up_passes(tables):
    assert check(tables) == []
    assert from_json(to_json(tables)) == tables


@unhurried
@given(consistent(), st.data())
def test_one_changed_cell_of_table_3_is_the_one_that_is_named(tables, data):
    code = data.draw(st.sampled_from([one for one in CELLS if one.startswith("3/")]))
    tables[code] += data.draw(st.integers(1, 50))
    faults = check(tables)
    assert all(fault.is_blocking for fault in faults)
    assert suspect(faults) == code
    assert all(code in fault.cells for fault in faults)
    row = next(fault for fault in faults if fault.rule is Rule.APPLICANTS)
    assert LINE_NAMES[CELLS[code].row] in said(row)


LINE_NAMES = {line.code: line.spoken for line in LINES}


@unhurried
@given(consistent(), st.data())
def test_one_changed_cell_of_table_4_is_named_with_its_block(tables, data):
    code = data.draw(st.sampled_from([one for one in CELLS if one.startswith("4/")]))
    tables[code] += data.draw(st.integers(1, 50))
    faults = check(tables)
    assert [fault.rule for fault in faults] == [Rule.REMEDIES]
    assert code in faults[0].cells
    assert REMEDIES[CELLS[code].row] in said(faults[0])
    assert suspect(faults) is None


@unhurried
@given(consistent(), consistent(), st.data())
def test_what_came_over_is_compared_with_last_year_in_every_column(before, tables, data):
    for column in APPLICANTS:
        before[cell_code(3, "4", column)] = tables[cell_code(3, "2", column)]
    before["2/documents/in_force"] = (
        tables["2/documents/in_force"]
        - tables["2/documents/made"]
        + tables["2/documents/repealed"]
    )
    before["2/regulations/in_force"] = 0
    assert check(tables, before=before) == []
    column = data.draw(st.sampled_from(list(APPLICANTS)))
    before[cell_code(3, "4", column)] += 1
    (fault,) = check(tables, before=before)
    assert (fault.rule, fault.is_blocking) == (Rule.CARRIED, False)
    assert fault.cells == (cell_code(3, "2", column),)


def empty_report() -> dict:
    return with_zeros({})


def test_the_balance_is_said_in_the_words_of_the_form():
    tables = empty_report()
    tables |= {"3/1/person": 66, "3/2/person": 2, "3/3.1/person": 67}
    tables |= {"3/3.7/person": 67, "3/4/person": 0}
    tables |= {"3/1/total": 66, "3/2/total": 2, "3/3.1/total": 67, "3/3.7/total": 67}
    faults = check(tables)
    assert [said(fault) for fault in faults] == [
        "Table 3, column 自然人: item 1 + item 2 = 68, item 3 + item 4 = 67. "
        "The two must be equal.",
        "Table 3, column 总计: item 1 + item 2 = 68, item 3 + item 4 = 67. The two must be equal.",
    ]
    assert faults[0].cells == ("3/1/person", "3/2/person", "3/3.7/person", "3/4/person")


def test_a_refusal_travels_between_processes():
    tables = empty_report() | {"4/review/total": 1}
    (fault,) = check(tables)
    refusal = pickle.loads(pickle.dumps(DoesNotAddUp(fault)))
    assert (str(refusal), refusal.fault) == (str(DoesNotAddUp(fault)), fault)
    assert "行政复议" in str(refusal)


def test_the_inconsistent_sample_that_was_published_is_caught_twice():
    """制发2、废止0、现行有效0 in the row 规章, as a county bureau printed it for 2025."""
    tables = empty_report() | {
        "2/regulations/made": 2,
        "2/regulations/repealed": 0,
        "2/regulations/in_force": 0,
    }
    faults = check(tables)
    assert [fault.rule for fault in faults] == [Rule.IN_FORCE_AT_LEAST, Rule.NO_REGULATIONS]
    assert said(faults[0]) == (
        "Table 2, 规章: made − repealed = 2, but only 0 are said to be in force."
    )
    assert "cannot make regulations 规章" in said(faults[1])
    assert not any(fault.is_blocking for fault in faults)


def test_documents_in_force_follow_last_year():
    before = empty_report() | {"2/documents/in_force": 5}
    tables = empty_report() | {
        "2/documents/made": 2,
        "2/documents/repealed": 1,
        "2/documents/in_force": 6,
    }
    assert check(tables, before=before) == []
    tables["2/documents/in_force"] = 7
    (fault,) = check(tables, before=before)
    assert (fault.rule, fault.params) == (
        Rule.IN_FORCE, {"row": "行政规范性文件", "left": "6", "right": "7"}
    )  # fmt: skip


def test_empty_cells_are_counted_and_the_first_are_named():
    tables = empty_report()
    del tables["3/3.3.1/person"], tables["3/4/total"], tables["2/fees/amount"]
    (fault,) = check(tables)
    assert (fault.rule, fault.params["count"]) == (Rule.EMPTY, 3)
    assert fault.params["cells"] == (
        "行政事业性收费·本年收费金额（单位：万元）、第三项（三）1.属于国家秘密·自然人、第四项·总计"
    )


def test_what_a_program_writes_must_be_a_count_too():
    tables = empty_report() | {"3/1/person": -1, "3/1/total": -1}
    rules = [fault.rule for fault in check(tables)]
    assert rules.count(Rule.NO_COUNT) == 2


@pytest.mark.parametrize(
    ("text", "number"),
    [("", None), (" ", None), ("0", 0), ("７", 7), ("1,234", 1234), ("1，234", 1234), ("5.0", 5)],
)
def test_counts_are_read(text, number):
    assert read_number(CELLS["3/1/person"], text) == number


@pytest.mark.parametrize(
    "text", ["-1", "1.5", "一", "3件", "1e3", "12,34", "—", "/", "1234567890", "=1+1", "٣"]
)
def test_what_is_no_count_is_refused_and_the_cell_is_named(text):
    with pytest.raises(NotACount) as refused:
        read_number(CELLS["3/1/person"], text)
    assert "第一项·自然人" in str(refused.value)
    assert text in str(refused.value)


def test_amounts_keep_their_decimals():
    cell = CELLS["2/fees/amount"]
    assert read_number(cell, "12.50") == Decimal("12.50")
    assert to_json({"2/fees/amount": Decimal("12.50")}) == {"2/fees/amount": "12.5"}
    assert to_json({"2/fees/amount": Decimal("1E+3")}) == {"2/fees/amount": "1000"}
    for text in ("-3", "1.2345678", "12.5万"):
        with pytest.raises(NotAnAmount):
            read_number(cell, text)


def test_totals_are_worked_out_only_where_they_are_empty_and_their_parts_are_not():
    filled = with_totals({cell_code(4, "review", one): 1 for one in OUTCOMES if one != TOTAL})
    assert filled["4/review/total"] == 4
    assert with_totals({"4/review/upheld": 1}).get("4/review/total") is None
    kept = with_totals({**dict.fromkeys(filled, 1), "4/review/total": 9})
    assert kept["4/review/total"] == 9


def test_zeros_fill_what_is_empty_and_nothing_else():
    tables = with_zeros({"3/1/person": 3, "3/3.1/person": 3})
    assert check(tables) == []
    assert (tables["3/1/total"], tables["3/3.7/total"]) == (3, 3)


@unhurried
@given(st.lists(consistent(), max_size=4))
def test_the_sum_of_reports_that_add_up_adds_up(reports):
    total = summed(reports)
    assert check(total) == []
    for code in CELLS:
        assert total[code] == sum(report[code] for report in reports)


def test_what_was_kept_wrongly_is_left_out():
    assert from_json(None) == from_json([]) == from_json({"3/1/person": "5"}) == {}
    assert from_json({"3/1/person": True, "no/such/cell": 1, "2/fees/amount": "x"}) == {}

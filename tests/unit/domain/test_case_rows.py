"""What a row of case records may say; nothing about people is among it."""

from datetime import date

import pytest

from disclosure_plugin.domain.case_numbers import is_personal
from disclosure_plugin.domain.case_rows import (
    FAULT_MESSAGES,
    HEADINGS,
    CaseHeadingUnknown,
    Commitments,
    Fault,
    Field,
    case_headings,
    read_case,
    twice,
)
from disclosure_plugin.domain.cases import Case, Pause
from disclosure_plugin.domain.spreadsheet_rows import HeadingsRefused, HeadingTwice

COLUMNS = dict(zip("ABCDEFG", Field, strict=True))
KNOWN = Commitments({"01": "01", "施工许可": "01", "02": "02", "答复": ""}, "01 施工许可、02 答复")
TODAY = date(2026, 11, 27)
ROW = {"A": "云住建许〔2026〕12号", "B": "01", "C": "2026-03-02", "E": "2026-03-06"}


def faults(**changes: str) -> list[Fault]:
    case, found = read_case(ROW | changes, COLUMNS, KNOWN, today=TODAY)
    assert (case is None) == bool(found)
    for one in found:
        assert FAULT_MESSAGES[one.fault] % one.params
        assert one.heading == (HEADINGS[COLUMNS[one.column]] if one.column in COLUMNS else "")
    return [one.fault for one in found]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"A": ""}, [Fault.EMPTY]),
        ({"A": "9" * 61}, [Fault.TOO_LONG]),
        ({"A": "张三"}, [Fault.NO_DIGIT]),
        ({"A": "530102199003074573"}, [Fault.PERSONAL]),
        ({"A": "许 53010219900307457X"}, [Fault.PERSONAL]),
        ({"A": "13987654321"}, [Fault.PERSONAL]),
        ({"A": "#REF!"}, [Fault.ERROR_VALUE]),
        ({"B": "03"}, [Fault.UNKNOWN_COMMITMENT]),
        ({"B": "答复"}, [Fault.UNSURE_COMMITMENT]),
        ({"C": ""}, [Fault.EMPTY]),
        ({"C": "三月二日"}, [Fault.NO_DATE]),
        ({"C": "2026-02-30"}, [Fault.NO_DATE]),
        ({"C": "2026-11-28", "E": ""}, [Fault.TO_COME]),
        ({"E": "2026-11-28"}, [Fault.TO_COME]),
        ({"E": "2026-03-01"}, [Fault.BEFORE_RECEIVED]),
        ({"D": "2026-03-01"}, [Fault.BEFORE_RECEIVED]),
        ({"F": "2026-03-03"}, [Fault.PAUSE_OPEN]),
        ({"G": "2026-03-03"}, [Fault.PAUSES_UNEQUAL]),
        ({"F": "2026-03-03\n2026-03-05", "G": ""}, [Fault.PAUSES_UNEQUAL]),
        ({"F": "2026-03-04", "G": "2026-03-03"}, [Fault.PAUSE_BACKWARDS]),
        ({"F": "2026-03-01", "G": "2026-03-03"}, [Fault.PAUSE_OUTSIDE]),
        ({"F": "2026-03-03", "G": "2026-03-07"}, [Fault.PAUSE_OUTSIDE]),
        ({"F": "2026-03-03;2026-03-04", "G": "2026-03-04;2026-03-05"}, [Fault.PAUSES_OVERLAP]),
        ({"F": "昨天", "G": "2026-03-04"}, [Fault.NO_DATE]),
        ({"H": "李四"}, [Fault.NO_HEADING]),
        ({"A": "", "B": "7", "C": "?", "E": "!"},
         [Fault.EMPTY, Fault.UNKNOWN_COMMITMENT, Fault.NO_DATE, Fault.NO_DATE]),
    ],
)  # fmt: skip
def test_each_fault_is_found(changes, expected):
    assert faults(**changes) == expected


def test_a_due_day_to_come_is_no_fault():
    assert faults(D="2027-01-04") == []


def test_a_row_is_read():
    cells = ROW | {"D": "2026/3/9", "F": "2026年3月3日；2026-03-05", "G": "2026-03-03；2026-03-05"}
    read, found = read_case(cells, COLUMNS, KNOWN, today=TODAY)
    assert found == []
    assert read.due == date(2026, 3, 9)
    assert read.case == Case(
        "云住建许〔2026〕12号",
        "01",
        date(2026, 3, 2),
        date(2026, 3, 6),
        (
            Pause(date(2026, 3, 3), date(2026, 3, 3)),
            Pause(date(2026, 3, 5), date(2026, 3, 5)),
        ),
    )


@pytest.mark.parametrize("cell", ["2026-03-02 14:30", "2026-03-02T08:01:22", "46083.6", "46083"])
def test_hours_are_left_out(cell):
    read, found = read_case(ROW | {"C": cell}, COLUMNS, KNOWN, today=TODAY)
    assert (found, read.case.received) == ([], date(2026, 3, 2))


def test_a_commitment_may_be_named_by_its_text_and_a_case_may_run():
    read, _found = read_case(ROW | {"B": "施工许可", "E": ""}, COLUMNS, KNOWN, today=TODAY)
    assert (read.case.commitment, read.case.finished) == ("01", None)


@pytest.mark.parametrize("number", ["202601010000000001", "2026-0311", "13800-1", "530102-1990"])
def test_long_numbers_that_are_no_persons(number):
    assert not is_personal(number, today=TODAY)


# --- Headings ------------------------------------------------------------------------------------


def test_a_column_of_names_is_refused():
    cells = dict(
        zip("ABCDE", ["办件编号", "承诺事项", "受理日期", "办结日期", "申请人"], strict=True)
    )
    with pytest.raises(CaseHeadingUnknown) as refused:
        case_headings("办件", cells)
    assert "column E: case records have no “申请人”" in str(refused.value)


def test_missing_and_double_columns_are_named():
    with pytest.raises(HeadingsRefused, match="Missing: 办结日期"):
        case_headings("", {"A": "办件编号", "B": "承诺事项", "C": "受理日期"})
    with pytest.raises(HeadingsRefused, match="Missing: 办件编号、承诺事项"):
        case_headings("", {"A": "2026-1", "B": "01"})
    with pytest.raises(HeadingTwice, match="columns A and C"):
        case_headings("", {"A": "受理日期", "B": "承诺事项", "C": "受理 日期*"})


def test_headings_may_be_in_any_order_and_english():
    cells = {"A": "finished", "B": "Received", "C": "承诺事项 ", "D": "number"}
    assert case_headings("", cells) == {
        "A": Field.FINISHED,
        "B": Field.RECEIVED,
        "C": Field.COMMITMENT,
        "D": Field.NUMBER,
    }


def test_the_same_number_twice():
    fault = twice(COLUMNS, sheet="办件", row=7)
    assert (fault.fault, fault.column, fault.heading) == (Fault.TWICE, "A", "办件编号")
    assert FAULT_MESSAGES[fault.fault] % fault.params == (
        "Row 7 of sheet “办件” has the same number. Delete one of them: a number is one case."
    )

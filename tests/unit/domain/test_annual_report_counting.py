"""Each application counts once, in one row."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure_plugin.domain.annual_report_checks import Rule, check
from disclosure_plugin.domain.annual_report_counting import (
    ROW_OF,
    Answer,
    Application,
    CountedTwice,
    count,
)
from disclosure_plugin.domain.annual_report_deadlines import (
    Deadlines,
    LaterThanTheLaw,
    NotInTheYearAfter,
    SourceMissing,
    by_law,
    check_deadlines,
    days_left,
)
from disclosure_plugin.domain.annual_report_form import APPLICANTS, LINE, TOTAL

KINDS = [column for column in APPLICANTS if column != TOTAL]
APPLICATIONS = st.lists(
    st.builds(
        Application,
        st.uuids().map(str),
        st.sampled_from(KINDS),
        st.booleans(),
        st.none() | st.sampled_from(Answer),
    ),
    unique_by=lambda one: one.reference,
)


@settings(deadline=None)
@given(APPLICATIONS)
def test_every_application_stands_in_the_table_once(applications):
    tables = count(applications)
    assert [fault.rule for fault in check(tables)] == [Rule.EMPTY]  # of tables 2 and 4
    new = sum(one.is_new for one in applications)
    assert tables["3/1/total"] == new
    assert tables["3/2/total"] == len(applications) - new
    assert tables["3/4/total"] == sum(one.answer is None for one in applications)


def test_every_answer_has_a_row_of_the_form():
    assert set(ROW_OF) == set(Answer)
    assert set(ROW_OF.values()) <= set(LINE)


def test_an_application_that_occurs_twice_is_refused():
    one = Application("2026-003", "person", True, Answer.IN_PART)
    with pytest.raises(CountedTwice) as refused:
        count([one, one])
    assert "2026-003" in str(refused.value)


def test_the_law_gives_until_the_end_of_january_and_of_march():
    days = by_law(2025)
    assert (days.bureau, days.county) == (date(2026, 1, 31), date(2026, 3, 31))
    assert "第四十九条" in days.source
    assert days_left(days.bureau, date(2026, 1, 19)) == 12
    assert days_left(days.bureau, date(2026, 1, 31)) == 0
    assert days_left(days.bureau, date(2026, 2, 1)) == -1


@pytest.mark.parametrize(
    ("bureau", "county", "source", "error"),
    [
        (date(2026, 2, 1), date(2026, 3, 31), "某县通知", LaterThanTheLaw),
        (date(2026, 1, 26), date(2026, 4, 1), "某县通知", LaterThanTheLaw),
        (date(2025, 1, 26), date(2026, 2, 20), "某县通知", NotInTheYearAfter),
        (date(2026, 1, 26), date(2026, 2, 20), " ", SourceMissing),
    ],
)
def test_a_county_may_set_earlier_days_with_their_source(bureau, county, source, error):
    check_deadlines(2025, Deadlines(date(2026, 1, 26), date(2026, 2, 20), "某县通知"))
    with pytest.raises(error):
        check_deadlines(2025, Deadlines(bureau, county, source))

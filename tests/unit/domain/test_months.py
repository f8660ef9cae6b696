"""Months follow each other, and those without their statement are named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure_plugin.domain.months import Month, Owed, due_on, missing_months


def test_months_follow_each_other_over_the_year():
    assert Month(2026, 12).after() == Month(2027, 1)
    assert Month(2026, 1).before() == Month(2025, 12)
    assert Month(2026, 2).before() == Month(2026, 1)
    assert Month(2026, 2).a_year_before() == Month(2025, 2)
    assert str(Month(2026, 3)) == "2026-03"
    assert Month.of(date(2026, 3, 31)) == Month(2026, 3)
    assert Month(2028, 2).last_day == date(2028, 2, 29)


@given(st.integers(1, 9998), st.integers(1, 12))
def test_after_and_before_undo_each_other(year, number):
    month = Month(year, number)
    assert month.after().before() == month
    assert month < month.after()


@pytest.mark.parametrize(
    ("month", "day", "until"),
    [
        (Month(2026, 1), 10, date(2026, 2, 10)),
        (Month(2026, 1), 31, date(2026, 2, 28)),
        (Month(2028, 1), 30, date(2028, 2, 29)),
        (Month(2026, 12), 5, date(2027, 1, 5)),
    ],
)
def test_the_day_is_one_of_the_next_month(month, day, until):
    assert due_on(month, day=day) == until


HAVE = [Month(2026, 1), Month(2026, 3)]


@pytest.mark.parametrize(
    ("today", "found"),
    [
        (date(2026, 2, 28), []),
        (date(2026, 3, 10), [Owed(Month(2026, 2), date(2026, 3, 10), is_late=False)]),
        (date(2026, 3, 11), [Owed(Month(2026, 2), date(2026, 3, 10), is_late=True)]),
        (
            date(2026, 5, 1),
            [
                Owed(Month(2026, 2), date(2026, 3, 10), is_late=True),
                Owed(Month(2026, 4), date(2026, 5, 10), is_late=False),
            ],
        ),
    ],
)
def test_missing_months_are_named_and_late_after_their_day(today, found):
    assert missing_months(HAVE, first=None, today=today, due_day=10) == found


def test_without_a_day_nothing_is_late_and_everything_missing_is_named():
    found = missing_months(HAVE, first=None, today=date(2026, 3, 11), due_day=None)
    assert found == [Owed(Month(2026, 2), None, is_late=False)]


def test_the_first_month_that_is_owed_may_be_set():
    found = missing_months([], first=Month(2025, 12), today=date(2026, 2, 1), due_day=1)
    assert [one.month for one in found] == [Month(2025, 12), Month(2026, 1)]
    assert missing_months([], first=None, today=date(2026, 2, 1), due_day=1) == []

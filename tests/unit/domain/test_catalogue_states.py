"""Where a bureau stands with a row; days counted on paper."""

from datetime import date
from pathlib import Path

import pytest

import disclosure_plugin
from disclosure_plugin.domain.catalogue_states import (
    Answer,
    RowState,
    became_public,
    months_after,
    standing,
)
from disclosure_plugin.domain.working_days import WorkingCalendar
from disclosure_plugin.domain.working_days_table import read_table

from .test_catalogue import row

SHIPPED = Path(disclosure_plugin.__file__).parent / "data" / "working_days.csv"
CALENDAR = WorkingCalendar(read_table(SHIPPED.read_text(encoding="utf-8")))
# 20 working days from Wednesday 4 March 2026 end on Wednesday 1 April: no holiday lies between.
FORMED, LAST = date(2026, 3, 4), date(2026, 4, 1)
TODAY = date(2026, 11, 26)


def stands(*answers, today=TODAY, **changes):
    said = {"time_limit": "信息形成或者变更之日起20个工作日内", **changes}
    return standing(row(**said), answers, today=today, calendar=CALENDAR)


def test_a_row_without_an_item_has_nothing():
    assert stands().state is RowState.NOTHING
    assert stands().due_on is None


def test_an_item_within_the_limit_is_fine_and_says_until_when():
    found = stands(Answer(FORMED, LAST))
    assert (found.state, found.due_on, found.is_reckoned) == (RowState.FINE, LAST, True)


def test_an_item_a_day_after_the_limit_is_late():
    assert stands(Answer(FORMED, date(2026, 4, 2))).state is RowState.LATE


def test_the_latest_item_counts():
    late, fine = Answer(FORMED, date(2026, 4, 2)), Answer(date(2026, 5, 6), date(2026, 5, 7))
    assert stands(late, fine).state is RowState.FINE
    assert stands(fine, late).state is RowState.FINE


def test_a_draft_whose_limit_is_over_is_late_and_one_before_is_nothing():
    assert stands(Answer(FORMED, None), today=LAST).state is RowState.NOTHING
    late = stands(Answer(FORMED, None), today=date(2026, 4, 2))
    assert (late.state, late.due_on) == (RowState.LATE, LAST)
    public = Answer(date(2026, 5, 6), date(2026, 5, 7))
    assert stands(public, Answer(FORMED, None)).state is RowState.LATE


def test_calendar_days_are_no_working_days():
    fine = stands(Answer(FORMED, date(2026, 3, 9)), time_limit="会议召开之日起5日内")
    assert not fine.is_reckoned  # the day of a meeting stands in no item
    late = stands(Answer(FORMED, date(2026, 3, 10)), time_limit="印发之日起5日内")
    assert (late.state, late.due_on) == (RowState.LATE, date(2026, 3, 9))


@pytest.mark.parametrize("limit", ["印发之日起5日内", "信息形成或者变更之日起20个工作日内"])
def test_a_limit_that_ends_beyond_the_calendar_is_of_a_year_nobody_has_announced(limit):
    for answer in (Answer(date(9999, 12, 31), None), Answer(date(9999, 12, 31), LAST)):
        found = stands(answer, Answer(None, LAST), time_limit=limit)
        assert found.unknown_year == 9999


@pytest.mark.parametrize("limit", ["每季度更新", "按季公开"])
def test_a_cycle_without_anything_new_is_late(limit):
    answer = Answer(date(2026, 7, 1), date(2026, 8, 26))
    fine = stands(answer, time_limit=limit)
    assert (fine.state, fine.due_on) == (RowState.FINE, date(2026, 11, 26))
    late = stands(answer, time_limit=limit, today=date(2026, 11, 27))
    assert late.state is RowState.LATE


@pytest.mark.parametrize(
    "limit",
    ["实时公开", "自收到申请之日起20个工作日内", "征求意见期限不得少于30日", "及时公开"],
)
def test_what_cannot_be_reckoned_is_never_late(limit):
    found = stands(Answer(date(2020, 1, 2), TODAY), time_limit=limit)
    assert (found.state, found.is_reckoned, found.due_on) == (RowState.FINE, False, None)
    assert stands(Answer(date(2020, 1, 2), None), time_limit=limit).state is RowState.NOTHING


def test_a_year_nobody_has_announced_is_named_and_nothing_guessed():
    found = stands(Answer(date(2031, 12, 1), date(2031, 12, 2)), today=date(2032, 6, 1))
    assert (found.state, found.is_reckoned) == (RowState.FINE, False)
    assert found.unknown_year in (2031, 2032)


def test_on_request_needs_nothing_public():
    assert stands(mode="依申请公开").state is RowState.ON_REQUEST
    assert stands(Answer(FORMED, LAST), mode="依申请公开").state is RowState.FINE


def test_a_row_the_county_has_dropped_asks_for_nothing():
    found = standing(row(), [], today=TODAY, calendar=CALENDAR, is_required=False)
    assert found.state is RowState.NO_LONGER_REQUIRED


def test_months_end_where_the_month_does():
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_after(date(2026, 11, 26), 12) == date(2027, 11, 26)


@pytest.mark.parametrize(
    ("formed_on", "elsewhere", "since"),
    [
        (date(2026, 3, 4), None, date(2026, 3, 20)),  # corrected in May, and not late by that
        (date(2026, 3, 4), date(2026, 3, 9), date(2026, 3, 9)),
        (date(2026, 4, 1), None, date(2026, 5, 6)),  # formed after the page came out first
        (date(2026, 4, 1), date(2026, 3, 9), date(2026, 5, 6)),
        (None, None, date(2026, 3, 20)),
    ],
)
def test_a_correction_does_not_make_late(formed_on, elsewhere, since):
    first, last = date(2026, 3, 20), date(2026, 5, 6)
    assert became_public(formed_on, first=first, last=last, elsewhere=elsewhere) == since


def test_a_cycle_counts_from_the_last_publication():
    answer = Answer(date(2026, 1, 5), date(2026, 1, 6), updated_on=date(2026, 11, 2))
    assert stands(answer, time_limit="每月更新").due_on == date(2026, 12, 2)

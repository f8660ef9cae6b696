"""How long a public notice must stand, when its period ends, and what a change does to it."""

from datetime import UTC, date, datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from disclosure_plugin.domain.notices import (
    Change,
    Matter,
    NoticeIsOver,
    ShorterWithoutReason,
    TooFewCalendarDays,
    TooFewWorkingDays,
    Unit,
    UnitTooShort,
    change,
    check_length,
    closes_at,
    period,
)
from disclosure_plugin.domain.working_days import WorkingCalendar, YearNotAnnounced
from disclosure_plugin.domain.working_days_table import read_table

SHIPPED = files("disclosure_plugin") / "data" / "working_days.csv"
CALENDAR = WorkingCalendar(read_table(SHIPPED.read_text("utf-8")))
WORKING, CALENDAR_DAYS = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS

PLANNING = Matter("城乡规划草案报批前公告", 30, CALENDAR_DAYS, "《城乡规划法》第二十六条")
LISTS = Matter("名单公示", 5, WORKING, "本县规定")
DECISION = Matter("重大行政决策", 30, CALENDAR_DAYS, "第十五条", may_be_shorter=True)
FREE = Matter("其他公示")


def check(matter, days, unit, reason=""):
    check_length(matter, days=days, unit=unit, shorter_reason=reason)


@pytest.mark.parametrize(
    ("matter", "days", "unit", "refusal"),
    [
        (PLANNING, 29, CALENDAR_DAYS, TooFewCalendarDays),
        (PLANNING, 29, WORKING, TooFewCalendarDays),
        (LISTS, 4, WORKING, TooFewWorkingDays),
        # Seven calendar days may be fewer than five working days.
        (LISTS, 7, CALENDAR_DAYS, UnitTooShort),
        (DECISION, 10, CALENDAR_DAYS, ShorterWithoutReason),
    ],
)
def test_a_period_shorter_than_its_rule_is_refused(matter, days, unit, refusal):
    with pytest.raises(refusal):
        check(matter, days, unit)


def test_a_refusal_names_the_matter_the_days_and_the_rule():
    with pytest.raises(TooFewCalendarDays) as refused:
        check(PLANNING, 7, CALENDAR_DAYS)
    assert str(refused.value) == (
        "A notice on “城乡规划草案报批前公告” stands for at least 30 calendar days "
        "(《城乡规划法》第二十六条). Give it that many days or more."
    )


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_of_blanks_is_none(reason):
    with pytest.raises(ShorterWithoutReason):
        check(DECISION, 10, CALENDAR_DAYS, reason)


@pytest.mark.parametrize(
    ("matter", "days", "unit", "reason"),
    [
        (PLANNING, 30, CALENDAR_DAYS, ""),
        (PLANNING, 30, WORKING, ""),
        (LISTS, 5, WORKING, ""),
        (DECISION, 10, CALENDAR_DAYS, "汛期应急"),
        (FREE, 1, CALENDAR_DAYS, ""),
    ],
)
def test_a_period_that_keeps_its_rule_passes(matter, days, unit, reason):
    check(matter, days, unit, reason)


def test_no_reason_excuses_where_the_law_allows_none():
    with pytest.raises(TooFewCalendarDays):
        check(PLANNING, 10, CALENDAR_DAYS, "汛期应急")


def test_working_days_begin_after_the_day_of_publication_and_skip_national_day():
    # Published on Monday 28 September 2026; counted: 29, 30, then 8, 9, 10 October, the Saturday
    # being worked, and 12, 13.
    found = period(date(2026, 9, 28), days=7, unit=WORKING, calendar=CALENDAR)
    assert (found.first, found.last) == (date(2026, 9, 29), date(2026, 10, 13))
    assert found.reckoning.working_days == 7
    assert found.rolled_from is None


def test_calendar_days_that_end_on_a_holiday_end_on_the_next_working_day():
    # 7 calendar days after 25 September 2026 end on 2 October; offices open again on the 8th.
    found = period(date(2026, 9, 25), days=7, unit=CALENDAR_DAYS, calendar=CALENDAR)
    assert (found.last, found.rolled_from) == (date(2026, 10, 8), date(2026, 10, 2))


def test_calendar_days_that_end_on_a_working_day_stay():
    found = period(date(2026, 11, 16), days=7, unit=CALENDAR_DAYS, calendar=CALENDAR)
    assert (found.first, found.last) == (date(2026, 11, 17), date(2026, 11, 23))
    assert found.rolled_from is None


@pytest.mark.parametrize("unit", Unit)
def test_a_period_that_reaches_into_an_unknown_year_is_refused(unit):
    with pytest.raises(YearNotAnnounced):
        period(date(2034, 12, 28), days=7, unit=unit, calendar=CALENDAR)


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("day", [date(9999, 12, 26), date(9999, 12, 31)])
def test_a_period_that_reaches_beyond_the_calendar_is_refused(unit, day):
    with pytest.raises(YearNotAnnounced, match="9999"):
        period(day, days=7, unit=unit, calendar=CALENDAR)


def test_a_period_has_a_day():
    with pytest.raises(ValueError, match="at least one day"):
        period(date(2026, 11, 16), days=0, unit=CALENDAR_DAYS, calendar=CALENDAR)


def test_a_notice_is_over_when_its_last_day_is_in_the_bureaus_zone():
    over = closes_at(date(2026, 11, 23), ZoneInfo("Asia/Shanghai"))
    assert over.astimezone(UTC) == datetime(2026, 11, 23, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        # was public, is public, is over, same text
        ((False, False, False, False), Change.BEGINS),
        ((True, True, False, True), Change.RUNS_ON),
        ((True, True, False, False), Change.BEGINS_ANEW),
        # Off the site and back: it did not stand through its period.
        ((True, False, False, True), Change.BEGINS_ANEW),
        ((True, True, True, True), Change.STAYS_OVER),
        ((True, False, True, True), Change.STAYS_OVER),
    ],
)
def test_what_publishing_does_to_the_period(facts, expected):
    names = ("was_public", "is_public", "is_over", "same_text")
    assert change(**dict(zip(names, facts, strict=True))) is expected


def test_a_notice_that_is_over_is_not_changed():
    with pytest.raises(NoticeIsOver):
        change(was_public=True, is_public=True, is_over=True, same_text=False)

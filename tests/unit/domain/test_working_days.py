"""Working days, counted by hand and by others."""

from datetime import date
from pathlib import Path

import chinese_calendar
import pytest

import disclosure_plugin
from disclosure_plugin.domain.working_days import (
    Announced,
    Contradiction,
    Kind,
    WorkingCalendar,
    YearNotAnnounced,
)
from disclosure_plugin.domain.working_days_table import (
    NoRows,
    TableRefused,
    judge_table,
    read_table,
    with_notice,
    write_table,
)

SHIPPED = Path(disclosure_plugin.__file__).parent / "data" / "working_days.csv"
HEADER = "from,to,kind,name,source\n"


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return WorkingCalendar(read_table(SHIPPED.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        # Counted on paper with the State Council's notices for 2025 and 2026.
        (date(2025, 1, 24), date(2025, 2, 27)),  # Spring Festival, Sunday 26 January worked
        (date(2025, 9, 26), date(2025, 10, 30)),  # National Day, Sunday 28 September worked
        (date(2026, 2, 13), date(2026, 3, 19)),  # Spring Festival, two Saturdays worked
        (date(2026, 9, 18), date(2026, 10, 22)),  # Mid-autumn and National Day
        (date(2026, 11, 2), date(2026, 11, 30)),  # nothing but weekends
        (date(2025, 2, 1), date(2025, 3, 3)),  # begins on a day off
    ],
)
def test_twenty_working_days(calendar, start, end):
    assert calendar.reckon(start, 20).end == end
    assert calendar.working_days_between(start, end) == 20
    assert calendar.working_days_between(end, start) == -20


def test_a_date_explains_itself(calendar):
    reckoning = calendar.reckon(date(2025, 1, 24), 6)
    assert reckoning.end == date(2025, 2, 8)
    assert [
        (row.first, row.last, row.holiday and row.holiday.name) for row in reckoning.skipped
    ] == [
        (date(2025, 1, 25), date(2025, 1, 25), None),
        (date(2025, 1, 28), date(2025, 2, 4), "春节"),
    ]
    assert [row.first for row in reckoning.made_up] == [date(2025, 1, 26), date(2025, 2, 8)]
    assert {row.source for row in reckoning.made_up} == {"国办发明电〔2024〕12号"}


def test_a_weekend_beside_a_holiday_is_told_apart_from_it(calendar):
    skipped = calendar.reckon(date(2026, 9, 30), 1).skipped
    assert [(row.first, row.last) for row in skipped] == [(date(2026, 10, 1), date(2026, 10, 7))]
    skipped = calendar.reckon(date(2024, 6, 7), 1).skipped
    assert [(row.last, row.holiday and row.holiday.name) for row in skipped] == [
        (date(2024, 6, 9), None),
        (date(2024, 6, 10), "端午节"),
    ]


@pytest.mark.parametrize("day", [date(2035, 3, 1), date(2018, 12, 31), date(2027, 1, 4)])
def test_a_year_without_a_notice_is_refused_and_never_guessed(calendar, day):
    with pytest.raises(YearNotAnnounced) as refused:
        calendar.is_working_day(day)
    assert str(refused.value) == (
        f"The working days of {day.year} are not known: the table has no State Council notice "
        f"for that year. Enter the notice of holidays for {day.year}, then try again."
    )
    with pytest.raises(YearNotAnnounced):
        calendar.on_or_after(day)


def test_a_period_that_runs_into_such_a_year_is_refused(calendar):
    assert calendar.reckon(date(2026, 12, 3), 20).end == date(2026, 12, 31)
    with pytest.raises(YearNotAnnounced):
        calendar.reckon(date(2026, 12, 3), 21)


def test_the_first_days_of_a_notice_do_not_announce_the_year_before():
    rows = read_table(f"{HEADER}2029-12-31,2030-01-02,off,元旦,甲\n2030-05-01,,off,劳动节,甲\n")
    calendar = WorkingCalendar(rows)
    assert calendar.years == {2030}
    with pytest.raises(YearNotAnnounced):
        calendar.is_working_day(date(2029, 12, 31))


def test_a_last_day_that_is_off_moves_on(calendar):
    assert calendar.on_or_after(date(2026, 10, 1)) == date(2026, 10, 8)
    assert calendar.on_or_after(date(2026, 10, 10)) == date(2026, 10, 10)
    assert calendar.on_or_after(date(2026, 10, 11)) == date(2026, 10, 12)


@pytest.mark.parametrize("days", [0, -3])
def test_a_period_has_days(calendar, days):
    with pytest.raises(ValueError, match="at least one working day"):
        calendar.reckon(date(2026, 3, 2), days)


def test_the_shipped_table_is_what_is_written_again(calendar):
    text = SHIPPED.read_text(encoding="utf-8")
    assert write_table(read_table(text)) == text
    assert calendar.years == set(range(2019, 2027))


def test_the_shipped_table_agrees_with_an_outside_one(calendar):
    days = [
        date.fromordinal(n)
        for n in range(date(2019, 1, 1).toordinal(), date(2027, 1, 1).toordinal())
    ]
    assert [d for d in days if calendar.is_working_day(d) != chinese_calendar.is_workday(d)] == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The first line must name the columns"),
        ("day,what\n2026-01-01,off\n", "it says: day,what"),
        (HEADER, "no row below its header"),
        (f"{HEADER}1月1日,,off,元旦,甲\n", "Line 2: 1月1日 is not a date"),
        (f"{HEADER}\n2026-02-30,,off,春节,甲\n", "Line 3: 2026-02-30 is not a date"),
        (f"{HEADER}2026-01-01,,half,元旦,甲\n", "Line 2: the kind is off or work, not half"),
        (f"{HEADER}2026-01-01,,off,,甲\n", "Line 2: the name of the holiday is missing"),
        (f"{HEADER}2026-01-01,,off,元旦\n", "Line 2: the source is missing"),
        (f"{HEADER}2026-01-03,2026-01-01,off,元旦,甲\n", "the last day is before the first"),
        (f"{HEADER}2026-01-01,2027-01-03,off,元旦,甲\n", "368 days in a row"),
        (f"{HEADER}2026-01-05,,work,元旦,甲\n", "2026-01-05 is a working day anyway"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_line(text, sentence):
    with pytest.raises(TableRefused, match=sentence):
        read_table(text)


def test_rows_that_contradict_each_other_are_refused():
    with pytest.raises(Contradiction, match="2026-02-14 is both a day off"):
        read_table(f"{HEADER}2026-02-14,,work,春节,甲\n2026-02-14,2026-02-23,off,春节,乙\n")


def test_chinese_headers_and_kinds_are_read():
    text = "\ufeff起,止,类别,名称,依据\n"
    text += "2026/02/14,,上班,春节,甲\n2026-02-15,2026-02-23,放假,春节,甲\n"
    assert read_table(text) == (
        Announced(date(2026, 2, 14), date(2026, 2, 14), Kind.WORK, "春节", "甲"),
        Announced(date(2026, 2, 15), date(2026, 2, 23), Kind.OFF, "春节", "甲"),
    )


def test_every_line_is_judged_and_the_good_ones_are_kept():
    judged = judge_table(
        HEADER
        + "2027-01-01,2027-01-03,off,元旦,某号\n"
        + "2027-13-01,2027-01-03,off,元旦,某号\n"
        + "\n"
        + "2027-02-06,,holiday,春节,某号\n"
        + "2027-01-02,2027-01-02,work,元旦,某号\n"
        + "2027-02-05,2027-02-12,off,春节,某号\n"
    )
    assert [row.first for row in judged.rows] == [date(2027, 1, 1), date(2027, 2, 5)]
    assert [(line, type(why).__name__) for line, why in judged.refusals] == [
        (3, "NotADate"),
        (5, "NotAKind"),
        (6, "Contradiction"),
    ]
    with pytest.raises(NoRows):
        judge_table(HEADER + "\n , \n")


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (HEADER + "x" * 200_000, "NotCsv"),
        (HEADER + "2027-05-01,,off,劳动节,某号\n" * 501, "TooManyRows"),
        ("x" * 1000, "NoHeader"),
    ],
)
def test_a_file_that_is_no_table_is_refused_as_a_whole(text, refusal):
    with pytest.raises(TableRefused) as caught:
        judge_table(text)
    assert type(caught.value).__name__ == refusal
    assert len(str(caught.value)) < 300


def rows(text: str) -> tuple[Announced, ...]:
    return read_table(HEADER + text)


OF_2026 = "2025-12-27,,work,元旦,旧\n2026-01-01,2026-01-03,off,元旦,旧\n"
OF_2026 += "2026-05-01,2026-05-05,off,劳动节,旧\n"


def test_a_notice_replaces_its_years_and_leaves_the_others_alone():
    others = "2025-05-01,2025-05-05,off,劳动节,前\n2025-12-25,2025-12-25,off,别的,前\n"
    notice = rows("2026-01-01,,off,元旦,新\n2026-06-01,2026-06-03,off,端午节,新\n")
    assert with_notice(rows(others + OF_2026), notice) == rows(
        "2025-05-01,2025-05-05,off,劳动节,前\n2025-12-25,2025-12-25,off,别的,前\n"
        "2026-01-01,,off,元旦,新\n2026-06-01,2026-06-03,off,端午节,新\n"
    )


def test_a_notice_that_says_the_same_changes_nothing_and_a_new_year_is_added():
    table = rows(OF_2026)
    assert with_notice(table, table) == table
    next_year = rows("2026-12-26,,work,元旦,新\n2027-05-01,2027-05-03,off,劳动节,新\n")
    assert with_notice(table, next_year) == (*table, *next_year)


def test_a_notice_that_contradicts_a_row_that_stays_is_refused():
    with pytest.raises(Contradiction):
        with_notice(
            rows("2026-12-26,,off,别的,旧\n2026-05-01,,off,劳动节,别号\n"),
            rows("2026-12-26,,work,元旦,新\n2027-05-01,2027-05-03,off,劳动节,新\n"),
        )

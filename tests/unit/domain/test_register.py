"""What the register demands of an item, and until when it must be disclosed."""

from datetime import date
from importlib.resources import files

import pytest

from disclosure_plugin.domain.index_numbers import Pattern
from disclosure_plugin.domain.register import (
    CATEGORY_SENTENCES,
    Category,
    OriginalIncomplete,
    OriginalInTheFuture,
    check_original,
    due_by,
)
from disclosure_plugin.domain.working_days import WorkingCalendar, YearNotAnnounced
from disclosure_plugin.domain.working_days_table import read_table

SHIPPED = files("disclosure_plugin") / "data" / "working_days.csv"
CALENDAR = WorkingCalendar(read_table(SHIPPED.read_text("utf-8")))
TODAY = date(2026, 11, 25)


def test_the_categories_are_those_of_the_regulation():
    by_article = {20: [], 21: []}
    for one in Category:
        by_article[one.article].append(int(one.value.partition(".")[2]))
    assert by_article == {20: list(range(1, 16)), 21: list(range(1, 8))}
    assert set(CATEGORY_SENTENCES) == set(Category)
    assert len(set(CATEGORY_SENTENCES.values())) == 22


@pytest.mark.parametrize(
    ("published_on", "source"), [(None, ""), (date(2013, 12, 3), "旧网站"), (TODAY, "县报")]
)
def test_an_earlier_publication_is_named_whole_or_not(published_on, source):
    check_original(published_on=published_on, source=source, today=TODAY)


@pytest.mark.parametrize(
    ("published_on", "source"),
    [(None, "旧网站"), (date(2013, 12, 3), ""), (date(2013, 12, 3), "  ")],
)
def test_half_of_an_earlier_publication_is_refused(published_on, source):
    with pytest.raises(OriginalIncomplete):
        check_original(published_on=published_on, source=source, today=TODAY)


def test_an_earlier_publication_is_not_in_the_future():
    with pytest.raises(OriginalInTheFuture):
        check_original(published_on=date(2026, 11, 26), source="县报", today=TODAY)


def test_twenty_working_days_over_national_day():
    # Counted by hand: 21 to 24 (4) and 28 to 30 September (3); 8, 9, 10 October, the Saturday
    # being worked (3); 12 to 16 (5), 19 to 23 (5).
    found = due_by(date(2026, 9, 20), CALENDAR)
    assert found.end == date(2026, 10, 23)


def test_a_year_that_nobody_announced_is_no_year_without_holidays():
    with pytest.raises(YearNotAnnounced, match="2035"):
        due_by(date(2035, 3, 1), CALENDAR)


def test_the_last_day_that_there_is_has_no_days_after_it():
    with pytest.raises(YearNotAnnounced, match="9999"):
        due_by(date.max, CALENDAR)


def test_the_form_in_use_in_yunnan():
    pattern = Pattern("{organisation}-/{year}-{month}{day}{serial:3}")
    series = pattern.series(
        organisation="11532331015179648Q", category="20.8", formed_on=date(2024, 11, 21)
    )
    assert pattern.number(series, 1).text == "11532331015179648Q-/2024-1121001"
    assert pattern.number(series, 1000).text == "11532331015179648Q-/2024-11211000"
    assert pattern.number(series, 1000).outgrown

from datetime import UTC, date
from zoneinfo import ZoneInfo

import pytest

from disclosure_plugin.domain.in_force import (
    EndedButInForce,
    EndsBeforeItBegins,
    NotEndedYet,
    check_days,
    check_validity,
    lapses_at,
)

TODAY = date(2026, 11, 26)
TOMORROW = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("first", "last"),
    [(None, None), (TODAY, None), (None, TODAY), (TODAY, TODAY), (TODAY, TOMORROW)],
)
def test_days_in_order(first, last):
    check_days(first, last)


def test_an_end_before_the_beginning_is_refused():
    with pytest.raises(EndsBeforeItBegins) as refusal:
        check_days(TOMORROW, TODAY)
    assert refusal.value.params == {"first": "2026-11-27", "last": "2026-11-26"}


@pytest.mark.parametrize(
    ("validity", "ended_on"),
    [
        ("valid", None),
        ("valid", TOMORROW),  # the end that the document has set itself
        ("expired", TODAY),
        ("repealed", date(2020, 1, 1)),
        ("repealed", None),  # the day is a required element, and asked for there
    ],
)
def test_validity_and_day_that_say_the_same(validity, ended_on):
    check_validity(validity, ended_on=ended_on, today=TODAY)


def test_what_has_ended_is_not_in_force():
    with pytest.raises(EndedButInForce):
        check_validity("valid", ended_on=TODAY, today=TODAY)


@pytest.mark.parametrize("validity", ["expired", "repealed"])
def test_what_ends_tomorrow_has_not_ended(validity):
    with pytest.raises(NotEndedYet):
        check_validity(validity, ended_on=TOMORROW, today=TODAY)


@pytest.mark.parametrize(
    ("validity", "ended_on", "at"),
    [
        ("valid", TOMORROW, "2026-11-26T16:00:00+00:00"),  # the county's midnight
        ("valid", None, None),
        ("expired", TOMORROW, None),
        ("repealed", TODAY, None),
    ],
)
def test_what_names_its_end_lapses_as_that_day_begins(validity, ended_on, at):
    found = lapses_at(validity, ended_on, ZoneInfo("Asia/Shanghai"))
    assert (found and found.astimezone(UTC).isoformat()) == at

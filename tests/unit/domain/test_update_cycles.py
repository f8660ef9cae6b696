"""When a column has to be updated, and how it stands on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from disclosure_plugin.domain.update_cycles import (
    CYCLES,
    ColumnType,
    State,
    cycle_days,
    due_on,
    state,
)

TODAY = date(2026, 11, 26)


def aged(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("column_type", "days"),
    [
        ("news", 14),
        ("headlines", 14),
        ("announcements", 183),
        ("policies", 183),
        ("personnel", 365),
        ("plans", 365),
        ("services", None),
        ("", None),
        ("no such type", None),
    ],
)
def test_the_cycle_follows_the_type(column_type, days):
    assert cycle_days(column_type, own_days=None) == days


def test_the_bureaus_own_cycle_comes_first():
    assert cycle_days("news", own_days=7) == 7
    assert cycle_days("services", own_days=30) == 30


def test_every_cycle_says_where_it_is_written():
    assert {one.days for one in CYCLES.values()} == {14, 183, 365}
    assert all("国办秘函〔2019〕19号" in one.source for one in CYCLES.values())
    # What no document in hand says is labelled so.
    assert "凭记忆" in CYCLES[ColumnType.PLANS].source


@pytest.mark.parametrize(
    ("age", "days", "expected"),
    [
        (0, 14, State.FINE),
        (9, 14, State.FINE),
        (10, 14, State.NEARLY_DUE),  # 71 %
        (13, 14, State.NEARLY_DUE),
        (14, 14, State.STALE),
        (400, 14, State.STALE),
        (69, 100, State.FINE),
        (70, 100, State.NEARLY_DUE),
        (99, 100, State.NEARLY_DUE),
        (100, 100, State.STALE),
        (0, 1, State.FINE),
        (1, 1, State.STALE),
        (10_000, None, State.NO_CYCLE),
    ],
)
def test_a_column_ages_by_calendar_days(age, days, expected):
    assert state(last_update=aged(age), days=days, today=TODAY) is expected


@pytest.mark.parametrize("days", [14, None])
def test_a_column_without_items_is_empty_whatever_its_cycle(days):
    assert state(last_update=None, days=days, today=TODAY) is State.EMPTY


def test_a_publication_after_midnight_elsewhere_is_no_mistake():
    assert state(last_update=aged(-1), days=14, today=TODAY) is State.FINE


def test_the_day_it_becomes_stale():
    assert due_on(date(2024, 2, 20), days=14) == date(2024, 3, 5)
    assert due_on(None, days=14) is None
    assert due_on(TODAY, days=None) is None

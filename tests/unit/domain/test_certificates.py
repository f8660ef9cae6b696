"""A certificate says what was observed and recorded, and never more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from disclosure_plugin.domain.certificates import (
    Event,
    Interruption,
    Observation,
    Stretch,
    Verdict,
    Window,
    absences,
    end_of,
    observed,
    stretches,
    verdict,
    versions,
)

START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
URL = "http://jsj.localhost/board/k7m2p4qx/"
LIMIT = timedelta(minutes=90)
HALF_HOUR = timedelta(minutes=30)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def day(hours: int = 24) -> Window:
    return Window(START, at(hours))


def looks(first: float, last: float) -> list[Observation]:
    """Observations every half hour, both ends included."""
    made, now = [], at(first)
    while now <= at(last):
        made.append(Observation(at=now, url=URL, sha256="aa"))
        now += HALF_HOUR
    return made


def failed(first: float, last: float, problem: str) -> list[Observation]:
    return [Observation(at=one.at, url=URL, problem=problem) for one in looks(first, last)]


def test_a_period_that_was_looked_at_throughout_has_no_interruption():
    result = observed(day(), looks(0.25, 23.75), limit=LIMIT)
    assert (result.count, result.ok, result.interruptions) == (48, 48, [])
    assert result.max_gap == HALF_HOUR
    said = verdict(is_over=True, interruptions=[], alike=[[Stretch("aa", START, None)]])
    assert said == [Verdict.COMPLETE]


def test_three_hours_outage_is_listed_with_what_stood_around_it():
    seen = [*looks(0.5, 9.5), *failed(10, 12.5, "503"), *looks(13, 23.5)]
    result = observed(day(), seen, limit=LIMIT)
    assert result.interruptions == [
        Interruption(at(10), at(13), at(9.5), at(13), ("503",)),
    ]
    assert (result.count, result.ok) == (47, 41)
    assert result.max_gap == timedelta(hours=3.5)


def test_one_failed_look_is_an_interruption():
    seen = [*looks(0.5, 9.5), *failed(10, 10, "no_answer"), *looks(10.5, 23.5)]
    assert observed(day(), seen, limit=LIMIT).interruptions == [
        Interruption(at(10), at(10.5), at(9.5), at(10.5), ("no_answer",))
    ]


def test_all_that_went_wrong_in_one_interruption_is_named_once():
    seen = [*looks(0.5, 1), *failed(1.5, 2, "503"), *failed(2.5, 3, "timeout"), *looks(3.5, 23.5)]
    [one] = observed(day(), seen, limit=LIMIT).interruptions
    assert one.status == ("503", "timeout")


def test_a_time_nobody_looked_is_never_taken_for_good():
    seen = [*looks(0.5, 9.5), *looks(14, 23.5)]
    result = observed(day(), seen, limit=LIMIT)
    assert result.interruptions == [
        Interruption(at(9.5), at(14), at(9.5), at(14), ("unobserved",))
    ]
    assert (result.count, result.ok) == (39, 39)
    assert result.max_gap == timedelta(hours=4.5)


def test_a_gap_of_exactly_the_limit_is_none_and_a_second_more_is_one():
    edge = timedelta(seconds=1)
    for more, count in ((timedelta(), 0), (edge, 1)):
        seen = [Observation(START + LIMIT + more, URL, "aa"), Observation(at(3), URL, "aa")]
        assert len(observed(day(3), seen, limit=LIMIT).interruptions) == count


def test_without_any_observation_the_whole_period_is_unobserved():
    result = observed(day(), [], limit=LIMIT)
    assert result.interruptions == [Interruption(START, at(24), None, None, ("unobserved",))]
    assert (result.count, result.ok, result.max_gap) == (0, 0, timedelta(hours=24))


def test_the_service_that_looks_is_down_at_the_end():
    result = observed(day(), looks(0.5, 20), limit=LIMIT)
    assert result.interruptions == [Interruption(at(20), at(24), at(20), None, ("unobserved",))]


def test_a_failure_after_a_long_silence_does_not_shorten_the_silence():
    seen = [*looks(0.5, 5), *failed(10, 10, "503"), *looks(10.5, 23.5)]
    assert observed(day(), seen, limit=LIMIT).interruptions == [
        Interruption(at(5), at(10), at(5), at(10.5), ("unobserved",)),
        Interruption(at(10), at(10.5), at(5), at(10.5), ("503",)),
    ]


def test_a_clock_that_was_set_back_makes_no_time_look_observed():
    """One and a half hours pass twice on that clock; they are added to the gap behind them."""
    seen = [*looks(0.5, 4), *looks(2.5, 23.5)]
    result = observed(day(), seen, limit=LIMIT)
    assert result.count == 47
    assert result.interruptions == [Interruption(at(4), at(4.5), at(4), at(4.5), ("unobserved",))]
    assert result.max_gap == timedelta(hours=2)


def test_a_failure_counts_in_the_second_of_a_success_and_on_a_clock_that_was_set_back():
    same_second = [*looks(0.5, 9.5), *failed(9.5, 9.5, "503"), *looks(10, 23.5)]
    assert observed(day(), same_second, limit=LIMIT).interruptions == [
        Interruption(at(9.5), at(10), at(9.5), at(10), ("503",))
    ]
    set_back = [*looks(0.5, 9.5), *failed(9.25, 9.25, "503"), *looks(10, 23.5)]
    result = observed(day(), set_back, limit=LIMIT)
    assert result.interruptions == [Interruption(at(9.5), at(10), at(9.5), at(10), ("503",))]
    assert (result.count, result.ok) == (48, 47)


def test_what_lies_outside_the_period_does_not_count():
    seen = [*failed(-2, -0.5, "503"), *looks(0.5, 23.5), *failed(24.5, 26, "503")]
    result = observed(day(), seen, limit=LIMIT)
    assert (result.count, result.interruptions) == (47, [])


def published(index: int, hours: float, content: str) -> Event:
    return Event(index, at(hours), "page.published", content)


def unpublished(index: int, hours: float, kind: str = "page.unpublished") -> Event:
    return Event(index, at(hours), kind)


def test_an_edit_that_was_reverted_is_three_versions():
    events = [published(4, 0, "a"), published(9, 5, "b"), published(12, 5.2, "a")]
    found = versions(day(), events)
    assert found == [
        Stretch("a", at(0), at(5)),
        Stretch("b", at(5), at(5.2)),
        Stretch("a", at(5.2), None),
    ]
    assert verdict(is_over=True, interruptions=[], alike=[found]) == [Verdict.CHANGED]


def test_published_again_without_a_change_is_one_version():
    found = versions(day(), [published(4, 0, "a"), published(9, 5, "a")])
    assert found == [Stretch("a", at(0), None)]
    assert verdict(is_over=True, interruptions=[], alike=[found]) == [Verdict.COMPLETE]


def test_a_change_after_the_end_is_none_of_the_period():
    assert versions(day(), [published(4, 0, "a"), published(9, 24, "b")]) == [
        Stretch("a", at(0), at(24))
    ]


def test_unpublished_and_published_again_is_an_interruption_though_no_look_failed():
    events = [published(4, 0, "a"), unpublished(5, 3), published(6, 3.1, "a")]
    assert absences(day(), events) == [
        Interruption(at(3), at(3.1), None, None, ("page.unpublished",))
    ]
    assert [one.value for one in versions(day(), events)] == ["a", "a"]
    assert end_of(events) is None


def test_withdrawn_before_the_end_is_an_interruption_to_the_end():
    events = [published(4, 0, "a"), unpublished(5, 20), unpublished(6, 20, "page.withdrawn")]
    assert absences(day(), events) == [
        Interruption(at(20), at(24), None, None, ("page.unpublished", "page.withdrawn"))
    ]
    assert end_of(events) == events[1]


def test_an_expiry_at_the_end_is_the_end_and_no_interruption():
    events = [published(4, 0, "a"), unpublished(5, 24)]
    assert absences(day(), events) == []
    assert end_of(events) == events[1]


def test_another_address_is_a_change():
    moved = URL.replace("k7m2p4qx", "z3z3z3z3")
    seen = [
        *looks(0.5, 9.5),
        *(Observation(one.at, moved, "aa") for one in looks(10, 23.5)),
    ]
    found = stretches(day(), seen, of="url")
    assert found == [Stretch(URL, at(0.5), at(9.5)), Stretch(moved, at(10), at(23.5))]
    assert stretches(day(), seen, of="sha256") == [Stretch("aa", at(0.5), at(23.5))]
    assert verdict(is_over=True, interruptions=[], alike=[found]) == [Verdict.CHANGED]


def test_other_bytes_are_a_change_though_the_log_records_none():
    seen = [*looks(0.5, 1), Observation(at(1.5), URL, "bb"), *looks(2, 23.5)]
    found = stretches(day(), seen, of="sha256")
    assert [one.value for one in found] == ["aa", "bb", "aa"]
    assert verdict(is_over=True, interruptions=[], alike=[found]) == [Verdict.CHANGED]


@pytest.mark.parametrize(
    ("is_over", "interrupted", "changed", "said"),
    [
        (True, False, False, [Verdict.COMPLETE]),
        (False, False, False, [Verdict.RUNNING]),
        (True, True, True, [Verdict.INTERRUPTED, Verdict.CHANGED]),
        (False, True, False, [Verdict.RUNNING, Verdict.INTERRUPTED]),
    ],
)
def test_complete_is_said_alone_or_not_at_all(is_over, interrupted, changed, said):
    interruptions = [Interruption(at(1), at(2), None, None, ("503",))] if interrupted else []
    alike = [[Stretch("a", at(0), at(1)), Stretch("b" if changed else "a", at(1), None)]]
    assert verdict(is_over=is_over, interruptions=interruptions, alike=alike) == said

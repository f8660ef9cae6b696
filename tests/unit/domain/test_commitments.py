"""A promise may only tighten the law's limit, and what was promised stays readable."""

from datetime import date

import pytest

from disclosure_plugin.domain.commitments import (
    CalendarDaysBesideWorkingDays,
    CodeTwice,
    Commitment,
    CommitmentLeftOut,
    EarlierIsLater,
    EndedWithoutReason,
    EndsInThePast,
    Limit,
    LoosenedWithoutReason,
    MoreCalendarDaysThanLaw,
    Promise,
    PromiseBackwards,
    PromiseForgotten,
    PromiseLongerThanLaw,
    PromiseWithoutDayForgotten,
    SameDay,
    UnknownCode,
    WorkingDaysBesideCalendarDays,
    WorkingDaysLongerThanLaw,
    answering,
    changes_refused,
    check_limits,
    check_promise,
    contradictions,
    earlier_of,
    is_within,
)
from disclosure_plugin.domain.in_force import EndsBeforeItBegins
from disclosure_plugin.domain.notices import Unit

JANUARY, MARCH, JUNE = date(2026, 1, 1), date(2026, 3, 4), date(2026, 6, 1)
TODAY = date(2026, 3, 1)


def working(number: int) -> Limit:
    return Limit(number, Unit.WORKING_DAYS)


def calendar(number: int) -> Limit:
    return Limit(number, Unit.CALENDAR_DAYS)


def permit(present: Promise | None, *earlier: Promise, **said) -> Commitment:
    return Commitment("01", "建筑工程施工许可", present, earlier, **said)


FIVE, FOUR = Promise(JANUARY, working(5)), Promise(MARCH, working(4))


# --- Law and promise -----------------------------------------------------------------------------


@pytest.mark.parametrize(("statutory", "promised"), [(7, 8), (1, 2), (20, 365)])
def test_a_promise_longer_than_the_law_is_refused(statutory, promised):
    with pytest.raises(PromiseLongerThanLaw) as refused:
        check_limits(statutory_days=statutory, promised_days=promised)
    assert str(refused.value) == (
        f"The law allows {statutory} working days: promise that many or fewer, not {promised}."
    )


@pytest.mark.parametrize(
    ("statutory", "promised"), [(7, 7), (7, 2), (None, 365), (7, None), (None, None)]
)
def test_a_promise_within_the_law_or_without_one_is_accepted(statutory, promised):
    check_limits(statutory_days=statutory, promised_days=promised)


@pytest.mark.parametrize(
    ("statutory", "promised", "refusal"),
    [
        (calendar(30), calendar(31), MoreCalendarDaysThanLaw),
        (calendar(30), working(31), WorkingDaysLongerThanLaw),
        # Fewer working days than calendar days: a week of holidays makes them longer.
        (calendar(30), working(30), WorkingDaysBesideCalendarDays),
        (calendar(7), working(5), WorkingDaysBesideCalendarDays),
        (working(5), calendar(6), CalendarDaysBesideWorkingDays),
        (working(5), calendar(7), CalendarDaysBesideWorkingDays),
    ],
)
def test_units_are_compared_only_where_it_is_sure(statutory, promised, refusal):
    with pytest.raises(refusal) as refused:
        check_promise(promised, statutory=statutory)
    assert type(refused.value) is refusal
    for limit in (statutory, promised):
        assert str(limit.number) in str(refused.value)


@pytest.mark.parametrize(
    ("statutory", "promised"),
    [(calendar(30), calendar(30)), (working(5), calendar(5)), (working(20), calendar(1))],
)
def test_as_many_calendar_days_are_never_longer_than_working_days(statutory, promised):
    check_promise(promised, statutory=statutory)
    assert is_within(promised, statutory) is True


# --- Versions ------------------------------------------------------------------------------------


def test_what_holds_is_what_was_promised_on_the_day():
    one = permit(FOUR, FIVE)
    assert one.on(date(2025, 12, 31)) is None
    assert one.on(JANUARY) == working(5)
    assert one.on(date(2026, 3, 3)) == working(5)
    assert one.on(MARCH) == working(4)
    assert one.on(date(2030, 1, 1)) == working(4)


def test_what_has_ended_promises_nothing_afterwards():
    one = permit(FIVE, last=date(2026, 5, 31), end_reason="事项取消")
    assert one.on(date(2026, 5, 31)) == working(5)
    assert one.on(JUNE) is None


def test_a_promise_without_a_first_day_holds_since_ever():
    assert permit(Promise(None, working(5))).on(date(2001, 1, 1)) == working(5)
    assert permit(None).on(TODAY) is None


@pytest.mark.parametrize(
    ("list_", "refusals"),
    [
        ([permit(FOUR), Commitment("01", "商品房预售许可", FIVE)], [CodeTwice]),
        ([permit(FIVE, FOUR)], [EarlierIsLater]),
        ([permit(FIVE, Promise(JANUARY, working(6)))], [SameDay]),
        ([permit(Promise(MARCH, working(6)), FIVE)], [LoosenedWithoutReason]),
        ([permit(Promise(MARCH, working(6), "  "), FIVE)], [LoosenedWithoutReason]),
        # As many, but working days where it was calendar days.
        ([permit(Promise(MARCH, working(5)), Promise(JANUARY, calendar(5)))],
         [LoosenedWithoutReason]),
        ([permit(FIVE, last=date(2025, 12, 31), end_reason="取消")], [EndsBeforeItBegins]),
        ([permit(FIVE, last=JUNE)], [EndedWithoutReason]),
    ],
)  # fmt: skip
def test_a_list_that_contradicts_itself(list_, refusals):
    assert [type(one) for one in contradictions(list_)] == refusals


@pytest.mark.parametrize(
    "list_",
    [
        [permit(FOUR, FIVE)],
        [permit(Promise(MARCH, working(6), "人员减少，直至补齐。"), FIVE)],
        [permit(Promise(MARCH, calendar(5)), FIVE)],
        [permit(FIVE), Commitment("02", "商品房预售许可", FIVE)],
        # Not numbered yet: the elements say so, and not this.
        [Commitment("", "甲", FIVE), Commitment("", "乙", FIVE)],
    ],
)
def test_a_list_that_holds_together(list_):
    assert list(contradictions(list_)) == []


def test_the_sentence_of_a_loosened_promise_says_what_to_write():
    [refusal] = contradictions([permit(Promise(MARCH, working(6)), FIVE)])
    assert str(refusal) == (
        "From 2026-03-04 on, commitment 01 promises 6 days where it promised 5: nobody can be "
        "sure that this is not longer. Write why; the reason is public."
    )


def test_earlier_promises_of_nobody_are_named():
    found, refusals = earlier_of([("01", FIVE), ("9", FOUR), ("01", FOUR)], ["01", "02"])
    assert found == {"01": (FIVE, FOUR)}
    assert [(type(one), one.params) for one in refusals] == [(UnknownCode, {"code": "9"})]


# --- What is public ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "refusals"),
    [
        ([permit(FIVE)], [], [CommitmentLeftOut]),
        # Overwritten: nobody could see that it was 5 days once.
        ([permit(FIVE)], [permit(FOUR)], [PromiseForgotten]),
        ([permit(FIVE)], [permit(Promise(JANUARY, working(8)))],
         [PromiseForgotten, PromiseBackwards]),
        # Cases of January would be kept that were broken.
        ([permit(FIVE)], [permit(Promise(date(2026, 2, 28), working(8), "人员减少。"), FIVE)],
         [PromiseBackwards]),
        ([permit(FOUR, FIVE)], [permit(FOUR)], [PromiseForgotten]),
        ([permit(Promise(None, working(5)))], [permit(FOUR)], [PromiseWithoutDayForgotten]),
        ([permit(FIVE)], [permit(FIVE, last=date(2026, 2, 1), end_reason="取消")],
         [EndsInThePast]),
    ],
)  # fmt: skip
def test_what_is_public_cannot_be_changed_backwards(old, new, refusals):
    assert [type(one) for one in changes_refused(old, new, today=TODAY)] == refusals


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([permit(FIVE)], [permit(FIVE)]),
        ([permit(FIVE)], [permit(FOUR, FIVE)]),
        ([permit(FIVE)], [permit(Promise(TODAY, working(8), "人员减少。"), FIVE)]),
        ([permit(FIVE)], [permit(FIVE), Commitment("02", "甲", Promise(JUNE, working(3)))]),
        ([permit(Promise(None, working(5)))], [permit(FIVE)]),
        ([permit(Promise(None, working(5)))], [permit(FOUR, FIVE)]),
        ([permit(FIVE)], [permit(FIVE, last=JUNE, end_reason="取消")]),
        ([Commitment("", "建筑工程施工许可", Promise(None, working(5)))], [permit(FIVE)]),
        ([], [permit(FIVE)]),
    ],
)
def test_what_may_become_of_a_public_list(old, new):
    assert list(changes_refused(old, new, today=TODAY)) == []


def test_an_end_that_was_published_stays_though_it_is_past():
    ended = permit(FIVE, last=date(2026, 2, 1), end_reason="取消")
    assert list(changes_refused([ended], [ended], today=TODAY)) == []


def test_a_case_is_judged_by_the_first_list_that_promised_something_on_its_day():
    newer = Commitment("01", "证", Promise(MARCH, Limit(2)))
    older = Commitment("01", "证", Promise(JANUARY, Limit(5)), last=date(2026, 5, 31))
    assert answering([newer, older], MARCH) is newer
    assert answering([older, newer], MARCH) is older
    assert answering([newer, older], date(2026, 3, 3)) is older
    assert answering([older, newer], JUNE) is newer
    assert answering([newer, older], date(2025, 12, 31)) is newer  # nobody promised anything
    assert answering([older], date(2025, 12, 31)) is older

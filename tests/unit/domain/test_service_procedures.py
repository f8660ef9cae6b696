from decimal import Decimal

import pytest

from disclosure_plugin.domain.service_procedures import (
    PromiseOnTheSpot,
    Step,
    StepsLongerThanPromise,
    StepWithoutNumber,
    TimeUnit,
    check_kind,
    check_steps,
    plain,
)

WORKING = TimeUnit.WORKING_DAYS


def step(number, unit=WORKING, counts=True, name="审查") -> Step:
    return Step(name, None if number is None else Decimal(number), unit, counts)


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [step("1"), step("0.5"), step("0.5")],
        [step("2")],
        [step(None, TimeUnit.AT_ONCE), step("2")],
        # What does not count may take as long as it takes, and may stay open.
        [step("2"), step("30", counts=False), step(None, counts=False)],
        # Other units are not added up.
        [step("2"), step("48", TimeUnit.HOURS), step("30", TimeUnit.CALENDAR_DAYS)],
    ],
)
def test_steps_that_fit_into_the_promise(steps):
    check_steps(steps, promised_days=2)


def test_half_a_day_too_much_is_refused_with_both_numbers():
    with pytest.raises(StepsLongerThanPromise) as refusal:
        check_steps([step("1"), step("1"), step("0.5")], promised_days=2)
    assert refusal.value.params == {"steps": "2.5", "promised": 2}


def test_without_a_promise_steps_take_what_they_take():
    check_steps([step("90")], promised_days=None)


def test_a_step_that_counts_says_how_long_it_takes():
    with pytest.raises(StepWithoutNumber) as refusal:
        check_steps([step("1"), step(None, name="决定")], promised_days=2)
    assert refusal.value.params == {"step": "决定"}


def test_nothing_is_promised_for_what_is_done_on_the_spot():
    check_kind("spot", promised_days=None)
    check_kind("promised", promised_days=2)
    check_kind("", promised_days=2)
    with pytest.raises(PromiseOnTheSpot):
        check_kind("spot", promised_days=1)


@pytest.mark.parametrize(
    ("number", "written"),
    [("2.0", "2"), ("0.5", "0.5"), ("20", "20"), ("0", "0"), ("100.0", "100")],
)
def test_numbers_are_written_without_needless_zeros(number, written):
    assert plain(Decimal(number)) == written

"""Kept or broken, by hand; and the same of many cases, reckoned in another way."""

from __future__ import annotations

import bisect
import hashlib
import random
import statistics
from datetime import date, timedelta
from fractions import Fraction
from importlib.resources import files

import pytest

from disclosure_plugin.domain.case_statistics import (
    Period,
    Tally,
    assess,
    difference,
    half_days,
    percent,
    quarter,
)
from disclosure_plugin.domain.cases import Case, Outcome, Pause, Verdict, due_day, judge
from disclosure_plugin.domain.commitments import Commitment, Limit, Promise
from disclosure_plugin.domain.notices import Unit
from disclosure_plugin.domain.working_days import WorkingCalendar, YearNotAnnounced
from disclosure_plugin.domain.working_days_table import read_table

TABLE = read_table((files("disclosure_plugin") / "data/working_days.csv").read_text("utf-8"))
CALENDAR = WorkingCalendar(TABLE)
END = date(2026, 12, 31)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def case(received: str, finished: str = "", *pauses: tuple[str, str], code="01", number="1"):
    return Case(
        number,
        code,
        day(received),
        day(finished) if finished else None,
        tuple(Pause(day(first), day(last) if last else None) for first, last in pauses),
    )


FIVE, SEVEN = Limit(5), Limit(7, Unit.CALENDAR_DAYS)


# --- One case ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "limit", "verdict"),
    [
        # Monday to Monday: five working days.
        (case("03-02", "03-09"), FIVE, (Outcome.KEPT, "03-09", 5, "03-09")),
        (case("03-02", "03-10"), FIVE, (Outcome.BROKEN, "03-10", 6, "03-09")),
        # Finished on the Saturday after the last day: no working day more, and late.
        (case("03-06", "03-14"), FIVE, (Outcome.BROKEN, "03-14", 5, "03-13")),
        (case("03-02", "03-02"), FIVE, (Outcome.KEPT, "03-02", 0, "")),
        # Over the Spring Festival, 15 to 23 February, and its made-up Saturdays, 14 and 28.
        (case("02-13", "02-27"), FIVE, (Outcome.KEPT, "02-27", 5, "02-27")),
        (case("02-24", "03-02"), FIVE, (Outcome.KEPT, "03-02", 5, "03-02")),
        # A pause of which both days stand still.
        (case("03-02", "03-12", ("03-04", "03-06")), FIVE, (Outcome.KEPT, "03-12", 5, "03-12")),
        (case("03-02", "03-13", ("03-04", "03-06")), FIVE, (Outcome.BROKEN, "03-13", 6, "03-12")),
        # A pause on days off alone changes nothing.
        (case("03-02", "03-10", ("03-07", "03-08")), FIVE, (Outcome.BROKEN, "03-10", 6, "03-09")),
        # A pause that goes on: nothing falls due.
        (case("03-02", "", ("03-04", "")), FIVE, (Outcome.RUNNING, "", 1, "")),
        # Never finished: broken on the day after the last, not when somebody looks.
        (case("03-02"), FIVE, (Outcome.BROKEN, "03-10", 206, "03-09")),
        (case("03-02", "03-09"), SEVEN, (Outcome.KEPT, "03-09", 7, "03-09")),
        (case("03-02", "03-10"), SEVEN, (Outcome.BROKEN, "03-10", 8, "03-09")),
        # Seven calendar days end on Saturday, 14 March: Monday is in time.
        (case("03-07", "03-16"), SEVEN, (Outcome.KEPT, "03-16", 9, "03-16")),
        (case("03-07", "03-17"), SEVEN, (Outcome.BROKEN, "03-17", 10, "03-16")),
    ],
)
def test_what_became_of_a_case(one, limit, verdict):
    outcome, decided, days, due = verdict
    found = judge(one, limit, CALENDAR, as_of=END)
    if days == 206:
        days = CALENDAR.working_days_between(day("03-02"), END)
    assert found == Verdict(
        outcome, day(decided) if decided else None, days, day(due) if due else None
    )


def test_what_happens_after_the_end_of_the_period_is_not_known():
    one = case("03-24", "04-02", ("04-01", "04-01"))
    assert judge(one, FIVE, CALENDAR, as_of=day("03-31")) == Verdict(
        Outcome.RUNNING, None, 5, day("03-31")
    )
    late = judge(one, FIVE, CALENDAR, as_of=day("04-02"))
    assert (late.outcome, late.decided) == (Outcome.BROKEN, day("04-01"))


@pytest.mark.parametrize(
    ("one", "limit", "due"),
    [
        (case("03-02"), FIVE, "03-09"),
        (case("03-02", "03-03"), FIVE, "03-09"),
        (case("03-02", "", ("03-04", "03-06")), FIVE, "03-12"),
        (case("03-07"), SEVEN, "03-16"),
    ],
)
def test_the_last_day_in_time_is_known_before_it_comes(one, limit, due):
    assert due_day(one, limit, CALENDAR) == day(due)


def test_while_a_pause_goes_on_there_is_no_last_day():
    assert due_day(case("03-02", "", ("03-04", "")), FIVE, CALENDAR) is None


def test_a_year_without_a_notice_is_refused_not_guessed():
    with pytest.raises(YearNotAnnounced):
        judge(Case("1", "01", date(2031, 1, 6)), FIVE, CALENDAR, as_of=date(2031, 2, 1))


# --- What they add up to -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "median", "worst"),
    [({}, "", None), ({4: 1}, "4", 4), ({1: 1, 4: 1}, "2.5", 4), ({1: 3, 9: 2}, "1", 9),
     ({2: 2, 3: 2}, "2.5", 3), ({0: 1, 1: 1}, "0.5", 1)],
)  # fmt: skip
def test_median_and_worst(days, median, worst):
    tally = Tally(kept=sum(days.values()), days=days)
    assert (half_days(tally.median), tally.worst) == (median, worst)


@pytest.mark.parametrize(
    ("kept", "all_", "text"),
    [(0, 0, ""), (64, 64, "100.0%"), (0, 3, "0.0%"), (1251, 1284, "97.4%"),
     (1999, 2000, "99.9%"), (9999, 10000, "99.9%"), (1, 100000, "0.1%"), (1, 16, "6.3%")],
)  # fmt: skip
def test_a_rate_never_hides_a_broken_promise(kept, all_, text):
    assert percent(Tally(kept, all_ - kept).rate) == text


@pytest.mark.parametrize(
    ("number", "first", "last"),
    [(1, "01-01", "03-31"), (2, "04-01", "06-30"), (3, "07-01", "09-30"), (4, "10-01", "12-31")],
)
def test_quarters(number, first, last):
    assert quarter(2026, number) == Period(day(first), day(last))


def test_there_is_no_fifth_quarter():
    with pytest.raises(ValueError, match="no quarter 5"):
        quarter(2026, 5)


def test_a_tally_is_stored_and_read_again():
    tally = Tally(3, 1, 1, {2: 3, 11: 1})
    assert Tally.stored(tally.as_stored()) == tally
    assert tally + Tally(1, 0, 0, {2: 1}) == Tally(4, 1, 1, {2: 4, 11: 1})


PERMIT = Commitment(
    "01", "施工许可", Promise(day("03-04"), Limit(4)), (Promise(day("01-01"), FIVE),)
)
COUNTED = Commitment("02", "报修", Promise(day("02-01"), SEVEN))


def test_each_case_counts_once_and_by_what_was_promised_then():
    cases = [
        case("03-02", "03-09", number="a"),  # five days, promised five
        case("03-04", "03-11", number="b"),  # five days, promised four: due on the 10th
        case("03-30", number="c"),  # runs at the end of the quarter
        case("03-25", number="d"),  # due on 31 March: runs, and is broken in April
        case("01-05", code="02", number="e"),  # nothing was promised yet
        case("03-02", "03-05", code="03", number="f"),  # nobody's
        case("04-01", "04-02", number="g"),  # of the next quarter
    ]
    first = assess(cases, [PERMIT, COUNTED], CALENDAR, quarter(2026, 1))
    assert first.accounts["01"].months == {"2026-03": Tally(1, 1, 0, {5: 2})}
    assert (first.accounts["01"].running, first.accounts["02"].without_promise) == (2, 1)
    second = assess(cases, [PERMIT, COUNTED], CALENDAR, quarter(2026, 2))
    assert {code: (one.total.kept, one.total.broken) for code, one in second.accounts.items()} == {
        "01": (1, 2),
        "02": (0, 0),
    }
    assert sorted(second.accounts["01"].months) == ["2026-04"]
    third = assess(cases, [PERMIT, COUNTED], CALENDAR, quarter(2026, 3))
    assert third.accounts["01"].total == Tally()


def test_the_inputs_are_the_same_text_in_any_order_and_its_hash_is_theirs():
    cases = [case("03-02", "03-09", number=str(number)) for number in range(20)]
    once = assess(cases, [PERMIT, COUNTED], CALENDAR, quarter(2026, 1), announced=TABLE)
    cases.reverse()
    again = assess(cases, [COUNTED, PERMIT], CALENDAR, quarter(2026, 1), announced=TABLE)
    assert once.inputs == again.inputs
    assert once.sha256 == hashlib.sha256(again.inputs).hexdigest()
    lines = once.inputs.decode().splitlines()
    assert lines[:2] == ["assessment of commitments 1", "period\t2026-01-01\t2026-03-31"]
    assert "days\t2026-02-15\t2026-02-23\toff" in lines
    assert "promise\t01\t2026-03-04\t4\tworking" in lines
    assert "case\t7\t01\t2026-03-02\t2026-03-09\t-" in lines


def test_the_inputs_hold_the_days_of_every_year_in_which_a_case_ran():
    promised = Commitment("01", "慢件", Promise(None, Limit(300)))
    received, period = date(2024, 12, 20), quarter(2026, 1)
    slow = Case("1", "01", received, date(2026, 1, 30))
    inputs = assess([slow], [promised], CALENDAR, period, announced=TABLE).inputs.decode()
    years = {line.split("\t")[1][:4] for line in inputs.splitlines() if line.startswith("days")}
    assert {"2024", "2025", "2026"} <= years


def test_what_came_later_does_not_alter_the_past_and_what_alters_it_is_named():
    frozen = [case("03-24", number="a"), case("03-02", "03-09", number="b")]
    before = assess(frozen, [PERMIT], CALENDAR, quarter(2026, 1))
    finished_since = [case("03-24", "04-20", number="a"), frozen[1]]
    same = assess(finished_since, [PERMIT], CALENDAR, quarter(2026, 1))
    assert not difference(before.inputs, same.inputs)
    altered = [case("03-23", number="a"), case("03-05", "03-06", number="c")]
    found = difference(before.inputs, assess(altered, [PERMIT], CALENDAR, quarter(2026, 1)).inputs)
    assert (found.added, found.removed, found.changed, found.others) == (
        ("c",),
        ("b",),
        ("a",),
        (),
    )
    tighter = Commitment("01", "施工许可", Promise(day("01-01"), Limit(3)))
    found = difference(before.inputs, assess(frozen, [tighter], CALENDAR, quarter(2026, 1)).inputs)
    assert found.others == (
        "promise\t01\t2026-01-01\t3\tworking",
        "promise\t01\t2026-01-01\t5\tworking",
        "promise\t01\t2026-03-04\t4\tworking",
    )


# --- Many cases, reckoned in another way ---------------------------------------------------------


def some_cases(count: int, seed: int = 7) -> list[Case]:
    chance = random.Random(seed)
    made = []
    for number in range(count):
        received = date(2025, 11, 1) + timedelta(chance.randrange(420))
        took = chance.choice([0, 1, 2, 3, 4, 5, 6, 7, 9, 14, 40])
        finished = received + timedelta(took) if chance.random() < 0.93 else None
        pauses: tuple[Pause, ...] = ()
        if took > 3 and chance.random() < 0.3:
            first = received + timedelta(chance.randrange(1, took - 1))
            pauses = (Pause(first, first + timedelta(1)),)
        made.append(Case(f"{number:06}", chance.choice(["01", "02"]), received, finished, pauses))
    return made


def test_many_cases_add_up_to_what_sorted_lists_of_days_say():
    """Working days as a sorted list that is searched, and the library's own median."""
    one = date(2025, 1, 1)
    every = [one + timedelta(number) for number in range(365 * 2 + 60)]
    every = [each for each in every if each.year < 2027]
    off = {each for row in TABLE if row.kind == "off" for each in row.days()}
    work = {each for row in TABLE if row.kind == "work" for each in row.days()}
    open_days = [
        each for each in every if each in work or (each.weekday() < 5 and each not in off)
    ]
    cases, period = some_cases(4000), Period(date(2026, 1, 1), date(2026, 9, 30))
    limits = {"01": (FIVE, Limit(4)), "02": (SEVEN, SEVEN)}
    taken: dict[tuple[str, str], list[tuple[bool, int]]] = {}
    for each in cases:
        old, new = limits[each.commitment]
        if each.received > period.last or (
            each.commitment == "02" and each.received < day("02-01")
        ):
            continue
        if each.received < day("01-01"):
            continue
        limit = new if each.received >= day("03-04") else old
        days = open_days if limit.unit is Unit.WORKING_DAYS else every
        stands = {
            pause.first + timedelta(number)
            for pause in each.pauses
            for number in range((pause.last - pause.first).days + 1)
        }
        counted = [
            one for one in days[bisect.bisect_right(days, each.received) :] if one not in stands
        ]
        due = open_days[bisect.bisect_left(open_days, counted[limit.number - 1])]
        end = min(each.finished or period.last, period.last)
        late = end > due
        if not late and (each.finished is None or each.finished > period.last):
            continue
        decided = due + timedelta(1) if late else each.finished
        took = bisect.bisect_right(counted, end)
        taken.setdefault((each.commitment, f"{decided:%Y-%m}"), []).append((late, took))
    commitments = [
        Commitment("01", "甲", Promise(day("03-04"), Limit(4)), (Promise(day("01-01"), FIVE),)),
        Commitment("02", "乙", Promise(day("02-01"), SEVEN)),
    ]
    found = assess(cases, commitments, CALENDAR, period)
    said = {
        (code, month): (tally.kept, tally.broken, tally.rate, tally.median, tally.worst)
        for code, account in found.accounts.items()
        for month, tally in account.months.items()
    }
    assert len(said) == 17
    assert said == {
        key: (
            sum(not late for late, _took in rows),
            sum(late for late, _took in rows),
            Fraction(sum(not late for late, _took in rows), len(rows)),
            Fraction(statistics.median([Fraction(took) for _late, took in rows])),
            max(took for _late, took in rows),
        )
        for key, rows in taken.items()
    }

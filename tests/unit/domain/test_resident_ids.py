"""Identity numbers by GB 11643-1999; the two real ones are the examples of its Annex A."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure_plugin.domain.resident_ids import IdForm, check_character, id_form

TODAY = date(2026, 11, 26)
REGIONS = {"11", "44", "53"}


def form(digits, lost=0, today=TODAY):
    return id_form(digits, lost, regions=REGIONS, today=today)


@pytest.mark.parametrize(
    ("first", "check"), [("11010519491231002", "X"), ("44052418800101001", "4")]
)
def test_the_examples_of_the_standard(first, check):
    assert check_character(first) == check


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ("11010519491231002X", IdForm.FULL),
        ("110105194912310021", IdForm.WRONG_CHECK),
        ("110105194912310000", IdForm.LOST),
        ("530102900307123", IdForm.OLD),
        ("530102900230123", None),
        ("53010290030712X", None),
        ("11010519490231002X", None),
        ("21010519491231002X", None),
        ("1101051949123100", None),
        ("11010X194912310021", None),
        ("440524188001010014", None),
    ],
    ids=[
        "full", "wrong check", "zeros of a spreadsheet", "old", "old, 30 February", "old with X",
        "31 February", "another region", "sixteen digits", "X inside", "born 1880",
    ],
)  # fmt: skip
def test_forms(digits, expected):
    assert form(digits) is expected


def test_the_oldest_example_was_a_persons_while_one_could_live():
    assert form("440524188001010014", today=date(1999, 7, 1)) is IdForm.FULL


def test_nobody_is_born_tomorrow():
    first = "53010220261126001"
    digits = first + check_character(first)
    assert form(digits, today=date(2026, 11, 26)) is IdForm.FULL
    assert form(digits, today=date(2026, 11, 25)) is None


@pytest.mark.parametrize(
    ("lost", "expected"),
    [
        (3, IdForm.LOST), (4, IdForm.LOST), (5, IdForm.LOST), (8, IdForm.STUMP),
        (12, IdForm.STUMP), (13, None),
    ],
)  # fmt: skip
def test_lost_digits(lost, expected):
    assert form("530102199003070000"[: 18 - lost].ljust(18, "0"), lost) is expected


@given(st.integers(0, 16), st.integers(1, 9))
def test_any_one_wrong_digit_is_found(place, more):
    right = "53010219900307123"
    wrong = f"{right[:place]}{(int(right[place]) + more) % 10}{right[place + 1 :]}"
    assert check_character(wrong) != check_character(right)

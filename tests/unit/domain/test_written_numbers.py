"""One number, however it is written; and no number out of neighbours that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure_plugin.domain.written_numbers import groups, plain, readings


def read(text, *lengths):
    known = plain(text)
    found = groups(known.text)
    return [
        (one.digits, text[slice(*known.source_span(one.start, one.end))], one.lost)
        for one in readings(known.text, found, frozenset(lengths))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "530102199003071234", "５３０１０２１９９００３０７１２３４", "530102 19900307 1234",
        "530102-19900307-1234", "530102　1990 0307　1234", "530102·19900307·1234",
        "5 3 0 1 0 2 1 9 9 0 0 3 0 7 1 2 3 4", "530102\n199003071234", "5301021990\r\n03071234",
        "530102\u200b199003\ufeff07\u00ad1234", "530102–19900307–1234", "530102199003071234.0",
        "𝟓𝟑𝟎𝟏𝟎𝟐𝟏𝟗𝟗𝟎𝟎𝟑𝟎𝟕𝟏𝟐𝟑𝟒", "53010\n2199003\n071234",
    ],
)  # fmt: skip
def test_ways_to_write_a_number(text):
    assert read(text, 18) == [("530102199003071234", text, 0)]


@pytest.mark.parametrize("letter", ["X", "x", "ｘ", "Ｘ", "Ⅹ", "х", " x", "-X"])
def test_check_letters(letter):
    assert [digits for digits, _written, _lost in read(f"53010219900307123{letter}", 18)] == [
        "53010219900307123X"
    ]


@pytest.mark.parametrize(
    ("text", "digits", "lost"),
    [
        ("5.30102199003071E+17", "530102199003071000", 3),
        ("5.30102199003071e17", "530102199003071000", 3),
        ("5.3010219900307098E+17", "530102199003071000", 3),
        ("5.30102E+17", "530102000000000000", 12),
        ("5E+17", "500000000000000000", 17),
        ("5.30102199003071234E+17", "530102199003071000", 3),
    ],
)
def test_numbers_with_an_exponent(text, digits, lost):
    assert read(text, 18) == [(digits, text, lost)]


@pytest.mark.parametrize(
    "text",
    [
        "530102，199003071234", "530102,199003071234", "530102 19900307-1234",
        "530102\n\n\n1990 03071234", "5301021990030712345", "530102/199003071234",
        "1-530102-19900307-1234", "5 3 0 1 0 2 199003071234",
        "12 34 56 78 90 12 34 56 78", "1.5301021990030712", "甲530102乙199003071234",
    ],
)  # fmt: skip
def test_what_is_not_one_number(text):
    assert read(text, 18) == []


def test_places_are_those_of_the_source():
    text = "号\u200b码：5301\u200b02 19900307 1234。"
    [(digits, written, _lost)] = read(text, 18)
    assert digits == "530102199003071234"
    assert written == "5301\u200b02 19900307 1234"


def test_a_column_of_numbers_is_read_in_time_that_grows_with_it():
    known = plain("12\n" * 50_000)
    assert sum(1 for _one in readings(known.text, groups(known.text), frozenset({11, 18}))) == 0


@given(st.text(max_size=60))
def test_plain_text_knows_every_place(text):
    known = plain(text)
    assert known.places is None or len(known.places) == len(known.text)
    for place in range(len(known.text)):
        start, end = known.source_span(place, place + 1)
        assert end > start
        assert plain(text[start:end]).text == known.text[place]

"""Amounts to the fen, as people and spreadsheets write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure_plugin.domain.amounts import (
    LARGEST,
    AmountUnit,
    NotAnAmount,
    TooExact,
    TooLarge,
    read_amount,
    signed,
    write_amount,
)

YUAN, WAN = AmountUnit.YUAN, AmountUnit.WAN
amounts = st.decimals(min_value=-LARGEST, max_value=LARGEST, places=2)


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("1200.5", YUAN, "1200.50"),
        (" 1,234,567.89 ", YUAN, "1234567.89"),
        ("￥３００．００", YUAN, "300.00"),
        ("-15", YUAN, "-15.00"),
        ("(15.20)", YUAN, "-15.20"),
        ("−15", YUAN, "-15.00"),
        ("12.345678", WAN, "123456.78"),
        ("12.3", WAN, "123000.00"),
        ("0", YUAN, "0.00"),
        ("-0.00", YUAN, "0.00"),
        ("1.500000", YUAN, "1.50"),
        (".5", YUAN, "0.50"),
        ("0.00000000", WAN, "0.00"),
    ],
)
def test_amounts_are_read_as_people_write_them(text, unit, yuan):
    assert str(read_amount(text, unit)) == yuan


@pytest.mark.parametrize("text", ["", "   ", "-", "—", "–", "/"])
def test_nothing_written_is_no_amount(text):
    assert read_amount(text, YUAN) is None


@pytest.mark.parametrize(
    "text",
    ["NaN", "Infinity", "1e9", "1.2.3", "十二", "1 200元", "0x10", "--5", "5-", "=1+1", "一", "²",
     "9" * 41, "．", "+"],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(NotAnAmount) as refused:
        read_amount(text, YUAN)
    assert len(refused.value.params["text"]) <= 40


@pytest.mark.parametrize(("text", "unit"), [("1.234", YUAN), ("1.2345678", WAN)])
def test_parts_of_a_fen_are_refused_and_not_rounded(text, unit):
    with pytest.raises(TooExact):
        read_amount(text, unit)


@pytest.mark.parametrize(("text", "unit"), [("1000000000000", YUAN), ("100000000", WAN)])
def test_what_no_column_holds_is_refused(text, unit):
    with pytest.raises(TooLarge):
        read_amount(text, unit)


@pytest.mark.parametrize(
    ("yuan", "unit", "text"),
    [
        ("1200", YUAN, "1200.00"),
        ("123456.78", WAN, "12.345678"),
        ("123000", WAN, "12.30"),
        ("-0.01", WAN, "-0.000001"),
        ("0", WAN, "0.00"),
    ],
)
def test_amounts_are_written_exactly(yuan, unit, text):
    assert write_amount(Decimal(yuan), unit) == text


def test_no_amount_is_written_as_nothing():
    assert write_amount(None, YUAN) == ""
    assert signed(None, YUAN) == ""


@given(amounts, st.sampled_from(AmountUnit))
def test_what_is_written_is_read_again(amount, unit):
    assert read_amount(write_amount(amount, unit), unit) == amount
    assert read_amount(signed(amount, unit), unit) == amount


@given(st.text())
def test_any_text_is_an_amount_or_refused(text):
    try:
        found = read_amount(text, YUAN)
    except (NotAnAmount, TooExact, TooLarge):
        return
    assert found is None or (found == found.quantize(Decimal("0.01")) and abs(found) <= LARGEST)

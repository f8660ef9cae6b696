"""Card numbers: Luhn's formula, issuers, and what a spreadsheet leaves of them."""

import pytest

from disclosure_plugin.domain.bank_cards import CardForm, card_form, luhn_holds
from disclosure_plugin.domain.personal_data_lists import Issuer

ISSUERS = (Issuer("62", frozenset({16, 17, 18, 19})), Issuer("955880", frozenset({19})))


@pytest.mark.parametrize(
    ("digits", "holds"),
    [("79927398713", True), ("79927398710", False), ("4111111111111111", True), ("0", True)],
    ids=["the formula's usual example", "its other check digits", "a card for tests", "zero"],
)
def test_luhn(digits, holds):
    assert luhn_holds(digits) is holds


@pytest.mark.parametrize(
    ("digits", "lost", "expected"),
    [
        ("6222021234567890128", 0, CardForm.ISSUED),
        ("6222021234567890129", 0, CardForm.WRONG_CHECK),
        ("4111111111111111", 0, CardForm.CHECKED),
        ("4111111111111112", 0, None),
        ("6222021234567890000", 0, CardForm.LOST),
        ("6222021234567890", 1, CardForm.LOST),
        ("4111111111111110", 1, None),
        ("9558801234567890000", 0, CardForm.LOST),
        ("955880000000000", 0, None),
        ("0000000000000000", 0, None),
        ("622202123456789X", 0, None),
    ],
)
def test_forms(digits, lost, expected):
    assert card_form(digits, lost, issuers=ISSUERS) is expected

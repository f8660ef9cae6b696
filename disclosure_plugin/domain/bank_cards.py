"""Numbers of bank cards.

Source: ISO/IEC 7812-1: an issuer's prefix, the account, and a check digit by Luhn's formula
(Annex B); cards of Chinese banks have 16 to 19 digits (from memory). Financial accounts are
sensitive personal information: Personal Information Protection Law, Art. 28.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto

from .personal_data_lists import Issuer
from .written_numbers import SPREADSHEET_DIGITS

LENGTHS = frozenset({16, 17, 18, 19})
# Doubled and cast out nines, as Luhn's formula asks for every second digit.
DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


class CardForm(Enum):
    """What a number is as a card."""

    ISSUED = auto()  # check digit and issuer fit
    CHECKED = auto()  # the check digit fits
    WRONG_CHECK = auto()  # the issuer fits
    LOST = auto()  # the issuer fits, a spreadsheet dropped the last digits


def luhn_holds(digits: str) -> bool:
    """Say whether the last digit is the check digit of the others."""
    places = [int(digit) for digit in reversed(digits)]
    return (sum(places[::2]) + sum(DOUBLED[digit] for digit in places[1::2])) % 10 == 0


def card_form(digits: str, lost: int, *, issuers: Iterable[Issuer]) -> CardForm | None:
    """Say what a number is as a card's; None if it is none.

    Args:
        digits: 16 to 19 digits.
        lost: how many of the last digits are known to be lost.
        issuers: what card numbers begin with.
    """
    if len(digits) not in LENGTHS or not digits.isdigit():
        return None
    issued = any(
        digits.startswith(issuer.prefix) and len(digits) in issuer.lengths for issuer in issuers
    )
    if not lost and luhn_holds(digits) and digits.strip(digits[0]):
        return CardForm.ISSUED if issued else CardForm.CHECKED
    if not issued:
        return None
    dropped = digits.endswith("0" * (len(digits) - SPREADSHEET_DIGITS))
    return CardForm.LOST if lost or dropped else CardForm.WRONG_CHECK

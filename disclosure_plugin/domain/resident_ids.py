"""The citizen's identity number 公民身份号码.

Source: GB 11643-1999 《公民身份号码》: six digits of the division (GB/T 2260), eight of the birth
date (GB/T 7408), three of the order, one check character by ISO 7064 MOD 11-2. Its predecessor
GB 11643-1989 《社会保障号码》 had fifteen digits: six, six of the birth date without the century,
three, and no check.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import Enum, auto

from .written_numbers import SPREADSHEET_DIGITS

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
LENGTH = 18
OLD_LENGTH = 15
# Nobody alive is older; a date before it is no birth date but another number.
OLDEST_YEARS = 130
# Fewer known digits say nothing about a birth date.
DIVISION_DIGITS = 6
LAST_DAY = 31


class IdForm(Enum):
    """What a number is as an identity number."""

    FULL = auto()
    OLD = auto()
    LOST = auto()  # a spreadsheet dropped its last digits
    STUMP = auto()  # a spreadsheet left the division and no more
    WRONG_CHECK = auto()  # all fits but the check character


def check_character(first_seventeen: str) -> str:
    """Return the eighteenth character for seventeen digits (GB 11643-1999, 6.1)."""
    total = sum(
        weight * int(digit) for weight, digit in zip(WEIGHTS, first_seventeen, strict=True)
    )
    return CHECK_CHARACTERS[total % 11]


def id_form(digits: str, lost: int, *, regions: Collection[str], today: date) -> IdForm | None:
    """Say what a number is as an identity number; None if it is none.

    Args:
        digits: 15 or 18 digits, the last of 18 perhaps X.
        lost: how many of the last digits are known to be lost.
        regions: the two digits it may begin with.
        today: nobody is born later.
    """
    if digits[:2] not in regions or "X" in digits[:-1]:
        return None
    if len(digits) == OLD_LENGTH and digits[-1] != "X":
        return IdForm.OLD if _is_birth_date(f"19{digits[6:12]}", today) else None
    if len(digits) != LENGTH:
        return None
    if not _is_birth_date(digits[6:14], today, rounded=lost > 0):
        return IdForm.STUMP if lost and LENGTH - lost >= DIVISION_DIGITS else None
    if not lost and check_character(digits[:-1]) == digits[-1]:
        return IdForm.FULL
    dropped = digits.endswith("0" * (LENGTH - SPREADSHEET_DIGITS))
    return IdForm.LOST if lost or dropped else IdForm.WRONG_CHECK


def _is_birth_date(digits: str, today: date, *, rounded: bool = False) -> bool:
    """Say whether somebody may be born then; a rounded number may have carried into the day."""
    day = int(digits[6:8])
    if rounded and day <= LAST_DAY + 1:
        day = 1
    try:
        born = date(int(digits[:4]), int(digits[4:6]), day)
    except ValueError:
        return False
    return today.year - OLDEST_YEARS <= born.year and born <= today

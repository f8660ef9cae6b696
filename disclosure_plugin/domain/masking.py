"""What may stay of a number that is shown to the public, and what becomes asterisks.

Source: notice of the People's Government Office of Yong'an of 2023-01-04 (see
``home_addresses``): ``138****1234`` for phones, ``35*************123`` for resident ID numbers,
asterisks in the place of digits; home addresses to the township. Other places keep other
digits, and no form was found for bank cards and landlines: so each is an argument.
"""

from __future__ import annotations

from dataclasses import dataclass

HIDDEN = "*"
# One form for addresses: their length would tell something.
HIDDEN_ADDRESS = "***"


@dataclass(frozen=True, slots=True)
class Keep:
    """How many characters stay at both ends."""

    first: int
    last: int

    def masked(self, digits: str) -> str:
        """Return digits with those between the ends hidden, all of them where none are between."""
        hidden = len(digits) - self.first - self.last
        if hidden <= 0:
            return HIDDEN * len(digits)
        return f"{digits[: self.first]}{HIDDEN * hidden}{digits[len(digits) - self.last :]}"


@dataclass(frozen=True, slots=True)
class Masks:
    """The forms of a place. Those of cards and landlines have no source; they show less."""

    resident_id: Keep = Keep(2, 3)
    mobile: Keep = Keep(3, 4)
    bank_card: Keep = Keep(0, 4)
    landline: Keep = Keep(0, 2)

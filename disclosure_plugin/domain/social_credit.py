"""The unified social credit code 统一社会信用代码 of a legal person or organisation.

Source: GB 32100-2015 《法人和其他组织统一社会信用代码编码规则》, §4 and Annexes A and B, with
amendment 1 of 2016. Eighteen characters: who registers (1), kind of body (1), administrative
division (6 digits), the body's own code (9), check character (1).
"""

from __future__ import annotations

import re

from disclosure_plugin.errors import DisclosureError, gettext_noop

LENGTH = 18
# I, O, S, V and Z are left out: they look like digits.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
MODULUS = 31
SHAPE = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}", re.ASCII)

SENTENCES = {
    "length": gettext_noop(
        "A unified social credit code has 18 characters, this one has %(length)s."
    ),
    "characters": gettext_noop(
        "A unified social credit code has digits and capital letters without I, O, S, V and Z; "
        "its characters 3 to 8 are digits."
    ),
    "check": gettext_noop(
        "The last character of the unified social credit code does not fit the others: compare "
        "it with the certificate."
    ),
}


class NotACreditCode(DisclosureError):
    """This is no unified social credit code.

    Attributes:
        code: which rule it breaks, a key of :data:`SENTENCES`.
        params: values of the sentence's placeholders.
    """

    def __init__(self, code: str, **params: int) -> None:
        super().__init__(SENTENCES[code] % params)
        self.code = code
        self.params = params


def normalise(written: str) -> str:
    """Return a code as it is compared and kept: without spaces, in capitals."""
    return "".join(written.split()).upper()


def check_character(first_seventeen: str) -> str:
    """Return the eighteenth character (Annex B): weights 3^i mod 31, the sum to a whole 31."""
    total = sum(
        ALPHABET.index(character) * pow(3, place, MODULUS)
        for place, character in enumerate(first_seventeen)
    )
    return ALPHABET[-total % MODULUS]


def check(code: str) -> None:
    """Check a normalised code.

    Raises:
        NotACreditCode: its length, its characters or its check character are wrong.
    """
    if len(code) != LENGTH:
        raise NotACreditCode("length", length=len(code))
    if not SHAPE.fullmatch(code):
        raise NotACreditCode("characters")
    if check_character(code[:-1]) != code[-1]:
        raise NotACreditCode("check")

"""Numbers of cases: they are never a person's."""

from __future__ import annotations

import re
from datetime import date

from .resident_ids import id_form

_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[\dXx]|\d{15})(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")
# GB/T 2260: the two digits of a province; which of them exist matters little here.
_REGIONS = frozenset(str(number) for number in range(11, 84))


def is_personal(number: str, *, today: date) -> bool:
    """Say whether a number holds what looks like a person's identity or mobile number."""
    plain = number.replace(" ", "")
    found = _LONG_NUMBER.search(plain)
    if found and id_form(found[0].upper(), 0, regions=_REGIONS, today=today):
        return True
    return bool(_MOBILE.search(plain))

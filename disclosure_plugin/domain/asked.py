"""Numbers that somebody hands in as text: in a form, in a question, in an address.

A browser sends what its page offers; whoever writes the request by hand sends anything. ``int``
takes digits of every script, and fails on more than some thousand of them.
"""

from __future__ import annotations

import re

# The next year has four digits, too, and so has the one before.
YEAR = "[12][0-9]{3}"
_LONGEST_KEY = 18  # digits; PostgreSQL's 64 bits hold each such number


def key_in(text: str) -> int | None:
    """Return the primary key that a text names, or None: no row has such a key."""
    is_key = text.isascii() and text.isdigit() and len(text) <= _LONGEST_KEY
    return int(text) if is_key else None


def year_in(text: str) -> int | None:
    """Return the year that a text names, or None where it is none that is asked for."""
    return int(text) if re.fullmatch(YEAR, text) else None

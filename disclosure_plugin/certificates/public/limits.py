"""How often somebody may guess. Redis may be away: then nobody is counted, and nobody refused.

A check code has 80 random bits, so nothing can be found by guessing; this spares the database.
"""

from __future__ import annotations

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

from disclosure_plugin.visitor_address import client_address

MOST_WRONG = 20
SECONDS = 600


def has_guessed_too_often(request: HttpRequest) -> bool:
    """Whether so many wrong answers came from an address that no more are looked up."""
    return cache.get(_key(request), 0) >= MOST_WRONG


def note_wrong_guess(request: HttpRequest) -> None:
    """Count a wrong answer."""
    cache.set(_key(request), cache.get(_key(request), 0) + 1, SECONDS)


def _key(request: HttpRequest) -> str:
    address = client_address(request) or ""
    return f"disclosure-certificates-wrong-{hashlib.sha256(address.encode()).hexdigest()[:32]}"

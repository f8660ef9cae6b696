"""How much of a text was taken over from another one.

Years, numbers and marks are left out first: a copy with new figures is still a copy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_KEPT = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_NUMERALS = frozenset("〇零一二三四五六七八九十百千万两")


def pieces(text: str, size: int) -> frozenset[str]:
    """Return every run of ``size`` characters of a text without numbers, marks and spaces."""
    plain = "".join(char for char in text if _KEPT.match(char) and char not in _NUMERALS)
    return frozenset(plain[place : place + size] for place in range(len(plain) - size + 1))


def containment(now: frozenset[str], before: frozenset[str]) -> int:
    """Return how many per cent of the pieces now stood there before, rounded down."""
    return 100 * len(now & before) // len(now) if now else 0


def resemblance(now: frozenset[str], before: frozenset[str]) -> int:
    """Return how many per cent of all pieces stand in both (Jaccard), rounded down."""
    union = now | before
    return 100 * len(now & before) // len(union) if union else 0


METHODS: Mapping[str, Callable[[frozenset[str], frozenset[str]], int]] = {
    "containment": containment,
    "resemblance": resemblance,
}


def similarity(now: str, before: str, *, method: str, size: int) -> int:
    """Return how alike two texts are, in per cent.

    Args:
        now: the text that is looked at.
        before: the one it may have been taken from.
        method: a key of :data:`METHODS`.
        size: characters of the pieces that are compared.
    """
    return METHODS[method](pieces(now, size), pieces(before, size))

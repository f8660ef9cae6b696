"""One way of writing a value, so that equal values have equal hashes."""

from __future__ import annotations

import hashlib
import json


def canonical_json(value: object) -> bytes:
    """Write a value as RFC 8785 would: sorted keys, no spaces, UTF-8.

    Numbers must be whole: RFC 8785's way of writing fractions is not Python's.

    Raises:
        TypeError: the value holds a fraction, or something JSON does not know.
    """
    _refuse_fractions(value)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def sha256(value: object) -> str:
    """Return the SHA-256 of a value's canonical form, in hexadecimal."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def _refuse_fractions(value: object) -> None:
    if isinstance(value, float):
        raise TypeError(f"{value!r} is no whole number; write it as text.")
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"The key {key!r} is no text.")
            _refuse_fractions(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_fractions(item)

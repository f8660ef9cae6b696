"""Cache keys that carry the bureau."""

from __future__ import annotations

from disclosure_plugin import bureaus


def make_key(key: str, key_prefix: str, version: int) -> str:
    """Build a cache key; use it as ``KEY_FUNCTION`` of every cache alias.

    Raises:
        NoBureau: no bureau is active. A key shared by all bureaus would be a leak.
    """
    return f"{bureaus.current()}:{key_prefix}:{version}:{key}"

"""Manifests with salts that a test can foresee."""

from datetime import UTC, datetime
from itertools import count

from disclosure_plugin.archive.manifest import Manifest, Snapshot

STARTED = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)


def a_manifest(number: str = "7", previous: str = "") -> Manifest:
    """The manifest of a snapshot of jsj; its salts are 1, 2, 3 …"""
    numbers = count(1)
    first_line = Snapshot(bureau="jsj", number=number, started=STARTED, previous=previous)
    return Manifest(first_line, new_salt=lambda: f"{next(numbers):032x}")

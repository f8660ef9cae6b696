"""Manifests with salts that a test can foresee."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

from disclosure_plugin.archive.manifest import Snapshot

STARTED = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)


@dataclass(frozen=True)
class ManifestFor:
    """What a manifest is begun with."""

    first_line: Snapshot
    new_salt: Callable[[], str]


def a_manifest(number: str = "7", previous: str = "") -> ManifestFor:
    """The manifest of a snapshot of jsj; its salts are 1, 2, 3 …"""
    numbers = count(1)
    first_line = Snapshot(bureau="jsj", number=number, started=STARTED, previous=previous)
    return ManifestFor(first_line, lambda: f"{next(numbers):032x}")

"""System checks of the archive."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

PRIVATE = ("disclosure_archive", "disclosure_evidence")


@register()
def check_storages(**kwargs: Any) -> list[CheckMessage]:
    """Snapshots, and what was taken out of them, need a place each that has no address."""
    return [
        Error(
            f"STORAGES has no {alias!r}, which disclosure_plugin.snapshots writes to.",
            hint="Name a storage without an address (base_url None), in a folder of its own.",
            id="disclosure_snapshots.E001",
        )
        for alias in PRIVATE
        if alias not in settings.STORAGES
    ]

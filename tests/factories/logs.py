"""Publication logs with entries, and keys that sign them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction
from django.test import override_settings

from disclosure_plugin.register.keys import generate_key
from disclosure_plugin.register.log import append
from disclosure_plugin.register.models import Log, LogCheckpoint
from disclosure_plugin.register.signing import sign_state, unsigned


def add_entries(bureau: str, count: int) -> Log:
    """Add entries as the door does, and return the log."""
    with transaction.atomic():
        for number in range(count):
            append(bureau, kind="page.published", subject=f"p{number}", hashes={"content": "ab"})
    return Log.objects.get(bureau=bureau, closed_at=None)


def sign_log(bureau: str) -> LogCheckpoint | None:
    """Sign the state of one bureau's log; None where there is nothing new to sign."""
    log = unsigned().filter(bureau=bureau).first()
    return sign_state(log) if log else None


@contextmanager
def signing_with(*paths: Path) -> Iterator[None]:
    """Be the signing worker for a block; keys that are missing are made."""
    for path in paths:
        if not path.exists():
            generate_key(path)
    with override_settings(
        DISCLOSURE={"PUBLIC_PORT": 80, "LOG_KEY_FILES": tuple(str(path) for path in paths)}
    ):
        yield

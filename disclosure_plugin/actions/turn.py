"""The turn: in each bureau one transaction at a time publishes, or ends what is public."""

from __future__ import annotations

from typing import Any

from django.db import connection

# Any number will do, as long as nothing else in the database takes the same.
PUBLISHING_LOCK = 720_810


def has_turn() -> bool:
    """Take the right to publish for this bureau until the transaction ends, if it is free."""
    return bool(_ask("SELECT pg_try_advisory_xact_lock(%s, hashtext(current_schema()))"))


def wait_for_turn() -> None:
    """Wait for the right to publish for this bureau, and keep it until the transaction ends.

    Each publication updates Wagtail's search index, whose last step is one UPDATE over the rows
    of all pages published at the moment: two at once in one bureau deadlock.
    """
    _ask("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))")


def _ask(question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question, [PUBLISHING_LOCK])
        row = cursor.fetchone()
    return row[0] if row else None

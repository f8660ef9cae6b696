"""Locks for work that must not meet other work in the same database.

Each is held on a connection of its own: commands that migrate close Django's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

# Any numbers will do, as long as nothing else in the database takes the same.
TEMPLATE = 7_208_101_301
MIGRATING = 7_208_101_302
DOCTOR = 7_208_101_306


@contextmanager
def alone(lock: int) -> Iterator[None]:
    """Hold a lock that nobody else holds; waits for those who do."""
    with _asked("SELECT pg_advisory_lock(%s)", lock):
        yield


@contextmanager
def together(lock: int) -> Iterator[bool]:
    """Hold a lock that others may hold together with us; does not wait.

    Yields:
        whether we hold it: not if somebody holds it, or waits to hold it, alone.
    """
    with _asked("SELECT pg_try_advisory_lock_shared(%s)", lock) as held:
        yield bool(held)


@contextmanager
def alone_at_once(lock: int) -> Iterator[bool]:
    """Hold a lock that nobody else holds; does not wait.

    Yields:
        whether we hold it.
    """
    with _asked("SELECT pg_try_advisory_lock(%s)", lock) as held:
        yield bool(held)


@contextmanager
def _asked(question: str, lock: int) -> Iterator[Any]:
    """The server lets go of the lock when the connection ends, however it ends."""
    connection = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        with connection.cursor() as cursor:
            cursor.execute(question, [lock])
            answer = cursor.fetchone()
        yield answer[0] if answer else None
    finally:
        connection.close()

"""Locks for work that must not meet other work in the same database.

Those that outlast a transaction are held on a connection of their own: commands that migrate
close Django's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, connection, connections

# Any numbers will do, as long as nothing else in the database takes the same.
TEMPLATE = 7_208_101_301
MIGRATING = 7_208_101_302
IMPORTING = 7_208_101_303
# The first of two numbers; the second stands for what is made.
MAKING = 72_081
DOCTOR = 7_208_101_306
COPYING = 7_208_101_307


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


def together_until_commit(lock: int) -> bool:
    """Hold a lock together with others until the transaction ends; does not wait.

    On Django's own connection, which costs less than another: for work that does not close it.

    Returns:
        whether we hold it: not if somebody holds it, or waits to hold it, alone.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [lock])
        [held] = cursor.fetchone()
    return bool(held)


def in_turn(code: str) -> None:
    """Wait until nobody else makes the bureau of this code, and hold that until the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [MAKING, code])


def alone_until_commit(lock: int) -> None:
    """Wait until nobody else holds a lock, and hold it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])


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
    own = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        with own.cursor() as cursor:
            cursor.execute(question, [lock])
            answer = cursor.fetchone()
        yield answer[0] if answer else None
    finally:
        # The server notices a closed connection a moment later; who comes next must not wait.
        with suppress(Error), own.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
        own.close()

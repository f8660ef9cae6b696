"""The clock that counts: the database's, one for all machines."""

from __future__ import annotations

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """Return the moment at the database, inside a transaction too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [at] = cursor.fetchone() or [None]
    if not isinstance(at, datetime):
        raise TypeError(f"The database's clock says {at!r}.")
    return at

"""Whether the tables of the current bureau are those of this release."""

from __future__ import annotations

import functools

from django.db import DatabaseError, ProgrammingError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from psycopg import errors


def are_behind(error: BaseException | None) -> bool:
    """Say whether something failed because the tables lack migrations of this release.

    Args:
        error: what was raised. Only where it names a table or column that is not there is the
            database asked: a mistake of the program is none of the upgrade's.
    """
    missing = (errors.UndefinedColumn, errors.UndefinedTable)
    if not isinstance(error, ProgrammingError) or not isinstance(error.__cause__, missing):
        return False
    try:
        return not _on_disk() <= MigrationRecorder(connection).applied_migrations().keys()
    except DatabaseError:  # it is away, or a transaction that has failed still stands
        return False


@functools.cache
def _on_disk() -> frozenset[tuple[str, str]]:
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    return frozenset(key for leaf in graph.leaf_nodes() for key in graph.forwards_plan(leaf))

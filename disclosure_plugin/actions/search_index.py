"""Wagtail's search index in PostgreSQL: rows that stay as they are are not written again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from modelsearch.backends.database.postgres.postgres import PostgresIndex
from psycopg import sql

from .wrapping import wrap

# One statement instead of Wagtail's two: it stands in every publication.
WEIGH_NEW = sql.SQL("""
    UPDATE {table} SET title_norm = titles.average / length(title)
    FROM (
        SELECT avg(length(title))::float8 AS average FROM {table} WHERE length(title) > 0
    ) titles
    WHERE title_norm = 1.0 AND length(title) > 0 AND length(title) <> titles.average
""")


def leave_other_rows_alone() -> None:
    """Wrap the last step of putting a page into the index; called once, at start-up.

    It gives the new row its weight, average length of all titles / length of this one, and takes
    for new every row whose weight is 1. A Chinese title without spaces is one word: where all
    titles are, all weights are 1, and each save would write the row of every page. Two saves at
    once would then wait for each other, and PostgreSQL end one of them.
    """
    wrap(PostgresIndex, "_refresh_title_norms", _refresh)


def _refresh(wagtails: Callable[..., None], index: Any, full: bool = False) -> None:
    if full:
        wagtails(full=True)
        return
    table = sql.Identifier(index.entries.model._meta.db_table)
    with index.write_connection.cursor() as cursor:
        cursor.execute(WEIGH_NEW.format(table=table))

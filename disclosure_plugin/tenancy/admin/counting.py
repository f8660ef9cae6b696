"""How much bureaus have published, asked of all their schemas at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from psycopg import sql

from disclosure_plugin.models import (
    DisclosureItemPage,
    DisclosureNoticePage,
    FeeStandardPage,
    FinanceStatementPage,
    InternalMatterPage,
    PenaltyProcedurePage,
    RuleDocumentPage,
    ServiceProcedurePage,
)
from disclosure_plugin.tenancy.models import Bureau

ITEMS = (
    DisclosureItemPage,
    DisclosureNoticePage,
    ServiceProcedurePage,
    FeeStandardPage,
    PenaltyProcedurePage,
    RuleDocumentPage,
    FinanceStatementPage,
    InternalMatterPage,
)
TABLES = [model._meta.db_table for model in ITEMS]


def live_items(bureaus: Iterable[Bureau]) -> dict[str, int]:
    """Return how many live items of any type each bureau has, by its code, with one query.

    A bureau whose schema is gone, or is older than a type, cannot be counted and is left out:
    the county must see the others, and it.
    """
    bureaus = list(bureaus)
    schemas = _countable([bureau.schema_name for bureau in bureaus])
    one = sql.SQL(
        "(SELECT count(*) FROM {items} JOIN {pages} ON {pages}.id = page_ptr_id WHERE live)"
    )
    questions = []
    for bureau in bureaus:
        if bureau.schema_name not in schemas:
            continue
        pages = sql.Identifier(bureau.schema_name, "wagtailcore_page")
        counts = [
            one.format(items=sql.Identifier(bureau.schema_name, table), pages=pages)
            for table in TABLES
        ]
        count = sql.SQL(" + ").join(counts)
        questions.append(
            sql.SQL("SELECT {code}, {count}").format(code=sql.Literal(bureau.code), count=count)
        )
    if not questions:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(questions).as_string(cursor.cursor))
        return dict(cursor.fetchall())


def _countable(schemas: list[str]) -> set[str]:
    """Return those of some schemas that have a table for each type."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname FROM pg_tables WHERE schemaname = ANY(%s) AND tablename = ANY(%s) "
            "GROUP BY 1 HAVING count(*) = %s",
            [schemas, [*TABLES, "wagtailcore_page"], len(TABLES) + 1],
        )
        return {schema for (schema,) in cursor.fetchall()}

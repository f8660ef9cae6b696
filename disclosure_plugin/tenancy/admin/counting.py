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


def live_items(bureaus: Iterable[Bureau]) -> dict[str, int]:
    """Return how many live items of any type each bureau has, by its code, with one query."""
    one = sql.SQL(
        "(SELECT count(*) FROM {items} JOIN {pages} ON {pages}.id = page_ptr_id WHERE live)"
    )
    questions = []
    for bureau in bureaus:
        pages = sql.Identifier(bureau.schema_name, "wagtailcore_page")
        counts = [
            one.format(items=sql.Identifier(bureau.schema_name, table), pages=pages)
            for table in (model._meta.db_table for model in ITEMS)
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

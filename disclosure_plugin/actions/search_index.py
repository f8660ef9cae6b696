"""Wagtail's search index, the admin's: rows that stay as they are are not written again.

A publication does not wait for it: to put a page into the index is a fifth of Wagtail's own
publication, and no visitor asks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.db.models.signals import post_delete, post_save
from modelsearch import signal_handlers
from modelsearch.backends.database.postgres.postgres import PostgresIndex
from psycopg import sql
from wagtail.models import Page
from wagtail.search import index

from disclosure_plugin.models import DisclosedMixin

from .wrapping import wrap

# The page whose row in the index is brought up to date after its publication.
_waits: ContextVar[int] = ContextVar("disclosure_index_waits", default=0)

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


def index_disclosed_pages() -> None:
    """Keep disclosed pages in the index, which Wagtail leaves to us; called once, at start-up."""
    for model in apps.get_models():
        if issubclass(model, DisclosedMixin):
            post_save.connect(_after_save, sender=model, dispatch_uid="disclosure_plugin.index")
            post_delete.connect(
                signal_handlers.post_delete_signal_handler,
                sender=model,
                dispatch_uid="disclosure_plugin.index",
            )


@contextmanager
def indexed_later(page: Page) -> Iterator[None]:
    """Leave the row of one page in the index as it is, whatever is saved in a block.

    Whoever asks for this has :func:`put_into_index` called afterwards.
    """
    token = _waits.set(page.pk)
    try:
        yield
    finally:
        _waits.reset(token)


def put_into_index(page: Page) -> None:
    """Bring the row of a page up to date.

    Args:
        page: of its own class, as it is stored.
    """
    index.insert_or_update_object(page)


def _after_save(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    if _waits.get() != instance.pk:
        signal_handlers.post_save_signal_handler(instance, **kwargs)

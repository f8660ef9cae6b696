"""Wagtail's search index in PostgreSQL: rows that stay as they are are not written again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Avg, F
from django.db.models.functions import Length
from modelsearch.backends.database.postgres.postgres import PostgresIndex

from .wrapping import wrap


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
    titles = index.entries.annotate(title_length=Length("title")).filter(title_length__gt=0)
    average = titles.aggregate(Avg("title_length"))["title_length__avg"]
    new = titles.filter(title_norm=1.0).exclude(title_length=average)
    new.update(title_norm=average / F("title_length"))

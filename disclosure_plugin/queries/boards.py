"""The boards of a bureau, with what stands in their columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max
from django.db.models.functions import Left
from wagtail.models import Page

from disclosure_plugin.models import DisclosureBoardMixin

from .disclosed_pages import disclosed_pages


@dataclass(frozen=True)
class ColumnRow:
    """A column of a board.

    Attributes:
        number: its place on the board, counted from 1.
        page: the column's page.
        items: how many items it discloses.
        updated_at: when one of them was last published; None in an empty column.
    """

    number: int
    page: Page
    items: int
    updated_at: datetime | None


@dataclass(frozen=True)
class Board:
    """A board with its columns, in the board's order."""

    page: Page
    columns: list[ColumnRow]

    @property
    def items(self) -> int:
        """How many items all columns disclose."""
        return sum(column.items for column in self.columns)


def boards(home: Page) -> list[Board]:
    """Return the bureau's boards in the order of its site."""
    found = disclosed_pages().type(DisclosureBoardMixin).child_of(home).order_by("path")
    return [board(page) for page in found.specific()]


def board(page: Page) -> Board:
    """Return one board with its columns; two queries, however many columns it has."""
    column_path_length = len(page.path) + Page.steplen
    counts = {
        row["column_path"]: row
        for row in disclosed_pages()
        .descendant_of(page)
        .filter(depth=page.depth + 2)
        .order_by()
        .annotate(column_path=Left("path", column_path_length))
        .values("column_path")
        .annotate(items=Count("pk"), updated_at=Max("last_published_at"))
    }
    rows = []
    for number, column in enumerate(page.columns(), start=1):
        count = counts.get(column.path, {"items": 0, "updated_at": None})
        rows.append(ColumnRow(number, column, count["items"], count["updated_at"]))
    return Board(page, rows)

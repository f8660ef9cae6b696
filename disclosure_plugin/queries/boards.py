"""The boards of a bureau, with what stands in their columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max
from django.db.models.functions import Left
from wagtail.models import Page

from disclosure_plugin.models import DisclosedMixin, DisclosureBoardMixin, Section, StaffListMixin

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


@dataclass(frozen=True)
class Panel:
    """A panel below the columns of a board.

    Attributes:
        name: what it is called, in the reader's language.
        items: the public items named in it, in the editor's order.
    """

    name: str
    items: list[Page]


@dataclass(frozen=True)
class SectionRow:
    """A section with those who, by a published staff card, head it."""

    section: Section
    heads: list[str]


def panels(page: Page) -> list[Panel]:
    """Return the panels of a board in their fixed order, without those that would be empty.

    A board of another page type names its items by rows called ``panel_items``.
    """
    rows = getattr(page, "panel_items", None)
    # A draft may name an item and leave its panel for later; it stands nowhere then.
    named = [row for row in rows.all() if row.panel] if rows is not None else []
    keys = {row.item_id for row in named}
    public = disclosed_pages().type(DisclosedMixin).filter(pk__in=keys)
    found = {one.pk: one for one in public.specific().defer_streamfields()} if keys else {}
    order = [kind for kind, _label in named[0].Panel.choices] if named else []
    grouped: dict[str, Panel] = {}
    for row in sorted(named, key=lambda row: order.index(row.panel)):
        if row.item_id in found:
            empty = Panel(row.get_panel_display(), [])
            grouped.setdefault(row.panel, empty).items.append(found[row.item_id])
    return list(grouped.values())


def staff_lists() -> list[Page]:
    """Return the bureau's public lists of leaders and staff, in the order of its site."""
    found = disclosed_pages().type(StaffListMixin).order_by("path")
    return list(found.specific(defer=False))


def section_rows(lists: list[Page]) -> list[SectionRow]:
    """Return all sections of the bureau.

    Args:
        lists: the public lists of staff, from which the heads are read.
    """
    heads: dict[int, list[str]] = {}
    for page in lists:
        for card in page.staff.all():
            if card.heads_section:
                heads.setdefault(card.section_id, []).append(card.name)
    return [SectionRow(section, heads.get(section.pk, [])) for section in Section.objects.all()]

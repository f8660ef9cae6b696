"""How the columns of the bureau's boards stand: empty, not updated in time, nearly due, fine.

It depends on the day, so no public page asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from wagtail.models import Page

from disclosure_plugin.domain.update_cycles import State, due_on, state
from disclosure_plugin.models import DisclosureBoardMixin

from .boards import board
from .disclosed_pages import disclosed_pages

# The most urgent first.
ORDER = list(State)


@dataclass(frozen=True)
class ColumnState:
    """A column of a board, and how it stands.

    Attributes:
        board: the board's page.
        column: the column's page.
        items: how many items it discloses.
        updated_at: when one of them was last published; None in an empty column.
        days: its cycle in calendar days; None where nobody has set one.
        due_on: the day from which it counts as not updated in time; None if it cannot be said.
        state: how it stands.
    """

    board: Page
    column: Page
    items: int
    updated_at: datetime | None
    days: int | None
    due_on: date | None
    state: State


def column_states(*, now: datetime) -> list[ColumnState]:
    """Return all public columns of the current bureau, the most urgent first.

    Args:
        now: the moment it is asked at; days are those of the site's time zone.
    """
    today = timezone.localdate(now)
    boards = disclosed_pages().type(DisclosureBoardMixin).order_by("path").specific()
    found = [
        _column_state(page, row.page, row.items, row.updated_at, today)
        for page in boards
        for row in board(page).columns
    ]
    return sorted(found, key=lambda one: (ORDER.index(one.state), one.due_on or date.max))


def _column_state(
    page: Page, column: Page, items: int, updated_at: datetime | None, today: date
) -> ColumnState:
    last = timezone.localdate(updated_at) if updated_at else None
    days = column.cycle_days
    return ColumnState(
        board=page,
        column=column,
        items=items,
        updated_at=updated_at,
        days=days,
        due_on=due_on(last, days=days),
        state=state(last_update=last, days=days, today=today),
    )

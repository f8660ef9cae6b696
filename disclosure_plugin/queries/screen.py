"""What a hall's display loops through: the first items of each column of a board."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.models import DisclosureBoardMixin
from disclosure_plugin.register.models import RegisterEntry

from .disclosed_pages import disclosed_pages

# Of each column, pinned items first: with a dozen columns a round takes some ten minutes.
ITEMS_OF_A_COLUMN = 4


@dataclass(frozen=True)
class Slide:
    """One item on the screen.

    Attributes:
        key: another one for another version of the item.
        page: the item.
        column: title of its column.
        entry: its row in the register.
        address: canonical address of its page.
    """

    key: str
    page: Page
    column: str
    entry: RegisterEntry
    address: str


def screen_board(short_id: str) -> Any:
    """Return the public board with an address; None if there is none."""
    if "\0" in short_id:
        return None
    found = disclosed_pages().type(DisclosureBoardMixin).filter(slug=short_id).first()
    return None if found is None else found.specific


def slides(board: Any) -> list[Slide]:
    """Return what is public on a board now, column by column.

    Args:
        board: a public board of the current bureau.
    """
    placed = [
        (column.title, item)
        for column in board.columns()
        for item in column.items()[:ITEMS_OF_A_COLUMN]
    ]
    keys = [item.pk for _title, item in placed]
    found = RegisterEntry.objects.filter(
        bureau=bureaus.current(), page__in=keys, state=RegisterEntry.State.PUBLIC
    )
    entries = {entry.page: entry for entry in found}
    return [
        Slide(
            key=f"{item.pk}-{entries[item.pk].content_hash[:16]}",
            page=item,
            column=title,
            entry=entries[item.pk],
            address=bureaus.public_address(item.get_url()),
        )
        for title, item in placed
        if item.pk in entries
    ]


def state_of(shown: list[Slide]) -> str:
    """Return a name for what is shown, another one whenever it changes."""
    said = "\n".join(f"{one.key} {one.column} {one.entry.period_ended_at}" for one in shown)
    return hashlib.sha256(said.encode()).hexdigest()[:16]

"""What differs between two versions of a catalogue, row by row and column by column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .catalogue import FIELDS, Row


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row that both versions have and that says something else.

    Attributes:
        before, after: the row.
        columns: names of the fields that differ, in the order of the table.
    """

    before: Row
    after: Row
    columns: tuple[str, ...]

    @property
    def cells(self) -> list[tuple[str, str, str]]:
        """Each column that differs, with what it said and says."""
        return [
            (name, getattr(self.before, name), getattr(self.after, name)) for name in self.columns
        ]


@dataclass(frozen=True, slots=True)
class Difference:
    """From one version to another; rows are the same if their codes are.

    Attributes:
        added: rows that only the later one has, in its order.
        removed: rows that only the earlier one has, in its order.
        changed: rows of both that differ, in the order of the later one.
        moved: whether rows of both stand in another order.
    """

    added: tuple[Row, ...] = ()
    removed: tuple[Row, ...] = ()
    changed: tuple[ChangedRow, ...] = ()
    moved: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.moved)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows were added, removed and changed."""
        return {
            "added": len(self.added),
            "removed": len(self.removed),
            "changed": len(self.changed),
        }


def difference(before: Iterable[Row], after: Iterable[Row]) -> Difference:
    """Compare two versions.

    Args:
        before, after: rows in order; within each every code stands once.
    """
    old = {row.code: row for row in before}
    new = {row.code: row for row in after}
    changed = []
    for code, row in new.items():
        if code in old and old[code] != row:
            columns = [name for name in FIELDS if getattr(row, name) != getattr(old[code], name)]
            changed.append(ChangedRow(old[code], row, tuple(columns)))
    return Difference(
        added=tuple(row for code, row in new.items() if code not in old),
        removed=tuple(row for code, row in old.items() if code not in new),
        changed=tuple(changed),
        moved=[code for code in old if code in new] != [code for code in new if code in old],
    )

"""A finding with its place in a page or a file: what is kept of a check.

What was found is kept in its masked form only. Who has to see the value opens the page or the
file: a table of values would be a list of personal data more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

from .personal_data import Kind, Severity


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found, and where.

    Attributes:
        masked: what it says, in a form that may be shown.
        field: of the page: the name of its field or list; "" in a file.
        block: of the body, from 1; 0 for none.
        block_type: what the body calls such a block.
        file: the file's name; of a packed one its archive's too.
        area: in which part of the file, a value of ``documents.Area``.
        sheet: the sheet's name.
        page: of the file, from 1; 0 where there are none.
        table: the how manieth table of the file, from 1; 0 for none.
        row: as whoever opens it counts, from 1; 0 in a text.
        cell: the cell's name (``C5``); "" where cells have none.
        column: what the table's header calls the column.
        paragraph: the line, from 1; 0 in a table.
    """

    kind: Kind
    severity: Severity
    masked: str
    field: str = ""
    block: int = 0
    block_type: str = ""
    file: str = ""
    area: str = ""
    sheet: str = ""
    page: int = 0
    table: int = 0
    row: int = 0
    cell: str = ""
    column: str = ""
    paragraph: int = 0

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.BLOCKS


def as_json(hit: Hit) -> dict[str, Any]:
    """Return a hit as values that JSON can hold; what is empty is left out."""
    return {name: value for name, value in asdict(hit).items() if value}


def from_json(value: dict[str, Any]) -> Hit:
    """Return the hit that :func:`as_json` wrote."""
    known = {one.name for one in fields(Hit)}
    rest = {name: value[name] for name in value if name in known - {"kind", "severity"}}
    return Hit(kind=Kind(value["kind"]), severity=Severity(value["severity"]), **rest)


def count_kinds(hits: Iterable[Hit]) -> dict[str, int]:
    """Return how many hits of each kind there are, those that keep a page back."""
    return dict(Counter(hit.kind.value for hit in hits if hit.blocks))

"""Records of what a bureau of the demo shows its own staff; they know nothing of Wagtail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Given:
    """A line's figures, in yuan."""

    budget: Decimal
    actual: Decimal
    last_year: Decimal


@dataclass(frozen=True)
class MonthOf:
    """A month's figures by the code of the line; totals are added up."""

    year: int
    month: int
    given: Mapping[str, Given]
    is_draft: bool = False


@dataclass(frozen=True)
class MatterLine:
    """A row of an internal matter."""

    subject: str
    matter: str = ""
    before: str = ""
    after: str = ""
    amount: Decimal | None = None
    approved_by: str = ""


@dataclass(frozen=True)
class Matter:
    """An internal matter; ``basis`` is the document it rests on."""

    kind: str
    title: str
    abstract: str
    formed_on: date
    period: tuple[date, date]
    rows: tuple[MatterLine, ...]
    basis: str = ""


@dataclass(frozen=True)
class Assessed:
    """A section or person; ``scores``: first all of one assessor, then all of the other."""

    kind: str
    name: str
    post: str = ""
    is_editor: bool = False
    scores: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reviewed:
    """An assessment; ``criteria``: (for whom, name, weight)."""

    title: str
    year: int
    tasks: tuple[str, ...]
    criteria: tuple[tuple[str, str, str], ...]
    subjects: tuple[Assessed, ...]
    is_signed: bool = False


@dataclass(frozen=True)
class Accounts:
    """Everything of a bureau that is for its own staff.

    Attributes:
        column: title of the column it stands in.
        section: that answers for it.
        reasons: of changes, by the line and whether it is more (1) or less (-1).
    """

    column: str
    section: str
    months: tuple[MonthOf, ...]
    reasons: Mapping[tuple[str, int], str]
    matters: tuple[Matter, ...] = ()
    assessments: tuple[Reviewed, ...] = ()

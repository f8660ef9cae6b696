"""What the content of a bureau is made of: plain records, filled in by ``content/``.

The records know nothing of Wagtail; ``pages.py`` turns them into pages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from disclosure_plugin.domain.register import Category

Cell = str | int | float | None


class Stage(Enum):
    """How far an item has come."""

    PUBLISHED = "published"
    DRAFT = "draft"
    IN_REVIEW = "in review"
    SCHEDULED = "scheduled for tomorrow"


@dataclass(frozen=True)
class Text:
    """Rich text: HTML with h3, p, ol, ul and b."""

    html: str


@dataclass(frozen=True)
class Table:
    """A table; a column whose cells are all figures becomes a column of numbers."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A picture of ``pictures/`` with the words that stand for it."""

    file: str
    title: str
    alt: str


@dataclass(frozen=True)
class Form:
    """An empty form to download, made as .docx: title, and the labels of its fields."""

    title: str
    fields: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Item:
    """An item of a column.

    Attributes:
        laws: (law or document, article) pairs.
        correction: the abstract as it was first published, when it was put right later.
    """

    title: str
    abstract: str
    formed_on: date
    section: str
    body: tuple[Text | Table | Picture, ...]
    laws: tuple[tuple[str, str], ...] = ()
    forms: tuple[Form, ...] = ()
    stage: Stage = Stage.PUBLISHED
    correction: str = ""


@dataclass(frozen=True)
class Column:
    """A column; its items all belong to one category of the register."""

    title: str
    description: str
    update_rule: str
    category: Category
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Section:
    name: str
    phone: str
    duties: str


@dataclass(frozen=True)
class Promise:
    """A commitment; limits are in working days, ``statutory`` None where the law sets none."""

    text: str
    section: str
    statutory: int | None
    promised: int
    liability: str


@dataclass(frozen=True)
class Commitments:
    title: str
    abstract: str
    formed_on: date
    section: str
    introduction: str
    promises: tuple[Promise, ...]


@dataclass(frozen=True)
class Figure:
    label: str
    value: float
    unit: str
    source: str


@dataclass(frozen=True)
class Chapter:
    """A section of an annual summary; each part is (marker, heading, text)."""

    heading: str
    text: str
    parts: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Summary:
    year: int
    abstract: str
    formed_on: date
    section: str
    introduction: str
    figures: tuple[Figure, ...]
    chapters: tuple[Chapter, ...]
    conclusion: str = ""


@dataclass(frozen=True)
class Task:
    """A line of the home page's frequent tasks: an item, by its title."""

    item: str
    label: str
    note: str


@dataclass(frozen=True)
class Bureau:
    """Everything the demo says about a bureau.

    Attributes:
        social_credit_code: invented, like everything here; its check character is right.
        contacts: values of BureauSettings beside the name.
        people: names of the administrator, the editor and the reviewer.
        county_people: of the county office: of the county's administrator, supervisor, auditor.
        canonical: where its pages are at home, ``host`` or ``path``.
        summary_document: whether last year's summary comes as a document to import.
    """

    code: str
    social_credit_code: str
    name: str
    contacts: dict[str, str]
    introduction: str
    people: tuple[str, str, str]
    sections: tuple[Section, ...] = ()
    board_introduction: str = ""
    columns: tuple[Column, ...] = ()
    commitments: Commitments | None = None
    summary: Summary | None = None
    tasks: tuple[Task, ...] = ()
    summary_document: bool = False
    is_county_office: bool = False
    canonical: str = "host"
    other_hosts: tuple[str, ...] = field(default=())
    county_people: tuple[str, ...] = ()

    @property
    def host(self) -> str:
        return f"{self.code}.localhost"

    @property
    def path(self) -> str:
        return "" if self.is_county_office else self.code


def prose(heading: str, *paragraphs: str) -> Text:
    """A heading with paragraphs."""
    return Text(_heading(heading) + "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))


def steps(heading: str, *lines: str) -> Text:
    """A heading with a numbered list."""
    return Text(_heading(heading) + _list("ol", lines))


def points(heading: str, *lines: str) -> Text:
    """A heading with a plain list."""
    return Text(_heading(heading) + _list("ul", lines))


def _heading(heading: str) -> str:
    return f"<h3>{heading}</h3>" if heading else ""


def _list(tag: str, lines: tuple[str, ...]) -> str:
    return f"<{tag}>{''.join(f'<li>{line}</li>' for line in lines)}</{tag}>"

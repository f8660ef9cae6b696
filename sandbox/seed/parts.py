"""What the content of a bureau is made of: plain records, filled in by ``content/``.

The records know nothing of Wagtail; ``pages.py`` turns them into pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from disclosure_plugin.domain.register import Category

if TYPE_CHECKING:
    from .account_parts import Accounts

Cell = str | int | float | None


class Stage(Enum):
    """How far an item has come."""

    PUBLISHED = "published"
    DRAFT = "draft"
    IN_REVIEW = "in review"
    SCHEDULED = "scheduled for tomorrow"
    RETURNED = "sent back by the reviewer"
    STALE = "a draft that nobody has touched for two months"


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
class Notice:
    """What makes an item a notice: its matter, and how long it stands."""

    matter: str
    days: int
    unit: str


@dataclass(frozen=True)
class Step:
    """A step of a procedure; ``number`` None says nothing of its time."""

    name: str
    responsible: str
    note: str = ""
    number: float | None = None
    unit: str = "working"
    counts: bool = True


@dataclass(frozen=True)
class Material:
    """A paper to bring; ``number`` None for what is only shown."""

    name: str
    form: str
    number: int | None
    note: str = ""
    is_required: bool = True
    empty_form: Form | None = None


@dataclass(frozen=True)
class Service:
    """What makes an item a service procedure; limits are in working days.

    Attributes:
        applicants: of ``individuals`` and ``organisations``, who may apply.
        fee_standard: title of the page that says how much it costs; empty where it is free.
    """

    applicants: tuple[str, ...]
    conditions: tuple[str, ...]
    materials: tuple[Material, ...]
    steps: tuple[Step, ...]
    statutory: int | None
    promised: int
    place: str
    hours: str
    phone: str
    supervision_phone: str
    code: str = ""
    visits: int | None = None
    fee_standard: str = ""
    online_address: str = ""


@dataclass(frozen=True)
class Fee:
    """A row of a fee standard."""

    item: str
    standard: str
    unit: str
    payer: str
    basis: str
    first: date
    last: date | None = None


@dataclass(frozen=True)
class Penalty:
    """What makes an item a penalty procedure; ``discretion``: (degree, circumstance, measure)."""

    unlawful_act: str
    steps: tuple[Step, ...]
    discretion: tuple[tuple[str, str, str], ...]
    reconsideration: str
    litigation: str


@dataclass(frozen=True)
class Rule:
    """What makes an item a rule document; ``repealed``: (day, reason)."""

    number: str
    issued: date
    first: date
    repealed: tuple[date, str] | None = None


@dataclass(frozen=True)
class Item:
    """An item of a column.

    Attributes:
        notice: its period, if it is a notice; objections go to its section.
        structure: what makes it a structured item.
        interprets: title of the rule document that it explains.
        laws: (law or document, article) pairs.
        ends_in_days: after how many days it ends by itself; 0: never.
        correction: the abstract as it was first published, when it was put right later.
        row: code of the row of the catalogue that it answers.
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
    ends_in_days: int = 0
    notice: Notice | None = None
    row: str = ""
    structure: Service | tuple[Fee, ...] | Penalty | Rule | None = None
    interprets: str = ""

    @property
    def refers(self) -> bool:
        """Whether it names another item, which has to be there before."""
        return bool(self.interprets or getattr(self.structure, "fee_standard", ""))


@dataclass(frozen=True)
class Column:
    """A column; its items all belong to one category of the register.

    Attributes:
        pinned: titles of the items that stand first.
    """

    title: str
    description: str
    update_rule: str
    category: Category
    items: tuple[Item, ...] = ()
    type: str = ""
    max_age_days: int | None = None
    pinned: tuple[str, ...] = ()


@dataclass(frozen=True)
class Internal:
    """What a bureau discloses to its staff, in a column that is no public page.

    Attributes:
        groups: names of people of the bureau, by the name of the group they are in.
        colleagues: (name, section) of people who only read.
        items: (item, group it is for or nothing for all staff, sections it is handed to).
    """

    column: str
    category: Category
    groups: dict[str, tuple[str, ...]]
    colleagues: tuple[tuple[str, str], ...]
    items: tuple[tuple[Item, str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Section:
    name: str
    phone: str
    duties: str
    room: str = ""


@dataclass(frozen=True)
class Leader:
    """A member of the leading group; the role is one of ``GroupMember.Role``."""

    role: str
    name: str
    post: str
    answers_for: str


@dataclass(frozen=True)
class Card:
    """A staff card, without a photo: nobody here is real."""

    name: str
    post: str
    section: str
    number: str
    duties: str
    heads: bool = False


@dataclass(frozen=True)
class StaffList:
    title: str
    abstract: str
    formed_on: date
    section: str
    introduction: str
    leaders: tuple[Leader, ...] = ()
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True)
class Place:
    """A posting place with the columns that are wanted there.

    Attributes:
        channel: one of ``PostingPlace.Channel``.
        posted: titles of the items that were posted.
    """

    name: str
    channel: str
    where: str
    section: str
    columns: tuple[str, ...]
    posted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Earlier:
    """What a commitment promised from a day on, in working days."""

    since: date
    days: int


@dataclass(frozen=True)
class Promise:
    """A commitment; limits are in working days, ``statutory`` None where the law sets none.

    Attributes:
        since: the first day of the promise; None: the day the list was formed.
        reason: why it is longer than before.
        handler: who answers for it; empty: the head of the section.
        unit: what the promised days are, ``working`` or ``calendar``.
        cases: how many case records of the year are invented for it.
        late: how many of a thousand are late.
        explanation: why promises were broken, and what was done.
    """

    text: str
    section: str
    statutory: int | None
    promised: int
    liability: str
    basis: str
    conditions: str
    procedure: str = "窗口受理，责任股室审核，分管负责人签批，送达结果。"
    fee: str = "不收费"
    handler: str = ""
    unit: str = "working"
    since: date | None = None
    reason: str = ""
    earlier: tuple[Earlier, ...] = ()
    cases: int = 0
    late: int = 0
    explanation: str = ""


@dataclass(frozen=True)
class FixedList:
    """A list whose number of points is part of its name."""

    title: str
    since: date
    points: tuple[str, ...]


@dataclass(frozen=True)
class Commitments:
    title: str
    abstract: str
    formed_on: date
    section: str
    introduction: str
    promises: tuple[Promise, ...]
    fixed_lists: tuple[FixedList, ...] = ()
    laws: tuple[tuple[str, str], ...] = ()


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
    plans: tuple[str, ...] = ()


@dataclass(frozen=True)
class Activity:
    """A line of the bureau's record of activities; what a kind does not have stays None."""

    kind: str
    on: date
    title: str
    section: str
    people: int | None = None
    boards: int | None = None
    leaflets: int | None = None
    hours: str | None = None
    amount: str | None = None
    laws: str = ""
    supervision: str = ""
    rectification: str = ""
    rectified_on: date | None = None
    notes: str = ""


@dataclass(frozen=True)
class BegunSummary:
    """A summary that is begun from records; here are the words people write into it.

    Attributes:
        template: code of the structure.
        texts: of the sections, in their order; empty: the section has parts.
        parts: of the parts, in their order.
        answers: (what became of it, words) for last year's plans, in their order.
        plans: (text, section, to be done by).
    """

    year: int
    template: str
    abstract: str
    formed_on: date
    section: str
    introduction: str
    texts: tuple[str, ...]
    parts: tuple[str, ...]
    shortcomings: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]
    plans: tuple[tuple[str, str, date], ...]
    conclusion: str


@dataclass(frozen=True)
class AnnualReport:
    """An annual report of the statutory form; one that says nothing is a draft.

    Attributes:
        original: when and where it was published before; None for a draft.
        numbers: by the code of the cell; totals are worked out, the others are 0.
        county: what became of it there: ``accepted``, ``returned``, ``waits``; empty: nothing.
    """

    year: int
    abstract: str
    formed_on: date | None
    introduction: str
    overview: str
    problems: str = ""
    other: str = ""
    original: tuple[date, str] | None = None
    numbers: Mapping[str, int | str] = field(default_factory=dict)
    county: str = ""


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
        panels: (panel of the board, title of an item) pairs.
        county_people: of the county office: of the county's administrator, supervisor, auditor.
        canonical: where its pages are at home, ``host`` or ``path``.
        summary_document: whether last year's summary comes as a document to import.
        catalogues: codes of the catalogues that the county pushes to it.
        internal: what it discloses to its staff.
        accounts: its finance statements, other internal matters and assessments.
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
    reports: tuple[AnnualReport, ...] = ()
    activities: tuple[Activity, ...] = ()
    begun_summary: BegunSummary | None = None
    tasks: tuple[Task, ...] = ()
    staff: tuple[StaffList, ...] = ()
    panels: tuple[tuple[str, str], ...] = ()
    places: tuple[Place, ...] = ()
    summary_document: bool = False
    is_county_office: bool = False
    canonical: str = "host"
    other_hosts: tuple[str, ...] = field(default=())
    county_people: tuple[str, ...] = ()
    catalogues: tuple[str, ...] = ()
    internal: Internal | None = None
    accounts: Accounts | None = None

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

"""What programs may ask for and what they get, as the interface's description tells it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

LONGEST = 100
PAGE_SIZE, LARGEST_PAGE = 20, 100
# One hundred items a page: more than a county has.
LAST_PAGE = 10_000
FIRST_YEAR, LAST_YEAR = 1900, 2999


def _without_nul(text: str) -> str:
    if "\0" in text:  # PostgreSQL knows no such text
        raise ValueError("a text without NUL is wanted")
    return text


Text = Annotated[str, Field(max_length=LONGEST), AfterValidator(_without_nul)]
Day = Annotated[date, Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31))]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


class BureauFilter(Schema):
    bureau: Text = Field("", description="Code of a bureau; at the county office only.")


class ItemFilters(BureauFilter):
    """Everything that is given must fit."""

    model_config = ConfigDict(populate_by_name=True)

    category: Text = Field("", description="Code of a category.", examples=["20.8"])
    year: Year | None = Field(None, description="Year of the first disclosure.")
    published_from: Day | None = Field(
        None, alias="from", description="First day of the first disclosure, county time."
    )
    published_to: Day | None = Field(
        None, alias="to", description="Last day of the first disclosure, county time."
    )
    number: Text = Field("", description="Index number, as a whole.")
    page: Annotated[int, Field(ge=1, le=LAST_PAGE)] = 1
    per_page: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE


class Item(Schema):
    """One row of the register; times have their zone."""

    number: str = Field(examples=["11539999000000002B-/2026-1102001"])
    title: str = Field(examples=["城市道路占用费收费标准"])
    abstract: str
    category: str = Field(examples=["20.8"])
    category_name: str
    bureau: str = Field(examples=["jsj"])
    bureau_name: str
    formed_on: str | None = Field(examples=["2026-11-02"])
    first_published_at: str = Field(examples=["2026-11-03T09:00:00+08:00"])
    version_published_at: str
    original_published_on: str | None
    original_source: str | None
    due_by: str | None
    due_unknown: str | None
    validity: str = Field(examples=["valid"])
    validity_name: str
    period_from: str | None
    period_to: str | None
    period_unit: str | None
    period_days: int | None
    period_opens_at: str | None
    period_closes_at: str | None
    period_ended_at: str | None
    address: str = Field(description="Lasting address, by the index number.")
    page_address: str = Field(
        description="Address of the page; of another bureau's item the lasting address."
    )
    content_sha256: str


class ItemList(Schema):
    count: int = Field(description="How many items fit, on all pages.")
    page: int
    pages: int
    next: str | None = Field(description="Address of the next page.")
    previous: str | None = Field(description="Address of the page before.")
    items: list[Item]


class Bureau(Schema):
    code: str = Field(examples=["jsj"])
    name: str
    address: str
    api: str = Field(description="Address of the bureau's own interface.")


class Column(Schema):
    short_id: str
    title: str
    description: str
    board: str = Field(description="Title of the board.")
    type: str = Field(description="Type of the page-tag standard; empty if none was chosen.")
    update_rule: str
    cycle_days: int | None = Field(description="How old the newest item may be, calendar days.")
    items: int
    updated_at: str | None
    address: str
    atom: str
    json_feed: str


class Figures(Schema):
    """What became of promises; cases that were decided, whole numbers."""

    handled: int
    kept: int
    broken: int
    unfinished: int
    kept_percent: str = Field(description="Rounded to a tenth; empty without a case.")
    median_days: str = Field(description="Empty without a case.")


class Commitment(Schema):
    code: str
    text: str
    basis: str
    statutory_days: int | None
    statutory_unit: str | None = Field(description="working or calendar")
    promised_days: int
    promised_unit: str
    in_force_from: str | None
    ended_on: str | None
    section: str
    complaint_phone: str
    figures: Figures | None
    running: int = Field(description="Cases that ran at the end of the last quarter.")


class CommitmentList(Schema):
    number: str | None = Field(description="Index number.")
    title: str
    address: str
    year: int | None = Field(description="Year of the figures; null if none are published.")
    first: str | None
    last: str | None
    quarters: list[int]
    figures: Figures | None
    commitments: list[Commitment]


class ReportCell(Schema):
    code: str = Field(description="Table, row and column.", examples=["3/3.1/person"])
    table: int = Field(description="2, 3 or 4, as the form numbers its sections.")
    name: str = Field(description="What the form calls it.")
    value: str = Field(description="Digits as published; empty where nothing was.")


class ReportLine(Schema):
    year: int
    number: str | None = Field(description="Index number.")
    title: str
    address: str
    first_published_at: str | None


class Report(ReportLine):
    form: str
    cells: list[ReportCell]

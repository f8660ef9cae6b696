"""A summary as it is read: its sentences with their figures, its chart, its years side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from disclosure_plugin.domain.counts import Counted, total
from disclosure_plugin.domain.markup_text import shown_text
from disclosure_plugin.domain.summary_rules import segments
from disclosure_plugin.editor.activity_words import PLAN_STATUSES
from disclosure_plugin.editor.summary_rules import summary_rules
from disclosure_plugin.models import AnnualSummaryPage, BureauSettings
from disclosure_plugin.paper.official import Document, Heading, Paragraph, Part, Table

from .counters import Counter, counter


@dataclass(frozen=True)
class Piece:
    """A piece of a counted sentence: words, or a figure with its number and unit."""

    text: str
    code: str = ""

    @property
    def anchor(self) -> str:
        """Where on the page the table of its figure stands."""
        return anchor_of(self.code)


def anchor_of(code: str) -> str:
    """Return the id of the table of a figure."""
    return f"counted-{code.replace('.', '-').replace('_', '-')}"


@dataclass(frozen=True)
class KeptFigure:
    """A figure as the page keeps it.

    Attributes:
        rows: what it counts; empty where there are too many for a page.
        months: (number of the month, value), where there are too many rows.
    """

    code: str
    label: str
    value: Decimal
    unit: str
    records: int
    is_numbered: bool
    rows: list[dict[str, Any]]
    months: list[tuple[int, Decimal]]

    @property
    def anchor(self) -> str:
        """Where on the page its table stands."""
        return anchor_of(self.code)

    @property
    def written(self) -> str:
        """Number and unit."""
        return f"{grouped(self.value)}{self.unit}"


def grouped(value: Decimal) -> str:
    """Write a number with its thousands parted and no needless zeros."""
    plain = f"{value:,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def figures(page: Any) -> list[KeptFigure]:
    """Return the counted figures of a page, in the order of its sentences."""
    return [_figure(code, kept) for code, kept in page.figures_counted().items()]


def large_figures(page: Any) -> list[KeptFigure]:
    """Return those figures that stand large at the top."""
    large = page.counts.get("large", [])
    return [figure for figure in figures(page) if figure.code in large]


def _figure(code: str, kept: dict[str, Any]) -> KeptFigure:
    return KeptFigure(
        code=code,
        label=kept["label"],
        value=Decimal(kept["value"]),
        unit=kept["unit"],
        records=kept["records"],
        is_numbered=bool(kept.get("numbered")),
        rows=[
            {
                "on": date.fromisoformat(row["on"]),
                "text": row["text"],
                "amount": Decimal(row["amount"]),
            }
            for row in kept["rows"]
        ],
        months=[(number, Decimal(value)) for number, value in enumerate(kept["months"], 1)],
    )


def line_pieces(page: Any, code: str) -> list[Piece]:
    """Return a counted sentence as the page keeps it; empty if it was not counted yet."""
    line = page.counts.get("lines", {}).get(code, "")
    kept = page.figures_counted()
    if not all(one.figure in kept for one in segments(line) if one.figure):
        return []
    return [
        Piece(_figure(one.figure, kept[one.figure]).written, one.figure)
        if one.figure
        else Piece(one.text)
        for one in segments(line)
    ]


@dataclass(frozen=True)
class Chart:
    """A figure by month, with the same of the year before where that is known."""

    code: str
    label: str
    unit: str
    year: int
    now: list[Decimal]
    before: list[Decimal]

    @property
    def most(self) -> tuple[int, Decimal]:
        """The month with the most, from 1, and how many: the first of several."""
        value = max(self.now)
        return self.now.index(value) + 1, value


def chart(page: Any) -> Chart | None:
    """Return what is drawn of a summary; None if nothing was counted by month."""
    code = page.counts.get("chart", "")
    kept = page.figures_counted().get(code)
    if not kept or not Decimal(kept["value"]):
        return None
    earlier = page.counts.get("earlier", {}).get(str(page.year - 1), {})
    return Chart(
        code=code,
        label=kept["label"],
        unit=kept["unit"],
        year=page.year,
        now=[Decimal(one) for one in kept["months"]],
        before=[Decimal(one) for one in earlier.get("months", {}).get(code, [])],
    )


@dataclass(frozen=True)
class YearsTable:
    """The figures of several years beside each other; None where a year does not say."""

    years: list[int]
    rows: list[tuple[KeptFigure, list[Decimal | None]]]
    pages: list[int]


def years_table(page: Any) -> YearsTable | None:
    """Return the figures with those of earlier years; None if no earlier year says any."""
    earlier = {
        int(year): kept for year, kept in page.counts.get("earlier", {}).items() if kept["values"]
    }
    if not earlier:
        return None
    years = sorted(earlier, reverse=True)
    rows = []
    for figure in figures(page):
        said = [earlier[year]["values"].get(figure.code) for year in years]
        rows.append((figure, [None if one is None else Decimal(one) for one in said]))
    return YearsTable(years, rows, [earlier[year]["page"] for year in years])


@dataclass(frozen=True)
class CountedNow:
    """The records of a figure as they are now, with their sum."""

    counter: Counter
    year: int
    records: list[Counted]
    total: Decimal


def counted_now(code: str, year: int) -> CountedNow:
    """Return exactly the records that a figure of a year counts now.

    Raises:
        NoSuchCounter: nothing counts that.
    """
    how = counter(code)
    records = sorted(how.records(year), key=lambda one: (one.on, one.key))
    return CountedNow(how, year, records, total(records))


def document_of(page: AnnualSummaryPage) -> Document:
    """Return a summary as an official document."""
    settings = BureauSettings.for_site(page.get_site())
    return Document(
        title=page.title,
        parts=[*_parts(page)],
        signature=[
            settings.bureau_name,
            *([date_format(page.formed_on, "Y年n月j日")] if page.formed_on else []),
        ],
    )


def _parts(page: AnnualSummaryPage) -> Iterator[Part]:
    yield from _paragraphs(page.introduction)
    for block in page.sections:
        section = block.value
        yield Heading(f"{section['marker']}{section['heading']}", 1)
        yield from _body(page, section)
        for part in section["parts"]:
            if part["heading"]:
                yield Heading(f"{part['marker']}{part['heading']}", 2)
            yield from _body(page, part)
            for point in part["points"]:
                yield Paragraph(f"{point['marker']}{point['text']}")
    yield from _tables(page)
    yield from _paragraphs(page.conclusion)


def _body(page: AnnualSummaryPage, part: Any) -> Iterator[Part]:
    yield from _paragraphs(part["body"])
    for line in part["lines"]:
        if pieces := line_pieces(page, line):
            yield Paragraph("".join(piece.text for piece in pieces))


def _paragraphs(value: Any) -> Iterator[Part]:
    for line in shown_text(str(getattr(value, "source", value) or "")).split("\n"):
        if line.strip():
            yield Paragraph(line.strip())


def _tables(page: AnnualSummaryPage) -> Iterator[Part]:
    if answers := list(page.plan_answers.all()):
        yield Heading(_("What became of last year's plan"), 1)
        yield Table(
            "",
            [pgettext("of a plan", "Plan"), pgettext("of a plan", "What became of it"),
             pgettext("of a plan", "Result or reason")],
            [[one.plan, str(_status(one.status)), one.note] for one in answers],
        )  # fmt: skip
    if shortcomings := list(page.shortcomings.all()):
        yield Heading(_("Shortcomings and what is done about them"), 1)
        yield Table(
            "",
            [
                pgettext("of a summary", "Problem"),
                pgettext("of a summary", "What is done about it"),
            ],
            [[one.problem, one.measure] for one in shortcomings],
        )
    if plans := list(page.plans.all()):
        yield Heading(_("Plan for next year"), 1)
        for number, plan in enumerate(plans, 1):
            yield Paragraph(f"{number}.{plan.text}")
    kept = figures(page)
    if kept:
        table = years_table(page)
        years = table.years if table else []
        yield Table(
            _("Figures of the year"),
            [pgettext("of a figure", "What was counted"), *[str(page.year), *map(str, years)],
             pgettext("of a figure", "Unit")],
            [
                [figure.label, grouped(figure.value),
                 *("—" if one is None else grouped(one) for one in said), figure.unit]
                for figure, said in (table.rows if table else [(one, []) for one in kept])
            ],
            frozenset(range(1, 2 + len(years))),
        )  # fmt: skip


def _status(code: str) -> Any:
    return next((name for status, name in PLAN_STATUSES.items() if status.value == code), "")


def layout_data() -> dict[str, Any]:
    """Return the measures of the Word file."""
    return dict(summary_rules().layout)

"""Read annual reports: a bureau's own through the years, and where each stands with the county."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from disclosure_plugin import bureaus
from disclosure_plugin.domain.annual_report_deadlines import Deadlines, days_left
from disclosure_plugin.domain.annual_report_form import (
    ALL_RESULTS,
    CARRIED_IN,
    CARRIED_OVER,
    NEW,
    TOTAL,
    cell_code,
)
from disclosure_plugin.domain.annual_report_values import Number, written
from disclosure_plugin.models import AnnualReportPage
from disclosure_plugin.register.annual_reports import deadlines
from disclosure_plugin.register.models import AnnualReportSubmission

State = AnnualReportSubmission.State

# What is compared through the years, in the order in which it is shown: what it is called, and
# the cell it stands in.
COMPARED: tuple[tuple[str, str], ...] = (
    ("行政规范性文件·现行有效件数", cell_code(2, "documents", "in_force")),
    ("行政许可·本年处理决定数量", cell_code(2, "licences", "decisions")),
    ("行政处罚·本年处理决定数量", cell_code(2, "penalties", "decisions")),
    ("行政强制·本年处理决定数量", cell_code(2, "coercion", "decisions")),
    ("行政事业性收费（万元）", cell_code(2, "fees", "amount")),
    ("本年新收申请", cell_code(3, NEW, TOTAL)),
    ("上年结转申请", cell_code(3, CARRIED_IN, TOTAL)),
    ("本年度办理结果总计", cell_code(3, ALL_RESULTS, TOTAL)),
    ("予以公开", cell_code(3, "3.1", TOTAL)),
    ("部分公开", cell_code(3, "3.2", TOTAL)),
    ("结转下年度继续办理", cell_code(3, CARRIED_OVER, TOTAL)),
    ("行政复议", cell_code(4, "review", TOTAL)),
)
YEARS_COMPARED = 4


@dataclass(frozen=True)
class Comparison:
    """Some cells of several years' reports.

    Attributes:
        pages: the reports, the newest first.
        rows: what is compared, with the number of each report; empty where it has none.
    """

    pages: list[AnnualReportPage]
    rows: list[tuple[str, list[str]]]


def compared_with_earlier(page: Any) -> Comparison:
    """Compare a report with the public ones of earlier years.

    Later years are left out: what is published next year does not change this page.
    """
    earlier = AnnualReportPage.objects.disclosed().filter(year__lt=page.year).order_by("-year")
    pages = [page, *earlier[: YEARS_COMPARED - 1]]
    rows = [
        (name, [written(cells.get(code)) for cells in [one.cells for one in pages]])
        for name, code in COMPARED
    ]
    return Comparison(pages, rows)


def public_report(short_id: str) -> AnnualReportPage | None:
    """Return a report an anonymous visitor may see, by the short id of its address."""
    return AnnualReportPage.objects.disclosed().filter(slug=short_id).first()


def submissions_of(page: Any) -> list[AnnualReportSubmission]:
    """Return how often the current bureau has handed in the report on a page's year."""
    found = AnnualReportSubmission.objects.of(bureaus.current()).on(page.year)
    return list(found.order_by("-number"))


@dataclass(frozen=True)
class Standing:
    """Where a bureau's report on one year stands.

    Attributes:
        page: its newest page; None if nobody has begun.
        submission: the newest, of those that were not replaced; None if it was not handed in.
        last: the last day.
        left: calendar days until then; negative after it.
        source: what sets the day.
        has_county: whether there is a county to hand it in to.
        differs: whether what is public says other numbers than the county has accepted.
    """

    year: int
    page: AnnualReportPage | None
    submission: AnnualReportSubmission | None
    last: date
    left: int
    source: str
    has_county: bool
    differs: bool = False

    @property
    def late(self) -> int:
        """By how many calendar days it is late; 0 or less while it is not."""
        return -self.left

    @property
    def is_public(self) -> bool:
        return self.page is not None and self.page.live

    @property
    def is_accepted(self) -> bool:
        return self.submission is not None and self.submission.state == State.ACCEPTED

    @property
    def is_done(self) -> bool:
        return self.is_public and (self.is_accepted or not self.has_county) and not self.differs


def has_county() -> bool:
    """Say whether the current bureau is one of several: only then it hands reports in."""
    return bool(bureaus.directory())


def standing(year: int, *, today: date) -> Standing:
    """Return where the current bureau's report on a year stands."""
    days: Deadlines = deadlines(year)
    page = AnnualReportPage.objects.filter(year=year).order_by("-live", "-pk").first()
    found = AnnualReportSubmission.objects.of(bureaus.current()).on(year).standing()
    submission = found.exclude(state=State.REPLACED).order_by("-number").first()
    accepted = found.accepted().order_by("-number").first()
    differs = bool(
        accepted is not None and page is not None and page.live and page.cells != accepted.cells
    )
    return Standing(
        year,
        page,
        submission,
        days.bureau,
        days_left(days.bureau, today),
        days.source,
        has_county(),
        differs,
    )


def open_standings(*, today: date) -> list[Standing]:
    """Return the reports that the current bureau has still to deal with.

    Last year's until it is public and accepted; this year's from December on, or when somebody
    has begun it.
    """
    last, this = standing(today.year - 1, today=today), standing(today.year, today=today)
    found = [] if last.is_done else [last]
    if this.page is not None or today.month == 12:
        found.append(this)
    return found


def numbers_of(cells: dict[str, Number | None]) -> dict[str, str]:
    """Return the numbers as they are printed, by cell."""
    return {code: written(number) for code, number in cells.items()}

"""Make the annual reports of a bureau, and let the county decide on them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from disclosure_plugin.actions.annual_report_import import report_title
from disclosure_plugin.actions.annual_report_submitting import accept, give_back, submit
from disclosure_plugin.actions.inbox import take_in
from disclosure_plugin.domain.annual_report_values import to_json, with_zeros
from disclosure_plugin.domain.register import Category
from disclosure_plugin.models import AnnualReportPage, BureauHomePage, Section
from disclosure_plugin.queries.annual_report_sources import prefilled

from . import pages
from .content import county
from .content.reports import RETURNED_BECAUSE
from .parts import AnnualReport, Bureau
from .people import Staff


def make_reports(bureau: Bureau, staff: Staff) -> None:
    """Make every report in the order of the years; each is compared with the one before."""
    for report in bureau.reports:
        page = _make(bureau, report, staff)
        if report.county:
            _hand_in(page, report, staff)


def _make(bureau: Bureau, report: AnnualReport, staff: Staff) -> AnnualReportPage:
    published_on, source = report.original or (None, "")
    page = AnnualReportPage(
        title=report_title(bureau.name, report.year),
        year=report.year,
        abstract=report.abstract,
        formed_on=report.formed_on,
        category=Category.OTHER,
        responsible_section=Section.objects.order_by("place").first(),
        original_published_on=published_on,
        original_source=source,
        introduction=f"<p>{report.introduction}</p>" if report.introduction else "",
        overview=report.overview,
        problems=report.problems,
        other=report.other,
        tables=_tables(report),
        show_in_menus=False,
    )
    pages.add(BureauHomePage.objects.get(), page, staff.editor)
    if report.original:
        pages.publish(page, staff)
    else:
        page.save_revision(user=staff.editor, log_action=True, clean=False)
    return page


def _tables(report: AnnualReport) -> dict[str, Any]:
    if not report.numbers:
        return prefilled(report.year)
    numbers = {
        code: Decimal(value) if isinstance(value, str) else value
        for code, value in report.numbers.items()
    }
    return to_json(with_zeros(numbers))


def _hand_in(page: AnnualReportPage, report: AnnualReport, staff: Staff) -> None:
    submission = submit(page.pk, user=staff.administrator, by=staff.administrator.first_name)
    by = county.BUREAU.county_people[0]
    if report.county == "accepted":
        accept(submission.pk, by=by)
    elif report.county == "returned":
        give_back(submission.pk, reason=RETURNED_BECAUSE, by=by)
    take_in()

"""Read a published annual report into a draft; what cannot be read is listed, never guessed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from django.db import connection, transaction
from django.utils.html import escape
from wagtail.log_actions import log
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.documents.grids import read_grids
from disclosure_plugin.domain.annual_report_form import SECTIONS
from disclosure_plugin.domain.annual_report_reading import (
    GridCell,
    ReadTables,
    read_sections,
    read_tables,
)
from disclosure_plugin.domain.annual_report_values import to_json
from disclosure_plugin.domain.register import Category
from disclosure_plugin.domain.update_cycles import ColumnType
from disclosure_plugin.editor.annual_report_words import unread_as_json
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.models import (
    AnnualReportImport,
    AnnualReportPage,
    BureauHomePage,
    DisclosureColumnPage,
)

IMPORTED = "disclosure.import_annual_report"
# Sections that are text; the others are tables.
TEXTS = ("introduction", "overview", "problems", "other")
# Any number will do, as long as nothing else in the database takes the same.
REPORT_LOCK = 720_817


class CannotImport(Refused):
    """Nothing is kept of the document."""


class ReportExists(CannotImport):
    sentence = gettext_noop(
        "There is a report on %(year)s already: “%(title)s”. Edit it, or delete it first."
    )


class NoTables(CannotImport):
    sentence = gettext_noop(
        "%(name)s holds none of the tables of the form of 2021. Choose the report itself, with "
        "its tables as tables and not as pictures."
    )


class NowhereToPutIt(CannotImport):
    sentence = gettext_noop(
        "You may not add a page below the home page, or in a column for annual reports."
    )


@dataclass(frozen=True)
class Imported:
    """The draft, and the record of what was read."""

    page: AnnualReportPage
    record: AnnualReportImport


def place_for_reports(user: Any) -> Page | None:
    """Return where somebody may add a report: the first column for them, or below the home."""
    columns = DisclosureColumnPage.objects.filter(column_type=ColumnType.ANNUAL_REPORTS)
    pages: list[Page] = [*columns.order_by("path"), *BureauHomePage.objects.order_by("path")[:1]]
    for page in pages:
        if page.permissions_for_user(user).can_add_subpage():
            return page
    return None


def import_report(
    *,
    file_name: str,
    data: bytes,
    year: int,
    user: Any,
    published_on: date | None = None,
    source: str = "",
) -> Imported:
    """Read a .docx, .xlsx or .html report and make a draft of it.

    Args:
        file_name: its ending says what it is.
        data: its bytes.
        year: that it reports on.
        user: in whose name the draft is made.
        published_on: the day on which it was published elsewhere; None: it was not.
        source: where.

    Raises:
        GridsRefused, DocumentRefused, SpreadsheetRefused: the file cannot be read.
        CannotImport: nothing is kept.
    """
    name = PurePath(file_name.replace("\\", "/")).name
    document = read_grids(data, name)
    read = read_tables(
        [[GridCell(*cell) for cell in row] for row in grid] for grid in document.tables
    )
    if not read.tables:
        raise NoTables(name=name)
    parent = place_for_reports(user)
    if parent is None:
        raise NowhereToPutIt
    with transaction.atomic():
        _one_at_a_time()
        there = AnnualReportPage.objects.filter(year=year).first()
        if there is not None:
            raise ReportExists(year=year, title=there.get_admin_display_title())
        sections = read_sections(document.lines)
        page = _make_draft(parent, year, read, sections, user)
        page.original_published_on, page.original_source = published_on, source
        page.save_revision(user=user, clean=False)
        record = AnnualReportImport.objects.create(
            page=page,
            year=year,
            file_name=name[-255:],
            sha256=hashlib.sha256(data).hexdigest(),
            read_cells=len(read.tables),
            unread=[unread_as_json(one) for one in read.unread],
            strange_rows=read.strange_rows[:50],
            missing_sections=[code for code in SECTIONS if code in TEXTS and code not in sections],
            imported_by=user,
        )
        log(page, IMPORTED, user=user, data={"file": record.file_name})
    return Imported(page, record)


def _one_at_a_time() -> None:
    """Two imports at once would each see no report of the year."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [REPORT_LOCK]
        )


def _make_draft(
    parent: Page,
    year: int,
    read: ReadTables,
    sections: dict[str, list[str]],
    user: Any,
) -> AnnualReportPage:
    opening = [line for line in sections.pop("introduction", []) if not _is_title(line)]
    page = AnnualReportPage(
        title=report_title(bureaus.identity().name, year),
        year=year,
        category=Category.OTHER,
        introduction=_paragraphs(opening),
        **{code: _paragraphs(sections.get(code, [])) for code in TEXTS[1:]},
        tables=to_json(read.tables),
        live=False,
        has_unpublished_changes=True,
        owner=user,
    )
    parent.add_child(instance=page)
    return page


def report_title(bureau: str, year: int) -> str:
    """Return what a report is called."""
    return f"{bureau}{year}年政府信息公开工作年度报告"


def _is_title(line: str) -> bool:
    return len(line) <= 60 and line.endswith(("年度报告", "年报"))


def _paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)

"""Import a summary document as a draft annual summary of the current bureau."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from disclosure_plugin.conf import get_settings
from disclosure_plugin.documents import DocumentText, Limits, read_document
from disclosure_plugin.domain.figure_patterns import FigureKind
from disclosure_plugin.domain.figures import Figure
from disclosure_plugin.domain.summaries import parse_summary
from disclosure_plugin.domain.summary_folding import FoldedPart, FoldedSection, fold_outline
from disclosure_plugin.domain.summary_outline import SummaryOutline
from disclosure_plugin.errors import DisclosureError, Refused, gettext_noop
from disclosure_plugin.models import (
    AnnualSummaryPage,
    BureauHomePage,
    SummaryFigure,
    SummaryImport,
)

MAX_HEADING = 255
# More rows than this make the editing form unusable; the report keeps all figures.
MAX_FIGURES_ON_PAGE = 60
MAX_LABEL = 60


class NoHomePage(DisclosureError):
    """The bureau has no home page to put the summary under."""


class NoYearOfSummary(Refused):
    """No page can be of this year."""

    sentence = gettext_noop("%(year)s is no year of a summary. Give one from 1949 to 2999.")


class SummaryExists(DisclosureError):
    """Another summary of the same year is there already."""

    def __init__(self, page: AnnualSummaryPage) -> None:
        self.page = page
        super().__init__(
            _(
                "There is already a summary for %(year)s: “%(title)s”. Edit it, or delete it "
                "before importing another document."
            )
            % {"year": page.year, "title": page.title}
        )


@dataclass(frozen=True)
class ImportedSummary:
    """The draft, the record of its import, and whether this call made them."""

    page: AnnualSummaryPage
    record: SummaryImport
    created: bool


def import_summary(
    *, file_name: str, file: BinaryIO, year: int, user: Any = None
) -> ImportedSummary:
    """Read a .txt or .docx summary and make a draft page of it, once.

    Args:
        file_name: the file's name; its extension says what it is.
        file: the open file, at its start.
        year: the year the summary reports on.
        user: who imports, for the page's history; None for a command.

    Returns:
        The draft. Importing the same file for the same year again returns the first draft
        unchanged.

    Raises:
        DocumentRefused: the file cannot be read; nothing is created.
        SummaryExists: another document or page is there for this year; nothing is created.
        NoHomePage: the bureau has no home page.
        NoYearOfSummary: the year is none; nothing is created.
    """
    try:
        AnnualSummaryPage._meta.get_field("year").run_validators(year)
    except ValidationError as error:
        raise NoYearOfSummary(year=year) from error
    limit = get_settings().IMPORT_MAX_BYTES
    data = file.read(limit + 1)
    document = read_document(data, file_name, limits=Limits(file_size=limit))
    sha256 = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        # The lock makes two imports at the same moment wait for each other.
        home = BureauHomePage.objects.select_for_update(of=("self",)).first()
        if home is None:
            raise NoHomePage(_("The bureau has no home page yet. Set up its site first."))
        record = SummaryImport.objects.filter(year=year, sha256=sha256).first()
        if record is not None:
            return ImportedSummary(page=record.page, record=record, created=False)
        existing = AnnualSummaryPage.objects.filter(year=year).first()
        if existing is not None:
            raise SummaryExists(existing)
        outline = parse_summary(document.text, year=year)
        page = _make_page(home, outline, year=year, user=user)
        record = SummaryImport.objects.create(
            page=page,
            year=year,
            file_name=PurePath(file_name).name[:255],
            sha256=sha256,
            characters=len(document.text),
            report=_report(document, outline),
            imported_by=user,
        )
        log(page, "disclosure.import_summary", user=user, data={"file": record.file_name})
    return ImportedSummary(page=page, record=record, created=True)


def _make_page(
    home: BureauHomePage, outline: SummaryOutline, *, year: int, user: Any
) -> AnnualSummaryPage:
    folded = fold_outline(outline)
    title, introduction = folded.title, folded.introduction
    if not title or len(title) > MAX_HEADING:
        introduction = f"{title}\n{introduction}".strip()
        title = f"{year}年政务公开工作总结"
    page = AnnualSummaryPage(
        title=title,
        year=year,
        introduction=_paragraphs(introduction),
        sections=[("section", _section(section)) for section in folded.sections],
        conclusion=_paragraphs(f"{folded.conclusion}\n{folded.signature}"),
        live=False,
        has_unpublished_changes=True,
        owner=user,
    )
    page.figures.set([_figure(figure) for figure in _counts(outline)[:MAX_FIGURES_ON_PAGE]])
    home.add_child(instance=page)
    # The document has no abstract, date, section or category: the editor adds them before
    # submitting.
    page.save_revision(user=user, log_action=True, clean=False)
    return page


def _section(section: FoldedSection) -> dict[str, Any]:
    heading, body = _fit(section.heading, section.body)
    return {
        "marker": section.marker,
        "heading": heading,
        "body": _paragraphs(body),
        "parts": [_part(part) for part in section.parts],
    }


def _part(part: FoldedPart) -> dict[str, Any]:
    heading, body = _fit(part.heading, part.body)
    return {
        "marker": part.marker,
        "heading": heading,
        "body": _paragraphs(body),
        "points": [{"marker": point.marker, "text": point.text} for point in part.points],
    }


def _fit(heading: str, body: str) -> tuple[str, str]:
    """Move a heading that is too long for a heading into the text, so that nothing is lost."""
    if len(heading) <= MAX_HEADING:
        return heading, body
    return "", f"{heading}\n{body}"


def _paragraphs(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"<p>{escape(line)}</p>" for line in lines if line)


def _counts(outline: SummaryOutline) -> list[Figure]:
    """Return the figures a summary shows: counted things with a unit."""
    return [
        figure
        for figure in outline.figures
        if figure.kind is FigureKind.COUNT and figure.unit and not figure.in_chinese
    ]


def _figure(figure: Figure) -> SummaryFigure:
    words = re.split(r"[，。；：、,;:.\s]", figure.before)[-1]
    return SummaryFigure(
        label=(words or figure.unit or "")[:MAX_LABEL],
        value=figure.value,
        unit=figure.unit,
        approximate=figure.approximate,
        source=f"{figure.before}{figure.written}{figure.unit}{figure.after}",
    )


def _report(document: DocumentText, outline: SummaryOutline) -> dict[str, Any]:
    """Return what the import found, as it is kept with the page."""
    return {
        "accounted": asdict(outline.accounted),
        "figures": [_plain(figure) for figure in outline.figures],
        "warnings": [_plain(warning) for warning in outline.warnings],
        "left_out": [_plain(thing) for thing in document.left_out],
        "figures_on_page": min(len(_counts(outline)), MAX_FIGURES_ON_PAGE),
    }


def _plain(thing: Any) -> dict[str, Any]:
    return {
        key: value if isinstance(value, (int, dict, type(None))) else str(value)
        for key, value in asdict(thing).items()
    }

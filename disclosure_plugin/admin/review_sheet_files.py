"""The review sheet as a file: PDF for the folder, Excel and CSV for the office."""

from __future__ import annotations

from html import escape
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

from disclosure_plugin.conf import get_settings
from disclosure_plugin.documents.tables import csv_bytes, xlsx_bytes
from disclosure_plugin.paper import layout
from disclosure_plugin.paper.layout import GREY, MARGIN, RULE, ruled
from disclosure_plugin.queries.review_sheets import Sheet, as_table

FACT_NAME = 45 * mm
# Of the width: time, what, step, by, words, filled in, content.
COLUMNS = (0.11, 0.10, 0.12, 0.13, 0.18, 0.22, 0.14)


def sheet_csv(sheet: Sheet) -> bytes:
    """Return the rows of a sheet as CSV, the facts below them as lines of two cells."""
    header, rows = as_table(sheet)
    return csv_bytes(header, [*rows, *([name, said] for name, said in sheet.facts)])


def sheet_xlsx(sheet: Sheet) -> bytes:
    """Return the rows of a sheet as an Excel file, the facts below them."""
    header, rows = as_table(sheet)
    width = len(header)
    facts = [[name, said, *[""] * (width - 2)] for name, said in sheet.facts]
    return xlsx_bytes(_("Review sheet"), header, [*rows, *facts])


def sheet_pdf(sheet: Sheet) -> bytes:
    """Return a sheet as a PDF on A4, in the reader's language."""
    output = BytesIO()
    document = SimpleDocTemplate(
        output,
        pagesize=landscape(A4),
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=f"{_('Review sheet')} {sheet.title}",
        invariant=1,
    )
    document.build(_story(sheet, document.width))
    return output.getvalue()


def _story(sheet: Sheet, width: float) -> list[Flowable]:
    header, rows = as_table(sheet)
    facts = [
        [Paragraph(escape(name), _style(9, textColor=GREY)), Paragraph(escape(said), _style(9.5))]
        for name, said in sheet.facts
    ]
    head = [Paragraph(escape(name), _style(7.5, textColor=GREY)) for name in header]
    lines = [[_cell(text) for text in row] for row in rows]
    return [
        Paragraph(escape(_("Review sheet")), _style(18, textColor=RULE)),
        Spacer(1, 4 * mm),
        ruled(facts, [FACT_NAME, width - FACT_NAME]),
        Spacer(1, 5 * mm),
        # A long note may be longer than a page: rows may be split.
        ruled([head, *lines], [width * part for part in COLUMNS], repeatRows=1, splitInRow=1),
    ]


def _cell(text: str) -> Paragraph:
    return Paragraph(escape(text).replace("\n", "<br/>"), _style(7.5))


def _style(size: float, **more: Any) -> ParagraphStyle:
    return layout.style(get_settings().CERTIFICATE_FONT_FILE, size, **more)

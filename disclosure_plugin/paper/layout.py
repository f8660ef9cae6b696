"""What the PDFs that are read as records are set with: margins, colours, paragraphs, tables."""

from __future__ import annotations

from typing import Any

from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Table, TableStyle

from .fonts import font

MARGIN = 20 * mm
RULE = colors.HexColor("#8a1c1c")
GREY = colors.HexColor("#555555")


def style(font_file: str, size: float, **more: Any) -> ParagraphStyle:
    """Return how a paragraph is set.

    Args:
        font_file: path of a TrueType font that is put into the PDF; empty: the reader's own.
        size: of the type, in points.
        more: what else reportlab takes.
    """
    # Chinese has no spaces, and hashes have none either.
    return ParagraphStyle(
        "record",
        fontName=font(font_file),
        fontSize=size,
        leading=size * 1.5,
        wordWrap="CJK",
        **more,
    )


def ruled(rows: list[list[Any]], columns: list[float], **more: Any) -> Table:
    """Return a table with a thin rule under each row.

    Args:
        rows: of paragraphs.
        columns: their widths, in points.
        more: what else reportlab takes.
    """
    table = Table(rows, colWidths=columns, **more)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.lightgrey),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ]
        )
    )
    return table

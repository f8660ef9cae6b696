"""Write an official document as a PDF; the same bytes for the same document.

One font is all that a PDF may count on here (:mod:`.fonts`): the faces of the layout keep their
sizes and lose their names.
"""

from __future__ import annotations

from html import escape
from io import BytesIO
from typing import Any

from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, SimpleDocTemplate, Spacer
from reportlab.platypus import Paragraph as Set
from reportlab.platypus import Table as SetTable

from .fonts import font
from .official import Document, Heading, Layout, Paragraph, Table, heading_face

# For a heading and what follows, or the head of a table and a row or two, in points.
ROOM = 90


def pdf_bytes(document: Document, layout: Layout, *, font_file: str) -> bytes:
    """Return a document as a PDF.

    Args:
        document: what stands in it.
        layout: by which measures it is set.
        font_file: path of a TrueType font that is put into the PDF; empty: the reader's own.
    """
    return _Setting(layout, font(font_file)).write(document)


class _Setting:
    def __init__(self, layout: Layout, name: str) -> None:
        self._layout, self._font = layout, name

    def write(self, document: Document) -> bytes:
        top, bottom, left, right = (one * mm for one in self._layout.margins_mm)
        output = BytesIO()
        made = SimpleDocTemplate(
            output,
            pagesize=tuple(one * mm for one in self._layout.page_mm),
            topMargin=top,
            bottomMargin=bottom,
            leftMargin=left,
            rightMargin=right,
            title=document.title,
            invariant=1,
        )
        self._width = made.width
        made.build(self._story(document), onFirstPage=self._number, onLaterPages=self._number)
        return output.getvalue()

    def _number(self, canvas: Any, made: Any) -> None:
        size = self._layout.page_number.points
        canvas.saveState()
        canvas.setFont(self._font, size)
        width, _height = made.pagesize
        canvas.drawCentredString(width / 2, made.bottomMargin / 2, f"— {canvas.getPageNumber()} —")
        canvas.restoreState()

    def _story(self, document: Document) -> list[Any]:
        layout = self._layout
        title = self._style(layout.title.points, alignment=1, leading=layout.title.points * 1.5)
        story: list[Any] = [self._set(document.title, title), Spacer(1, layout.line_pt)]
        for part in document.parts:
            if isinstance(part, Heading):
                size = heading_face(layout, part.level).points
                story.append(CondPageBreak(ROOM))
                story.append(self._set(part.text, self._style(size, indent=True)))
            elif isinstance(part, Table):
                story += self._table(part)
            else:
                story.append(self._body(part))
        signature = self._style(layout.body.points, alignment=2)
        return story + [self._set(line, signature) for line in document.signature]

    def _body(self, part: Paragraph) -> Set:
        return self._set(part.text, self._style(self._layout.body.points, indent=True))

    def _table(self, part: Table) -> list[Any]:
        size = self._layout.table.points

        def cell(text: str, place: int) -> Set:
            side = 2 if place in part.numbers else 0
            return self._set(text, self._style(size, leading=size * 1.5, alignment=side))

        rows = [[cell(text, at) for at, text in enumerate(row)] for row in [part.head, *part.rows]]
        table = SetTable(rows, colWidths=self._widths(part), repeatRows=1, splitInRow=1)
        table.setStyle(
            [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        )
        caption = self._style(size, leading=size * 2, alignment=1)
        above = [self._set(part.caption, caption)] if part.caption else []
        return [CondPageBreak(ROOM), *above, table, Spacer(1, size)]

    def _widths(self, part: Table) -> list[float]:
        """Share the width by the longest text of each column, within bounds."""
        longest = [
            min(max(len(row[place]) for row in [part.head, *part.rows]), 24) + 3
            for place in range(len(part.head))
        ]
        return [self._width * one / sum(longest) for one in longest]

    def _style(self, size: float, *, indent: bool = False, **more: Any) -> ParagraphStyle:
        more.setdefault("leading", self._layout.line_pt)
        if indent:
            more["firstLineIndent"] = size * self._layout.indent_characters
        return ParagraphStyle(
            "official", fontName=self._font, fontSize=size, wordWrap="CJK", **more
        )

    def _set(self, text: str, style: ParagraphStyle) -> Set:
        return Set(escape(text).replace("\n", "<br/>"), style)

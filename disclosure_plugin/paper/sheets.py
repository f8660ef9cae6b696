"""The sheet of a printed board: one item, read from a wall, on A3 or A4.

Every sheet of an item has the letterhead, the number, the QR code and the strip that is filled in
by pen: any one of them can be checked by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from reportlab.graphics import renderPDF
from reportlab.lib import colors
from reportlab.lib.pagesizes import A3, A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from . import qr
from .fonts import font
from .markup import Fact, Grid, Heading, Part, Picture, Point

# By name; beside it, how much smaller everything is than on A3.
PAPERS: dict[str, tuple[tuple[float, float], float]] = {"A3": (A3, 1.0), "A4": (A4, 0.7071)}

RED = colors.HexColor("#b0201c")
GREY = colors.HexColor("#48545f")
LINE = colors.HexColor("#9aa3ab")

# Of A3, in points; nothing that is said is smaller than 16.
NAME, TITLE, LONG_TITLE, VERSION = 33.0, 60.0, 46.0, 17.0
HEADING, BODY, LEAST = 27.0, 21.0, 12.5
CALL, PLACE = 40.0, 22.0
# A title of more characters is set smaller, or it would fill the sheet.
LONG_TITLE_CHARACTERS = 22
TOP, SIDES, BOTTOM = 16 * mm, 18 * mm, 13 * mm
HEAD_HEIGHT, FOOT_HEIGHT, QR_SIZE = 24 * mm, 84 * mm, 56 * mm
# Lines may stand closer, never smaller, where that saves a sheet.
CLOSE = 0.88
# Room for a heading, the head of a table and a row or two.
TABLE_BEGIN = 70 * mm


@dataclass(frozen=True)
class Sheet:
    """What stands on the sheets of an item; all words are in the reader's language.

    Attributes:
        bureau: its name, as on the letterhead.
        seal: four characters for the red square; empty: none is drawn.
        place: the board and the number of the column.
        title: of the item.
        version: when it was published, and which version it is.
        parts: what the page says.
        calls: labels with phone numbers, set large.
        window: a label with a place; empty: none.
        address: canonical address of the page, for the QR code.
        qr_caption: what the code is for.
        strip: what is filled in by pen.
        identity: index number, fingerprint, entry of the log.
        of_pages: says which sheet of how many it is.
        picture: says that a picture is shown on the page; takes its alternative text.
    """

    bureau: str
    seal: str
    place: str
    title: str
    version: str
    parts: Sequence[Part]
    calls: Sequence[tuple[str, str]]
    window: tuple[str, str] | None
    address: str
    qr_caption: str
    strip: Sequence[str]
    identity: Sequence[str]
    of_pages: Callable[[int, int], str]
    picture: Callable[[str], str]


def board_sheets(sheets: Sequence[Sheet], *, paper: str, font_file: str) -> bytes:
    """Return the sheets of one or more items as one PDF, the same bytes each time.

    Args:
        sheets: at least one.
        paper: a key of :data:`PAPERS`.
        font_file: path of a TrueType font; empty: the reader's own.
    """
    made = [_Setting(sheet, paper, font(font_file)).pdf() for sheet in sheets]
    if len(made) == 1:
        return made[0]
    writer = PdfWriter()
    for one in made:
        writer.append(PdfReader(BytesIO(one)))
    writer.add_metadata({"/Title": sheets[0].place})
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


class _Setting:
    """Sets one sheet; sizes are those of A3 times the scale of the paper."""

    def __init__(self, sheet: Sheet, paper: str, name: str) -> None:
        self.sheet, self.font = sheet, name
        (self.width, self.height), self.scale = PAPERS[paper]
        self.inner = self.width - 2 * self.size(SIDES)
        self.air = 1.0

    def size(self, points: float) -> float:
        return points * self.scale

    def pdf(self) -> bytes:
        _once, pages = self._build(0)
        if pages > 1:
            self.air = CLOSE
            _once, closer = self._build(0)
            if closer == pages:
                self.air = 1.0
            pages = closer
        made, _pages = self._build(pages)
        return made

    def _build(self, pages: int) -> tuple[bytes, int]:
        output = BytesIO()
        document = BaseDocTemplate(
            output, pagesize=(self.width, self.height), title=self.sheet.title, invariant=1
        )
        frame = Frame(
            self.size(SIDES),
            self.size(BOTTOM + FOOT_HEIGHT),
            self.inner,
            self.height - self.size(TOP + HEAD_HEIGHT + BOTTOM + FOOT_HEIGHT),
            leftPadding=0,
            rightPadding=0,
            topPadding=self.size(6 * mm),
            bottomPadding=0,
        )

        def around(canvas: Any, _document: Any) -> None:
            self._head(canvas, pages)
            self._foot(canvas)

        document.addPageTemplates(PageTemplate(frames=[frame], onPage=around))
        document.build(self._story())
        return output.getvalue(), document.page

    # --- around the content -------------------------------------------------------------------

    def _head(self, canvas: Any, pages: int) -> None:
        place = self.sheet.place
        if pages > 1:
            place += f"　{self.sheet.of_pages(canvas.getPageNumber(), pages)}"
        left, right = self.size(SIDES), self.width - self.size(SIDES)
        base = self.height - self.size(TOP + 14 * mm)
        canvas.saveState()
        if self.sheet.seal:
            side = self.size(15 * mm)
            canvas.setFillColor(RED)
            canvas.rect(left, base - self.size(3 * mm), side, side, stroke=0, fill=1)
            canvas.setFillColor(colors.white)
            for line, text in enumerate((self.sheet.seal[:2], self.sheet.seal[2:4])):
                canvas.setFont(self.font, side * 0.4)
                y = base - self.size(3 * mm) + side * (0.58 - 0.45 * line)
                canvas.drawCentredString(left + side / 2, y, text)
            left += side + self.size(4 * mm)
        place_width = stringWidth(place, self.font, self.size(VERSION))
        room = right - left - place_width - self.size(6 * mm)
        size = self._fitting(self.sheet.bureau, self.size(NAME), room)
        canvas.setFillColor(RED)
        canvas.setFont(self.font, size)
        canvas.drawString(left, base, self.sheet.bureau)
        canvas.setFillColor(colors.black)
        canvas.setFont(self.font, self.size(VERSION))
        canvas.drawRightString(right, base, place)
        canvas.setFillColor(RED)
        whole = self.size(SIDES)
        canvas.rect(whole, base - self.size(7 * mm), self.inner, self.size(2.2 * mm), 0, 1)
        canvas.rect(whole, base - self.size(8.6 * mm), self.inner, self.size(0.5 * mm), 0, 1)
        canvas.restoreState()

    def _foot(self, canvas: Any) -> None:
        left, right = self.size(SIDES), self.width - self.size(SIDES)
        canvas.saveState()
        y = self.size(BOTTOM)
        self._identity(canvas, left, right, y)
        y += self.size(9 * mm)
        self._strip(canvas, left, right, y)
        y += self.size(9 * mm)
        canvas.setLineWidth(self.size(2))
        canvas.line(left, y, right, y)
        y += self.size(3 * mm)
        code = self.size(QR_SIZE)
        renderPDF.draw(
            qr.drawing(self.sheet.address, code), canvas, right - code, y + self.size(5 * mm)
        )
        canvas.setFont(self.font, self.size(14))
        canvas.drawCentredString(right - code / 2, y + self.size(1 * mm), self.sheet.qr_caption)
        self._calls(canvas, left, right - code - self.size(6 * mm), y)
        canvas.restoreState()

    def _identity(self, canvas: Any, left: float, right: float, y: float) -> None:
        size = self.size(LEAST)
        whole = sum(stringWidth(text, self.font, size) for text in self.sheet.identity)
        room = right - left
        if whole > room * 0.96:
            size *= room * 0.96 / whole
            whole = room * 0.96
        gap = (room - whole) / max(len(self.sheet.identity) - 1, 1)
        canvas.setFont(self.font, size)
        for text in self.sheet.identity:
            canvas.drawString(left, y, text)
            left += stringWidth(text, self.font, size) + gap

    def _strip(self, canvas: Any, left: float, right: float, y: float) -> None:
        size = self.size(16)
        canvas.setFont(self.font, size)
        canvas.setLineWidth(self.size(0.8))
        labels = [stringWidth(text, self.font, size) for text in self.sheet.strip]
        gap = self.size(3 * mm)
        room = (right - left - sum(labels) - 2 * gap * len(labels)) / max(len(labels), 1)
        for text, width in zip(self.sheet.strip, labels, strict=True):
            canvas.drawString(left, y, text)
            begin = left + width + gap / 2
            canvas.line(begin, y - self.size(2), begin + room, y - self.size(2))
            left += width + room + 2 * gap

    def _calls(self, canvas: Any, left: float, right: float, y: float) -> None:
        rows: list[tuple[str, str, float]] = []
        if self.sheet.window:
            label, place = self.sheet.window
            rows.append((label, place, self.size(PLACE)))
        rows += [(label, call, self.size(CALL)) for label, call in reversed(self.sheet.calls)]
        labels = [stringWidth(one[0], self.font, self.size(PLACE)) for one in rows]
        begin = left + max(labels, default=0) + self.size(6 * mm)
        y += self.size(4 * mm)
        for label, text, wanted in rows:
            canvas.setFont(self.font, self.size(PLACE))
            canvas.drawString(left, y, label)
            canvas.setFont(self.font, self._fitting(text, wanted, right - begin))
            canvas.drawString(begin, y, text)
            y += wanted + self.size(4 * mm)

    def _fitting(self, text: str, size: float, room: float) -> float:
        width = stringWidth(text, self.font, size)
        return size if width <= room else size * room / width

    # --- the content --------------------------------------------------------------------------

    def _style(self, size: float, *, leading: float = 1.5, **more: Any) -> ParagraphStyle:
        return ParagraphStyle(
            "sheet",
            fontName=self.font,
            fontSize=self.size(size),
            leading=self.size(size * leading) * self.air,
            wordWrap="CJK",
            **more,
        )

    def _paragraph(self, text: str, style: ParagraphStyle) -> Paragraph:
        return Paragraph(escape(text).replace("\n", "<br/>"), style)

    def _story(self) -> list[Any]:
        long = len(self.sheet.title) > LONG_TITLE_CHARACTERS
        title = self._style(LONG_TITLE if long else TITLE, leading=1.25)
        story: list[Any] = [
            self._paragraph(self.sheet.title, title),
            Spacer(1, self.size(4 * mm)),
            self._paragraph(self.sheet.version, self._style(VERSION, textColor=GREY)),
            Spacer(1, self.size(5 * mm)),
        ]
        heading: Any = None
        for part in self.sheet.parts:
            if isinstance(part, Heading):
                if heading is not None:
                    story.append(heading)
                heading = self._heading(part)
                continue
            made = self._part(part)
            # A heading stays with what follows; of a table, with its first rows.
            if heading is not None and isinstance(part, Grid):
                made = [CondPageBreak(self.size(TABLE_BEGIN)), heading, *made[1:]]
            elif heading is not None:
                made = [KeepTogether([heading, *made])]
            heading = None
            story += made
        return story if heading is None else [*story, heading]

    def _heading(self, part: Heading) -> Paragraph:
        size = HEADING if part.level == 2 else BODY + 2
        return self._paragraph(
            part.text,
            self._style(
                size,
                spaceBefore=self.size(5 * mm) * self.air**3,
                spaceAfter=self.size(2 * mm) * self.air**3,
            ),
        )

    def _part(self, part: Part) -> list[Any]:
        body = self._style(BODY, spaceAfter=self.size(2.5 * mm) * self.air**3)
        if isinstance(part, Grid):
            return self._grid(part)
        if isinstance(part, Point):
            indented = self._style(
                BODY,
                leftIndent=self.size(12 * mm),
                bulletFontName=self.font,
                bulletFontSize=self.size(BODY),
                spaceAfter=self.size(2 * mm),
            )
            text = escape(part.text).replace("\n", "<br/>")
            return [Paragraph(text, indented, bulletText=part.mark)]
        if isinstance(part, Fact):
            text = f"{part.name}　{part.value}" if part.name else part.value
            return [self._paragraph(text, body)]
        if isinstance(part, Picture):
            return [self._paragraph(self.sheet.picture(part.alt), body)]
        return [self._paragraph(part.text, body)]

    def _grid(self, part: Grid) -> list[Any]:
        def cell(text: str, place: int, size: float) -> Paragraph:
            side = {"alignment": 2} if place in part.numbers else {}
            return self._paragraph(text, self._style(size, leading=1.4, **side))

        rows = [[cell(text, place, 19) for place, text in enumerate(row)] for row in part.rows]
        heads = 0
        if part.head:
            rows.insert(0, [cell(text, place, 18) for place, text in enumerate(part.head)])
            heads += 1
        if not rows:
            return []
        if part.caption:
            caption = self._paragraph(part.caption, self._style(BODY + 2))
            rows.insert(0, [caption, *[""] * (len(rows[0]) - 1)])
            heads += 1
        table = Table(
            rows,
            colWidths=self._widths(part),
            repeatRows=heads,
            splitInRow=1,
        )
        pad = self.size(2.6 * mm) * self.air**3
        commands: list[tuple[Any, ...]] = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), self.size(4 * mm)),
            ("TOPPADDING", (0, 0), (-1, -1), pad),
            ("BOTTOMPADDING", (0, 0), (-1, -1), pad),
            ("LINEBELOW", (0, 0), (-1, -1), self.size(0.8), LINE),
        ]
        # A long table takes its caption and its head along onto the next sheet.
        top = 1 if part.caption else 0
        if part.caption:
            commands += [("SPAN", (0, 0), (-1, 0)), ("LINEBELOW", (0, 0), (-1, 0), 0, LINE)]
        commands.append(("LINEABOVE", (0, top), (-1, top), self.size(2), colors.black))
        if part.head:
            commands.append(("LINEBELOW", (0, top), (-1, top), self.size(2), colors.black))
        table.setStyle(TableStyle(commands))
        # Room below it, but none that would ask for a sheet of its own.
        table.spaceAfter = self.size(4 * mm)
        return [CondPageBreak(self.size(TABLE_BEGIN)), table]

    def _widths(self, part: Grid) -> list[float]:
        """Share the width by what the cells hold, so that no column starves."""
        lines = [part.head, *part.rows] if part.head else list(part.rows)
        longest = [max(len(row[place]) for row in lines) for place in range(len(lines[0]))]
        wanted = [min(max(length, 3), 24) for length in longest]
        return [self.inner * one / sum(wanted) for one in wanted]

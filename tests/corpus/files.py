"""One list in every file format."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence

import docx
import openpyxl
import xlwt
from reportlab.lib.pagesizes import A3, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.corpus.old_word_files import old_word_list

Cell = str | float | int
Rows = Sequence[Sequence[Cell]]

FONT = "STSong-Light"
LINES_A_PAGE = 36
COLUMN, LINE = 175, 20  # points


def text_file(title: str, rows: Rows, encoding: str = "utf-8") -> bytes:
    lines = ["  ".join(map(str, row)) for row in rows]
    return "\r\n".join([title, *lines]).encode(encoding)


def csv_file(title: str, rows: Rows, encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([title])
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def excel_file(title: str, rows: Rows) -> bytes:
    book = openpyxl.Workbook()
    book.active.append([title])
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def old_excel_file(title: str, rows: Rows) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("名单")
    for number, row in enumerate([[title], *rows]):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    return saved(book)


def word_file(title: str, rows: Rows) -> bytes:
    document = docx.Document()
    document.add_paragraph(title)
    table = document.add_table(len(rows), max(map(len, rows)))
    for place, row in enumerate(rows):
        for cell, value in zip(table.rows[place].cells, row, strict=False):
            cell.text = str(value)
    return saved(document)


def old_word_file(title: str, rows: Rows) -> bytes:
    return old_word_list(title, [[str(cell) for cell in row] for row in rows])


def pdf_file(title: str, rows: Rows) -> bytes:
    """Draw a table; a cell's second line stands below its first, as office programs do it."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = io.BytesIO()
    width, height = landscape(A3)
    canvas = Canvas(buffer, pagesize=(width, height))
    y = 0.0
    for number, row in enumerate([[title], *rows]):
        if number % LINES_A_PAGE == 0:
            if number:
                canvas.showPage()
            canvas.setFont(FONT, 9)
            y = height - 40
        for column, cell in enumerate(row):
            for line, part in enumerate(str(cell).split("\n")):
                canvas.drawString(40 + column * COLUMN, y - 9 * line, part)
        y -= LINE
    canvas.save()
    return buffer.getvalue()


def archive(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return buffer.getvalue()


def saved(document: openpyxl.Workbook | xlwt.Workbook | docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word_paragraphs(lines: Sequence[str]) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)

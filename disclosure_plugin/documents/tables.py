"""Tables as files to download: CSV, Excel and JSON, the same bytes for the same rows.

Excel files are written here and not by openpyxl, which writes the time into each and takes ten
times as long; a visitor may ask for a county's whole register.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

# What a spreadsheet takes for a formula at the beginning of a cell, full-width forms included.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
# Characters that XML 1.0 cannot hold.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LONGEST_CELL = 32_767  # of Excel
EPOCH = (1980, 1, 1, 0, 0, 0)  # a ZIP file knows no earlier time

Row = Sequence[str]


def guarded(value: str) -> str:
    """Return a cell's text such that no spreadsheet runs it as a formula.

    An apostrophe is put in front of what would be one; a spreadsheet shows the rest as text.
    """
    return f"'{value}" if FORMULA.match(value) else value


def csv_bytes(header: Row, rows: Iterable[Row]) -> bytes:
    """Write a CSV file that Excel opens with its Chinese characters (UTF-8 with its mark)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def json_bytes(value: object) -> bytes:
    """Write JSON in UTF-8, one form for equal values."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "replace") + b"\n"


def xlsx_bytes(name: str, header: Row, rows: Iterable[Row]) -> bytes:
    """Write an Excel file with one sheet, whose cells are all text.

    Args:
        name: of the sheet; at most 31 characters without ``[]:*?/\\``.
        header: its first line.
        rows: the others.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for path, text in PARTS.items():
            _write(package, path, text % {"name": escape(name, {'"': "&quot;"})})
        _write(package, "xl/worksheets/sheet1.xml", _sheet(header, rows))
    return file.getvalue()


def _sheet(header: Row, rows: Iterable[Row]) -> str:
    lines = [_line(header)]
    lines += [_line([guarded(cell) for cell in row]) for row in rows]
    return f"{SHEET_START}{''.join(lines)}</sheetData></worksheet>"


def _line(cells: Row) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(value: str) -> str:
    text = escape(NOT_XML.sub("", value)[:LONGEST_CELL])
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _write(package: zipfile.ZipFile, path: str, text: str) -> None:
    member = zipfile.ZipInfo(path, EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    package.writestr(member, text.encode())


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"

SHEET_START = f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'
PARTS = {
    "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    "</Types>",
    "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
    f'Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="%(name)s" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
}

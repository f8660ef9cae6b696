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
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from textwrap import indent
from typing import IO
from xml.sax.saxutils import escape

# What a spreadsheet takes for a formula at the beginning of a cell, full-width forms included.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
# Characters that XML 1.0 cannot hold.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LONGEST_CELL = 32_767  # of Excel
EPOCH = (1980, 1, 1, 0, 0, 0)  # a ZIP file knows no earlier time

Row = Sequence[str]
Value = str | int | Decimal


def guarded(value: str) -> str:
    """Return a cell's text such that no spreadsheet runs it as a formula.

    An apostrophe is put in front of what would be one; a spreadsheet shows the rest as text.
    """
    return f"'{value}" if FORMULA.match(value) else value


def unguarded(value: str) -> str:
    """Return what a cell said before :func:`guarded`."""
    return value[1:] if value.startswith("'") and FORMULA.match(value[1:]) else value


def csv_bytes(header: Row, rows: Iterable[Row]) -> bytes:
    """Return what :func:`write_csv` writes."""
    return _written(lambda file: write_csv(file, header, rows))


def json_bytes(value: object) -> bytes:
    """Write JSON in UTF-8, one form for equal values."""
    return f"{_json(value)}\n".encode("utf-8", "replace")


def xlsx_bytes(name: str, header: Row, rows: Iterable[Row]) -> bytes:
    """Return what :func:`write_xlsx` writes."""
    return _written(lambda file: write_xlsx(file, name, header, rows))


def write_csv(file: IO[bytes], header: Row, rows: Iterable[Row]) -> None:
    """Write a CSV file that Excel opens with its Chinese characters (UTF-8 with its mark).

    Like the two below it writes row by row: a long table is never in memory as a whole.
    """
    text = io.TextIOWrapper(file, "utf-8-sig", "replace", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    text.detach()  # or the file would be closed with it


def write_json(
    file: IO[bytes], about: Mapping[str, object], name: str, values: Iterable[object]
) -> None:
    """Write an object whose last member is a list, as :func:`json_bytes` does.

    Args:
        file: where to.
        about: its other members, at least one.
        name: of the list.
        values: what is in it.
    """
    start = _json(about).removesuffix("\n}")
    file.write(f"{start},\n {json.dumps(name)}: [".encode("utf-8", "replace"))
    between = ""
    for value in values:
        text = indent(_json(value), "  ")
        file.write(f"{between}\n{text}".encode("utf-8", "replace"))
        between = ","
    end = "\n ]\n}\n" if between else "]\n}\n"
    file.write(end.encode())


def write_xlsx(file: IO[bytes], name: str, header: Row, rows: Iterable[Row]) -> None:
    """Write an Excel file with one sheet, whose cells are all text.

    Args:
        file: where to.
        name: of the sheet; at most 31 characters without ``[]:*?/\\``.
        header: its first line.
        rows: the others.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for path, text in PARTS.items():
            package.writestr(_member(path), text % {"name": escape(name, {'"': "&quot;"})})
        with package.open(_member("xl/worksheets/sheet1.xml"), "w") as sheet:
            sheet.write(f"{SHEET_START}{line_of(header)}".encode())
            for row in rows:
                sheet.write(line_of([guarded(cell) for cell in row]).encode())
            sheet.write(b"</sheetData></worksheet>")


def _written(write: Callable[[IO[bytes]], None]) -> bytes:
    file = io.BytesIO()
    write(file)
    return file.getvalue()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def line_of(cells: Sequence[Value]) -> str:
    """Return a row of a sheet as XML; what is no text becomes a number."""
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(value: Value) -> str:
    if not isinstance(value, str):
        return f"<c><v>{Decimal(value):f}</v></c>"
    text = escape(NOT_XML.sub("", value)[:LONGEST_CELL])
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _member(path: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(path, EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    return member


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

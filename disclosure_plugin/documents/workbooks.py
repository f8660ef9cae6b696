"""Excel files to fill in: several sheets, and cells whose values are chosen from a list."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from disclosure_plugin.documents.collecting import column_name
from disclosure_plugin.documents.tables import (
    EPOCH,
    PARTS,
    SHEET_START,
    Row,
    Value,
    guarded,
    line_of,
)

LAST_ROW = 1_048_576


@dataclass(frozen=True)
class Choices:
    """What the cells of a column are chosen from.

    Attributes:
        sheet: name of the sheet where the values stand, one below the other.
        column: their column, from 1.
        count: how many they are; they begin in the second row.
    """

    sheet: str
    column: int
    count: int


@dataclass(frozen=True)
class WrittenSheet:
    """A sheet as it is to be written; its cells are text, or numbers that can be reckoned with.

    Attributes:
        name: at most 31 characters without ``[]:*?/\\'``.
        header: its first line, which stays in sight.
        rows: the others.
        hidden: whether people see it only when they ask for it.
        choices: of columns, by their number from 1. Other values are let in with a question.
        widths: of all columns, in characters.
    """

    name: str
    header: Row
    rows: Sequence[Sequence[Value]]
    hidden: bool = False
    choices: Mapping[int, Choices] = field(default_factory=dict)
    widths: Sequence[int] = ()


def workbook_bytes(sheets: Sequence[WrittenSheet]) -> bytes:
    """Write an Excel file; the same bytes for the same sheets.

    Args:
        sheets: at least one that is not hidden.
    """
    numbers = range(1, len(sheets) + 1)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for path, text in _frame(sheets, numbers).items():
            _write(package, path, text)
        for number, sheet in zip(numbers, sheets, strict=True):
            _write(package, f"xl/worksheets/sheet{number}.xml", _sheet(sheet))
    return file.getvalue()


def _frame(sheets: Sequence[WrittenSheet], numbers: range) -> dict[str, str]:
    """Return the parts beside the sheets: those of a book with one, with more of them."""
    types = PARTS["[Content_Types].xml"]
    one = types[types.rindex("<Override") : types.index("</Types>")]
    relations = PARTS["xl/_rels/workbook.xml.rels"]
    relation = relations[relations.index("<Relationship ") : relations.index("</Relationships>")]
    book = PARTS["xl/workbook.xml"]
    entries = "".join(
        f'<sheet name="{_attribute(sheet.name)}" sheetId="{number}"'
        f'{" state=" + chr(34) + "hidden" + chr(34) if sheet.hidden else ""} r:id="rId{number}"/>'
        for number, sheet in zip(numbers, sheets, strict=True)
    )
    return {
        "[Content_Types].xml": types.replace(
            one, "".join(one.replace("sheet1", f"sheet{number}") for number in numbers)
        ),
        "_rels/.rels": PARTS["_rels/.rels"],
        "xl/workbook.xml": book[: book.index("<sheet ")]
        + entries
        + book[book.index("</sheets>") :],
        "xl/_rels/workbook.xml.rels": relations.replace(
            relation,
            "".join(
                relation.replace("rId1", f"rId{number}").replace("sheet1", f"sheet{number}")
                for number in numbers
            ),
        ),
    }


def _sheet(sheet: WrittenSheet) -> str:
    before = (
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    )
    if sheet.widths:
        columns = "".join(
            f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
            for number, width in enumerate(sheet.widths, 1)
        )
        before += f"<cols>{columns}</cols>"
    start = SHEET_START.replace("<sheetData>", f"{before}<sheetData>")
    lines = [line_of(sheet.header)]
    lines += [line_of([_guarded(cell) for cell in row]) for row in sheet.rows]
    return f"{start}{''.join(lines)}</sheetData>{_validations(sheet)}</worksheet>"


def _guarded(cell: Value) -> Value:
    return guarded(cell) if isinstance(cell, str) else cell


def _validations(sheet: WrittenSheet) -> str:
    written = "".join(
        _validation(column, choices) for column, choices in sheet.choices.items() if choices.count
    )
    if not written:
        return ""
    return (
        f'<dataValidations count="{written.count("<dataValidation ")}">{written}</dataValidations>'
    )


def _validation(number: int, choices: Choices) -> str:
    column, source = column_name(number), column_name(choices.column)
    values = f"'{choices.sheet}'!${source}$2:${source}${choices.count + 1}"
    return (
        '<dataValidation type="list" errorStyle="warning" allowBlank="1" showErrorMessage="1" '
        f'sqref="{column}2:{column}{LAST_ROW}"><formula1>{escape(values)}</formula1>'
        "</dataValidation>"
    )


def _attribute(value: str) -> str:
    return escape(value, {'"': "&quot;"})


def _write(package: zipfile.ZipFile, path: str, text: str) -> None:
    member = zipfile.ZipInfo(path, EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    package.writestr(member, text.encode())

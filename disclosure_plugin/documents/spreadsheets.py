"""Read the rows of a spreadsheet that is to become something, or refuse the whole file.

``read_parts`` passes over nothing, because it looks for what must not go out; here a file that is
not plain is no use, and nobody wants half of it.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import PurePath
from typing import Any

from disclosure_plugin.documents.collecting import column_name
from disclosure_plugin.documents.office_parts import EXCEL
from disclosure_plugin.documents.parts import Area, NotChecked, Reason, TablePart
from disclosure_plugin.documents.parts_reading import read_parts
from disclosure_plugin.documents.plain_text import read_plain_text
from disclosure_plugin.documents.results import MEGABYTE, DocumentRefused, Limits
from disclosure_plugin.documents.xml_text import local_name, parsed
from disclosure_plugin.errors import Refused, gettext_noop

KINDS = (".xlsx", ".csv")
LIMITS = Limits(
    file_size=10 * MEGABYTE,
    unpacked_size=40 * MEGABYTE,
    unpacked_xml_size=12 * MEGABYTE,
    packed_files=500,
    checked_characters=5_000_000,
    table_cells=200_000,
)
_DELIMITERS = (",", "\t", ";")
# What a spreadsheet may hold beside its cells without meaning another thing by them.
_NO_MATTER = frozenset({Reason.PICTURES, Reason.EMBEDDED})


class SheetRefusal(StrEnum):
    """Why a spreadsheet was not read."""

    WRONG_TYPE = "wrong_type"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MUCH = "too_much"
    UNSAFE = "unsafe"
    PASSWORD_PROTECTED = "password_protected"  # noqa: S105 - the name of a refusal
    MACROS = "macros"
    WRONG_CONTENT = "wrong_content"
    DAMAGED = "damaged"
    NOT_TEXT = "not_text"
    OPEN_QUOTE = "open_quote"


SHEET_MESSAGES: Mapping[SheetRefusal, str] = {
    SheetRefusal.WRONG_TYPE: gettext_noop(
        "%(name)s is neither a .xlsx nor a .csv file. Open it in Excel or WPS, save it as .xlsx "
        "and choose that file."
    ),
    SheetRefusal.EMPTY: gettext_noop(
        "%(name)s holds no rows. Fill in the template and choose that file."
    ),
    SheetRefusal.TOO_LARGE: gettext_noop(
        "%(name)s is larger than %(limit)s MB. Take its pictures out, or divide it."
    ),
    SheetRefusal.TOO_MUCH: gettext_noop(
        "%(name)s holds far more than a list needs, or cells far away from it. Copy the "
        "rows into a new file and choose that."
    ),
    SheetRefusal.UNSAFE: gettext_noop(
        "%(name)s holds XML declarations that no spreadsheet program writes. Copy the rows into a "
        "new file and choose that."
    ),
    SheetRefusal.PASSWORD_PROTECTED: gettext_noop(
        "%(name)s is protected by a password. Save it without one and choose that file."
    ),
    SheetRefusal.MACROS: gettext_noop(
        "%(name)s holds macros. Save it as .xlsx without macros and choose that file."
    ),
    SheetRefusal.WRONG_CONTENT: gettext_noop(
        "%(name)s does not hold what its name says. Open it in the program it was made with, save "
        "it as .xlsx and choose that file."
    ),
    SheetRefusal.DAMAGED: gettext_noop(
        "%(name)s is damaged. Open it in Excel or WPS, save it as a new .xlsx and choose that."
    ),
    SheetRefusal.NOT_TEXT: gettext_noop(
        "%(name)s is neither UTF-8 nor GB18030 text. In Excel: Save as → CSV UTF-8."
    ),
    SheetRefusal.OPEN_QUOTE: gettext_noop(
        "Line %(line)s of %(name)s cannot be read: look for a quotation mark without its partner."
    ),
}
_REFUSALS: Mapping[Reason, SheetRefusal] = {
    Reason.WRONG_TYPE: SheetRefusal.WRONG_TYPE,
    Reason.WRONG_CONTENT: SheetRefusal.WRONG_CONTENT,
    Reason.TOO_LARGE: SheetRefusal.TOO_LARGE,
    Reason.UNPACKS_TOO_LARGE: SheetRefusal.TOO_MUCH,
    Reason.TOO_MANY_CELLS: SheetRefusal.TOO_MUCH,
    Reason.TOO_MANY_CHARACTERS: SheetRefusal.TOO_MUCH,
    Reason.UNSAFE_XML: SheetRefusal.UNSAFE,
    Reason.PASSWORD_PROTECTED: SheetRefusal.PASSWORD_PROTECTED,
    Reason.MACROS: SheetRefusal.MACROS,
}


class SpreadsheetRefused(Refused):
    """A spreadsheet was not read; nothing of it is kept.

    Attributes:
        code: why.
    """

    def __init__(self, code: SheetRefusal, **params: object) -> None:
        self.code = code
        self.sentence = SHEET_MESSAGES[code]
        super().__init__(**params)

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), self.code, **self.params), ()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that is not empty.

    Attributes:
        number: as the program counts it, from 1.
        cells: what is not empty, by what the program calls the column: A, B, …
    """

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with at least one row; that of a .csv file has no name."""

    name: str
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """What a file holds.

    Attributes:
        sheets: those that are not hidden, in their order.
        days_from_1904: whether numbers of days begin there, as in files of old Macs.
    """

    sheets: tuple[Sheet, ...]
    days_from_1904: bool = False


def read_spreadsheet(data: bytes, name: str, *, limits: Limits = LIMITS) -> Spreadsheet:
    """Read the cells of a .xlsx or .csv file, as they are shown; formulas by their last results.

    Args:
        data: at most one byte more than ``limits.file_size`` is needed.
        name: of the file; its ending says what it is.
        limits: how large it may be.

    Raises:
        SpreadsheetRefused: with a sentence that says what to do.
    """
    kind = PurePath(name).suffix.lower()
    if kind not in KINDS:
        raise SpreadsheetRefused(SheetRefusal.WRONG_TYPE, name=name)
    if len(data) > limits.file_size:
        raise _refused(name, SheetRefusal.TOO_LARGE, limits)
    if kind == ".csv":
        found = Spreadsheet(_of_csv(data, name, limits))
    else:
        found = Spreadsheet(*_of_excel(data, name, limits))
    if not found.sheets:
        raise SpreadsheetRefused(SheetRefusal.EMPTY, name=name)
    return found


def _of_excel(data: bytes, name: str, limits: Limits) -> tuple[tuple[Sheet, ...], bool]:
    if not data:
        return (), False
    read = read_parts(data, name, limits=limits)
    _refuse_what_was_not_read(read.not_checked, name, limits)
    from_1904 = _begins_in_1904(data, name)
    sheets = tuple(
        Sheet(part.place.sheet, tuple(_rows(part)))
        for part in read.parts
        if isinstance(part, TablePart) and part.place.area is Area.BODY and part.place.file == name
    )
    return sheets, from_1904


def _refuse_what_was_not_read(not_read: tuple[NotChecked, ...], name: str, limits: Limits) -> None:
    for one in not_read:
        if one.file == name and one.reason not in _NO_MATTER:
            raise _refused(name, _REFUSALS.get(one.reason, SheetRefusal.DAMAGED), limits)


def _refused(name: str, code: SheetRefusal, limits: Limits) -> SpreadsheetRefused:
    params = (
        {"limit": f"{limits.file_size / MEGABYTE:g}"} if code is SheetRefusal.TOO_LARGE else {}
    )
    return SpreadsheetRefused(code, name=name, **params)


def _rows(part: TablePart) -> Iterator[SheetRow]:
    for number, row in zip(part.row_numbers, part.rows, strict=True):
        cells = {
            column: cell.strip()
            for column, cell in zip(part.columns, row, strict=True)
            if cell.strip()
        }
        if cells:
            yield SheetRow(number, cells)


def _begins_in_1904(data: bytes, name: str) -> bool:
    """Say what the workbook says; the package has been inspected."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if EXCEL not in package.namelist():
            raise SpreadsheetRefused(SheetRefusal.WRONG_CONTENT, name=name)
        root = parsed(package.read(EXCEL))
    return any(
        element.get("date1904") in ("1", "true")
        for element in root.iter()
        if local_name(element) == "workbookPr"
    )


def _of_csv(data: bytes, name: str, limits: Limits) -> tuple[Sheet, ...]:
    try:
        text = read_plain_text(data, name).text
    except DocumentRefused as error:
        looks_packed = data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
        code = SheetRefusal.WRONG_CONTENT if looks_packed else SheetRefusal.NOT_TEXT
        raise SpreadsheetRefused(code, name=name) from error
    # What parts the cells is told by the first line: texts below hold commas of their own.
    first_line = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, before, cells_left = [], 0, limits.table_cells
    try:
        for number, cells in enumerate(reader, 1):
            before = reader.line_num
            cells_left -= len(cells)
            if cells_left < 0:
                raise SpreadsheetRefused(SheetRefusal.TOO_MUCH, name=name)
            written = {
                column_name(place): cell.strip()
                for place, cell in enumerate(cells, 1)
                if cell.strip()
            }
            if written:
                rows.append(SheetRow(number, written))
    except csv.Error as error:
        raise SpreadsheetRefused(SheetRefusal.OPEN_QUOTE, name=name, line=before + 1) from error
    return (Sheet("", tuple(rows)),) if rows else ()

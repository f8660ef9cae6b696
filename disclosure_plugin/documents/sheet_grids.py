"""The sheets of an Excel file as grids: merged cells too."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from disclosure_plugin.documents.collecting import column_name
from disclosure_plugin.documents.office_parts import EXCEL
from disclosure_plugin.documents.results import Limits
from disclosure_plugin.documents.spreadsheets import (
    Sheet,
    SheetRefusal,
    SpreadsheetRefused,
    read_spreadsheet,
)
from disclosure_plugin.documents.xml_text import local_name, parsed

Grid = list[list[tuple[str, bool]]]

_WIDEST = 200  # columns from the first
_NUMBER_OF = {column_name(number): number for number in range(1, _WIDEST + 1)}
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_RELATIONS = "xl/_rels/workbook.xml.rels"


@dataclass(frozen=True, slots=True)
class _Merged:
    """A range of cells that is one; rows and columns from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


def read_sheet_grids(data: bytes, name: str, limits: Limits) -> list[Grid]:
    """Return the sheets of a .xlsx file that are not hidden.

    Raises:
        SpreadsheetRefused: see ``read_spreadsheet``; or its merged cells cover far too much.
    """
    book = read_spreadsheet(data, name, limits=limits)
    merged = _merged_ranges(data)
    grids, work = [], 0
    for sheet in book.sheets:
        ranges = merged.get(sheet.name, [])
        work += len(ranges) * len(sheet.rows)
        if work > limits.checked_characters:
            raise SpreadsheetRefused(SheetRefusal.TOO_MUCH, name=name)
        grids.append(_grid(sheet, ranges))
    return grids


def _grid(sheet: Sheet, merged: list[_Merged]) -> Grid:
    rows = {row.number: row.cells for row in sheet.rows}
    width = max(
        (
            _NUMBER_OF[letter]
            for cells in rows.values()
            for letter in cells
            if letter in _NUMBER_OF
        ),
        default=0,
    )
    grid = {
        number: [(cells.get(column_name(column), ""), True) for column in range(1, width + 1)]
        for number, cells in rows.items()
    }
    for one in merged:
        text = rows.get(one.top, {}).get(column_name(one.left), "")
        for number in [number for number in rows if one.top <= number <= one.bottom]:
            for column in range(one.left, min(one.right, width) + 1):
                if (number, column) != (one.top, one.left):
                    grid[number][column - 1] = (text, False)
    return [grid[number] for number in sorted(grid)]


def _merged_ranges(data: bytes) -> dict[str, list[_Merged]]:
    """Return the merged cells by the name of their sheet; the package has been inspected."""
    found: dict[str, list[_Merged]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = set(package.namelist())
        targets = {}
        if _RELATIONS in names:
            for relation in parsed(package.read(_RELATIONS)):
                target = relation.get("Target", "").removeprefix("/").removeprefix("xl/")
                targets[relation.get("Id")] = f"xl/{target}"
        for sheet in parsed(package.read(EXCEL)).iter():
            if local_name(sheet) != "sheet":
                continue
            key = next((value for key, value in sheet.items() if str(key).endswith("}id")), None)
            path = targets.get(key, "")
            if path in names:
                found[sheet.get("name", "")] = _ranges_of(package.read(path))
    return found


def _ranges_of(xml: bytes) -> list[_Merged]:
    ranges = []
    for element in parsed(xml).iter():
        match = (
            _RANGE.fullmatch(element.get("ref", ""))
            if local_name(element) == "mergeCell"
            else None
        )
        if match and match[1] in _NUMBER_OF:
            right = _NUMBER_OF.get(match[3], _WIDEST)
            ranges.append(_Merged(int(match[2]), _NUMBER_OF[match[1]], int(match[4]), right))
    return ranges

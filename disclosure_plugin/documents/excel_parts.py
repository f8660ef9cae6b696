"""Every text of an .xlsx package: cells of all sheets, comments, formulas, drawings, caches.

The sheets are parsed here and not by openpyxl: in its full mode one merged range of a whole sheet
makes sixteen thousand million cells, and its read-only mode passes over comments, headers, hidden
rows and drawings. The tests compare the cells with openpyxl's.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from lxml import etree

from disclosure_plugin.documents.collecting import Collector
from disclosure_plugin.documents.parts import Area, Place
from disclosure_plugin.documents.xml_text import all_lines, local_name, parsed

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_RELATION = re.compile(r"\}id$")
_HEADERS = frozenset(
    {"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"}
)
# A formula that says something itself: a text, or a long number.
_SAYS_SOMETHING = re.compile(r'"[^"]|[0-9]{6}')


class Workbook:
    """Reads the parts of a workbook in whichever order they come.

    Args:
        collector: takes what is read.
        file: the document's name.
    """

    def __init__(self, collector: Collector, file: str) -> None:
        self._collector, self._file = collector, file
        self._strings: list[str] = []
        self._shown: set[int] = set()
        self._sheets: dict[str, tuple[str, bool]] = {}

    def read_workbook(self, xml: bytes, relations: bytes | None) -> None:
        """Learn the sheets' names, and which are hidden; read names that are defined."""
        targets = {}
        if relations is not None:
            for relation in parsed(relations):
                target = relation.get("Target", "").removeprefix("/").removeprefix("xl/")
                targets[relation.get("Id")] = f"xl/{target}"
        root = parsed(xml)
        for sheet in root.iter(f"{_MAIN}sheet", f"{_STRICT}sheet"):
            identity = next(
                (value for name, value in sheet.items() if _RELATION.search(str(name))), None
            )
            hidden = sheet.get("state", "visible") != "visible"
            self._sheets[targets.get(identity, "")] = (sheet.get("name", ""), hidden)
        names = [name for name, _hidden in self._sheets.values()]
        self._collector.add_text(Place(self._file, Area.PROPERTY), names)
        self._collector.add_text(Place(self._file, Area.OTHER), all_lines(root))

    def read_strings(self, xml: bytes) -> None:
        """Learn the texts that cells refer to by number."""
        self._strings = [string_of(item) for item in parsed(xml) if local_name(item) == "si"]

    def read_sheet(self, path: str, xml: bytes) -> None:
        """Read a sheet: its cells, formulas, header and footer, and what else it says."""
        name, hidden = self._sheets.get(path, (path.rpartition("/")[2], False))
        rows: dict[int, dict[int, str]] = {}
        formulas: list[str] = []
        row = column = 0
        others: list[str] = []
        headers: list[str] = []
        for _event, element in etree.iterparse(
            io.BytesIO(xml), events=("end",), resolve_entities=False, no_network=True
        ):
            kind = local_name(element)
            if kind == "c":
                row, column = cell_place(element, row, column)
                text, formula = self._cell(element)
                if text:
                    rows.setdefault(row, {})[column] = text
                if formula:
                    formulas.append(formula)
                element.clear()
            elif kind == "row":
                row, column = int(element.get("r", row or 1)) + 1, 0
                element.clear()
            elif kind in _HEADERS:
                headers.append(element.text or "")
            elif kind == "worksheet":
                others += all_lines(element)
        area = Area.HIDDEN_SHEET if hidden else Area.BODY
        self._collector.add_table(Place(self._file, area, name), rows)
        for area, lines in (
            (Area.FORMULA, formulas),
            (Area.HEADER_OR_FOOTER, headers),
            (Area.OTHER, [line for line in others if line not in headers]),
        ):
            self._collector.add_text(Place(self._file, area, name), lines)

    def read_other(self, path: str, xml: bytes) -> None:
        """Read any other part."""
        kind = path.rpartition("/")[2].casefold()
        area = Area.COMMENT if "comment" in kind else Area.OTHER
        self._collector.add_text(Place(self._file, area), all_lines(parsed(xml)))

    def finish(self) -> None:
        """Read what no cell shows any more but the file still holds."""
        unseen = [
            text for place, text in enumerate(self._strings) if place not in self._shown and text
        ]
        self._collector.add_text(Place(self._file, Area.DELETED), unseen)

    def _cell(self, element: etree._Element) -> tuple[str, str]:
        value, formula, inline = "", "", ""
        for child in element:
            kind = local_name(child)
            if kind == "v":
                value = child.text or ""
            elif kind == "f":
                formula = child.text or ""
            elif kind == "is":
                inline = string_of(child)
        if element.get("t") == "s" and value.isascii() and value.isdigit():
            place = int(value)
            self._shown.add(place)
            value = self._strings[place] if place < len(self._strings) else ""
        return inline or value, formula if _SAYS_SOMETHING.search(formula) else ""


def cell_place(cell: etree._Element, row: int, column: int) -> tuple[int, int]:
    """Return row and column of a cell; without a reference it follows the one before."""
    match = _PLACE.fullmatch(cell.get("r", ""))
    if match is None:
        return max(row, 1), column + 1
    number = 0
    for letter in match[1]:
        number = 26 * number + ord(letter) - ord("A") + 1
    return int(match[2]), number


def string_of(item: etree._Element) -> str:
    """Return the text of a shared or inline string, runs joined."""
    return "".join(_texts(item)).strip("\x00")


def _texts(item: etree._Element) -> Iterator[str]:
    for element in item.iter():
        if local_name(element) == "t":
            yield element.text or ""

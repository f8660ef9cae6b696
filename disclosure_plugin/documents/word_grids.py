"""The tables of a Word document as grids, and its text beside them."""

from __future__ import annotations

from collections.abc import Iterator

from docx.oxml.ns import qn
from lxml import etree

from disclosure_plugin.documents.results import DocumentRefused, Limits, Refusal
from disclosure_plugin.documents.word import WordReader
from disclosure_plugin.documents.word_package import open_package

_WIDEST = 200  # columns; Word itself ends at 63
_WRAPPERS = (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins"))

Grid = list[list[tuple[str, bool]]]


def read_word_grids(data: bytes, name: str, limits: Limits) -> tuple[list[Grid], list[str]]:
    """Return the tables and the lines of text of a .docx file, both in its order.

    Raises:
        DocumentRefused: see ``open_package``, or nested too deeply to be real.
    """
    document = open_package(data, name, limits)
    body = document.element.find(qn("w:body"))
    tables: list[Grid] = []
    lines: list[str] = []
    try:
        reader = WordReader(document)
        for block in _inside(body):
            if block.tag == qn("w:tbl"):
                tables.append(_grid(block, reader))
            elif block.tag == qn("w:p"):
                lines += [line for line in reader.paragraph(block) if line.strip()]
    except (RecursionError, etree.XMLSyntaxError) as error:
        raise DocumentRefused(Refusal.DAMAGED, name=name, detail=type(error).__name__) from error
    return tables, lines


def _inside(container: etree._Element) -> Iterator[etree._Element]:
    """Yield what stands in a container, that of content controls too."""
    for child in container:
        if child.tag in _WRAPPERS:
            yield from _inside(child)
        else:
            yield child


def _grid(table: etree._Element, reader: WordReader) -> Grid:
    grid: Grid = []
    for row in _inside(table):
        if row.tag != qn("w:tr") or row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
            continue
        above = grid[-1] if grid else []
        grid.append(_row(row, above, reader))
    return grid


def _row(
    row: etree._Element, above: list[tuple[str, bool]], reader: WordReader
) -> list[tuple[str, bool]]:
    cells: list[tuple[str, bool]] = [("", True)] * _number(row, "w:trPr/w:gridBefore", 0)
    for cell in _inside(row):
        if cell.tag != qn("w:tc"):
            continue
        span = _number(cell, "w:tcPr/w:gridSpan", 1)
        merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        place = len(cells)
        if merge is not None and merge.get(qn("w:val"), "continue") != "restart":
            text, begins = above[place][0] if place < len(above) else "", False
        else:
            text, begins = " ".join(" ".join(reader.blocks(cell)).split()), True
        cells += [(text, begins and not covered) for covered in range(span)]
    return cells[:_WIDEST]


def _number(element: etree._Element, path: str, default: int) -> int:
    """Return a number that Word wrote into a property, within what can be meant."""
    found = element.find("/".join(qn(step) for step in path.split("/")))
    written = "" if found is None else found.get(qn("w:val"), "")
    number = int(written) if written.isascii() and written.isdigit() else default
    return min(number, _WIDEST) if number or not default else default

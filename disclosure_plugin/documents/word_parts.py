"""Every text of a .docx package: body, tables, headers, notes, comments, what was deleted.

Paragraphs are read twice where changes are tracked: as they are now, and as they were. Hidden
text, field instructions and text boxes stand where they are; a text box that Word writes twice,
for new and for old programs, is read twice if they differ.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from docx.oxml.ns import qn
from lxml import etree

from disclosure_plugin.documents.collecting import Collector
from disclosure_plugin.documents.parts import Area, Place
from disclosure_plugin.documents.xml_text import all_lines, local_name, parsed

_AREAS = {
    "document": Area.BODY,
    "header": Area.HEADER_OR_FOOTER,
    "footer": Area.HEADER_OR_FOOTER,
    "footnotes": Area.NOTE,
    "endnotes": Area.NOTE,
    "comments": Area.COMMENT,
}
_TEXTS = (qn("w:t"), qn("w:delText"), qn("w:instrText"), qn("w:delInstrText"), qn("m:t"))
_FIXED = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_ONLY_BEFORE = (qn("w:del"), qn("w:moveFrom"))
_ONLY_NOW = (qn("w:ins"), qn("w:moveTo"))
_CHANGES = (*_ONLY_BEFORE, *_ONLY_NOW)
_NESTED = (qn("w:p"), qn("w:tbl"))
# Of documents that Word shows as part of this one (w:altChunk).
_CHUNKS = frozenset(
    {".htm", ".html", ".xhtml", ".mht", ".mhtml", ".rtf", ".txt", ".doc", ".docx", ".docm"}
)
# Numbers and looks: no word of a person's in them.
SILENT = (
    "styles", "settings", "webSettings", "fontTable", "theme", "numbering", "stylesWithEffects",
)  # fmt: skip


def read_word_part(collector: Collector, file: str, path: str, xml: bytes, tables: int) -> int:
    """Read one XML part below ``word/``.

    Args:
        collector: takes what is read.
        file: the document's name.
        path: of the part, in the package.
        xml: its content.
        tables: how many tables were read before.

    Returns:
        How many tables there are now.
    """
    stem = PurePosixPath(path).stem
    kind = stem.rstrip("0123456789")
    area = _AREAS.get(kind)
    if area is None:
        if kind not in SILENT:
            collector.add_text(Place(file, Area.OTHER), all_lines(parsed(xml)))
        return tables
    root = parsed(xml)
    outside = [one for one in root.iter(qn("w:p")) if not _is_in_a_table(one)]
    collector.add_text(Place(file, area), [_text(one, before=False) for one in outside])
    for table in outer_tables(root):
        tables += 1
        collector.add_table(Place(file, area, table=tables), rows_of_table(table))
    changed = (one for one in root.iter(qn("w:p")) if _is_changed(one))
    collector.add_text(Place(file, Area.DELETED), [_text(one, before=True) for one in changed])
    collector.add_text(Place(file, Area.OTHER), _described(root))
    return tables


def embedded_files(package: zipfile.ZipFile) -> tuple[list[zipfile.ZipInfo], int, int]:
    """Return the embedded files, how many other objects there are, and how many pictures."""
    files, objects, pictures = [], 0, 0
    for entry in package.infolist():
        path = PurePosixPath(entry.filename)
        if path.parent.name == "embeddings":
            if path.suffix.lower() == ".bin":
                objects += 1
            else:
                files.append(entry)
        elif path.parent.name == "media":
            pictures += 1
        elif path.suffix.lower() in _CHUNKS:
            files.append(entry)
    return files, objects, pictures


def _is_in_a_table(element: etree._Element) -> bool:
    return any(above.tag == qn("w:tbl") for above in element.iterancestors(qn("w:tbl")))


def _is_changed(paragraph: etree._Element) -> bool:
    if next(paragraph.iter(*_CHANGES), None) is not None:
        return True
    return any(True for _above in paragraph.iterancestors(*_CHANGES))


def _text(element: etree._Element, *, before: bool) -> str:
    return "".join(_inline(element, _ONLY_NOW if before else _ONLY_BEFORE))


def _inline(element: etree._Element, passed_over: tuple[str, ...]) -> Iterator[str]:
    for child in element:
        if child.tag in _TEXTS:
            yield child.text or ""
        elif child.tag in _FIXED:
            yield _FIXED[child.tag]
        elif child.tag not in passed_over and child.tag not in _NESTED:
            yield from _inline(child, passed_over)


def outer_tables(root: etree._Element) -> list[etree._Element]:
    """Return the tables of a part that stand in no other table."""
    return [table for table in root.iter(qn("w:tbl")) if not _is_in_a_table(table)]


def rows_of_table(table: etree._Element) -> dict[int, dict[int, str]]:
    """Return what the cells of a table say that are not empty, by row and column, from 1."""
    rows: dict[int, dict[int, str]] = {}
    for number, cells in cells_of_table(table).items():
        for column, cell in cells.items():
            lines = (_text(one, before=False) for one in cell.iter(qn("w:p")))
            if text := "\n".join(lines).strip():
                rows.setdefault(number, {})[column] = text
    return rows


def cells_of_table(table: etree._Element) -> dict[int, dict[int, etree._Element]]:
    """Return the cells of a table by row and column, from 1; a wide cell stands in its first."""
    rows: dict[int, dict[int, etree._Element]] = {}
    for number, row in enumerate(_of(table, qn("w:tr")), 1):
        column = 1
        cells = rows.setdefault(number, {})
        for cell in _of(row, qn("w:tc")):
            cells[column] = cell
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            value = span.get(qn("w:val"), "1") if span is not None else "1"
            column += max(1, int(value)) if value.isascii() and value.isdigit() else 1
    return rows


def _of(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield what belongs to a table or row itself, and not to a table inside it."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag != qn("w:tbl") and local_name(child) not in ("tc", "p"):
            yield from _of(child, tag)


def _described(root: etree._Element) -> Iterator[str]:
    """Yield what is said of pictures and drawings where no reader sees it."""
    for element in root.iter():
        if isinstance(element.tag, str):
            for name in ("descr", "title", "alt", "string"):
                if text := element.get(name, "").strip():
                    yield text

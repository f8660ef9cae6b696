"""Masked copies of documents: the same file, with numbers and addresses hidden in it.

Of .docx and .xlsx the parts are rewritten one by one, so that what the document looks like
stays. What of a table is masked depends on the whole table, and of a text on its whole
paragraph; so whoever knows the rules is asked for both. Whether nothing was missed is not
promised: read the copy again.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from docx.oxml.ns import qn
from lxml import etree

from disclosure_plugin.documents.csv_parts import rows_of_csv
from disclosure_plugin.documents.excel_parts import cell_place, string_of
from disclosure_plugin.documents.package_inspection import UNREADABLE, inspect_package
from disclosure_plugin.documents.plain_text import read_plain_text
from disclosure_plugin.documents.properties import PROPERTY_PARTS, empty, repacked, written
from disclosure_plugin.documents.results import DEFAULT_LIMITS, DocumentRefused, Limits, Refusal
from disclosure_plugin.documents.word_parts import (
    SILENT,
    cells_of_table,
    outer_tables,
    rows_of_table,
)
from disclosure_plugin.documents.xml_text import local_name, parsed

MASKED_SUFFIXES = (".docx", ".xlsx", ".csv", ".txt")
_WORD_TEXTS = (qn("w:t"), qn("w:delText"), qn("w:instrText"), qn("w:delInstrText"), qn("m:t"))
_SHEETS = "xl/worksheets/"
# What stands in one of these is read as one text.
_GROUPS = frozenset({"p", "si", "text"})
_SPOKEN = frozenset(
    {"descr", "title", "v", "display", "tooltip", "prompt", "promptTitle", "error", "errorTitle",
     "Target", "alt", "string", "name"}
)  # fmt: skip
_XML = (".xml", ".rels", ".vml")
_UNTOUCHED = frozenset({"[Content_Types]", "calcChain", *SILENT})

MaskTexts = Callable[[Sequence[str]], Sequence[str]]
MaskTable = Callable[[Sequence[Sequence[str]]], Sequence[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class TextMasks:
    """Who knows what is to be hidden.

    Attributes:
        texts: takes texts that are read as one, and returns each masked.
        table: takes the cells of each row, and returns them masked.
    """

    texts: MaskTexts
    table: MaskTable

    def text(self, text: str) -> str:
        """Return one text masked."""
        return self.texts([text])[0]


def mask_document(
    data: bytes, name: str, masks: TextMasks, *, limits: Limits = DEFAULT_LIMITS
) -> bytes:
    """Return a masked copy of a .docx, .xlsx, .csv or .txt file.

    Text files come back as UTF-8 with a mark, as Excel reads them. Author, company and the like
    are gone from the properties of office files.

    Args:
        data: the document's bytes.
        name: its name, whose ending says what it is.
        masks: what is hidden.
        limits: how large it may be.

    Raises:
        DocumentRefused: it cannot be read, or is of another kind.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in MASKED_SUFFIXES:
        raise DocumentRefused(Refusal.WRONG_TYPE, name=name)
    if suffix == ".txt":
        masked = masks.texts(read_plain_text(data, name).text.split("\n"))
        return "\r\n".join(masked).encode("utf-8-sig")
    if suffix == ".csv":
        return _masked_csv(data, name, masks)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            inspect_package(package, name, limits)
            rewrite = _masked_word if suffix == ".docx" else _masked_excel
            return repacked(package, rewrite(package, masks))
    except (*UNREADABLE, etree.XMLSyntaxError) as error:
        raise DocumentRefused(Refusal.DAMAGED, name=name, detail=type(error).__name__) from error


def _masked_csv(data: bytes, name: str, masks: TextMasks) -> bytes:
    text = read_plain_text(data, name).text
    rows, delimiter = rows_of_csv(text)
    if rows is None:
        return masks.text(text).encode("utf-8-sig")
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(masks.table(rows))
    return written.getvalue().encode("utf-8-sig")


def _xml_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, etree._Element]]:
    for entry in package.infolist():
        stem = PurePosixPath(entry.filename).stem.rstrip("0123456789")
        if entry.filename.lower().endswith(_XML) and stem not in _UNTOUCHED:
            yield entry.filename, parsed(package.read(entry))


# --- Word ----------------------------------------------------------------------------------------


def _masked_word(package: zipfile.ZipFile, masks: TextMasks) -> dict[str, bytes]:
    changed = {}
    for path, root in _xml_parts(package):
        if path in PROPERTY_PARTS:
            empty(root)
        else:
            for table in outer_tables(root):
                _mask_word_table(table, masks)
            _mask_texts(root.iter(), masks)
        changed[path] = written(root)
    return changed


def _mask_word_table(table: etree._Element, masks: TextMasks) -> None:
    said = rows_of_table(table)
    if not said:
        return
    cells = cells_of_table(table)
    columns = sorted({column for line in said.values() for column in line})
    rows = [[line.get(column, "") for column in columns] for line in said.values()]
    for number, before, after in zip(said, rows, masks.table(rows), strict=True):
        for column, old, new in zip(columns, before, after, strict=True):
            if new != old:
                first, *others = cells[number][column].iter(*_WORD_TEXTS)
                first.text = " ".join(new.split("\n"))
                for text in others:
                    text.text = ""


# --- Excel ---------------------------------------------------------------------------------------


def _masked_excel(package: zipfile.ZipFile, masks: TextMasks) -> dict[str, bytes]:
    parts = dict(_xml_parts(package))
    strings_path = next((path for path in parts if path.lower() == "xl/sharedstrings.xml"), "")
    strings = [one for one in parts.get(strings_path, ()) if local_name(one) == "si"]
    said = [string_of(one) for one in strings]
    shown = set[int]()
    for path, root in parts.items():
        if path in PROPERTY_PARTS:
            empty(root)
        elif path.startswith(_SHEETS) and local_name(root) == "worksheet":
            shown |= _mask_sheet(root, said, masks)
            inside = {one for cell in _of_kind(root, "c") for one in cell.iter()}
            _mask_texts((one for one in root.iter() if one not in inside), masks)
        elif path != strings_path:
            _mask_texts(root.iter(), masks)
    for place, one in enumerate(strings):
        if place not in shown:  # no cell shows it any more, but the file would still say it
            for child in list(one):
                one.remove(child)
            etree.SubElement(one, f"{_namespace(one)}t").text = ""
    return {path: written(root) for path, root in parts.items()}


def _mask_sheet(root: etree._Element, strings: Sequence[str], masks: TextMasks) -> set[int]:
    """Mask the cells of a sheet; return which shared texts it still shows."""
    cells: dict[tuple[int, int], etree._Element] = {}
    row = column = 0
    for line in _of_kind(root, "row"):
        for cell in line:
            if local_name(cell) == "c":
                row, column = cell_place(cell, row, column)
                cells[row, column] = cell
        row, column = int(line.get("r", row or 1)) + 1, 0
    filled = {at: text for at, cell in cells.items() if (text := _cell_text(cell, strings))}
    numbers = sorted({row for row, _column in filled})
    columns = sorted({column for _row, column in filled})
    rows = [[filled.get((row, column), "") for column in columns] for row in numbers]
    masked = masks.table(rows) if rows else []
    for row, before, after in zip(numbers, rows, masked, strict=True):
        for column, old, new in zip(columns, before, after, strict=True):
            if new != old:
                _write_cell(cells[row, column], new)
    formulas = [one for cell in cells.values() for one in cell if local_name(one) == "f"]
    written_as = [one.text or "" for one in formulas]
    for one, old, new in zip(formulas, written_as, masks.texts(written_as), strict=True):
        around = one.getparent()
        if new != old and around is not None:  # the value stays; the formula would say it again
            around.remove(one)
    return {
        int(value)
        for cell in cells.values()
        if cell.get("t") == "s" and (value := _value(cell)).isascii() and value.isdigit()
    }


def _of_kind(root: etree._Element, kind: str) -> Iterator[etree._Element]:
    return (one for one in root.iter() if local_name(one) == kind)


def _value(cell: etree._Element) -> str:
    return next((one.text or "" for one in cell if local_name(one) == "v"), "")


def _cell_text(cell: etree._Element, strings: Sequence[str]) -> str:
    inline = next((one for one in cell if local_name(one) == "is"), None)
    if inline is not None:
        return string_of(inline)
    value = _value(cell)
    if cell.get("t") == "s" and value.isascii() and value.isdigit():
        return strings[int(value)] if int(value) < len(strings) else ""
    return value


def _write_cell(cell: etree._Element, text: str) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.set("t", "inlineStr")
    kind = _namespace(cell)
    etree.SubElement(etree.SubElement(cell, f"{kind}is"), f"{kind}t").text = text


def _namespace(element: etree._Element) -> str:
    """Return the namespace of an element as its tag has it; Excel knows two."""
    return str(element.tag).removesuffix(local_name(element))


# --- Texts of any part ---------------------------------------------------------------------------


def _mask_texts(elements: Iterable[etree._Element], masks: TextMasks) -> None:
    """Mask what elements say: together where they are read as one, then each by itself."""
    elements = list(elements)
    groups = [_texts_in(one) for one in elements if local_name(one) in _GROUPS]
    said = ["".join(text.text or "" for text in texts) for texts in groups]
    for texts, before, after in zip(groups, said, masks.texts(said), strict=True):
        if after != before:
            _spread(texts, before, after)
    places: list[tuple[etree._Element, str]] = []
    for one in elements:
        if one.text and _says_a_number(one.text):
            places.append((one, ""))
        if isinstance(one.tag, str):
            places += [
                (one, str(name))
                for name, value in one.attrib.items()
                if str(name).rpartition("}")[2] in _SPOKEN and _says_a_number(str(value))
            ]
    alone = [one.get(name, "") if name else one.text or "" for one, name in places]
    for (one, name), before, after in zip(places, alone, masks.texts(alone), strict=True):
        if after != before and name:
            one.set(name, after)
        elif after != before:
            one.text = after


def _says_a_number(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _texts_in(group: etree._Element) -> list[etree._Element]:
    """Return the elements that hold a group's text, and not that of a group inside it."""
    found: list[etree._Element] = []
    for child in group:
        if isinstance(child.tag, str) and local_name(child) not in _GROUPS:
            if child.text and local_name(child) in ("t", "delText", "instrText", "delInstrText"):
                found.append(child)
            found += _texts_in(child)
    return found


def _spread(texts: Sequence[etree._Element], before: str, after: str) -> None:
    """Write a masked text into the elements of the old one, what stays where it was.

    Both begin and end alike; what stands between goes into the first element concerned.
    """
    shorter = min(len(before), len(after))
    head = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    rest = shorter - head
    tail = next((at for at in range(rest) if before[-1 - at] != after[-1 - at]), rest)
    start, end, at = head, len(before) - tail, 0
    new = after[head : len(after) - tail]
    for text in texts:
        old = text.text or ""
        first, last = max(start - at, 0), min(end - at, len(old))
        if first < last:
            text.text = f"{old[:first]}{new}{old[last:]}"
            new = ""
        at += len(old)

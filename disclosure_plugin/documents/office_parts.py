"""Read every part of a .docx or .xlsx package."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath

from disclosure_plugin.documents.collecting import Collector
from disclosure_plugin.documents.excel_parts import Workbook
from disclosure_plugin.documents.package_inspection import UNREADABLE, inspect_package
from disclosure_plugin.documents.parts import Area, Place, Reason
from disclosure_plugin.documents.results import DocumentRefused, Limits, Refusal
from disclosure_plugin.documents.word_parts import SILENT, embedded_files, read_word_part
from disclosure_plugin.documents.xml_text import all_lines, parsed

WORD, EXCEL = "word/document.xml", "xl/workbook.xml"
_STRINGS = "xl/sharedStrings.xml"
_NO_WORDS = frozenset({"[Content_Types]", *SILENT, "calcChain"})

ReadPacked = Callable[[Collector, str, bytes, int], None]


def read_office(
    collector: Collector, file: str, data: bytes, depth: int, read_packed: ReadPacked
) -> None:
    """Read a Word or Excel package with all it holds.

    Args:
        collector: takes what is read.
        file: the document's name.
        data: the package.
        depth: in how many archives and documents it lies.
        read_packed: reads a file that is embedded in it.

    Raises:
        DocumentRefused: damaged, encrypted, a zip bomb, or XML with declarations of its own.
        Stopped: a limit is reached.
    """
    limits = collector.limits
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            size = inspect_package(package, file, _with_room(limits, collector.bytes_left))
            collector.bytes_left -= size
            names = package.namelist()
            if EXCEL in names:
                _read_excel(collector, file, package)
            elif WORD in names:
                _read_word(collector, file, package)
            else:
                raise DocumentRefused(Refusal.DAMAGED, name=file, detail="no document")
            _report(collector, file, names)
            packed, objects, pictures = embedded_files(package)
            if objects:
                collector.leave(file, Reason.EMBEDDED, count=objects)
            if pictures:
                collector.leave(file, Reason.PICTURES, count=pictures)
            for entry in packed:
                read_packed(collector, f"{file}/{entry.filename}", package.read(entry), depth + 1)
    except UNREADABLE as error:
        raise DocumentRefused(Refusal.DAMAGED, name=file, detail=type(error).__name__) from error


def _with_room(limits: Limits, room: int) -> Limits:
    """Return limits in which a package may unpack to no more than is left."""
    return Limits(
        unpacked_size=room,
        unpacked_xml_size=limits.unpacked_xml_size,
        unpacked_ratio=limits.unpacked_ratio,
        packed_files=limits.packed_files,
    )


def _report(collector: Collector, file: str, names: list[str]) -> None:
    if any(PurePosixPath(name).name.lower() == "vbaproject.bin" for name in names):
        collector.leave(file, Reason.MACROS)


def _read_word(collector: Collector, file: str, package: zipfile.ZipFile) -> None:
    tables = 0
    for name in _xml_parts(package):
        if name.startswith("word/") and not name.endswith(".rels"):
            tables = read_word_part(collector, file, name, package.read(name), tables)
        else:
            _read_other(collector, file, name, package.read(name))


def _read_excel(collector: Collector, file: str, package: zipfile.ZipFile) -> None:
    names = _xml_parts(package)
    relations = "xl/_rels/workbook.xml.rels"
    book = Workbook(collector, file)
    book.read_workbook(
        package.read(EXCEL), package.read(relations) if relations in names else None
    )
    if _STRINGS in names:
        book.read_strings(package.read(_STRINGS))
    for name in names:
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            book.read_sheet(name, package.read(name))
        elif not name.startswith("xl/") or name.endswith(".rels"):
            _read_other(collector, file, name, package.read(name))
        elif name not in (EXCEL, _STRINGS) and _stem(name) not in _NO_WORDS:
            book.read_other(name, package.read(name))
    book.finish()


def _read_other(collector: Collector, file: str, name: str, xml: bytes) -> None:
    if name.endswith(".rels"):
        outside = (
            relation.get("Target", "")
            for relation in parsed(xml)
            if relation.get("TargetMode") == "External"
        )
        collector.add_text(Place(file, Area.OTHER), outside)
    elif _stem(name) not in _NO_WORDS:
        area = Area.PROPERTY if name.startswith("docProps/") else Area.OTHER
        collector.add_text(Place(file, area), all_lines(parsed(xml)))


def _xml_parts(package: zipfile.ZipFile) -> list[str]:
    return [name for name in package.namelist() if name.endswith((".xml", ".rels", ".vml"))]


def _stem(name: str) -> str:
    return PurePosixPath(name).stem.rstrip("0123456789")

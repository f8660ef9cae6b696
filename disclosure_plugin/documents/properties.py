"""Office documents without what their program wrote about people: author, company, who commented.

The file is not judged here: one that cannot be read comes back as it is.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

from lxml import etree

from disclosure_plugin.documents.package_inspection import UNREADABLE, inspect_package
from disclosure_plugin.documents.results import DEFAULT_LIMITS, DocumentRefused, Limits
from disclosure_plugin.documents.xml_text import local_name, parsed

WITH_PROPERTIES = (".docx", ".xlsx", ".pptx")
PROPERTY_PARTS = frozenset({"docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"})
# Who commented, changed or saved, by the part and the attribute that says it. The formats demand
# most of them, so they are emptied.
_SAY_WHO: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        ("word/comments", "word/document", "word/header", "word/footer", "word/footnotes",
         "word/endnotes"),
        frozenset({"author", "initials"}),
    ),
    "word/people": frozenset({"author", "userId"}),
    "xl/persons/": frozenset({"displayName", "userId"}),
    "xl/workbook.xml": frozenset({"userName", "url"}),  # url: the folder, with the account's name
    "ppt/commentAuthors": frozenset({"name", "initials"}),
    "ppt/authors": frozenset({"name", "initials", "userId"}),
}  # fmt: skip
# Excel writes names of authors as texts. By this one a thread of comments is found.
_AUTHORS, _THREAD = "xl/comments", "tc="
_EPOCH = (1980, 1, 1, 0, 0, 0)


def without_properties(data: bytes, name: str, *, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Return a .docx, .xlsx or .pptx file without the properties that name people.

    Args:
        data: the document's bytes.
        name: its name, whose ending says what it is.
        limits: how large it may be; a larger one comes back as it is.

    Returns:
        The same bytes where there was nothing to take out.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in WITH_PROPERTIES or len(data) > limits.file_size:
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            inspect_package(package, name, limits)
            changed = {
                entry.filename: content
                for entry in package.infolist()
                if (content := _cleaned(entry.filename, package.read(entry))) is not None
            }
            return repacked(package, changed) if changed else data
    except (DocumentRefused, *UNREADABLE):
        return data


def _cleaned(path: str, content: bytes) -> bytes | None:
    """Return a part without who made it; None where it names nobody."""
    if path in PROPERTY_PARTS:
        root = parsed(content)
        if not len(root):
            return None
        empty(root)
        return written(root)
    who = next((names for start, names in _SAY_WHO.items() if path.startswith(start)), None)
    if not path.endswith(".xml") or (who is None and not path.startswith(_AUTHORS)):
        return None
    root = parsed(content)
    named = False
    for one in root.iter(etree.Element):
        for name, value in one.items():
            if value and etree.QName(name).localname in (who or ()):
                one.set(name, "")
                named = True
        if who is None and local_name(one) == "author" and _names_somebody(one.text):
            one.text, named = "", True
    return written(root) if named else None


def _names_somebody(author: str | None) -> bool:
    return bool(author) and not str(author).startswith(_THREAD)


def empty(root: etree._Element) -> None:
    """Take everything out of a part of properties."""
    for child in list(root):
        root.remove(child)


def written(root: etree._Element) -> bytes:
    """Return a part as it is packed."""
    return etree.tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )


def repacked(package: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    """Return a package with some parts changed: the same bytes each time, and no times."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in package.infolist():
            if not entry.is_dir():
                content = changed.get(entry.filename)
                if content is None:
                    content = package.read(entry)
                made = zipfile.ZipInfo(entry.filename, _EPOCH)
                made.compress_type = zipfile.ZIP_DEFLATED
                copy.writestr(made, content)
    return buffer.getvalue()

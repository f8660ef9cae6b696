"""Office documents without what their program wrote about people: author, company, who commented.

The file is not judged here: one that cannot be read comes back as it is.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

from docx.oxml.ns import qn
from lxml import etree

from disclosure_plugin.documents.package_inspection import UNREADABLE, inspect_package
from disclosure_plugin.documents.results import DEFAULT_LIMITS, DocumentRefused, Limits
from disclosure_plugin.documents.xml_text import parsed

WITH_PROPERTIES = (".docx", ".xlsx", ".pptx")
PROPERTY_PARTS = frozenset({"docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"})
# Of comments and tracked changes in Word. The format demands the name, so it is emptied.
_WHO = (qn("w:author"), qn("w:initials"))
_SAY_WHO = ("word/comments", "word/document", "word/header", "word/footer", "word/footnotes",
            "word/endnotes")  # fmt: skip
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
    if not path.startswith(_SAY_WHO) or not path.endswith(".xml"):
        return None
    root = parsed(content)
    named = [(one, who) for one in root.iter() for who in _WHO if one.get(who)]
    for one, who in named:
        one.set(who, "")
    return written(root) if named else None


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

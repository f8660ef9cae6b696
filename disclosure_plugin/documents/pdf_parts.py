"""Every text of a PDF: pages, annotations, form fields, properties, bookmarks.

Text is read from the pages' instructions, so text under a black bar, outside the page or in
white is read as well. Only in a process of its own: see ``apart``.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from disclosure_plugin.documents.collecting import Collector
from disclosure_plugin.documents.parts import Area, Place, Reason
from disclosure_plugin.documents.results import DocumentRefused, Refusal

# A page with a picture and less text than this is a scan with a page number.
FEW_CHARACTERS = 20
# A page with less text and more instructions than this has its text as outlines.
MANY_INSTRUCTIONS = 2000  # bytes
# So large a share of characters without a meaning says that a font has no table of them.
UNREADABLE_SHARE = 0.3
# Some programs write each character by itself, and each is a line then: no number and no word
# stands together any more.
SCATTERED = re.compile(r"(?:^.{1,2}\n){6,}", re.MULTILINE)
LISTED_PAGES = 20
# What a font does that cannot be measured.
_CANNOT_PLACE = (PyPdfError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
_SPOKEN = ("/Contents", "/RC", "/T", "/TU", "/V", "/DV", "/Subj")


def read_pdf(collector: Collector, file: str, data: bytes) -> None:
    """Read a PDF.

    Args:
        collector: takes what is read.
        file: the document's name.
        data: its bytes.

    Raises:
        DocumentRefused: it needs a password.
        Stopped: a limit is reached.
    """
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentRefused(Refusal.PASSWORD_PROTECTED, name=file)
    scanned, unreadable, pictures = [], [], 0
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text()
        collector.add_text(Place(file, Area.BODY, page=number), [text])
        collector.add_text(Place(file, Area.ANNOTATION, page=number), _annotations(page))
        shown = _pictures(page.get("/Resources"), 0)
        if len(text.strip()) < FEW_CHARACTERS and (shown or _is_drawn(page)):
            scanned.append(number)
        else:
            pictures += shown
        if _is_unreadable(text) or not _read_by_place(collector, file, page, number, text):
            unreadable.append(number)
    _read_outside_pages(collector, file, reader)
    for reason, pages in ((Reason.SCANNED_PAGES, scanned), (Reason.UNREADABLE_FONT, unreadable)):
        if pages:
            collector.leave(file, reason, pages=_listed(pages))
    if pictures:
        collector.leave(file, Reason.PICTURES, count=pictures)


def _read_by_place(
    collector: Collector, file: str, page: PageObject, number: int, text: str
) -> bool:
    """Put the characters of a page together by where they stand, if they are scattered.

    Returns:
        Whether that was done, where it was needed.
    """
    if not SCATTERED.search(text):
        return True
    try:
        placed = page.extract_text(extraction_mode="layout", layout_mode_strip_rotated=False)
    except _CANNOT_PLACE:  # somebody has to look at the page
        return False
    collector.add_text(Place(file, Area.BODY, page=number), [placed])
    return True


def _read_outside_pages(collector: Collector, file: str, reader: PdfReader) -> None:
    fields = reader.get_fields() or {}
    said = (
        str(value)
        for field in fields.values()
        for name in ("/V", "/DV", "/TU", "/Opt")
        if (value := field.get(name)) is not None
    )
    collector.add_text(Place(file, Area.FORM_FIELD), said)
    properties = [str(value) for value in (reader.metadata or {}).values()]
    metadata = reader.root_object.get("/Metadata")
    if metadata is not None:
        properties.append(metadata.get_object().get_data().decode("utf-8", "replace"))
    collector.add_text(Place(file, Area.PROPERTY), properties)
    collector.add_text(Place(file, Area.OTHER), _bookmarks(reader.outline))
    attached = len(reader.attachments)
    if attached:
        collector.leave(file, Reason.EMBEDDED, count=attached)


def _annotations(page: PageObject) -> Iterator[str]:
    for reference in page.get("/Annots") or ():
        annotation = reference.get_object()
        for name in _SPOKEN:
            if annotation.get(name) is not None:
                yield str(annotation[name])
        action = annotation.get("/A")
        if action is not None and action.get_object().get("/URI") is not None:
            yield str(action.get_object()["/URI"])


def _bookmarks(outline: Any) -> Iterator[str]:
    for one in outline:
        if isinstance(one, list):
            yield from _bookmarks(one)
        else:
            yield str(one.title)


def _pictures(resources: Any, depth: int) -> int:
    """Count the pictures that a page shows, also those in forms it is put together of."""
    if resources is None or depth > 4:
        return 0
    objects = resources.get_object().get("/XObject")
    found = 0
    for reference in (objects.get_object() if objects is not None else {}).values():
        shown = reference.get_object()
        if shown.get("/Subtype") == "/Image":
            found += 1
        elif shown.get("/Subtype") == "/Form":
            found += _pictures(shown.get("/Resources"), depth + 1)
    return found


def _is_drawn(page: PageObject) -> bool:
    contents = page.get_contents()
    return contents is not None and len(contents.get_data()) > MANY_INSTRUCTIONS


def _is_unreadable(text: str) -> bool:
    marks = sum(
        char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or (char < " " and char not in "\t\r\n")
        for char in text
    )
    return marks > UNREADABLE_SHARE * max(1, len("".join(text.split())))


def _listed(pages: list[int]) -> str:
    listed = ", ".join(map(str, pages[:LISTED_PAGES]))
    return listed if len(pages) <= LISTED_PAGES else f"{listed}, …"

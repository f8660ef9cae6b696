"""What checking a document reads: every text in it with its place, and what could not be read.

``read_document`` gives one text to go on working with; here nothing may be passed over, because
what nobody looks at is where personal data is published by mistake.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from disclosure_plugin.errors import gettext_noop


class Area(StrEnum):
    """In which part of a document a text stands."""

    BODY = "body"
    HEADER_OR_FOOTER = "header_or_footer"
    NOTE = "note"
    COMMENT = "comment"
    DELETED = "deleted"
    HIDDEN_SHEET = "hidden_sheet"
    FORMULA = "formula"
    ANNOTATION = "annotation"
    FORM_FIELD = "form_field"
    PROPERTY = "property"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part stands.

    Attributes:
        file: the document's name; of a packed one the archive's too, parted by ``/``.
        area: in which part of the document.
        sheet: the sheet's name, or "".
        page: from 1; 0 where there are none.
        table: the how manieth table of the document, from 1; 0 for none.
    """

    file: str
    area: Area
    sheet: str = ""
    page: int = 0
    table: int = 0


@dataclass(frozen=True, slots=True)
class TextPart:
    """A text whose lines are paragraphs."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class TablePart:
    """A table without its empty rows and columns.

    Attributes:
        rows: cells, all rows equally long.
        row_numbers: of each row, as its program counts them.
        columns: the name of each, as its program calls it: A, B, …
    """

    place: Place
    rows: tuple[tuple[str, ...], ...]
    row_numbers: tuple[int, ...]
    columns: tuple[str, ...]


class Reason(StrEnum):
    """Why something was not checked."""

    NOT_FOUND = "not_found"
    WRONG_TYPE = "wrong_type"
    PICTURE_FILE = "picture_file"
    WRONG_CONTENT = "wrong_content"
    TOO_LARGE = "too_large"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    UNSAFE_XML = "unsafe_xml"
    PASSWORD_PROTECTED = "password_protected"  # noqa: S105 - the name of a reason
    DAMAGED = "damaged"
    NOT_TEXT = "not_text"
    OLD_WORD = "old_word"
    MACROS = "macros"
    PICTURES = "pictures"
    SCANNED_PAGES = "scanned_pages"
    UNREADABLE_FONT = "unreadable_font"
    EMBEDDED = "embedded"
    TOO_DEEP = "too_deep"
    TOO_MANY_CELLS = "too_many_cells"
    TOO_MANY_CHARACTERS = "too_many_characters"
    TOO_MUCH_WORK = "too_much_work"


REASON_MESSAGES: Mapping[Reason, str] = {
    Reason.NOT_FOUND: gettext_noop(
        "%(file)s was not checked: it cannot be opened. Upload it again."
    ),
    Reason.WRONG_TYPE: gettext_noop(
        "%(file)s was not checked: files of its kind cannot be read. Save it as .docx, .xlsx, "
        ".pdf or .txt, or have a second person look through it."
    ),
    Reason.PICTURE_FILE: gettext_noop(
        "%(file)s was not checked: it is a picture. Look for names, numbers and faces in it."
    ),
    Reason.WRONG_CONTENT: gettext_noop(
        "%(file)s was not checked: it does not hold what its name says. Open it in the program it "
        "was made with, save it again and choose that file."
    ),
    Reason.TOO_LARGE: gettext_noop(
        "%(file)s was not checked: it is larger than %(limit)s MB. Divide it, or have a second "
        "person look through it."
    ),
    Reason.UNPACKS_TOO_LARGE: gettext_noop(
        "%(file)s was not checked: it unpacks to far more data than a document needs. Copy its "
        "content into a new document and choose that file."
    ),
    Reason.UNSAFE_XML: gettext_noop(
        "%(file)s was not checked: it holds XML declarations that no office program writes. Copy "
        "its content into a new document and choose that file."
    ),
    Reason.PASSWORD_PROTECTED: gettext_noop(
        "%(file)s was not checked: it is protected by a password. Remove the password and choose "
        "that file."
    ),
    Reason.DAMAGED: gettext_noop(
        "%(file)s was not checked: it is damaged. Open it in the program it was made with, save "
        "it as a new file and choose that."
    ),
    Reason.NOT_TEXT: gettext_noop(
        "%(file)s was not checked: it is neither UTF-8 nor GB18030 text. Save it as UTF-8."
    ),
    Reason.OLD_WORD: gettext_noop(
        "%(file)s was not checked: it was written by a Word older than 1997. Save it as .docx and "
        "choose that file."
    ),
    Reason.MACROS: gettext_noop(
        "%(file)s holds macros, which were not checked. Save it without macros and choose that "
        "file."
    ),
    Reason.PICTURES: gettext_noop(
        "%(count)s pictures in %(file)s were not checked. Look for names, numbers and faces in "
        "them."
    ),
    Reason.SCANNED_PAGES: gettext_noop(
        "Pages of %(file)s that were not checked, because they are pictures: %(pages)s. Have them "
        "recognised (OCR), or look through them."
    ),
    Reason.UNREADABLE_FONT: gettext_noop(
        "Pages of %(file)s that were not checked, because their text cannot be read from the "
        "file: %(pages)s. Make the PDF anew from the original, or look through them."
    ),
    Reason.EMBEDDED: gettext_noop(
        "%(count)s files or objects inside %(file)s were not checked. Take them out, or look "
        "through them."
    ),
    Reason.TOO_DEEP: gettext_noop(
        "%(file)s was not checked: it lies in too many archives inside each other. Unpack them "
        "and choose the files."
    ),
    Reason.TOO_MANY_CELLS: gettext_noop(
        "%(file)s was not checked: a table of it spans more than %(limit)s cells. Delete what "
        "lies far from the table, or divide it."
    ),
    Reason.TOO_MANY_CHARACTERS: gettext_noop(
        "%(file)s was not checked to its end: it holds more than %(limit)s characters. Divide it."
    ),
    Reason.TOO_MUCH_WORK: gettext_noop(
        "%(file)s was not checked: to read it took too long or too much memory. Save it anew or "
        "divide it."
    ),
}


@dataclass(frozen=True, slots=True)
class NotChecked:
    """Something that was not read.

    To translate, fill ``REASON_MESSAGES[reason]`` with ``file`` and ``params``.
    """

    file: str
    reason: Reason
    params: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return REASON_MESSAGES[self.reason] % {"file": self.file, **self.params}


Part = TextPart | TablePart


@dataclass(frozen=True, slots=True)
class DocumentParts:
    """What a document says, and what of it was not checked."""

    parts: tuple[Part, ...]
    not_checked: tuple[NotChecked, ...]


def as_json(parts: DocumentParts) -> dict[str, Any]:
    """Return parts as values that JSON can hold."""
    return {
        "parts": [_part_as_json(part) for part in parts.parts],
        "not_checked": [[one.file, one.reason, dict(one.params)] for one in parts.not_checked],
    }


def from_json(value: dict[str, Any]) -> DocumentParts:
    """Return the parts that :func:`as_json` wrote."""
    return DocumentParts(
        tuple(_part_from_json(*part) for part in value["parts"]),
        tuple(
            NotChecked(file, Reason(reason), params)
            for file, reason, params in value["not_checked"]
        ),
    )


def _part_as_json(part: Part) -> list[Any]:
    place = part.place
    written = [place.file, place.area, place.sheet, place.page, place.table]
    if isinstance(part, TextPart):
        return [written, part.text, None, None]
    return [written, part.rows, part.row_numbers, part.columns]


def _part_from_json(place: list[Any], content: Any, numbers: Any, columns: Any) -> Part:
    file, area, sheet, page, table = place
    where = Place(file, Area(area), sheet, page, table)
    if numbers is None:
        return TextPart(where, content)
    return TablePart(where, tuple(map(tuple, content)), tuple(numbers), tuple(columns))

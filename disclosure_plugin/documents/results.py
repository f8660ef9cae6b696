"""What reading a document gives: its text, what was left out, or a refusal."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from disclosure_plugin.errors import DisclosureError, gettext_noop

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a document may be; bytes, except where the name says otherwise."""

    file_size: int = 20 * MEGABYTE
    unpacked_size: int = 100 * MEGABYTE
    unpacked_xml_size: int = 32 * MEGABYTE
    unpacked_ratio: int = 250
    """Unpacked bytes to one packed byte, asked of each packed file above one megabyte."""
    packed_files: int = 2000
    text_characters: int = 500_000
    checked_characters: int = 20_000_000
    """Of all that a document and what it packs say, where it is checked and not imported."""
    table_cells: int = 5_000_000
    """Rows by columns of one table, empty cells included."""
    archive_depth: int = 3
    """How many archives and documents may lie inside each other."""
    seconds: float = 60.0
    """How long reading PDF and old office files may take, all packed ones together."""
    memory: int = 1024 * MEGABYTE
    """What a process that reads one of these may take."""


DEFAULT_LIMITS = Limits()


class Refusal(StrEnum):
    """Why a document was not read."""

    NOT_FOUND = "not_found"
    EMPTY = "empty"
    NO_TEXT = "no_text"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    WRONG_CONTENT = "wrong_content"
    NOT_TEXT = "not_text"
    UNKNOWN_ENCODING = "unknown_encoding"
    DAMAGED_TEXT = "damaged_text"
    PASSWORD_PROTECTED = "password_protected"  # noqa: S105 - the name of a refusal
    DAMAGED = "damaged"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    UNSAFE_XML = "unsafe_xml"
    TEXT_TOO_LONG = "text_too_long"


REFUSAL_MESSAGES: Mapping[Refusal, str] = {
    Refusal.NOT_FOUND: gettext_noop(
        "%(name)s cannot be opened. Check the path and that you may read the file."
    ),
    Refusal.EMPTY: gettext_noop("%(name)s is empty. Choose the file that holds the text."),
    Refusal.NO_TEXT: gettext_noop(
        "%(name)s holds no text. If it is a scan, have it typed or recognised (OCR) first."
    ),
    Refusal.TOO_LARGE: gettext_noop(
        "%(name)s is larger than %(limit)s MB. Remove its pictures or divide it, then try again."
    ),
    Refusal.WRONG_TYPE: gettext_noop(
        "%(name)s is neither a .docx nor a .txt file. Open it in Word or WPS, "
        "save it as .docx (Word document) and choose that file."
    ),
    Refusal.WRONG_CONTENT: gettext_noop(
        "%(name)s ends in %(suffix)s but holds %(found)s. Open it in the program it was made "
        "with, save it as .docx (Word document) and choose that file."
    ),
    Refusal.NOT_TEXT: gettext_noop(
        "%(name)s is not a text file: byte %(position)s is a control character. "
        "Choose a .docx or a plain .txt file."
    ),
    Refusal.UNKNOWN_ENCODING: gettext_noop(
        "%(name)s is neither UTF-8 nor GB18030 text. Save it as UTF-8 and try again."
    ),
    Refusal.DAMAGED_TEXT: gettext_noop(
        "%(name)s is UTF-8 text that is damaged at byte %(position)s. Save it again from where "
        "it came from."
    ),
    Refusal.PASSWORD_PROTECTED: gettext_noop(
        "%(name)s is protected by a password. Remove the password in Word or WPS, save it and "
        "try again."
    ),
    Refusal.DAMAGED: gettext_noop(
        "%(name)s is damaged and cannot be read (%(detail)s). Open it in Word or WPS, save it as "
        "a new .docx and try again."
    ),
    Refusal.UNPACKS_TOO_LARGE: gettext_noop(
        "%(name)s unpacks to far more data than a document needs and was not read. Copy its text "
        "into a new document and try again."
    ),
    Refusal.UNSAFE_XML: gettext_noop(
        "%(name)s holds XML declarations that no word processor writes and was not read. Copy its "
        "text into a new document and try again."
    ),
    Refusal.TEXT_TOO_LONG: gettext_noop(
        "%(name)s holds more than %(limit)s characters. Divide it and import the parts."
    ),
}


class DocumentRefused(DisclosureError):
    """The document was not read.

    ``code`` is stable; to translate, fill ``REFUSAL_MESSAGES[code]`` with ``params``.
    """

    def __init__(self, code: Refusal, **params: str | int) -> None:
        self.code = code
        self.params = params
        super().__init__(REFUSAL_MESSAGES[code] % params)


class LeftOutKind(StrEnum):
    """What a Word document may hold that does not become text."""

    PICTURE = "picture"
    EMBEDDED_OBJECT = "embedded_object"
    HEADER_OR_FOOTER = "header_or_footer"
    COMMENT = "comment"
    DELETED_TEXT = "deleted_text"
    TABLE_OF_CONTENTS = "table_of_contents"
    HIDDEN_TEXT = "hidden_text"
    SYMBOL = "symbol"
    UNKNOWN_NUMBERING = "unknown_numbering"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of the document that is not in the text: how often, and its first words."""

    kind: LeftOutKind
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The plain text of a document; lines end in ``\\n``.

    ``encoding`` is that of a .txt file (``utf-8``, ``utf-16``, ``gb18030``), None for .docx.
    """

    text: str
    encoding: str | None
    left_out: tuple[LeftOut, ...]

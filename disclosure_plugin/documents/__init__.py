"""A library: the bytes of a document someone hands in become plain text, or are refused."""

from disclosure_plugin.documents.parts import (
    REASON_MESSAGES,
    Area,
    DocumentParts,
    NotChecked,
    Place,
    Reason,
    TablePart,
    TextPart,
)
from disclosure_plugin.documents.parts_reading import read_parts
from disclosure_plugin.documents.reading import read_document
from disclosure_plugin.documents.results import (
    DEFAULT_LIMITS,
    REFUSAL_MESSAGES,
    DocumentRefused,
    DocumentText,
    LeftOut,
    LeftOutKind,
    Limits,
    Refusal,
)

__all__ = [
    "DEFAULT_LIMITS",
    "REASON_MESSAGES",
    "REFUSAL_MESSAGES",
    "Area",
    "DocumentParts",
    "DocumentRefused",
    "DocumentText",
    "LeftOut",
    "LeftOutKind",
    "Limits",
    "NotChecked",
    "Place",
    "Reason",
    "Refusal",
    "TablePart",
    "TextPart",
    "read_document",
    "read_parts",
]

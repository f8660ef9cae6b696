"""A library: the bytes of a document someone hands in become plain text, or are refused."""

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
    "REFUSAL_MESSAGES",
    "DocumentRefused",
    "DocumentText",
    "LeftOut",
    "LeftOutKind",
    "Limits",
    "Refusal",
    "read_document",
]

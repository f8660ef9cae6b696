"""Open a document, refuse what cannot be read, and hand the bytes to the right reader."""

import io
from pathlib import Path
from typing import BinaryIO

from disclosure_plugin.documents.plain_text import read_plain_text
from disclosure_plugin.documents.results import (
    DEFAULT_LIMITS,
    MEGABYTE,
    DocumentRefused,
    DocumentText,
    Limits,
    Refusal,
)
from disclosure_plugin.documents.word import read_word

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_KNOWN_STARTS = {
    b"PK\x03\x04": "a zip archive or Word document",
    _OLE: "an old Word, WPS or Excel document",
    b"%PDF": "a PDF",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"Rar!": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
}


def read_document(
    source: Path | bytes | BinaryIO, name: str | None = None, *, limits: Limits = DEFAULT_LIMITS
) -> DocumentText:
    """Return the plain text of a .txt or .docx document.

    Never more than ``limits.file_size`` bytes and one are read from ``source``.

    Args:
        source: a path, the bytes, or a binary file such as an upload.
        name: the file's name, whose ending says what the document is; needed unless
            ``source`` is a path.
        limits: how large the document may be.

    Raises:
        DocumentRefused: it cannot be read; the message says what to do.
    """
    if name is None:
        if not isinstance(source, Path):
            raise TypeError("read_document() needs the name of the document")
        name = source.name
    suffix = Path(name).suffix.lower()
    if suffix not in (".txt", ".docx"):
        raise DocumentRefused(Refusal.WRONG_TYPE, name=name)
    data = load(source, name, limits)
    if not data.strip():
        raise DocumentRefused(Refusal.EMPTY, name=name)
    check_content(data, name, suffix)
    document = read_word(data, name, limits) if suffix == ".docx" else read_plain_text(data, name)
    if not document.text.strip():
        raise DocumentRefused(Refusal.NO_TEXT, name=name)
    if len(document.text) > limits.text_characters:
        raise DocumentRefused(Refusal.TEXT_TOO_LONG, name=name, limit=limits.text_characters)
    return document


def load(source: Path | bytes | BinaryIO, name: str, limits: Limits) -> bytes:
    """Return the bytes of a document.

    Never more than ``limits.file_size`` bytes and one are read from ``source``.

    Raises:
        DocumentRefused: it cannot be opened, or is larger than that.
    """
    if isinstance(source, Path):
        if not source.is_file():  # also keeps us from a pipe or device that never ends
            raise DocumentRefused(Refusal.NOT_FOUND, name=name)
        try:
            with source.open("rb") as opened:
                data = opened.read(limits.file_size + 1)
        except OSError as error:
            raise DocumentRefused(Refusal.NOT_FOUND, name=name) from error
    else:
        file = io.BytesIO(source) if isinstance(source, bytes) else source
        data = file.read(limits.file_size + 1)
    if len(data) > limits.file_size:
        size = f"{limits.file_size / MEGABYTE:g}"
        raise DocumentRefused(Refusal.TOO_LARGE, name=name, limit=size)
    return data


def check_content(data: bytes, name: str, suffix: str) -> None:
    """Refuse content that the name hides; a renamed .doc is the usual case.

    Raises:
        DocumentRefused: the bytes begin as those of another kind do.
    """
    if data.startswith(_OLE) and _ENCRYPTED_PACKAGE in data:
        raise DocumentRefused(Refusal.PASSWORD_PROTECTED, name=name)
    if suffix == ".docx" and data.startswith(b"PK\x03\x04"):
        return
    for start, found in _KNOWN_STARTS.items():
        if data.startswith(start):
            raise DocumentRefused(Refusal.WRONG_CONTENT, name=name, suffix=suffix, found=found)

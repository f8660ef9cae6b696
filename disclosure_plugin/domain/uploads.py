"""What may be uploaded, judged by what a file holds and not by its name alone.

A web page, XML or SVG among a bureau's files could run script in a visitor's browser; so could
a file that is two things at once. Here every file is one thing, the thing its name says.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import partial
from pathlib import PurePath
from typing import Any, BinaryIO

from disclosure_plugin.errors import Refused, gettext_noop

DOCUMENT_EXTENSIONS = (
    "csv", "doc", "docx", "et", "jpg", "ofd", "pdf", "png", "ppt", "pptx", "txt", "wps",
    "xls", "xlsx", "zip",
)  # fmt: skip

# How much of the beginning is looked at: more than any browser does when it guesses.
HEAD_BYTES = 4096
CHUNK_BYTES = 1024 * 1024
MAX_NAME_BYTES = 150

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PNG, JPEG, PDF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-"
GIF, RIFF = b"GIF8", b"RIFF"
SIGNATURES: Mapping[str, tuple[bytes, ...]] = {
    "doc": (OLE,),
    "docx": (ZIP,),
    "et": (OLE, ZIP),
    "gif": (GIF,),
    "jpeg": (JPEG,),
    "jpg": (JPEG,),
    "ofd": (ZIP,),
    "pdf": (PDF,),
    "png": (PNG,),
    "ppt": (OLE,),
    "pptx": (ZIP,),
    "webp": (RIFF,),
    "wps": (OLE, ZIP),
    "xls": (OLE,),
    "xlsx": (ZIP,),
    "zip": (ZIP, b"PK\x05\x06"),
}
# What an archive must hold to be what its name says.
ZIP_PARTS: Mapping[str, str] = {
    "docx": "word/document.xml",
    "ofd": "OFD.xml",
    "pptx": "ppt/presentation.xml",
    "xlsx": "xl/workbook.xml",
}
TEXT_EXTENSIONS = ("csv", "txt")

MARKUP = re.compile(
    rb"<(?:!doctype|\?xml|html|head|body|script|svg|iframe|object|embed|style|title|meta|link"
    rb"|img|base|form|math|xsl:)[\s>/!?\x00]|<!--|<\?xml|<!doctype",
    re.IGNORECASE,
)
# What a browser takes for a page when it stands first, whatever the name says.
SCRIPT = re.compile(rb"<(?:script|svg|html|iframe)[\s>/]|<!doctype\s+html|<\?xml", re.IGNORECASE)
PROGRAMS = (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")


class UploadRefusal(StrEnum):
    """Why a file was not taken."""

    EMPTY = "empty"
    WRONG_TYPE = "wrong_type"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    WEB_PAGE = "web_page"
    PROGRAM = "program"
    WRONG_CONTENT = "wrong_content"
    TWO_THINGS = "two_things"
    NO_ROOM = "no_room"


UPLOAD_MESSAGES: Mapping[UploadRefusal, str] = {
    UploadRefusal.EMPTY: gettext_noop("%(name)s is empty. Choose the file that holds something."),
    UploadRefusal.WRONG_TYPE: gettext_noop(
        "%(name)s is of a kind that cannot be uploaded. Save it as one of these and choose that "
        "file: %(allowed)s."
    ),
    UploadRefusal.TOO_LARGE: gettext_noop(
        "%(name)s has %(size)s MB; at most %(limit)s MB can be uploaded. Divide it or make its "
        "pictures smaller."
    ),
    UploadRefusal.TOO_MANY_PIXELS: gettext_noop(
        "%(name)s has %(pixels)s million pixels; at most %(limit)s million can be uploaded. Save "
        "it smaller and choose that file."
    ),
    UploadRefusal.WEB_PAGE: gettext_noop(
        "%(name)s holds a web page, XML or SVG, which could run script in a visitor’s browser. "
        "Save it as PDF, or as PNG if it is a drawing, and choose that file."
    ),
    UploadRefusal.PROGRAM: gettext_noop(
        "%(name)s holds a program. Programs cannot be uploaded, under any name."
    ),
    UploadRefusal.WRONG_CONTENT: gettext_noop(
        "%(name)s does not hold what “.%(extension)s” says. Open it in the program it was made "
        "with, save it again as .%(extension)s and choose that file."
    ),
    UploadRefusal.TWO_THINGS: gettext_noop(
        "%(name)s is two kinds of file at once. Open it in the program it was made with, save it "
        "again and choose that file."
    ),
    UploadRefusal.NO_ROOM: gettext_noop(
        "%(name)s does not fit: %(used)s of %(limit)s MB are used. Delete files that no page "
        "needs, or ask county IT for more room."
    ),
}


class UploadRefused(Refused):
    """A file is not taken; nothing of it is kept.

    Attributes:
        code: why.
    """

    def __init__(self, code: UploadRefusal, **params: object) -> None:
        self.code = code
        self.sentence = UPLOAD_MESSAGES[code]
        super().__init__(**params)

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), self.code, **self.params), ()


def extension_of(name: str) -> str:
    """Return the extension of a file name in lower case, without the dot."""
    return PurePath(name).suffix.lower().removeprefix(".")


def safe_name(name: str) -> str:
    """Return a file name that is one in every file system, address and header.

    Letters of every script stay; everything but letters, digits, ``-``, ``_`` and ``.`` becomes
    ``_``. At most 150 bytes, the extension in lower case.
    """
    plain = unicodedata.normalize("NFC", PurePath(name.replace("\\", "/")).name)
    extension = re.sub(r"\W", "", extension_of(plain))[:10]
    stem = re.sub(r"[^\w.-]+", "_", PurePath(plain).stem).strip("._") or "file"
    room = MAX_NAME_BYTES - len(extension.encode()) - 1
    stem = stem.encode()[:room].decode(errors="ignore")
    return f"{stem}.{extension}" if extension else stem


def content_address(sha256: str, name: str) -> str:
    """Return where bytes lie: a name that follows from what they are.

    Args:
        sha256: of the bytes, in hexadecimal digits.
        name: the file's name; made safe.
    """
    return f"{sha256[:2]}/{sha256}/{safe_name(name)}"


def check_size(name: str, size: int, *, limit: int) -> None:
    """Refuse a file that is empty or larger than the limit; both in bytes.

    Raises:
        UploadRefused: it is.
    """
    if not size:
        raise UploadRefused(UploadRefusal.EMPTY, name=name)
    if size > limit:
        raise UploadRefused(
            UploadRefusal.TOO_LARGE, name=name, size=megabytes(size), limit=megabytes(limit)
        )


def check_content(file: BinaryIO, name: str, *, allowed: Collection[str]) -> None:
    """Refuse a file that is not what its name says, or something besides.

    Args:
        file: the open file; it is left at its start.
        name: the file's name.
        allowed: the extensions that are taken, in lower case.

    Raises:
        UploadRefused: it is not taken.
    """
    extension = extension_of(name)
    if extension not in allowed:
        raise UploadRefused(UploadRefusal.WRONG_TYPE, name=name, allowed="、".join(allowed))
    try:
        _check_content(file, name, extension)
    finally:
        file.seek(0)


def _check_content(file: BinaryIO, name: str, extension: str) -> None:
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if extension in TEXT_EXTENSIONS:
        _check_text(file, head, name, extension)
        return
    signatures = SIGNATURES.get(extension, ())
    # A page may stand behind a signature: in the comment of a picture, before a PDF's pages.
    if MARKUP.search(_plain(head[:1024])) or (not signatures and SCRIPT.search(_plain(head))):
        raise UploadRefused(UploadRefusal.WEB_PAGE, name=name)
    if head.startswith(PROGRAMS):
        raise UploadRefused(UploadRefusal.PROGRAM, name=name)
    if signatures and not head.startswith(signatures):
        raise UploadRefused(UploadRefusal.WRONG_CONTENT, name=name, extension=extension)
    if extension == "webp" and head[8:12] != b"WEBP":
        raise UploadRefused(UploadRefusal.WRONG_CONTENT, name=name, extension=extension)
    if head.startswith(ZIP):
        _check_archive(file, name, extension)
    elif _ends_as_archive(file) or (extension != "pdf" and PDF in head[:1024]):
        raise UploadRefused(UploadRefusal.TWO_THINGS, name=name)


def _check_text(file: BinaryIO, head: bytes, name: str, extension: str) -> None:
    if head.startswith(PROGRAMS):
        raise UploadRefused(UploadRefusal.PROGRAM, name=name)
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if MARKUP.match(_plain(head).lstrip(b" \t\r\n\x0b\x0c")):
        raise UploadRefused(UploadRefusal.WEB_PAGE, name=name)
    file.seek(0)
    before = b""
    while chunk := file.read(CHUNK_BYTES):
        plain = _plain(chunk) if wide else chunk
        if SCRIPT.search(before + plain):
            raise UploadRefused(UploadRefusal.WEB_PAGE, name=name)
        if not wide and b"\0" in chunk:
            raise UploadRefused(UploadRefusal.WRONG_CONTENT, name=name, extension=extension)
        before = plain[-32:]


def _plain(data: bytes) -> bytes:
    """Return text as a browser would see its tags: without byte order mark and wide zeros."""
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:]
    return data.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")


def _check_archive(file: BinaryIO, name: str, extension: str) -> None:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise UploadRefused(UploadRefusal.WRONG_CONTENT, name=name, extension=extension) from None
    if extension in ZIP_PARTS and ZIP_PARTS[extension] not in parts:
        raise UploadRefused(UploadRefusal.WRONG_CONTENT, name=name, extension=extension)


def _ends_as_archive(file: BinaryIO) -> bool:
    """Say whether a file that is something else can be opened as a ZIP archive too."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return bool(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False


def megabytes(size: int) -> str:
    """Write a number of bytes in megabytes: one decimal below ten, none above."""
    value = size / (1024 * 1024)
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"

"""Read everything a document says, with its place, and say what could not be read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from disclosure_plugin.documents.apart import read_apart
from disclosure_plugin.documents.collecting import Collector, Stopped
from disclosure_plugin.documents.csv_parts import read_csv
from disclosure_plugin.documents.office_parts import read_office
from disclosure_plugin.documents.package_inspection import (
    CHUNK,
    ENCRYPTED_FLAG,
    UNREADABLE,
    is_too_dense,
)
from disclosure_plugin.documents.parts import Area, DocumentParts, Place, Reason
from disclosure_plugin.documents.plain_text import read_plain_text
from disclosure_plugin.documents.reading import load
from disclosure_plugin.documents.results import (
    DEFAULT_LIMITS,
    DocumentRefused,
    Limits,
    Refusal,
)

_OLE, _ZIP, _PDF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"%PDF-"
_EMPTY_ZIP = b"PK\x05\x06"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_OFFICE = (".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".xltx")
_STARTS = {
    **dict.fromkeys(_OFFICE, (_ZIP,)),
    ".zip": (_ZIP, _EMPTY_ZIP),
    ".pdf": (_PDF,),
    ".doc": (_OLE,),
    ".xls": (_OLE,),
}
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".heic")
_PDF_REACH = 1024  # bytes before a PDF that readers pass over
_UTF_8_NAME = 0x800


def read_parts(
    source: Path | bytes | BinaryIO, name: str | None = None, *, limits: Limits = DEFAULT_LIMITS
) -> DocumentParts:
    """Read .docx, .xlsx, .csv, .txt, .pdf, .doc, .xls, and .zip archives of these.

    Nothing is raised for what a file holds: what cannot be read is named in the answer with its
    reason. Never more than ``limits.file_size`` bytes and one are read from ``source``.

    Args:
        source: a path, the bytes, or a binary file such as an upload.
        name: the file's name, whose ending says what it is; needed unless ``source`` is a path.
        limits: how large the document may be, and how long it may take.
    """
    if name is None:
        if not isinstance(source, Path):
            raise TypeError("read_parts() needs the name of the document")
        name = source.name
    collector = Collector(limits)
    try:
        _read(collector, name, load(source, name, limits), 1)
    except DocumentRefused as error:
        collector.refuse(name, error)
    except Stopped:
        pass
    return collector.result()


def _read_packed(collector: Collector, file: str, data: bytes, depth: int) -> None:
    """Read a file that another one packs; what is refused does not stop the others."""
    try:
        _read(collector, file, data, depth)
    except DocumentRefused as error:
        collector.refuse(file, error)


def _read(collector: Collector, file: str, data: bytes, depth: int) -> None:
    suffix = PurePosixPath(file).suffix.lower()
    if not data:
        return
    if depth > collector.limits.archive_depth:
        collector.leave(file, Reason.TOO_DEEP)
    elif suffix in _PICTURES:
        collector.leave(file, Reason.PICTURE_FILE)
    elif suffix not in _STARTS and suffix not in (".txt", ".csv"):
        collector.leave(file, Reason.WRONG_TYPE)
    else:
        _check_start(file, suffix, data)
        if suffix == ".zip":
            _read_archive(collector, file, data, depth)
        elif suffix in _OFFICE:
            read_office(collector, file, data, depth, _read_packed)
        elif suffix in (".pdf", ".doc", ".xls"):
            read_apart(collector, file, suffix, data)
        elif suffix == ".csv":
            read_csv(collector, file, data)
        else:
            collector.add_text(Place(file, Area.BODY), [read_plain_text(data, file).text])


def _check_start(file: str, suffix: str, data: bytes) -> None:
    """Refuse content that the name hides."""
    if data.startswith(_OLE) and _ENCRYPTED_PACKAGE in data:
        raise DocumentRefused(Refusal.PASSWORD_PROTECTED, name=file)
    starts = _STARTS.get(suffix)
    if suffix == ".pdf":
        fits = _PDF in data[:_PDF_REACH]
    elif starts is None:
        fits = not data.startswith((_OLE, _ZIP, _PDF))
    else:
        fits = data.startswith(starts)
    if not fits:
        raise DocumentRefused(Refusal.WRONG_CONTENT, name=file, suffix=suffix, found="")


def _read_archive(collector: Collector, file: str, data: bytes, depth: int) -> None:
    """Read the files of an archive, one after the other, counting what they unpack to."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # Whoever opens the archive reads the names, of pictures and locked files too.
            collector.add_text(Place(file, Area.OTHER), map(_name, archive.infolist()))
            for entry in archive.infolist():
                if not entry.is_dir():
                    _read_member(collector, f"{file}/{_name(entry)}", archive, entry, depth)
    except UNREADABLE as error:
        raise DocumentRefused(Refusal.DAMAGED, name=file, detail=type(error).__name__) from error


def _read_member(
    collector: Collector, file: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, depth: int
) -> None:
    limits = collector.limits
    collector.files_left -= 1
    if collector.files_left < 0:
        collector.leave(file, Reason.UNPACKS_TOO_LARGE)
        raise Stopped
    if entry.flag_bits & ENCRYPTED_FLAG:
        collector.leave(file, Reason.PASSWORD_PROTECTED)
        return
    allowed = min(limits.file_size, collector.bytes_left)
    try:
        content = _unpacked(archive, entry, allowed)
    except UNREADABLE:
        collector.leave(file, Reason.DAMAGED)
        return
    collector.bytes_left -= len(content)
    if collector.bytes_left < 0 or is_too_dense(len(content), entry, limits):
        collector.leave(file, Reason.UNPACKS_TOO_LARGE)
        raise Stopped
    if len(content) > allowed:
        collector.leave(file, Reason.UNPACKS_TOO_LARGE)  # nobody looks through a bomb
        return
    _read_packed(collector, file, content, depth + 1)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, allowed: int) -> bytes:
    """Return a packed file's content, at most a chunk more than ``allowed`` bytes."""
    pieces, size = [], 0
    with archive.open(entry) as packed:
        while size <= allowed and (piece := packed.read(CHUNK)):
            pieces.append(piece)
            size += len(piece)
    return b"".join(pieces)


def _name(entry: zipfile.ZipInfo) -> str:
    """Return a packed file's name; Chinese Windows writes it in GBK and does not say so."""
    if entry.flag_bits & _UTF_8_NAME:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename

"""Look into a .docx package before anything trusts it, then open it."""

import io
import re
import zipfile
import zlib

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from disclosure_plugin.documents.results import (
    MEGABYTE,
    DocumentRefused,
    Limits,
    Refusal,
)

_CHUNK = 64 * 1024
_ENCRYPTED_FLAG = 0x1
_BEFORE_XML = b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n"
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_ALLOWED_ENCODINGS = (b"utf-8", b"utf8", b"utf-16", b"us-ascii")  # OPC allows UTF-8 and UTF-16

_UNREADABLE = (  # what zipfile and python-docx raise for damaged packages; found by fuzzing
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    PackageNotFoundError,
    EOFError,
    OSError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
)


def open_package(data: bytes, name: str, limits: Limits) -> Document:
    """Return the Word document in ``data`` after every packed file was unpacked and looked at.

    Sizes are counted while unpacking: the sizes in the zip's own headers can lie.

    Raises:
        DocumentRefused: damaged, encrypted, a zip bomb, or XML with declarations of its own.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _inspect(package, name, limits)
        document = docx.Document(io.BytesIO(data))
    except _UNREADABLE as error:
        raise DocumentRefused(Refusal.DAMAGED, name=name, detail=type(error).__name__) from error

    if document.element.find(qn("w:body")) is None:
        raise DocumentRefused(Refusal.DAMAGED, name=name, detail="no body")
    return document


def _inspect(package: zipfile.ZipFile, name: str, limits: Limits) -> None:
    entries = package.infolist()
    if len(entries) > limits.packed_files:
        raise DocumentRefused(Refusal.UNPACKS_TOO_LARGE, name=name)
    remaining = limits.unpacked_size
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise DocumentRefused(Refusal.PASSWORD_PROTECTED, name=name)
        size, xml = _unpack(package, entry, remaining)
        too_dense = size > MEGABYTE and size > limits.unpacked_ratio * max(1, entry.compress_size)
        if size > remaining or too_dense or len(xml) > limits.unpacked_xml_size:
            raise DocumentRefused(Refusal.UNPACKS_TOO_LARGE, name=name)
        if _is_unsafe(xml):
            raise DocumentRefused(Refusal.UNSAFE_XML, name=name)
        remaining -= size


def _unpack(package: zipfile.ZipFile, entry: zipfile.ZipInfo, allowed: int) -> tuple[int, bytes]:
    """Return the unpacked size, at most a chunk above ``allowed``, and the content if XML.

    What is XML is told by the content: the package decides by declared types, not by names.
    """
    size = 0
    kept: list[bytes] = []
    with package.open(entry) as file:
        while size <= allowed and (chunk := file.read(_CHUNK)):
            is_xml = kept or (size == 0 and chunk.lstrip(_BEFORE_XML).startswith(b"<"))
            size += len(chunk)
            if is_xml:
                kept.append(chunk)
    return size, b"".join(kept)


def _is_unsafe(xml: bytes) -> bool:
    """Document types and entities are how XML reaches outside itself or swells in memory."""
    declared = _ENCODING.search(xml[:400])
    if declared and declared.group(1).lower() not in _ALLOWED_ENCODINGS:
        return True
    plain = xml.replace(b"\x00", b"")  # UTF-16 becomes readable, whichever way round
    return any(declaration in plain for declaration in _DECLARATIONS)

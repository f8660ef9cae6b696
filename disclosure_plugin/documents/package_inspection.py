"""Look into a zip package before anything trusts it.

Sizes are counted while unpacking: the sizes in the zip's own headers can lie.
"""

from __future__ import annotations

import re
import zipfile
import zlib

from lxml import etree

from disclosure_plugin.documents.results import MEGABYTE, DocumentRefused, Limits, Refusal

CHUNK = 64 * 1024
ENCRYPTED_FLAG = 0x1
_BEFORE_XML = b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n"
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_ALLOWED_ENCODINGS = (b"utf-8", b"utf8", b"utf-16", b"us-ascii")  # OPC allows UTF-8 and UTF-16

UNREADABLE = (  # what zipfile, lxml and python-docx raise for damaged packages; found by fuzzing
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    EOFError,
    OSError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
    RecursionError,
)


def inspect_package(package: zipfile.ZipFile, name: str, limits: Limits) -> int:
    """Unpack every file of an office package and look at it.

    Args:
        package: the open zip file.
        name: of the document, for refusals.
        limits: of its sizes.

    Returns:
        How many bytes it unpacks to.

    Raises:
        DocumentRefused: encrypted, a zip bomb, or XML with declarations of its own.
    """
    entries = package.infolist()
    if len(entries) > limits.packed_files:
        raise DocumentRefused(Refusal.UNPACKS_TOO_LARGE, name=name)
    remaining = limits.unpacked_size
    for entry in entries:
        if entry.flag_bits & ENCRYPTED_FLAG:
            raise DocumentRefused(Refusal.PASSWORD_PROTECTED, name=name)
        size, xml = _unpack(package, entry, remaining)
        if (
            size > remaining
            or is_too_dense(size, entry, limits)
            or len(xml) > limits.unpacked_xml_size
        ):
            raise DocumentRefused(Refusal.UNPACKS_TOO_LARGE, name=name)
        if _is_unsafe(xml):
            raise DocumentRefused(Refusal.UNSAFE_XML, name=name)
        remaining -= size
    return limits.unpacked_size - remaining


def is_too_dense(size: int, entry: zipfile.ZipInfo, limits: Limits) -> bool:
    """Say whether a packed file of more than a megabyte was packed as only nothing can be."""
    return size > MEGABYTE and size > limits.unpacked_ratio * max(1, entry.compress_size)


def _unpack(package: zipfile.ZipFile, entry: zipfile.ZipInfo, allowed: int) -> tuple[int, bytes]:
    """Return the unpacked size, at most a chunk above ``allowed``, and the content if XML.

    What is XML is told by the content: the package decides by declared types, not by names.
    """
    size = 0
    kept: list[bytes] = []
    with package.open(entry) as file:
        while size <= allowed and (chunk := file.read(CHUNK)):
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

"""Pictures without what the camera wrote into them: the place, the owner, the device."""

from __future__ import annotations

import re

PNG = b"\x89PNG\r\n\x1a\n"
PNG_METADATA = {b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"}
WEBP_METADATA = {b"EXIF", b"XMP "}
EXIF_AND_XMP_FLAGS = 0x08 | 0x04
# Exif and XMP, IPTC, comments. APP2 holds the colours and stays.
JPEG_METADATA = {0xE1, 0xED, 0xFE}
JPEG_END = 0xD9
JPEG_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9), JPEG_END}
# In the data of a picture 0xFF stands before a zero or a restart, and before any other marker.
JPEG_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
# Says where more pictures stand behind this one.
MORE_PICTURES = b"MPF\x00"


def without_metadata(data: bytes) -> bytes:
    """Return a JPEG, PNG or WebP picture without its metadata; anything else as it is."""
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data.startswith(PNG):
        return _png(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp(data)
    return data


def _jpeg(data: bytes) -> bytes:
    """Phones put more pictures behind the end, with metadata of their own: they go too."""
    kept = [data[:2]]
    at = 2
    while match := JPEG_MARKER.search(data, at):
        kept.append(data[at : match.start()])
        start, marker = match.end() - 2, match[0][-1]
        words = 0 if marker in JPEG_WITHOUT_LENGTH else int.from_bytes(data[start + 2 : start + 4])
        at = start + 2 + words
        if marker not in JPEG_METADATA and data[start + 4 : start + 8] != MORE_PICTURES:
            kept.append(data[start:at])
        if marker == JPEG_END:
            return b"".join(kept)
    return b"".join([*kept, data[at:]])


def _png(data: bytes) -> bytes:
    kept = [PNG]
    at = len(PNG)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        if data[at + 4 : at + 8] not in PNG_METADATA:
            kept.append(data[at:end])
        if data[at + 4 : at + 8] == b"IEND":
            break
        at = end
    return b"".join(kept)


def _webp(data: bytes) -> bytes:
    kept = []
    at = 12
    while at + 8 <= len(data):
        name = data[at : at + 4]
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        chunk = data[at:end]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~EXIF_AND_XMP_FLAGS]) + chunk[9:]
        if name not in WEBP_METADATA:
            kept.append(chunk)
        at = end
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body

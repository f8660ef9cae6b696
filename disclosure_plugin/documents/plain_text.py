"""Decode a .txt file: UTF-8, UTF-16 with its mark, or GB18030 (GBK, GB2312)."""

import codecs
import re

from disclosure_plugin.documents.results import DocumentRefused, DocumentText, Refusal

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_LINE_END = re.compile("\r\n?|\x0b|\x0c|\x85|\u2028|\u2029")
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_plain_text(data: bytes, name: str) -> DocumentText:
    """Return the text of ``data``, with every line end as ``\\n``.

    Raises:
        DocumentRefused: the bytes are no text, damaged, or in another encoding.
    """
    text, encoding = _decode(data, name)
    text = text.removesuffix("\x1a")  # the end-of-file mark of old DOS editors
    control = _CONTROL.search(text)
    if control:
        position = len(text[: control.start()].encode(encoding, "surrogatepass"))
        raise DocumentRefused(Refusal.NOT_TEXT, name=name, position=position)
    return DocumentText(_LINE_END.sub("\n", text), encoding, ())


def _decode(data: bytes, name: str) -> tuple[str, str]:
    if data.startswith(_UTF_16_MARKS):
        try:
            return data.decode("utf-16"), "utf-16"
        except UnicodeDecodeError as error:
            raise DocumentRefused(Refusal.UNKNOWN_ENCODING, name=name) from error
    if b"\x00" in data:
        raise DocumentRefused(Refusal.NOT_TEXT, name=name, position=data.index(b"\x00"))
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        if _is_mostly_utf_8(data):
            raise DocumentRefused(Refusal.DAMAGED_TEXT, name=name, position=error.start) from error
    try:
        return data.decode("gb18030"), "gb18030"
    except UnicodeDecodeError as error:
        raise DocumentRefused(Refusal.UNKNOWN_ENCODING, name=name) from error


def _is_mostly_utf_8(data: bytes) -> bool:
    """Tell damaged UTF-8 from GB18030, where hardly a character is valid UTF-8 by chance."""
    text = data.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    foreign = sum(char > "\x7f" for char in text) - damaged
    return foreign > 10 * damaged

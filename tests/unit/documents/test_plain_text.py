"""Text files in the encodings that bureaus have, and bytes that are no text."""

import codecs

import pytest

from disclosure_plugin.documents import DocumentRefused, Refusal, read_document

TEXT = "一、公开目录\n全年新增条目１２条，含“〇”和𠮷字。"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("gb18030"), "gb18030"),
    ],
)
def test_encodings(data, encoding):
    read = read_document(data, "目录.TXT")
    assert (read.text, read.encoding, read.left_out) == (TEXT, encoding, ())


def test_line_ends_become_one_kind_and_the_dos_end_mark_goes():
    data = "甲\r\n乙\r丙\u2028丁\x1a".encode()
    assert read_document(data, "a.txt").text == "甲\n乙\n丙\n丁"


@pytest.mark.parametrize(
    ("data", "position"),
    [("一、".encode() + b"\x00", 6), ("甲\x07乙".encode(), 3), ("甲\x07".encode("gb18030"), 2)],
)
def test_binary_is_refused_with_its_place(data, position):
    with pytest.raises(DocumentRefused) as caught:
        read_document(data, "a.txt")
    assert caught.value.code is Refusal.NOT_TEXT
    assert caught.value.params["position"] == position


def test_utf_8_that_lost_a_byte_is_not_read_as_gb18030():
    data = ("政务公开" * 20).encode()[:-1]
    with pytest.raises(DocumentRefused) as caught:
        read_document(data, "a.txt")
    assert caught.value.code is Refusal.DAMAGED_TEXT


def test_bytes_of_no_known_encoding():
    with pytest.raises(DocumentRefused) as caught:
        read_document(b"\xff\xff\xff caf\xe9 \xff", "a.txt")
    assert caught.value.code is Refusal.UNKNOWN_ENCODING

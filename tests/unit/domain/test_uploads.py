"""What may be uploaded, and under which name it lies."""

from __future__ import annotations

import pickle
from io import BytesIO
from zipfile import ZipFile

import pytest

from disclosure_plugin.domain.uploads import (
    DOCUMENT_EXTENSIONS,
    UploadRefused,
    check_content,
    check_size,
    content_address,
    safe_name,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(300)


def archive(*parts: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as packed:
        for part in parts:
            packed.writestr(part, "x")
    return file.getvalue()


def check(name: str, data: bytes) -> None:
    file = BytesIO(data)
    try:
        check_content(file, name, allowed=DOCUMENT_EXTENSIONS)
    finally:
        assert file.tell() == 0


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("目录.pdf", PDF),
        ("目录.PDF", PDF),
        ("a.docx", archive("[Content_Types].xml", "word/document.xml")),
        ("a.xlsx", archive("xl/workbook.xml")),
        ("a.ofd", archive("OFD.xml")),
        ("a.wps", OLE),
        ("a.et", archive("workbook.bin")),
        ("a.zip", archive("a.txt")),
        ("a.jpg", JPEG),
        ("a.txt", "收费标准 < 300 元".encode("gb18030")),
        ("a.csv", "\ufeff项目,标准\n占道,0.30\n".encode("utf-16")),
        ("a.txt", b"a <b> c"),
    ],
)
def test_what_is_what_its_name_says_is_taken(name, data):
    check(name, data)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.html", b"hello", "wrong_type"),
        ("a.svg", b"<svg/>", "wrong_type"),
        ("a", PDF, "wrong_type"),
        ("a.pdf.exe", PDF, "wrong_type"),
        ("a.pdf", b"<!doctype html><p>", "web_page"),
        ("a.pdf", b"%PDF-1.7\n<script>alert(1)</script>", "web_page"),
        ("a.pdf", b"\n  <?xml version='1.0'?><html xmlns='x'/>", "web_page"),
        ("a.pdf", b"\xff\xfe" + "<html><body>".encode("utf-16-le"), "web_page"),
        ("a.jpg", JPEG[:20] + b"<svg onload=alert(1)>" + JPEG, "web_page"),
        ("a.txt", b"\xef\xbb\xbf\n<HTML>", "web_page"),
        ("a.txt", "\ufeff<ScRiPt >".encode("utf-16"), "web_page"),
        ("a.csv", b"x" * (1024 * 1024 - 3) + b"<script>", "web_page"),
        ("a.txt", b"#!/bin/sh\n", "program"),
        ("a.pdf", b"MZ\x90\x00", "program"),
        ("a.zip", b"\x7fELF", "program"),
        ("a.txt", b"a\0b", "wrong_content"),
        ("a.pdf", b"hello", "wrong_content"),
        ("a.png", JPEG, "wrong_content"),
        ("a.docx", archive("a.txt"), "wrong_content"),
        ("a.docx", b"PK\x03\x04 cut off", "wrong_content"),
        ("a.jpg", JPEG + archive("page.html"), "two_things"),
        ("a.pdf", PDF + archive("page.html"), "two_things"),
        ("a.jpg", JPEG[:100] + PDF, "two_things"),
    ],
)
def test_what_is_something_else_is_refused(name, data, code):
    with pytest.raises(UploadRefused) as refused:
        check(name, data)
    assert refused.value.code == code
    assert name in str(refused.value)
    assert pickle.loads(pickle.dumps(refused.value)).params == refused.value.params


@pytest.mark.parametrize(("size", "code"), [(0, "empty"), (11, "too_large")])
def test_what_is_empty_or_too_large_is_refused(size, code):
    check_size("a.pdf", 10, limit=10)
    with pytest.raises(UploadRefused) as refused:
        check_size("a.pdf", size, limit=10)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("收费 目录（2026）.PDF", "收费_目录_2026.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("a\r\nSet-Cookie: b.pdf", "a_Set-Cookie_b.pdf"),
        ('"><script>.pdf', "script.pdf"),
        ("....pdf", "file.pdf"),
        ("", "file"),
    ],
)
def test_a_name_is_safe_everywhere(name, safe):
    assert safe_name(name) == safe


def test_a_long_name_is_cut_between_characters_and_keeps_its_extension():
    short = safe_name("收" * 200 + ".docx")
    assert len(short.encode()) <= 150
    assert short == "收" * 48 + ".docx"
    digest = "ab" * 32
    assert content_address(digest, "a b.pdf") == f"ab/{digest}/a_b.pdf"
    assert len("originals/" + content_address(digest, "收" * 200 + ".docx")) <= 255

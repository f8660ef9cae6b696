"""Files of WPS and OFD are taken for what they hold, and said to be unread."""

import io
import zipfile

import pytest

from disclosure_plugin.documents import Reason, read_parts
from disclosure_plugin.domain.uploads import (
    DOCUMENT_EXTENSIONS,
    UploadRefusal,
    UploadRefused,
    check_content,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def package(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return file.getvalue()


def check(name: str, data: bytes) -> None:
    check_content(io.BytesIO(data), name, allowed=DOCUMENT_EXTENSIONS)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("通知.wps", OLE),
        ("通知.wps", package("word/document.xml")),
        ("收费.et", OLE),
        ("收费.et", package("xl/workbook.xml")),
        ("公文.ofd", package("OFD.xml", "Doc_0/Document.xml")),
    ],
)
def test_they_are_taken_and_named_as_not_checked(name, data):
    check(name, data)
    [one] = read_parts(data, name).not_checked
    assert one.reason is Reason.WRONG_TYPE
    assert name in str(one)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("通知.wps", b"%PDF-1.4", UploadRefusal.WRONG_CONTENT),
        ("通知.wps", b"<html><script>", UploadRefusal.WEB_PAGE),
        ("收费.et", b"MZ\x90\x00", UploadRefusal.PROGRAM),
        ("收费.et", b"a,b\n", UploadRefusal.WRONG_CONTENT),
        ("公文.ofd", OLE, UploadRefusal.WRONG_CONTENT),
        ("公文.ofd", package("word/document.xml"), UploadRefusal.WRONG_CONTENT),
        ("公文.ofd", b"PK\x03\x04" + bytes(40), UploadRefusal.WRONG_CONTENT),
    ],
)
def test_what_only_has_their_name_is_refused(name, data, code):
    with pytest.raises(UploadRefused) as refused:
        check(name, data)
    assert refused.value.code is code

"""Every document that cannot be read is refused with its own code and a way out."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure_plugin.documents import DocumentRefused, Limits, Refusal, read_document
from tests.unit.documents.word_files import document_with, rewritten, with_extra_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
GOOD = document_with("一、加强领导")


def refusal(data, name="总结.docx", limits=None) -> DocumentRefused:
    with pytest.raises(DocumentRefused) as caught:
        read_document(data, name, limits=limits or Limits())
    assert name in str(caught.value)
    return caught.value


def in_document(data: bytes, change) -> bytes:
    return rewritten(
        data, lambda name, content: change(content) if name == "word/document.xml" else content
    )


class EndlessFile(io.RawIOBase):
    """Stands for a huge upload; counts what is taken from it."""

    taken = 0

    def read(self, size=-1):
        assert size >= 0, "the whole file was asked for"
        self.taken += size
        return b"a" * size


def test_huge_upload_is_refused_before_it_is_loaded():
    upload = EndlessFile()
    error = refusal(upload, "总结.txt", Limits(file_size=1000))
    assert error.code is Refusal.TOO_LARGE
    assert upload.taken == 1001


def test_hundred_megabyte_path_is_refused(tmp_path):
    path = tmp_path / "总结.txt"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    with pytest.raises(DocumentRefused, match="larger than 20 MB") as caught:
        read_document(path)
    assert caught.value.code is Refusal.TOO_LARGE


def test_zip_bomb_is_refused_by_ratio():
    bomb = with_extra_file(GOOD, "word/media/image1.png", bytes(30 * 1024 * 1024))
    assert len(bomb) < 100_000
    assert refusal(bomb).code is Refusal.UNPACKS_TOO_LARGE


def test_zip_bomb_below_the_ratio_is_refused_by_total_size():
    bomb = with_extra_file(GOOD, "word/media/image1.png", bytes(900_000))
    assert refusal(bomb, limits=Limits(unpacked_size=500_000)).code is Refusal.UNPACKS_TOO_LARGE
    assert read_document(bomb, "总结.docx").text == "一、加强领导"


def test_size_in_the_header_that_lies_does_not_help_a_bomb():
    bomb = bytearray(with_extra_file(GOOD, "word/media/image1.png", bytes(3_000_000)))
    real = (3_000_000).to_bytes(4, "little")
    assert bomb.count(real) == 2
    lying = bytes(bomb.replace(real, (1000).to_bytes(4, "little")))
    assert refusal(lying).code is Refusal.DAMAGED


def test_too_many_packed_files():
    limits = Limits(packed_files=5)
    assert refusal(GOOD, limits=limits).code is Refusal.UNPACKS_TOO_LARGE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding):
    laughs = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "ha">'
        '<!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    ).encode(encoding)
    assert refusal(in_document(GOOD, lambda xml: laughs)).code is Refusal.UNSAFE_XML


def test_xml_in_an_encoding_that_could_hide_a_declaration_is_refused():
    hidden = b'<?xml version="1.0" encoding="UTF-7"?><x/>'
    assert refusal(in_document(GOOD, lambda xml: hidden)).code is Refusal.UNSAFE_XML


def test_external_entity_under_another_part_name_is_refused():
    outside = b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'
    data = with_extra_file(GOOD, "word/media/image1.png", outside)
    assert refusal(data).code is Refusal.UNSAFE_XML


def test_password():
    locked = OLE + "EncryptedPackage".encode("utf-16-le")
    error = refusal(locked)
    assert error.code is Refusal.PASSWORD_PROTECTED
    assert "Remove the password" in str(error)


def test_old_document_renamed_to_docx():
    error = refusal(OLE)
    assert error.code is Refusal.WRONG_CONTENT
    assert error.params["found"] == "an old Word, WPS or Excel document"


@pytest.mark.parametrize("name", ["总结.doc", "总结.wps", "总结.pdf", "总结.docm", "总结"])
def test_wrong_type(name):
    error = refusal(b"x", name)
    assert error.code is Refusal.WRONG_TYPE
    assert "save it as .docx" in str(error)


def test_word_document_renamed_to_txt():
    assert refusal(GOOD, "总结.txt").code is Refusal.WRONG_CONTENT


@pytest.mark.parametrize(
    "data",
    [
        GOOD[: len(GOOD) // 2],
        GOOD[:-30],
        b"PK\x03\x04" + bytes(200),
        b"plain words",
        in_document(GOOD, lambda xml: xml[: len(xml) // 2]),
        in_document(GOOD, lambda xml: b"<x/>"),
    ],
    ids=["half", "no end", "zip start only", "no zip", "cut XML", "other XML"],
)
def test_damaged(data):
    assert refusal(data).code is Refusal.DAMAGED


def test_zip_that_is_no_word_document():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("照片.txt", "x")
    assert refusal(buffer.getvalue()).code is Refusal.DAMAGED


def test_deep_nesting_is_refused():
    deep = b"<w:sdt><w:sdtContent>" * 700 + b"</w:sdtContent></w:sdt>" * 700
    data = in_document(GOOD, lambda xml: xml.replace(b"<w:body>", b"<w:body>" + deep, 1))
    assert refusal(data).code is Refusal.DAMAGED


def test_document_without_a_word():
    assert refusal(document_with("", " ")).code is Refusal.NO_TEXT


@pytest.mark.parametrize("data", [b"", b" \r\n\t"])
def test_empty(data):
    assert refusal(data, "总结.txt").code is Refusal.EMPTY
    assert refusal(data, "总结.docx").code is Refusal.EMPTY


def test_text_longer_than_the_limit():
    text = "字" * 11
    assert refusal(text.encode(), "a.txt", Limits(text_characters=10)).code is (
        Refusal.TEXT_TOO_LONG
    )
    assert read_document(text.encode(), "a.txt", limits=Limits(text_characters=11)).text == text


def test_missing_path_and_directory(tmp_path):
    (tmp_path / "b.txt").mkdir()
    for name in ("a.txt", "b.txt"):
        with pytest.raises(DocumentRefused) as caught:
            read_document(tmp_path / name)
        assert caught.value.code is Refusal.NOT_FOUND


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(zipfile.ZipFile(io.BytesIO(GOOD)).namelist()), st.data())
def test_damage_anywhere_is_read_or_refused_and_nothing_else(name, data):
    def damage(packed: str, content: bytes) -> bytes:
        if packed != name:
            return content
        start = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 60))
        return content[:start] + data.draw(st.binary(max_size=3)) + content[start + length :]

    assert outcome(rewritten(GOOD, damage)) in (
        "read",
        Refusal.DAMAGED,
        Refusal.UNSAFE_XML,
        Refusal.NO_TEXT,
    )


def outcome(data: bytes) -> str:
    try:
        read_document(data, "总结.docx")
    except DocumentRefused as error:
        return error.code
    return "read"

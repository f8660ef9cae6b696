"""What a file says of people beside its content is gone from the first version on."""

from __future__ import annotations

import io

import docx
from PIL import Image

from tests.factories.uploads import DocumentFactory, picture


def stored(document) -> bytes:
    with document.versions()[0].open() as file:
        return file.read()


def test_author_and_company_of_an_office_file_are_not_kept(files):
    made = docx.Document()
    made.add_paragraph("正文")
    made.core_properties.author = "王某"
    buffer = io.BytesIO()
    made.save(buffer)
    document = DocumentFactory(data=buffer.getvalue(), name="通知.docx")
    kept = docx.Document(io.BytesIO(stored(document)))
    assert kept.core_properties.author == ""
    assert kept.paragraphs[0].text == "正文"
    assert document.versions()[0].name == "通知.docx"
    assert document.file_size == len(stored(document))


def test_the_place_a_photo_was_taken_at_is_not_kept(files):
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    document = DocumentFactory(data=picture(kind="JPEG", exif=exif), name="现场.jpg")
    assert b"taken at home" not in stored(document)
    assert Image.open(io.BytesIO(stored(document))).size == (64, 48)


def test_what_names_nobody_keeps_its_bytes(files):
    data = picture()
    assert stored(DocumentFactory(data=data, name="图.png")) == data

"""Uploaded files as an editor puts them in; bytes that are what their name says."""

from __future__ import annotations

from io import BytesIO

import factory
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj <</Type/Catalog>> endobj\n"


def pdf(text: str = "") -> bytes:
    """Bytes that are a PDF as far as a signature goes; the text makes them different."""
    return PDF + text.encode() + b"\n%%EOF\n"


def picture(colour: str = "red", size: tuple[int, int] = (64, 48), kind: str = "PNG", **save):
    """Bytes of a picture of one colour."""
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, kind, **save)
    return file.getvalue()


class DocumentFactory(factory.django.DjangoModelFactory):
    """A document; ``data`` are its bytes, ``name`` its file name."""

    class Meta:
        model = get_document_model()

    class Params:
        data = pdf()
        name = "list.pdf"

    title = "收费目录清单"
    file = factory.LazyAttribute(lambda made: ContentFile(made.data, name=made.name))


class ImageFactory(factory.django.DjangoModelFactory):
    """An image; ``data`` are its bytes, ``name`` its file name."""

    class Meta:
        model = get_image_model()

    class Params:
        data = factory.LazyFunction(picture)
        name = "plan.png"

    title = "平面图"
    file = factory.LazyAttribute(lambda made: ContentFile(made.data, name=made.name))

"""Uploaded files as an editor puts them in; bytes that are what their name says."""

from __future__ import annotations

from io import BytesIO

import factory
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model


def pdf(text: str = "") -> bytes:
    """A PDF of one page that shows the text; of what is not ASCII its bytes stand in a comment."""
    shown, beside = (text, "") if text.isascii() else ("list", text)
    content = f"BT /F1 9 Tf 20 800 Td ({shown}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n%" + beside.encode() + b"\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n" % (len(objects) + 1, len(data))
    return data + head + end + b"%%EOF\n"


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

"""Put pictures and forms into a bureau's libraries."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth.models import AbstractUser
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

from .parts import Form, Picture
from .word import form_docx

PICTURES = Path(__file__).parent / "pictures"


def picture_image(picture: Picture, owner: AbstractUser) -> AbstractImage:
    """Put a picture into the bureau's image library."""
    data = (PICTURES / picture.file).read_bytes()
    image = get_image_model()(
        title=picture.title,
        file=ContentFile(data, name=picture.file),
        uploaded_by_user=owner,
    )
    image.save()
    image.get_file_size()
    image.get_file_hash()
    return image


def form_document(form: Form, owner: AbstractUser) -> AbstractDocument:
    """Put an empty form into the bureau's documents."""
    document = get_document_model()(
        title=form.title,
        file=ContentFile(form_docx(form), name=f"{form.title}.docx"),
        uploaded_by_user=owner,
    )
    document.save()
    document.get_file_size()
    document.get_file_hash()
    return document

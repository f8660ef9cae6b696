"""The form of images: a picture is judged before Wagtail decodes it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from disclosure_plugin.domain.uploads import UploadRefused

from .messages import refusal_sentence
from .pictures import check_picture


class CheckedImageField(WagtailImageField):
    """Wagtail's field decodes a picture to learn its size; this one reads the header first."""

    def to_python(self, data: Any) -> Any:
        if isinstance(data, File):
            try:
                check_picture(data, PurePath(str(data.name)).name)
            except UploadRefused as error:
                raise ValidationError(refusal_sentence(error), code=error.code) from error
        try:
            return super().to_python(data)
        except (OSError, SyntaxError) as error:  # a picture that ends in the middle
            message = self.error_messages["invalid_image"]
            raise ValidationError(message, code="invalid_image") from error


class DisclosureImageForm(BaseImageForm):
    """Name it as ``WAGTAILIMAGES_IMAGE_FORM_BASE``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.fields.get("file")
        if given is not None:
            self.fields["file"] = CheckedImageField(
                label=given.label, required=given.required, widget=given.widget
            )

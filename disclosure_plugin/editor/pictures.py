"""Whether a picture may be uploaded, told by its first bytes and never by decoding it."""

from __future__ import annotations

import warnings
from pathlib import PurePath

from django.core.files.base import File
from PIL import Image as PillowImage
from wagtail.images.utils import get_allowed_image_extensions

from disclosure_plugin.conf import get_settings
from disclosure_plugin.domain.uploads import (
    UploadRefusal,
    UploadRefused,
    check_content,
    check_size,
)


def allowed_pictures() -> list[str]:
    """Return the extensions that Wagtail allows, without SVG."""
    return [name for name in get_allowed_image_extensions() if name != "svg"]


def check_picture(content: File, name: str) -> None:
    """Refuse a file that is no picture, something besides, or too much of one.

    Args:
        content: the open file; it is left at its start.
        name: the file's name.

    Raises:
        UploadRefused: it is.
    """
    check_size(name, content.size, limit=get_settings().UPLOAD_MAX_BYTES)
    check_content(content, name, allowed=allowed_pictures())  # type: ignore[arg-type]
    check_pixels(content, name)


def check_pixels(content: File, name: str) -> None:
    """Refuse a picture that would need too much memory, by its header alone."""
    limit = get_settings().UPLOAD_MAX_PIXELS
    content.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PillowImage.DecompressionBombWarning)
            picture = PillowImage.open(content)
            width, height = picture.size
            pixels = width * height
            if pixels <= limit:
                pixels *= getattr(picture, "n_frames", 1)
    except PillowImage.DecompressionBombError:
        pixels = 2 * (PillowImage.MAX_IMAGE_PIXELS or 0)
    except (OSError, ValueError, SyntaxError) as error:
        extension = PurePath(name).suffix.lower().removeprefix(".")
        raise UploadRefused(UploadRefusal.WRONG_CONTENT, name=name, extension=extension) from error
    finally:
        content.seek(0)
    if pixels > limit:
        raise UploadRefused(
            UploadRefusal.TOO_MANY_PIXELS,
            name=name,
            pixels=round(pixels / 1e6),
            limit=round(limit / 1e6),
        )

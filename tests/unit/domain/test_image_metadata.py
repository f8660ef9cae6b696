"""What the camera wrote goes, the picture stays."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from disclosure_plugin.domain.image_metadata import without_metadata


def saved(kind: str, *, with_metadata: bool) -> bytes:
    drawn = Image.effect_noise((40, 30), 80).convert("RGB")
    more: dict = {}
    if with_metadata:
        exif = Image.Exif()
        exif[0x010F] = "SECRETCAMERA"
        exif.get_ifd(0x8825)[2] = (30.0, 15.0, 0.0)
        more["exif"] = exif.tobytes()
        if kind == "PNG":
            words = PngImagePlugin.PngInfo()
            words.add_text("Author", "SECRETOWNER")
            more["pnginfo"] = words
        else:
            more["xmp"] = b"<x:xmpmeta>SECRETOWNER</x:xmpmeta>"
        if kind == "JPEG":
            more["comment"] = b"SECRETNOTE"
    file = BytesIO()
    drawn.save(file, kind, **more)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_metadata_goes_and_every_pixel_stays(kind):
    before = saved(kind, with_metadata=True)
    assert b"SECRET" in before
    after = without_metadata(before)
    assert b"SECRET" not in after
    assert b"Exif" not in after
    with Image.open(BytesIO(before)) as old, Image.open(BytesIO(after)) as new:
        assert new.tobytes() == old.tobytes()
        assert not new.getexif()
    assert without_metadata(after) == after


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_stands_behind_the_end_goes(kind):
    """As phones write it: another picture, with what the camera wrote."""
    first, second = saved(kind, with_metadata=False), saved("JPEG", with_metadata=True)
    assert without_metadata(first + second) == without_metadata(first) == first


def test_a_picture_of_several_runs_keeps_every_pixel():
    drawn = Image.effect_noise((400, 300), 80).convert("RGB")
    for more in ({"progressive": True}, {"restart_marker_blocks": 2}):
        file = BytesIO()
        drawn.save(file, "JPEG", **more)
        assert without_metadata(file.getvalue()) == file.getvalue()


def test_where_more_pictures_stand_is_said_no_more():
    picture = saved("JPEG", with_metadata=False)
    says = b"\xff\xe2" + (2 + 8).to_bytes(2, "big") + b"MPF\x00MM\x00*"
    assert without_metadata(picture[:2] + says + picture[2:]) == picture


def test_bytes_that_fill_hide_nothing():
    picture = saved("JPEG", with_metadata=True)
    filled = picture.replace(b"\xff\xe1", b"\xff\xff\xe1")
    assert b"SECRET" not in without_metadata(filled)


def test_anything_else_is_left_as_it_is():
    for data in (b"", b"GIF89a", b"\xff\xd8", b"%PDF-1.4"):
        assert without_metadata(data) == data

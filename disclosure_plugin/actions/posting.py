"""Note what was posted or removed at a place, and take such a note back."""

from __future__ import annotations

import io
import warnings
from typing import Any

from django.db import transaction
from PIL import Image as PillowImage
from PIL import ImageOps
from wagtail.models import Page

from disclosure_plugin.domain.channels import (
    Act,
    check_note,
    check_posting,
    check_removal,
    check_undoing,
)
from disclosure_plugin.domain.uploads import UploadRefusal, UploadRefused
from disclosure_plugin.editor.pictures import check_picture
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.models import Posting, PostingPhoto, PostingPlace
from disclosure_plugin.queries.channels import public_entry

# A sheet on a wall can be read in it, and a year's photos stay small in the database.
PHOTO_PIXELS = 1600
PHOTO_QUALITY = 80


class NotPublic(Refused):
    """What is not public on the web is not posted either."""

    sentence = gettext_noop("Only what is public on the web can be posted. Nothing was changed.")


class PlaceNotInUse(Refused):
    """Something was to be posted at a place that is no longer used."""

    sentence = gettext_noop("This place is not in use any more. Nothing was changed.")


@transaction.atomic
def note_posted(
    page: Page, place: PostingPlace, *, by: Any, note: str = "", photo: Any = None
) -> Posting:
    """Note that a sheet of the version that is public now was posted.

    Args:
        page: a public item of the current bureau.
        place: where.
        by: the account of who says so.
        note: whatever is worth knowing.
        photo: an uploaded file, of the sheet in its place; it is kept smaller and without its
            metadata.

    Raises:
        Refused: with a sentence that says why; nothing was changed.
    """
    check_note(note)
    place = PostingPlace.objects.select_for_update().get(pk=place.pk)
    if not place.in_use:
        raise PlaceNotInUse
    entry = public_entry(page)
    if entry is None:
        raise NotPublic
    check_posting(_events(page, place), entry.content_hash)
    picture = _picture(photo) if photo is not None else None
    row = _add(page, place, Act.POSTED, by, note, entry.number, entry.content_hash)
    if picture is not None:
        PostingPhoto.objects.create(posting=row, jpeg=picture)
    return row


@transaction.atomic
def note_removed(page: Page, place: PostingPlace, *, by: Any, note: str = "") -> Posting:
    """Note that the sheet of an item was taken off; the item may be public or not.

    Raises:
        Refused: with a sentence that says why; nothing was changed.
    """
    check_note(note)
    place = PostingPlace.objects.select_for_update().get(pk=place.pk)
    # Not what was noted as posted last: that may have been taken back.
    hung = Posting.objects.get(pk=check_removal(_events(page, place)).key)
    return _add(page, place, Act.REMOVED, by, note, hung.number, hung.content_sha256)


@transaction.atomic
def undo(row: Posting, *, by: Any, note: str = "") -> Posting:
    """Take back the last entry of an item at a place; both stay in the log.

    Raises:
        Refused: with a sentence that says why; nothing was changed.
    """
    check_note(note)
    place = PostingPlace.objects.select_for_update().get(pk=row.place_id)
    check_undoing(_events(row.page, place), row.pk)
    return _add(row.page, place, Act.UNDONE, by, note, row.number, row.content_sha256, undoes=row)


def _events(page: Page, place: PostingPlace) -> list[Any]:
    rows = Posting.objects.filter(page=page.pk, place=place).order_by("pk")
    return [row.event() for row in rows]


def _add(
    page: Page,
    place: PostingPlace,
    act: Act,
    by: Any,
    note: str,
    number: str,
    content_sha256: str,
    undoes: Posting | None = None,
) -> Posting:
    person = getattr(by, "disclosure_person", None)
    return Posting.objects.create(
        page_id=page.pk,
        place=place,
        act=act.value,
        undoes=undoes,
        number=number,
        content_sha256=content_sha256,
        note=note,
        by=by,
        by_name=by.get_full_name() or by.get_username(),
        by_post=person.post if person else "",
    )


def _picture(photo: Any) -> bytes:
    """Return a photo as a smaller JPEG without metadata.

    Raises:
        UploadRefused: it is no picture, or too much of one.
    """
    name = photo.name or ""
    check_picture(photo, name)
    output = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PillowImage.DecompressionBombWarning)
            with PillowImage.open(photo) as opened:
                upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError) as error:
        extension = name.rpartition(".")[2].lower()
        raise UploadRefused(UploadRefusal.WRONG_CONTENT, name=name, extension=extension) from error
    upright.thumbnail((PHOTO_PIXELS, PHOTO_PIXELS))
    upright.save(output, "JPEG", quality=PHOTO_QUALITY)
    return output.getvalue()

"""Write down activities: each change is logged with what stood there, and can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from wagtail.images import get_image_model
from wagtail.log_actions import log
from wagtail.models import Collection, ModelLogEntry, ReferenceIndex

from disclosure_plugin.conf import get_settings
from disclosure_plugin.domain.activities import changes, plain
from disclosure_plugin.domain.uploads import UploadRefused
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.editor.pictures import check_picture
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.models import Activity, ActivityPhoto

MADE = "disclosure.activity_made"
CHANGED = "disclosure.activity_changed"
UNDONE = "disclosure.activity_undone"
BINNED = "disclosure.activity_binned"
RESTORED = "disclosure.activity_restored"
PHOTO_REMOVED = "disclosure.activity_photo_removed"
# The name of a collection is data that people see; the product's first language is Chinese.
PHOTOS = "工作台账照片"
MOST_PHOTOS = 20


class TooManyPhotos(Refused):
    """An activity has as many photos as it may have."""

    sentence = gettext_noop(
        "An activity may have %(most)s photos; with these it would have %(has)s. Nothing was "
        "saved."
    )


class InTheBin(Refused):
    """Something was to be changed that lies in the bin."""

    sentence = gettext_noop("This activity lies in the bin. Restore it first.")


class ChangedMeanwhile(Refused):
    """Somebody else has changed what an undoing would overwrite."""

    sentence = gettext_noop(
        "This was changed again later. Undo the later change first. Nothing was changed."
    )


@transaction.atomic
def make(activity: Activity, *, by: Any, photos: Iterable[Any] = ()) -> tuple[Activity, bool]:
    """Keep a new activity; the same form sent twice makes one.

    Args:
        activity: checked, and not saved yet.
        by: the account of who enters it.
        photos: uploaded files.

    Returns:
        The activity, and whether this call made it.

    Raises:
        ValidationError, Refused: a photo cannot be taken; nothing was saved.
    """
    activity.made_by, activity.made_by_name = by, _name(by)
    try:
        with transaction.atomic():
            activity.save()
            _add_photos(activity, photos, by)
    except IntegrityError:
        # PostgreSQL lets the second of two at once wait for the first, and then refuses it.
        there = Activity.objects.filter(form_key=activity.form_key).first()
        if there is None:
            raise
        return there, False
    log(activity, MADE, user=by, data={"values": _plain(activity.values())})
    return activity, True


@transaction.atomic
def change(
    activity: Activity, *, by: Any, photos: Iterable[Any] = (), without: Iterable[int] = ()
) -> dict[str, list[Any]]:
    """Keep what was edited, and log the value before and after of each field.

    Args:
        activity: with its new values, checked.
        by: the account of who edits it.
        photos: uploaded files that are added.
        without: keys of photos that are removed.

    Returns:
        What changed, by field; empty if nothing did.

    Raises:
        ValidationError, Refused: a photo cannot be taken, or it lies in the bin; nothing was
            saved.
    """
    before = Activity.objects.select_for_update().get(pk=activity.pk)
    if before.binned_at is not None:
        raise InTheBin
    changed = changes(before.values(), activity.values())
    if changed:
        activity.save()
        log(activity, CHANGED, user=by, data={"changes": changed})
    for photo in activity.photos.filter(pk__in=list(without)).select_related("image"):
        log(activity, PHOTO_REMOVED, user=by, data={"title": photo.image.title})
        _delete_photo(photo)
    _add_photos(activity, photos, by)
    return changed


@transaction.atomic
def undo_change(entry: ModelLogEntry, *, by: Any) -> Activity:
    """Give the fields that an edit changed the values they had before.

    Args:
        entry: of the log, for an edit.
        by: the account of who undoes it.

    Raises:
        ChangedMeanwhile: one of these fields has got another value since.
        ValidationError: the values of then break a rule now.
    """
    activity = Activity.objects.select_for_update().get(pk=entry.object_id)
    if activity.binned_at is not None:
        raise InTheBin
    now = _plain(activity.values())
    changed = entry.data["changes"]
    for name, (_before, after) in changed.items():
        if now.get(name) != after:
            raise ChangedMeanwhile
    for name, (before, _after) in changed.items():
        setattr(activity, name, _value(activity, name, before))
    activity.full_clean(exclude=["form_key"])
    activity.save()
    back = {name: [after, before] for name, (before, after) in changed.items()}
    log(activity, UNDONE, user=by, data={"changes": back})
    return activity


@transaction.atomic
def put_in_bin(activity: Activity, *, by: Any) -> None:
    """Put an activity into the bin: no list and no count has it any more."""
    done = Activity.objects.filter(pk=activity.pk, binned_at=None).update(
        binned_at=Now(), binned_by_name=_name(by)
    )
    if done:
        log(activity, BINNED, user=by)


@transaction.atomic
def restore(activity: Activity, *, by: Any) -> None:
    """Take an activity out of the bin, as it was."""
    done = Activity.objects.filter(pk=activity.pk, binned_at__isnull=False).update(
        binned_at=None, binned_by_name=""
    )
    if done:
        log(activity, RESTORED, user=by)


def purge() -> int:
    """Delete for good what has lain in the bin for as long as it may; return how many."""
    before = Now() - timedelta(days=get_settings().BIN_DAYS)
    old = list(Activity.objects.filter(binned_at__lte=before))
    for activity in old:
        for photo in activity.photos.select_related("image"):
            _delete_photo(photo)
        activity.delete()
    return len(old)


def _add_photos(activity: Activity, photos: Iterable[Any], by: Any) -> None:
    files = list(photos)
    if not files:
        return
    there = activity.photos.count()
    if there + len(files) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS, has=there + len(files))
    model = get_image_model()
    for number, file in enumerate(files, there + 1):
        try:
            check_picture(file, file.name or "")  # before anything opens it as a picture
        except UploadRefused as error:
            raise ValidationError({"photos": [refusal_sentence(error)]}) from error
        image = model(
            title=f"{activity.title} {activity.on.isoformat()} {number}"[:255],
            file=file,
            collection=_collection(),
            uploaded_by_user=by,
        )
        try:
            image.full_clean(exclude=["width", "height", "file_hash", "file_size"])
        except ValidationError as error:
            # Said where the person chose the files.
            raise ValidationError({"photos": error.messages}) from error
        image.save()
        ActivityPhoto.objects.create(activity=activity, image=image)


def _delete_photo(photo: ActivityPhoto) -> None:
    """Delete a photo with its file, unless a page shows it too."""
    image = photo.image
    photo.delete()
    if not ReferenceIndex.get_references_to(image).exists():
        image.delete()


def _collection() -> Collection:
    root = Collection.get_first_root_node()
    found: Collection | None = root.get_children().filter(name=PHOTOS).first()
    return found or root.add_child(name=PHOTOS)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in values.items()}


def _value(activity: Activity, name: str, kept: Any) -> Any:
    """Return a value as the field holds it; the log keeps days and numbers as text."""
    if kept is None:
        return None
    field: Any = activity._meta.get_field(name.removesuffix("_id"))
    value = field.to_python(kept)
    return value if isinstance(value, int | str | date | Decimal) else kept


def _name(person: Any) -> str:
    return str(person.get_full_name() or person.get_username())

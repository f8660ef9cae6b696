"""Every file a document or an image ever was."""

from __future__ import annotations

from django.conf import settings
from django.core.files.base import File
from django.db import models
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disclosure_plugin import bureaus
from disclosure_plugin.conf import get_settings

from .file_storage import originals_storage


class FileVersion(models.Model):
    """One file of a document or an image; replacing the file makes the next version.

    The document or image is named by kind and primary key: a site may have models of its own
    for both.
    """

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("document")
        IMAGE = "image", _("image")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    object_id = models.CharField(max_length=255)
    number = models.PositiveIntegerField(_("version"))
    file = models.FileField(_("file"), storage=originals_storage, max_length=255)
    name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    made_at = models.DateTimeField(_("uploaded at"), default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    # Not to be public again, whatever page shows it.
    taken_down_at = models.DateTimeField(_("taken down at"), null=True, editable=False)

    class Meta:
        verbose_name = _("version of a file")
        verbose_name_plural = _("versions of files")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "number"], name="disclosure_file_version_once"
            )
        ]
        indexes = [models.Index(fields=["file"], name="disclosure_file_version_file")]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    def open(self) -> File:
        """Open the bytes for reading.

        Raises:
            FileNotFoundError: they are not in private storage.
        """
        return self.file.storage.open(str(self.file.name))


class UploadReservation(models.Model):
    """Room for a file that was checked and is being saved.

    Two uploads at the same moment would otherwise both be told that there is room.
    """

    size = models.PositiveBigIntegerField()
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("reserved room")
        verbose_name_plural = _("reserved room")

    def __str__(self) -> str:
        return f"{self.size} bytes until {self.until}"


def quota() -> int:
    """Return how much the current bureau may keep, in bytes."""
    values = get_settings()
    return values.UPLOAD_QUOTAS.get(bureaus.current(), values.UPLOAD_QUOTA_BYTES)


def used() -> int:
    """Return how much the current bureau keeps, all versions together, in bytes."""
    return FileVersion.objects.aggregate(total=Sum("size"))["total"] or 0


def reserved() -> int:
    """Return how much room is kept for files being saved at this moment, in bytes."""
    waiting = UploadReservation.objects.filter(until__gt=timezone.now())
    return waiting.aggregate(total=Sum("size"))["total"] or 0

"""What of the uploaded files is public: copies in public storage, each for a version in use."""

from __future__ import annotations

from django.core.files.base import File
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from disclosure_plugin.domain.uploads import content_address

from .file_storage import lock_files, place, public_storage, sha256_of
from .file_versions import FileVersion


class PublicUse(models.Model):
    """A page shows a version of a document or image, since it was published with it."""

    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="disclosure_public_uses"
    )
    version = models.ForeignKey(FileVersion, on_delete=models.CASCADE, related_name="uses")

    class Meta:
        verbose_name = _("use of a file")
        verbose_name_plural = _("uses of files")
        constraints = [
            models.UniqueConstraint(fields=["page", "version"], name="disclosure_public_use_once")
        ]

    def __str__(self) -> str:
        return f"{self.version} on page {self.page_id}"


class PublicFile(models.Model):
    """A copy in public storage: of a document as it is, of an image in one size.

    Its name follows from its bytes, so the address of these bytes is always the same. Two rows
    may share one file.
    """

    version = models.ForeignKey(FileVersion, on_delete=models.CASCADE, related_name="copies")
    filter_spec = models.CharField(max_length=255, blank=True)
    focal_point_key = models.CharField(max_length=16, blank=True)
    name = models.CharField(max_length=255, db_index=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("public file")
        verbose_name_plural = _("public files")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "filter_spec", "focal_point_key"],
                name="disclosure_public_file_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """The address at which everybody gets it."""
        return reverse("disclosure_plugin:media", args=[self.name])


@transaction.atomic
def make_public(
    version: FileVersion,
    content: File,
    name: str,
    *,
    filter_spec: str = "",
    focal_point_key: str = "",
    width: int | None = None,
    height: int | None = None,
) -> PublicFile:
    """Copy bytes to public storage and write down that they are there.

    The file comes first and the row with the transaction. A file without a row is served to
    nobody; the sweep removes it.

    Args:
        version: what it is a copy of.
        content: the bytes.
        name: file name for the visitor.
        filter_spec: how the picture was made smaller; empty for a document.
        focal_point_key: Wagtail's key of the picture's focal point.
        width: of the picture, in pixels.
        height: of the picture, in pixels.
    """
    lock_files()
    sha256 = sha256_of(content)
    address = content_address(sha256, name)
    place(public_storage(), address, content)
    copy, _made = PublicFile.objects.get_or_create(
        version=version,
        filter_spec=filter_spec,
        focal_point_key=focal_point_key,
        defaults={
            "name": address,
            "sha256": sha256,
            "size": content.size,
            "width": width,
            "height": height,
        },
    )
    return copy

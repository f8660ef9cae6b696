"""Links by which a leader without an account reads the version under review."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReviewPreviewQuerySet(models.QuerySet["ReviewPreview"]):
    def usable(self) -> ReviewPreviewQuerySet:
        """Keep those that open something now, by PostgreSQL's clock."""
        return self.filter(expires_at__gt=Now(), revoked_at=None)


class ReviewPreview(models.Model):
    """A link to one version of a page, for one reader, for some days.

    Attributes:
        link: the whole address; known only to the object that the making returned.
    """

    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="disclosure_previews"
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.CASCADE, related_name="+"
    )
    reader = models.CharField(
        pgettext_lazy("of a preview", "for whom"),
        max_length=100,
        help_text=_("Name and post of the one reader; each opening is written down."),
    )
    # The link itself is stored nowhere: who reads the table can use none.
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_by_name = models.CharField(pgettext_lazy("of a preview", "made by"), max_length=300)
    made_at = models.DateTimeField(_("made at"), db_default=Now())
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(pgettext_lazy("of a preview", "taken back at"), null=True)
    revoked_by_name = models.CharField(max_length=300, blank=True)

    objects = ReviewPreviewQuerySet.as_manager()
    link = ""

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-made_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.reader} {self.page_id}"


class ReviewPreviewOpening(models.Model):
    """One time that such a link was opened."""

    preview = models.ForeignKey(ReviewPreview, on_delete=models.CASCADE, related_name="openings")
    at = models.DateTimeField(db_default=Now())
    address = models.GenericIPAddressField(null=True)
    was_open = models.BooleanField()  # or it had expired or was taken back

    class Meta:
        verbose_name = _("opening of a preview link")
        verbose_name_plural = _("openings of preview links")
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.preview_id} {self.at}"

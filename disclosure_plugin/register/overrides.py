"""Personal data that bureaus publish on purpose, for the county office to see.

A bureau writes the row with its own decision, in the same transaction. No title, because the
page is not public yet, and no value: kinds and counts.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Override(models.Model):
    """A second person in a bureau let something pass the personal-data gate."""

    bureau = models.CharField(_("bureau"), max_length=30)
    page = models.BigIntegerField(_("key of the page"))
    subject = models.CharField(_("what it is about"), max_length=255)
    content_sha256 = models.CharField(_("SHA-256 of the content"), max_length=64)
    basis = models.CharField(_("basis"), max_length=20)
    reason = models.CharField(pgettext_lazy("of an override", "reason"), max_length=400)
    kinds = models.JSONField(default=dict)
    # Names and no keys: accounts are in the bureau's schema, and this outlives them.
    by_name = models.CharField(_("decided by"), max_length=300)
    by_post = models.CharField(pgettext_lazy("of a person", "post"), max_length=60, blank=True)
    at = models.DateTimeField(_("decided at"), db_default=Now())

    class Meta:
        verbose_name = _("override of the personal-data gate")
        verbose_name_plural = _("overrides of the personal-data gate")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["bureau", "page"], name="disclosure_override_page")]

    def __str__(self) -> str:
        return f"{self.bureau} {self.subject}"

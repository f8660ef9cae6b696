"""What was imported, from which file, and what to look at before publishing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SummaryImport(models.Model):
    """The record of one imported summary document."""

    page = models.OneToOneField(
        "disclosure_plugin.AnnualSummaryPage",
        verbose_name=_("annual summary"),
        on_delete=models.CASCADE,
        related_name="summary_import",
    )
    year = models.PositiveSmallIntegerField(_("year"))
    file_name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    characters = models.PositiveIntegerField(_("characters read"))
    report = models.JSONField(_("report"))
    imported_at = models.DateTimeField(_("imported at"), auto_now_add=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("imported by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("summary import")
        verbose_name_plural = _("summary imports")
        ordering = ["-imported_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "sha256"], name="disclosure_summary_import_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.file_name}"

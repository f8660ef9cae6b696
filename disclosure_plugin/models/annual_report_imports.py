"""Published annual reports that were read from documents, and what of each could not be read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AnnualReportImport(models.Model):
    """The record of one imported report; it stays when the draft is deleted."""

    page = models.ForeignKey(
        "disclosure_plugin.AnnualReportPage",
        verbose_name=_("annual report"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="imports",
    )
    year = models.PositiveSmallIntegerField(_("year"))
    file_name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    read_cells = models.PositiveSmallIntegerField(_("cells that were read"))
    # [cell, problem, text, other text] of every cell without a number.
    unread = models.JSONField(default=list)
    strange_rows = models.JSONField(default=list)
    # Codes of sections that the document does not have.
    missing_sections = models.JSONField(default=list)
    imported_at = models.DateTimeField(_("imported at"), auto_now_add=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("imported by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("import of an annual report")
        verbose_name_plural = _("imports of annual reports")
        ordering = ["-imported_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.year} {self.file_name}"

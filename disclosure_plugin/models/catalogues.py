"""The catalogues a bureau follows, in its own schema: what the county sent and it took in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.catalogue import LONGEST, Row, row_from_json


class HeldCatalogue(models.Model):
    """A catalogue as the bureau holds it."""

    code = models.SlugField(pgettext_lazy("catalogue", "code"), unique=True)
    name = models.CharField(pgettext_lazy("catalogue", "name"), max_length=100)
    source = models.CharField(_("where it comes from"), max_length=300, blank=True)
    version = models.PositiveIntegerField(_("version"))
    taken_at = models.DateTimeField(pgettext_lazy("catalogue", "taken in at"))

    class Meta:
        verbose_name = _("catalogue the bureau follows")
        verbose_name_plural = _("catalogues the bureau follows")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class HeldRow(models.Model):
    """A row the bureau must answer.

    One that the county has dropped stays, as no longer required, where an item refers to it.
    """

    catalogue = models.ForeignKey(HeldCatalogue, on_delete=models.CASCADE, related_name="rows")
    code = models.CharField(
        pgettext_lazy("row of the catalogue", "code"), max_length=LONGEST["code"], unique=True
    )
    position = models.PositiveIntegerField()
    content = models.JSONField()
    is_required = models.BooleanField(
        pgettext_lazy("row of the catalogue", "required"), default=True
    )

    class Meta:
        verbose_name = _("row the bureau must answer")
        verbose_name_plural = _("rows the bureau must answer")
        ordering = ["catalogue", "position", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.row().matter

    def row(self) -> Row:
        """Return what the rules need of it."""
        return row_from_json(self.content)

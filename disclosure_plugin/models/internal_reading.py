"""To which sections an item was handed, and who has read which version of it when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .internal_register import InternalEntry, InternalVersion


class InternalHandover(models.Model):
    """An item was handed to a section, whose people are to read every version of it."""

    entry = models.ForeignKey(InternalEntry, on_delete=models.CASCADE, related_name="handovers")
    section = models.ForeignKey(
        "disclosure_plugin.Section",
        verbose_name=_("section"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    handed_at = models.DateTimeField(_("handed over at"), db_default=Now())
    handed_by_name = models.CharField(_("handed over by"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("item handed to a section")
        verbose_name_plural = _("items handed to sections")
        ordering = ["section__place", "section__name"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "section"], name="disclosure_internal_handed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.section}"


class InternalRead(models.Model):
    """Somebody opened a version for the first time; it outlives the account."""

    version = models.ForeignKey(InternalVersion, on_delete=models.PROTECT, related_name="reads")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="disclosure_internal_reads",
    )
    user_name = models.CharField(pgettext_lazy("of a person", "name"), max_length=300)
    section_name = models.CharField(_("section"), max_length=100, blank=True)
    read_at = models.DateTimeField(_("first read at"), db_default=Now())

    class Meta:
        verbose_name = _("first reading of a version")
        verbose_name_plural = _("first readings of versions")
        ordering = ["-read_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["version", "user"], name="disclosure_internal_read_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_name}: {self.version}"

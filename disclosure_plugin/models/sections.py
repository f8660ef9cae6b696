"""Sections 科室 of a bureau: who answers for an item."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class Section(models.Model):
    """A section of the bureau."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    duties = models.TextField(_("duties"), blank=True)

    panels = [FieldPanel("name"), FieldPanel("phone"), FieldPanel("duties")]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

"""Sections 科室 of a bureau: who answers for an item."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class Section(models.Model):
    """A section of the bureau."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    room = models.CharField(_("room"), max_length=60, blank=True)
    duties = models.TextField(_("duties"), blank=True)
    place = models.PositiveSmallIntegerField(
        _("place in lists"),
        default=0,
        help_text=_("Sections stand in lists by this number, and by name where it is the same."),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("phone"),
        FieldPanel("room"),
        FieldPanel("duties"),
        FieldPanel("place"),
    ]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["place", "name"]

    def __str__(self) -> str:
        return self.name

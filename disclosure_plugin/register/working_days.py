"""Notices of holidays that a county has entered, for all its bureaus."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WorkingDaysNotice(models.Model):
    """A table of one or more State Council notices, as it was uploaded; never deleted.

    It holds from the moment somebody put it into effect, and says everything about the years it
    announces. What holds on top of the shipped table is all of these in the order of that moment.
    """

    file_name = models.CharField(_("file"), max_length=200)
    table = models.TextField(pgettext_lazy("working days", "table"))
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    # Names and no keys: accounts are in the county office's schema, and this outlives them.
    uploaded_by = models.CharField(_("uploaded by"), max_length=150)
    effective_at = models.DateTimeField(_("in effect since"), null=True, blank=True)
    put_into_effect_by = models.CharField(_("put into effect by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("notice of working days")
        verbose_name_plural = _("notices of working days")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

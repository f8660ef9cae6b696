"""The county's list of wrong words 错敏词: each with its right form, edited without code."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class WrongWord(models.Model):
    """A word that should not stand in what is published."""

    wrong = models.CharField(_("wrong word"), max_length=50, unique=True)
    right = models.CharField(_("right form"), max_length=50)
    source = models.CharField(_("source"), max_length=200, blank=True)
    # A name and no key: accounts are in the county office's schema.
    entered_by = models.CharField(_("entered by"), max_length=150)
    entered_at = models.DateTimeField(_("entered at"), auto_now=True)

    class Meta:
        verbose_name = _("wrong word")
        verbose_name_plural = _("wrong words")
        ordering = ["wrong"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.wrong} → {self.right}"

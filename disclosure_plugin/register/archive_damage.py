"""Archive files that are not what was written, of all bureaus in one table, for the county office.

A row says which file of which bureau and what is wrong with it. It goes when the file is found
sound again.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ArchiveDamage(models.Model):
    """A stored file that did not stand its last check."""

    bureau = models.CharField(_("bureau"), max_length=30)
    subject = models.CharField(_("what it is about"), max_length=100)
    file = models.CharField(_("file"), max_length=200)
    problem = models.TextField(_("problem"))
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)
    checked_at = models.DateTimeField(_("last checked at"), auto_now=True)

    class Meta:
        verbose_name = _("damage of the archive")
        verbose_name_plural = _("damages of the archive")
        ordering = ["bureau", "found_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "subject"], name="disclosure_one_damage_a_file"
            )
        ]

    def __str__(self) -> str:
        return f"{self.bureau} {self.subject}"

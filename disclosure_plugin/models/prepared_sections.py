"""What the search will find of a version that waits for its time."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .sign_offs import SignOff


class PreparedSections(models.Model):
    """The text of a version, taken apart when it was approved; its publication takes them.

    To read a text and take it apart lasts as long as a third of the publication, and a scheduled
    one has its hour. No visitor's question reads them.
    """

    sign_off = models.OneToOneField(
        SignOff, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    # [[text, lexemes with their positions as PostgreSQL reads them], …]
    sections = models.JSONField()

    class Meta:
        verbose_name = _("sections prepared for the search")
        verbose_name_plural = _("sections prepared for the search")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.sign_off_id}"

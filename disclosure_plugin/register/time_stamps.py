"""What a third party has said of when a log was in a signed state (RFC 3161)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LogTimeStamp(models.Model):
    """A time stamp of a signed state; only ever added."""

    checkpoint = models.OneToOneField(
        "disclosure_register.LogCheckpoint", on_delete=models.PROTECT, related_name="time_stamp"
    )
    response = models.BinaryField(_("response of the authority"))
    at = models.DateTimeField(_("time it says"))
    authority = models.CharField(_("address of the authority"), max_length=300)
    stored_at = models.DateTimeField(_("stored at"), auto_now_add=True)

    class Meta:
        app_label = "disclosure_register"
        verbose_name = _("time stamp of a publication log")
        verbose_name_plural = _("time stamps of a publication log")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"

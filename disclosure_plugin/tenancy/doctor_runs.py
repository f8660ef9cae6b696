"""What the tenancy doctor found on the bureaus that exist, when and for whom."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DoctorRun(models.Model):
    """One read-only round that somebody of the county office began in the admin."""

    ran_at = models.DateTimeField(_("ran at"), auto_now_add=True)
    # A name and no key: accounts are in the county office's schema, and this outlives them.
    ran_by = models.CharField(_("ran by"), max_length=150)
    seconds = models.FloatField(_("seconds"))
    # Which bureaus asked for each other's addresses: pairs of codes.
    pairs = models.JSONField(_("pairs of bureaus"))
    results = models.JSONField(_("results"))
    leaks = models.PositiveIntegerField(_("leaks"))
    broken = models.PositiveIntegerField(_("probes that could not look"))

    class Meta:
        app_label = "disclosure_tenancy"
        verbose_name = _("sealing check")
        verbose_name_plural = _("sealing checks")
        ordering = ["-ran_at", "-pk"]
        # Who may see and change bureaus may see and begin a run.
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.ran_at:%Y-%m-%d %H:%M:%S}"

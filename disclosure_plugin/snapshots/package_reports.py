"""What the four checks (四性) said of a snapshot's package, each time that they were made."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PackageReport(models.Model):
    """One report; it stays what it was, also when the package is another later."""

    class Moment(models.TextChoices):
        ARCHIVED = "ARCHIVED", _("archived")
        HANDED_OVER = "HANDED", _("handed over")
        KEPT = "KEPT", _("in keeping")

    snapshot = models.ForeignKey(
        "disclosure_snapshots.Snapshot", on_delete=models.CASCADE, related_name="reports"
    )
    moment = models.CharField(_("moment"), max_length=10, choices=Moment.choices)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    software = models.CharField(_("made by"), max_length=100)
    # Of the file that was judged.
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    # A row an item, with its English sentences: what the items were when it was made.
    results = models.JSONField(_("results"))
    passed = models.PositiveSmallIntegerField(_("passed"))
    failed = models.PositiveSmallIntegerField(_("failed"))
    not_checked = models.PositiveSmallIntegerField(_("not checked"))

    class Meta:
        app_label = "disclosure_snapshots"
        verbose_name = _("report of package checks")
        verbose_name_plural = _("reports of package checks")
        ordering = ["-made_at", "-pk"]
        # Who may see the snapshot may see its reports.
        default_permissions = ()

    def __str__(self) -> str:
        return f"{timezone.localtime(self.made_at):%Y-%m-%d %H:%M:%S} {self.get_moment_display()}"

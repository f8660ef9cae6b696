"""A hand-over of snapshots to the county archives, from the wish for it to their receipt."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disclosure_plugin.domain.retention import LABELS, Retention

from .models import Snapshot, archive_storage


class HandOver(models.Model):
    """One hand-over; the rows are the queue."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("waiting")
        RUNNING = "RUNNING", _("running")
        COMPLETE = "COMPLETE", _("complete")
        FAILED = "FAILED", _("failed")
        # Something that is in it was taken down since; its file is gone.
        WITHDRAWN = "WITHDRAWN", _("withdrawn")

    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    requested_at = models.DateTimeField(_("time asked for"), default=timezone.now)
    # A name beside the key: it outlives the account.
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked for by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    requested_by_name = models.CharField(_("asked for by"), max_length=150, blank=True)
    period_from = models.DateField(_("finished from"))
    period_to = models.DateField(_("finished to"))
    retention = models.CharField(
        _("retention"),
        max_length=10,
        blank=True,
        choices=[(one.value, _(LABELS[one])) for one in Retention],
    )

    claim = models.UUIDField(_("claim"), null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    packages_total = models.PositiveIntegerField(_("packages to put in"), default=0)
    packages_done = models.PositiveIntegerField(_("packages put in"), default=0)
    finished_at = models.DateTimeField(_("time finished"), null=True, blank=True)
    file = models.FileField(_("file"), storage=archive_storage, max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    # Number of each snapshot that was asked for and is not in it, and a code why.
    left_out = models.JSONField(_("left out"), default=list, blank=True)
    failed_checks = models.PositiveIntegerField(_("failed checks"), default=0)
    error = models.TextField(_("error"), blank=True)
    # A file in storage that the row does not name yet; whoever takes over removes it.
    stray_file = models.CharField(max_length=200, blank=True, editable=False)

    received_on = models.DateField(_("received on"), null=True, blank=True)
    received_by = models.CharField(_("receiving organisation"), max_length=150, blank=True)
    received_role = models.CharField(_("post of the receiver"), max_length=100, blank=True)
    received_number = models.CharField(_("their number"), max_length=100, blank=True)
    receipt_recorded_at = models.DateTimeField(_("receipt recorded at"), null=True, blank=True)
    receipt_recorded_by = models.CharField(_("receipt recorded by"), max_length=150, blank=True)

    class Meta:
        app_label = "disclosure_snapshots"
        verbose_name = _("hand-over to the archives")
        verbose_name_plural = _("hand-overs to the archives")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state="RUNNING"),
                name="disclosure_one_running_hand_over",
            )
        ]

    def __str__(self) -> str:
        return f"{self.period_from:%Y-%m-%d} – {self.period_to:%Y-%m-%d}"

    @property
    def name(self) -> str:
        """The name of its folder; the file has it too."""
        return f"hand-over-{self.pk}"


class HandedOver(models.Model):
    """A snapshot in a hand-over, and the digest of the file that was handed over."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.CASCADE, related_name="packages")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("file"), max_length=100)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))

    class Meta:
        app_label = "disclosure_snapshots"
        verbose_name = _("snapshot that was handed over")
        verbose_name_plural = _("snapshots that were handed over")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["hand_over", "snapshot"], name="disclosure_handed_over_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

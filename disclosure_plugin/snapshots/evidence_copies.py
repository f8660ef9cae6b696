"""Copies of what was taken out of snapshots, apart from them, and who has looked at one."""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def evidence_storage():
    """Return the private storage of evidence; nothing of it has an address."""
    return storages["disclosure_evidence"]


class EvidenceCopy(models.Model):
    """The records that left one snapshot for one page. No title, no address of a page."""

    work = models.OneToOneField(
        "disclosure_snapshots.SnapshotRedaction", on_delete=models.CASCADE, related_name="evidence"
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    file = models.FileField(_("file"), storage=evidence_storage, max_length=200)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    records = models.PositiveIntegerField(_("records"))

    class Meta:
        app_label = "disclosure_snapshots"
        verbose_name = _("restricted evidence")
        verbose_name_plural = _("restricted evidence")
        ordering = ["-made_at", "-pk"]
        # Nobody adds, changes or deletes one by hand.
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{timezone.localtime(self.made_at):%Y-%m-%d %H:%M:%S}"


class EvidenceAccess(models.Model):
    """That somebody has fetched a copy, and why; rows are only ever added."""

    copy = models.ForeignKey(EvidenceCopy, on_delete=models.CASCADE, related_name="accesses")
    at = models.DateTimeField(_("time"), auto_now_add=True)
    # A name beside the key: it outlives the account.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_name = models.CharField(_("by"), max_length=150)
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        app_label = "disclosure_snapshots"
        verbose_name = _("access to restricted evidence")
        verbose_name_plural = _("accesses to restricted evidence")
        ordering = ["-at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M:%S} {self.by_name}"

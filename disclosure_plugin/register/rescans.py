"""How far the bureaus are with checking anew what they have published, for the county office."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Rescan(models.Model):
    """One bureau's part of one check of everything that is public; numbers only.

    Which pages it is about stands in the bureau's own schema.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("of a rescan", "waiting")
        RUNNING = "running", pgettext_lazy("of a rescan", "running")
        DONE = "done", pgettext_lazy("of a rescan", "done")
        FAILED = "failed", pgettext_lazy("of a rescan", "failed")

    bureau = models.CharField(_("bureau"), max_length=30)
    asked_at = models.DateTimeField(pgettext_lazy("of a rescan", "asked for at"), db_default=Now())
    asked_by = models.CharField(_("asked for by"), max_length=150, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    pages = models.PositiveIntegerField(pgettext_lazy("of a rescan", "pages"), default=0)
    done = models.PositiveIntegerField(_("pages checked"), default=0)
    with_hits = models.PositiveIntegerField(_("pages with personal data"), default=0)
    overridden = models.PositiveIntegerField(_("of these, overridden"), default=0)
    not_checked = models.PositiveIntegerField(_("files nobody has looked through"), default=0)
    finished_at = models.DateTimeField(pgettext_lazy("of a rescan", "finished at"), null=True)

    class Meta:
        verbose_name = _("check of what is public")
        verbose_name_plural = _("checks of what is public")
        ordering = ["-asked_at", "bureau"]
        default_permissions = ()
        indexes = [models.Index(fields=["bureau", "-asked_at"], name="disclosure_rescan_latest")]

    def __str__(self) -> str:
        return f"{self.bureau} {self.state}"

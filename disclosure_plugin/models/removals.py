"""What was taken off the site before its time, by whom, why, and who decided it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.removals import REASON_MAX_CHARACTERS
from disclosure_plugin.editor.removals import basis_choices, basis_sentence


class RemovalQuerySet(models.QuerySet["Removal"]):
    def undecided(self) -> RemovalQuerySet:
        """Keep what waits for a second person."""
        return self.filter(outcome="")

    def standing_take_downs(self) -> RemovalQuerySet:
        """Keep take-downs that were not lifted."""
        return self.filter(kind=Removal.Kind.TAKE_DOWN).exclude(outcome=Removal.Outcome.LIFTED)


class Removal(models.Model):
    """One withdrawal or take-down of a page; it outlives the accounts.

    A withdrawal is asked for, and done when a second person agrees. A take-down is done at once,
    and a second person confirms or lifts it.
    """

    class Kind(models.TextChoices):
        WITHDRAWAL = "withdrawal", pgettext_lazy("of a public page", "withdrawal")
        TAKE_DOWN = "take_down", pgettext_lazy("of a public page", "take-down")

    class Outcome(models.TextChoices):
        AGREED = "agreed", pgettext_lazy("of a withdrawal", "agreed")
        DECLINED = "declined", pgettext_lazy("of a withdrawal", "declined")
        CONFIRMED = "confirmed", pgettext_lazy("of a take-down", "confirmed")
        LIFTED = "lifted", pgettext_lazy("of a take-down", "lifted")

    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=pgettext_lazy("of a disclosed page", "page"),
        on_delete=models.PROTECT,
        related_name="disclosure_removals",
    )
    # What was public: the evidence, which only the bureau's staff can open.
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.PROTECT, related_name="+"
    )
    versions = models.ManyToManyField("disclosure_plugin.FileVersion", related_name="+")
    # Of what a later version must not be, whatever its dates.
    material_sha256 = models.CharField(max_length=64)
    number = models.CharField(_("index number"), max_length=100, blank=True)
    kind = models.CharField(
        pgettext_lazy("of a removal", "kind"), max_length=10, choices=Kind.choices
    )
    basis = models.CharField(_("basis"), max_length=20, choices=basis_choices)
    reason = models.CharField(
        pgettext_lazy("of a removal", "reason"), max_length=REASON_MAX_CHARACTERS, blank=True
    )

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_by_name = models.CharField(_("asked for by"), max_length=300)
    asked_at = models.DateTimeField(
        pgettext_lazy("of a removal", "asked for at"), db_default=Now()
    )
    outcome = models.CharField(
        pgettext_lazy("of a removal", "outcome"),
        max_length=10,
        choices=Outcome.choices,
        blank=True,
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_by_name = models.CharField(_("decided by"), max_length=300, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = RemovalQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of a public page", "removal")
        verbose_name_plural = pgettext_lazy("of public pages", "removals")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page"],
                condition=models.Q(outcome=""),
                name="disclosure_one_undecided_removal",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", decided_at=None)
                | (~models.Q(outcome="") & models.Q(decided_at__isnull=False)),
                name="disclosure_removal_decided_or_not",
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.page_id)

    @property
    def basis_sentence(self) -> str:
        """On what it rests, in the reader's language."""
        return basis_sentence(self.basis)

"""What the county sends to bureaus: a row each, that the bureau's own task takes in and answers.

The county writes nothing into the schema of a bureau. It leaves a row here; the bureau reads its
own rows only, does in its own schema what they ask for, and writes its answer into the row.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class InboxQuerySet(models.QuerySet["InboxItem"]):
    def of(self, bureau: str) -> InboxQuerySet:
        """Keep the rows of one bureau; a bureau's every read begins with this."""
        return self.filter(bureau=bureau)

    def waiting(self) -> InboxQuerySet:
        """Keep what no bureau has answered yet, in the order in which it was sent."""
        return self.filter(taken_at=None).order_by("pk")


class InboxItem(models.Model):
    """One thing that a bureau is to take in."""

    class Kind(models.TextChoices):
        CATALOGUE = "catalogue", pgettext_lazy("kind of message", "catalogue")
        ANNUAL_REPORT = "annual_report", pgettext_lazy("kind of message", "annual report")

    bureau = models.CharField(_("bureau"), max_length=30)
    kind = models.CharField(
        pgettext_lazy("message to a bureau", "kind"), max_length=20, choices=Kind.choices
    )
    payload = models.JSONField()
    sent_at = models.DateTimeField(_("sent at"), db_default=Now())
    sent_by = models.CharField(_("sent by"), max_length=150)
    taken_at = models.DateTimeField(_("answered at"), null=True)
    # What became of it; empty as long as it waits, and for what was refused.
    answer = models.JSONField(default=dict)
    refusal = models.CharField(_("why it was refused"), max_length=400, blank=True)

    objects = models.Manager.from_queryset(InboxQuerySet)()

    class Meta:
        verbose_name = _("message to a bureau")
        verbose_name_plural = _("messages to bureaus")
        ordering = ["-sent_at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["bureau", "id"],
                condition=models.Q(taken_at=None),
                name="disclosure_inbox_waiting",
            ),
            models.Index(fields=["bureau", "-sent_at"], name="disclosure_inbox_history"),
        ]

    def __str__(self) -> str:
        return f"{self.bureau}: {self.kind}"


def send(bureau: str, kind: str, payload: dict[str, object], *, by: str) -> InboxItem:
    """Leave a row for a bureau, in the transaction of what makes it so."""
    return InboxItem.objects.create(bureau=bureau, kind=kind, payload=payload, sent_by=by)


def bureaus_with_something_waiting() -> list[str]:
    """Return the codes of the bureaus in whose inbox something waits; one indexed query."""
    waiting = InboxItem.objects.filter(taken_at=None).order_by("bureau")
    return list(waiting.values_list("bureau", flat=True).distinct())

"""Due states: what happens at a moment, one row each, for all bureaus in one table.

A row says which object of which bureau and nothing of what it is: no title, no text, no person.
The rows for Wagtail's schedules are kept by triggers in each bureau's schema, so that no way of
changing a schedule can pass them. Rows are never deleted: what was due when, and what became of
it, stays.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.due import Reason, Standing, standing


class DueQuerySet(models.QuerySet["Due"]):
    def of(self, bureau: str) -> DueQuerySet:
        """Keep the rows of one bureau; every read but the scheduler's begins with this."""
        return self.filter(bureau=bureau)

    def open(self) -> DueQuerySet:
        """Keep what is neither done nor cancelled."""
        return self.filter(ended_at=None)


class Due(models.Model):
    """Something of a bureau that is to happen at a moment, or did."""

    class Kind(models.TextChoices):
        PUBLISH = "publish", pgettext_lazy("something due", "publish")
        EXPIRE = "expire", pgettext_lazy("something due", "expire")
        NOTICE_END = "notice_end", pgettext_lazy("something due", "end of a notice's period")
        VALIDITY_END = "validity_end", pgettext_lazy("something due", "end of validity")

    class Outcome(models.TextChoices):
        DONE = "done", pgettext_lazy("outcome of something due", "done")
        CANCELLED = "cancelled", pgettext_lazy("outcome of something due", "cancelled")

    bureau = models.CharField(_("bureau"), max_length=30)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    object_type = models.CharField(_("object type"), max_length=120)
    object_id = models.CharField(_("object key"), max_length=255)
    # Of what is to be published; 0 where no revision is meant.
    revision = models.BigIntegerField(pgettext_lazy("something due", "revision"), default=0)
    due_at = models.DateTimeField(_("due at"))
    # When to try: the due time, or later after a failure.
    next_at = models.DateTimeField(_("next attempt at"))
    claimed_until = models.DateTimeField(_("handed out until"), null=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    parked_at = models.DateTimeField(_("laid aside at"), null=True)
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    # By how much it was late; only of what was done.
    delay = models.DurationField(_("delay"), null=True)

    objects = models.Manager.from_queryset(DueQuerySet)()

    class Meta:
        verbose_name = _("something due")
        verbose_name_plural = _("what is due")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "kind", "object_type", "object_id", "revision"],
                condition=models.Q(ended_at=None),
                name="disclosure_one_open_due",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, outcome="")
                | models.Q(ended_at__isnull=False) & ~models.Q(outcome=""),
                name="disclosure_due_outcome",
            ),
        ]
        indexes = [
            # The scheduler's question, and nothing that is over makes it longer.
            models.Index(
                fields=["next_at"],
                condition=models.Q(ended_at=None, parked_at=None),
                name="disclosure_due_next",
            ),
            models.Index(fields=["bureau", "-ended_at"], name="disclosure_due_history"),
        ]

    def __str__(self) -> str:
        return f"{self.bureau}: {self.kind} {self.object_type} {self.object_id}"

    def standing(self, *, now: datetime) -> Standing:
        """Return where it stands, if it is open.

        Args:
            now: the database's clock.
        """
        return standing(due_at=self.due_at, parked=self.parked_at is not None, now=now)

    def why(self) -> Reason | None:
        """Return why it was laid aside; None if it was not."""
        return Reason(self.reason) if self.reason else None


class Heartbeat(models.Model):
    """When a part of the machinery last showed that it is alive."""

    name = models.CharField(primary_key=True, max_length=30)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


def set_due(
    bureau: str,
    kind: str,
    *,
    object_type: str,
    object_id: object,
    due_at: datetime | None,
    revision: int = 0,
) -> None:
    """Say when something of a bureau is due, in the transaction of what makes it so.

    A changed time begins anew, attempts and all; the same time changes nothing.

    Args:
        bureau: code of the bureau.
        kind: one of :class:`Due.Kind`.
        object_type: ``app_label.model`` of the object.
        object_id: key of the object.
        due_at: when; None: not any more.
        revision: key of the revision that is meant, if one is.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT disclosure_set_due(%s, %s, %s, %s, %s, %s)",
            [bureau, kind, object_type, str(object_id), revision, due_at],
        )

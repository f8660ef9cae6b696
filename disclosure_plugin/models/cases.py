"""Case records 办件: when cases began, stood still and ended; nothing about people."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.case_rows import NUMBER_MAX_CHARACTERS
from disclosure_plugin.domain.case_statistics import Tally
from disclosure_plugin.domain.cases import Pause


class CaseImport(models.Model):
    """A spreadsheet of cases. It is the job, too: a worker looks here for what to do.

    Attributes:
        data: the file, until it is taken in.
        total, done: rows to be checked, and how many have been.
        counts: how many rows there are of each state.
        compared_with: key of the list that was taken in last when the rows were compared with the
            records; what was taken back since left them as they were before.
        place: among the lists that were taken in, the first is 1; None if it is not.
        attempts: how often the current step was begun; by it a worker knows that it is still its.
        claimed_until: until when a worker is at it; it says anew that it is while it goes on.
        failure: a sentence that says why nothing was taken in; its parameters beside it.
    """

    class State(models.TextChoices):
        CHECKING = "checking", pgettext_lazy("of a list of cases", "being checked")
        CHECKED = "checked", pgettext_lazy("of a list of cases", "checked, not taken in")
        REFUSED = "refused", pgettext_lazy("of a list of cases", "refused")
        TAKING = "taking", pgettext_lazy("of a list of cases", "being taken in")
        TAKEN = "taken", pgettext_lazy("of a list of cases", "taken in")
        UNDOING = "undoing", pgettext_lazy("of a list of cases", "being taken back")
        UNDONE = "undone", pgettext_lazy("of a list of cases", "taken back")

    file_name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    data = models.BinaryField(null=True)
    state = models.CharField(
        pgettext_lazy("of a list of cases", "state"),
        max_length=8,
        choices=State.choices,
        default=State.CHECKING,
    )
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    place = models.PositiveIntegerField(null=True, unique=True)
    compared_with = models.PositiveBigIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(blank=True)
    failure_params = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField(_("uploaded at"), db_default=Now())
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    asked_at = models.DateTimeField(db_default=Now())
    claimed_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("list of cases")
        verbose_name_plural = _("lists of cases")
        ordering = ["-uploaded_at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=models.Q(state__in=["checking", "taking", "undoing"]),
                name="disclosure_case_import_work",
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class CaseImportRow(models.Model):
    """A row that says something new, or has to be corrected; what was known already has none.

    Attributes:
        values: what the row says, as :meth:`CaseRecord.said`.
        before: what the record said before it was changed, and the list that had said it; None for
            a new one.
        faults: fault, column, heading and parameters of each.
        reckoned_due: the last day in time, where the file says another one.
    """

    class State(models.TextChoices):
        BAD = "bad", pgettext_lazy("of a row of cases", "has to be corrected")
        NEW = "new", pgettext_lazy("of a row of cases", "new")
        CHANGED = "changed", pgettext_lazy("of a row of cases", "changed")
        SAME = "same", pgettext_lazy("of a row of cases", "known already")

    case_import = models.ForeignKey(CaseImport, on_delete=models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=100, blank=True)
    row = models.PositiveIntegerField()
    number = models.CharField(max_length=NUMBER_MAX_CHARACTERS, blank=True)
    values = models.JSONField(default=dict)
    before = models.JSONField(null=True)
    faults = models.JSONField(default=list)
    reckoned_due = models.DateField(null=True)
    state = models.CharField(max_length=7, choices=State.choices)

    class Meta:
        verbose_name = _("row of a list of cases")
        verbose_name_plural = _("rows of a list of cases")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.sheet} {self.row} {self.number}".strip()


class CaseRecord(models.Model):
    """One case, by its number.

    Attributes:
        commitment: number of the commitment it falls under.
        due: the day another system says it has to be finished; not reckoned with.
        pauses: first and last day of each, as ISO dates; the last is None while it goes on.
        last_import: the list that said this.
    """

    number = models.CharField(_("case number"), max_length=NUMBER_MAX_CHARACTERS, unique=True)
    commitment = models.CharField(_("number of the commitment"), max_length=20)
    received = models.DateField(_("case received on"))
    due = models.DateField(_("due on"), null=True)
    finished = models.DateField(_("finished on"), null=True, db_index=True)
    pauses = models.JSONField(default=list)
    last_import = models.ForeignKey(
        CaseImport, null=True, on_delete=models.PROTECT, related_name="records"
    )

    class Meta:
        verbose_name = _("case record")
        verbose_name_plural = _("case records")
        ordering = ["number"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.number

    def said(self) -> dict[str, Any]:
        """Return what it says of its case, as JSON keeps it."""
        return {
            "commitment": self.commitment,
            "received": self.received.isoformat(),
            "due": self.due and self.due.isoformat(),
            "finished": self.finished and self.finished.isoformat(),
            "pauses": self.pauses,
        }


class CaseAssessment(models.Model):
    """What became of a list's promises in one quarter; PostgreSQL refuses to change or delete it.

    Attributes:
        version: 1, and one more for each correction.
        reason: why it was corrected.
        figures: what the quarter adds up to; see :mod:`disclosure_plugin.queries.assessments`.
        inputs: everything they follow from, packed by zlib.
        sha256: of the inputs, unpacked.
    """

    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("commitment list"),
        on_delete=models.PROTECT,
        related_name="disclosure_assessments",
    )
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    version = models.PositiveSmallIntegerField(pgettext_lazy("of an assessment", "version"))
    reason = models.CharField(_("reason of the correction"), max_length=300, blank=True)
    figures = models.JSONField()
    inputs = models.BinaryField()
    sha256 = models.CharField(_("SHA-256 of the inputs"), max_length=64)
    frozen_at = models.DateTimeField(_("frozen at"), db_default=Now())
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    by_name = models.CharField(_("frozen by"), max_length=300)
    by_post = models.CharField(pgettext_lazy("of a person", "post"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("assessment of commitments")
        verbose_name_plural = _("assessments of commitments")
        ordering = ["-year", "-quarter", "-version"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["page", "year", "quarter", "version"], name="disclosure_quarter_once"
            )
        ]

    def __str__(self) -> str:
        said = (
            _("%(year)s, quarter %(quarter)s")
            if self.version == 1
            else _("%(year)s, quarter %(quarter)s, corrected (%(version)s)")
        )
        return str(said) % {"year": self.year, "quarter": self.quarter, "version": self.version}

    @property
    def total(self) -> Tally:
        """What all its commitments add up to."""
        months = (one["months"].values() for one in self.figures["commitments"])
        return sum((Tally.stored(kept) for each in months for kept in each), Tally())


def pauses_said(kept: list[Any]) -> tuple[Pause, ...]:
    """Return pauses as the rules read them."""
    return tuple(
        Pause(date.fromisoformat(first), date.fromisoformat(last) if last else None)
        for first, last in kept
    )

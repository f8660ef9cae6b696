"""Annual reports that bureaus have handed in to the county, and when they are due.

A submission holds the numbers of the three tables and nothing of the text: the numbers are what a
county adds up, and they become public with the report. Its rows are written by the bureau that
hands in; the county writes its decision into them and a message into the bureau's inbox. What was
handed in is never changed: PostgreSQL refuses it.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.annual_report_deadlines import Deadlines, by_law
from disclosure_plugin.domain.annual_report_values import Number, from_json


class SubmissionQuerySet(models.QuerySet["AnnualReportSubmission"]):
    def of(self, bureau: str) -> SubmissionQuerySet:
        """Keep those of one bureau; a bureau's every read begins with this."""
        return self.filter(bureau=bureau)

    def on(self, year: int) -> SubmissionQuerySet:
        """Keep the reports on one year."""
        return self.filter(year=year)

    def accepted(self) -> SubmissionQuerySet:
        """Keep what the county has accepted."""
        return self.filter(state=AnnualReportSubmission.State.ACCEPTED)

    def standing(self) -> SubmissionQuerySet:
        """Leave out what was handed in before the county accepted the page for another year.

        Whoever had written the wrong year hands the page in again for the right one.
        """
        moved = AnnualReportSubmission.objects.accepted().filter(
            bureau=models.OuterRef("bureau"),
            short_id=models.OuterRef("short_id"),
            pk__gt=models.OuterRef("pk"),
        )
        return self.exclude(models.Exists(moved.exclude(year=models.OuterRef("year"))))


class AnnualReportSubmission(models.Model):
    """A report as a bureau has handed it in; each time is a row of its own."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("state of a submission", "waits for the county")
        ACCEPTED = "accepted", pgettext_lazy("state of a submission", "accepted")
        RETURNED = "returned", pgettext_lazy("state of a submission", "returned")
        # Handed in again before the county had looked at it.
        REPLACED = "replaced", pgettext_lazy("state of a submission", "replaced by a later one")

    bureau = models.CharField(_("bureau"), max_length=30)
    # It outlives the bureau.
    bureau_name = models.CharField(_("name of the bureau"), max_length=100)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("how many times it was handed in"))
    # Of the bureau's page, by which its public address is found.
    page = models.PositiveBigIntegerField(_("page"))
    short_id = models.CharField(_("short id"), max_length=255)
    tables = models.JSONField(_("tables"))
    sha256 = models.CharField(_("SHA-256 of the tables"), max_length=64)
    # What did not fit when it was handed in and did not keep it back: [rule, parameters].
    remarks = models.JSONField(_("what did not fit"), default=list)

    submitted_at = models.DateTimeField(_("handed in at"), db_default=Now())
    submitted_by = models.CharField(_("handed in by"), max_length=150)
    state = models.CharField(
        pgettext_lazy("of a submission", "state"),
        max_length=9,
        choices=State.choices,
        default=State.SUBMITTED,
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    reason = models.CharField(_("why it was returned"), max_length=1000, blank=True)

    objects = models.Manager.from_queryset(SubmissionQuerySet)()

    class Meta:
        verbose_name = _("annual report handed in")
        verbose_name_plural = _("annual reports handed in")
        ordering = ["-year", "bureau", "-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "year", "number"], name="disclosure_report_number"
            ),
            models.UniqueConstraint(
                fields=["bureau", "year"],
                condition=models.Q(state="submitted"),
                name="disclosure_one_report_waits",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["submitted", "replaced"], decided_at=None)
                | models.Q(state__in=["accepted", "returned"], decided_at__isnull=False),
                name="disclosure_report_decided",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="returned", reason=""),
                name="disclosure_report_returned_why",
            ),
        ]
        indexes = [models.Index(fields=["year", "bureau"], name="disclosure_reports_of_year")]

    def __str__(self) -> str:
        return f"{self.bureau} {self.year}/{self.number}"

    @property
    def cells(self) -> dict[str, Number | None]:
        """Its numbers, by the code of the cell."""
        return from_json(self.tables)


class AnnualReportDays(models.Model):
    """The days a county has set for the reports on one year; none: those of the Regulation."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    bureau_by = models.DateField(_("bureaus hand in and publish by"))
    county_by = models.DateField(_("the county publishes by"))
    source = models.CharField(_("notice that sets these days"), max_length=200)
    set_by = models.CharField(_("set by"), max_length=150)
    set_at = models.DateTimeField(_("set at"), auto_now=True)

    class Meta:
        verbose_name = _("days for annual reports")
        verbose_name_plural = _("days for annual reports")
        ordering = ["-year"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.year)


def deadlines(year: int) -> Deadlines:
    """Return the last days for the reports on a year, with what sets them."""
    days = AnnualReportDays.objects.filter(year=year).first()
    if days is None:
        return by_law(year)
    return Deadlines(days.bureau_by, days.county_by, days.source)

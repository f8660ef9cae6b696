"""Tasks of a year: what the summary of the year before has planned."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.editor.activity_words import plan_status_choices


class PlanTask(models.Model):
    """A plan that was published in a summary, and what the next summary said of it.

    Written when a summary is published; it stays when the page is gone.

    Attributes:
        year: in which it is to be carried out.
        from_year: of the summary that planned it; earlier than the year before where it was
            carried over.
        is_withdrawn: a later version of that summary does not plan it any more.
    """

    year = models.PositiveSmallIntegerField(pgettext_lazy("of a plan", "year"))
    from_year = models.PositiveSmallIntegerField(pgettext_lazy("of a plan", "planned in"))
    place = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(pgettext_lazy("of a plan", "plan"), max_length=300)
    section = models.ForeignKey(
        "disclosure_plugin.Section",
        verbose_name=_("responsible section"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    due_on = models.DateField(pgettext_lazy("of a plan", "to be done by"), null=True, blank=True)
    status = models.CharField(
        pgettext_lazy("of a plan", "what became of it"),
        max_length=12,
        choices=plan_status_choices,
        blank=True,
    )
    note = models.CharField(
        pgettext_lazy("of a plan", "result or reason"), max_length=300, blank=True
    )
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        verbose_name = pgettext_lazy("of a plan", "task of a year")
        verbose_name_plural = pgettext_lazy("of a plan", "tasks of a year")
        ordering = ["year", "place", "pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["year", "text"], name="disclosure_plan_task_once")
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.text}"

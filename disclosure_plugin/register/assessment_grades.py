"""The grades of the year-end assessment: data a county edits, for all bureaus."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.assessment import Grade


class AssessmentGrade(models.Model):
    """One grade. From which score on it is given, no national rule says: the county does."""

    name = models.CharField(
        pgettext_lazy("grade of an assessment", "name"), max_length=20, unique=True
    )
    lowest = models.DecimalField(
        _("lowest score"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text=_(
            "Of 100; the grade begins with it. Nothing is graded until every grade has one, and "
            "one of them begins at 0."
        ),
    )
    consequence = models.CharField(
        _("reward or penalty at the year's end"),
        max_length=200,
        blank=True,
        help_text=_("As the county's rule says it, with its document."),
    )
    place = models.PositiveSmallIntegerField(
        pgettext_lazy("grade of an assessment", "place in lists"), default=0
    )

    class Meta:
        verbose_name = _("grade of assessments")
        verbose_name_plural = _("grades of assessments")
        default_permissions = ()
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.name


def grades() -> list[Grade]:
    """Return the county's grades, in their order; some may have no lowest score yet."""
    return [Grade(one.name, one.lowest, one.consequence) for one in AssessmentGrade.objects.all()]

"""What public notices are about, and how long the law lets each stand: data a county edits."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.notices import Matter, Unit


class PeriodUnit(models.TextChoices):
    """What the days of a period are."""

    WORKING_DAYS = Unit.WORKING_DAYS.value, _("working days")
    CALENDAR_DAYS = Unit.CALENDAR_DAYS.value, _("calendar days")


class NoticeMatter(models.Model):
    """One matter of notices, for all bureaus; never deleted, since notices name it."""

    code = models.SlugField(
        pgettext_lazy("notice matter", "code"),
        unique=True,
        help_text=_("Latin letters and hyphens; it stays."),
    )
    name = models.CharField(pgettext_lazy("notice matter", "name"), max_length=100)
    shortest = models.PositiveSmallIntegerField(
        _("days it stands at least"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty where no rule is known: the bureau then decides."),
    )
    unit = models.CharField(_("unit of these days"), max_length=8, choices=PeriodUnit, blank=True)
    basis = models.CharField(
        _("rule, with its article"),
        max_length=200,
        blank=True,
        help_text=_("Shown with each notice."),
    )
    may_be_shorter = models.BooleanField(_("may be shorter for a published reason"), default=False)
    remark = models.CharField(
        _("remark"), max_length=200, blank=True, help_text=_("For those who edit this list.")
    )
    is_offered = models.BooleanField(_("offered for new notices"), default=True)

    class Meta:
        verbose_name = _("matter of notices")
        verbose_name_plural = _("matters of notices")
        default_permissions = ("add", "change", "view")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Ask for days, unit and rule together: a number without its rule cannot be checked."""
        super().clean()
        told = {"shortest": self.shortest, "unit": self.unit, "basis": self.basis.strip()}
        missing = [name for name, value in told.items() if not value]
        if self.shortest is None and not self.may_be_shorter and not self.unit:
            return
        if missing:
            sentence = _("Give the days, their unit and the rule together, or none of them.")
            raise ValidationError(dict.fromkeys(missing, sentence))

    def matter(self) -> Matter:
        """Return what the rules need of it."""
        return Matter(
            self.name,
            self.shortest,
            Unit(self.unit) if self.unit else None,
            self.basis,
            self.may_be_shorter,
        )

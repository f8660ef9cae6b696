"""What a bureau has decided about its finance statements; nothing of it has a default.

No rule says by which day an internal statement is due, nor from which change on it is explained.
"""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from disclosure_plugin.domain.finance import Threshold
from disclosure_plugin.domain.months import Month


@register_setting(icon="calendar-check")
class FinanceSettings(BaseSiteSetting):
    """When finance statements are due, and which changes are explained."""

    due_day = models.PositiveSmallIntegerField(
        _("due on this day of the next month"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text=_(
            "A calendar day; in a month that is shorter, its last day. While it is empty, no "
            "statement is late."
        ),
    )
    owed_from = models.DateField(
        _("statements are owed from the month of"),
        null=True,
        blank=True,
        help_text=_("Any day of it. Empty: from the first month that has a statement."),
    )
    explained_amount = models.DecimalField(
        _("changes above this need their reason (yuan)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("Against the same month of last year."),
    )
    explained_percent = models.DecimalField(
        _("changes above this need their reason (percent)"),
        max_digits=6,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("Of last year's figure. With both, either is enough."),
    )

    panels = [
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("due_day"), FieldPanel("owed_from")])],
            heading=_("When they are due"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("explained_amount"), FieldPanel("explained_percent")])],
            heading=_("Which changes are explained"),
        ),
    ]

    class Meta:
        verbose_name = _("rules of finance statements")

    @property
    def threshold(self) -> Threshold:
        return Threshold(self.explained_amount, self.explained_percent)

    @property
    def first_month(self) -> Month | None:
        return Month.of(self.owed_from) if self.owed_from else None


def finance_settings() -> FinanceSettings:
    """Return what the bureau has decided; nothing, and unsaved, where it has not yet."""
    return FinanceSettings.objects.order_by("pk").first() or FinanceSettings()

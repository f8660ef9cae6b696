"""The rows of a commitment list: what is promised, was promised, was kept, and why not."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Orderable

from disclosure_plugin.domain import commitments as rules
from disclosure_plugin.domain.required_elements import CommitmentElements
from disclosure_plugin.register.notice_matters import PeriodUnit

from .limits import limit, refuse_longer_promise


class AbstractCommitment(Orderable):
    """One commitment with the ten things that are published of it, and what it promises now.

    Attributes:
        code: its number in the list; it stays, because case records and earlier promises name it.
        in_force_from: the first day of what is promised now; it may be to come.
    """

    code = models.CharField(
        _("number of the commitment"),
        max_length=20,
        blank=True,
        help_text=_("Such as 01. Case records name it, so it never changes."),
    )
    text = models.CharField(_("commitment"), max_length=200)
    basis = models.TextField(_("legal basis"), blank=True)
    conditions = models.TextField(pgettext_lazy("of a commitment", "conditions"), blank=True)
    procedure = models.TextField(pgettext_lazy("of a commitment", "procedure"), blank=True)
    fee = models.CharField(
        _("fee"), max_length=200, blank=True, help_text=_("What it costs, or that it is free.")
    )
    section = models.ForeignKey(
        "disclosure_plugin.Section",
        verbose_name=_("responsible section"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    handler = models.CharField(
        _("person in charge"),
        max_length=100,
        blank=True,
        help_text=_("Who answers for it: the post, and the name if the bureau publishes it."),
    )
    statutory_days = models.PositiveSmallIntegerField(
        _("limit set by law"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty where the law sets no limit."),
    )
    statutory_unit = models.CharField(
        _("unit of the limit"),
        max_length=8,
        choices=PeriodUnit,
        default=PeriodUnit.WORKING_DAYS,
    )
    promised_days = models.PositiveSmallIntegerField(
        _("promised limit"), validators=[MinValueValidator(1)]
    )
    promised_unit = models.CharField(
        _("unit of the promise"),
        max_length=8,
        choices=PeriodUnit,
        default=PeriodUnit.WORKING_DAYS,
    )
    in_force_from = models.DateField(
        _("promised from"),
        null=True,
        blank=True,
        help_text=_("Cases received from this day on are judged by it."),
    )
    loosening_reason = models.CharField(
        _("why it is longer than before"),
        max_length=300,
        blank=True,
        help_text=_("Only if it is. The reason is published."),
    )
    breach_liability = models.TextField(_("what follows a breach"))
    supervision = models.TextField(_("how it is supervised"), blank=True)
    complaint_phone = models.CharField(_("complaint phone"), max_length=40)
    ended_on = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("Empty while it is promised.")
    )
    end_reason = models.CharField(
        _("why it ends"), max_length=300, blank=True, help_text=_("The reason is published.")
    )

    panels = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("text")]),
        FieldPanel("basis"),
        FieldPanel("conditions"),
        FieldPanel("procedure"),
        FieldPanel("fee"),
        FieldRowPanel([FieldPanel("section"), FieldPanel("handler")]),
        MultiFieldPanel(
            [
                # A number of days is nothing without its unit, in a draft either.
                FieldRowPanel(
                    [
                        FieldPanel("statutory_days"),
                        FieldPanel("statutory_unit", required_on_save=True),
                    ]
                ),
                FieldRowPanel(
                    [
                        FieldPanel("promised_days"),
                        FieldPanel("promised_unit", required_on_save=True),
                    ]
                ),
                FieldRowPanel([FieldPanel("in_force_from"), FieldPanel("loosening_reason")]),
            ],
            heading=_("Limits"),
        ),
        FieldPanel("breach_liability"),
        FieldPanel("supervision"),
        FieldPanel("complaint_phone"),
        FieldRowPanel([FieldPanel("ended_on"), FieldPanel("end_reason")]),
    ]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()

    def clean(self) -> None:
        super().clean()
        refuse_longer_promise(
            statutory_days=self.statutory_days,
            promised_days=self.promised_days,
            statutory_unit=self.statutory_unit,
            promised_unit=self.promised_unit,
        )

    def elements(self) -> CommitmentElements:
        """Return what it says, for the rule on complete commitments."""
        return CommitmentElements(
            code=self.code,
            text=self.text,
            basis=self.basis,
            conditions=self.conditions,
            procedure=self.procedure,
            fee=self.fee,
            promised=self.promised_days,
            has_first_day=self.in_force_from is not None,
            has_section=self.section_id is not None,
            handler=self.handler,
            breach_liability=self.breach_liability,
            supervision=self.supervision,
            complaint_phone=self.complaint_phone,
        )

    def as_rules_read_it(self, earlier: tuple[rules.Promise, ...] = ()) -> rules.Commitment:
        """Return it with what it promised before."""
        promised = limit(self.promised_days, self.promised_unit)
        present = None
        if promised is not None:
            present = rules.Promise(self.in_force_from, promised, self.loosening_reason)
        return rules.Commitment(
            self.code, self.text, present, earlier, self.ended_on, self.end_reason
        )

    @property
    def is_shorter_than_law(self) -> bool:
        """Whether it surely promises less time than the law allows."""
        law = limit(self.statutory_days, self.statutory_unit)
        promised = limit(self.promised_days, self.promised_unit)
        if law is None or promised is None:
            return False
        return bool(rules.is_within(promised, law)) and promised.number < law.number


class AbstractEarlierPromise(Orderable):
    """What a commitment promised from a day on, until the next promise began."""

    code = models.CharField(_("number of the commitment"), max_length=20)
    promised_days = models.PositiveSmallIntegerField(
        _("promised limit"), validators=[MinValueValidator(1)]
    )
    promised_unit = models.CharField(
        _("unit of the promise"),
        max_length=8,
        choices=PeriodUnit,
        default=PeriodUnit.WORKING_DAYS,
    )
    in_force_from = models.DateField(_("promised from"))
    loosening_reason = models.CharField(
        _("why it is longer than before"),
        max_length=300,
        blank=True,
        help_text=_("Only if it is. The reason is published."),
    )

    panels = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("in_force_from")]),
        FieldRowPanel(
            [FieldPanel("promised_days"), FieldPanel("promised_unit", required_on_save=True)]
        ),
        FieldPanel("loosening_reason"),
    ]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.code} {self.in_force_from}"

    def promise(self) -> rules.Promise:
        """Return it as the rules read it."""
        promised = rules.Limit(self.promised_days, rules.Unit(self.promised_unit))
        return rules.Promise(self.in_force_from, promised, self.loosening_reason)


class AbstractShownAssessment(Orderable):
    """A frozen quarter that the list shows; approved and published with it."""

    assessment = models.ForeignKey(
        "disclosure_plugin.CaseAssessment",
        verbose_name=_("assessed quarter"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    nothing_without = frozenset({"assessment"})
    panels = [FieldPanel("assessment")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(self.assessment)


class AbstractExplanation(Orderable):
    """Why promises of one commitment were broken, and what was done about it."""

    code = models.CharField(_("number of the commitment"), max_length=20)
    text = models.TextField(_("cause and remedy"))

    panels = [FieldPanel("code"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.code

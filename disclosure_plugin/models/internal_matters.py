"""Internal matters 对内公开事项: pay adjustments, leaders' integrity, reimbursement."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page
from wagtail.search import index

from disclosure_plugin.domain.internal_matters import (
    MatterKind,
    PeriodBackwards,
    check_period,
    check_total,
)
from disclosure_plugin.domain.required_elements import InternalMatter
from disclosure_plugin.editor.matter_words import matter_choices
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused

from .disclosed import DisclosedMixin
from .items import AbstractItemAttachment, AbstractLegalBasis
from .staff_first import StaffFirstMixin
from .structured import StructuredMixin


class InternalMatterMixin(StaffFirstMixin, StructuredMixin):
    """What a bureau shows its own people, row by row. Amounts are in yuan.

    Numbers of identity and bank cards have no place in it: the personal-data gate looks at
    everything that is disclosed, whoever may read it.
    """

    kind = models.CharField(
        pgettext_lazy("of an internal matter", "kind"),
        max_length=13,
        choices=matter_choices,
        help_text=_("Which elements are asked for depends on it."),
    )
    period_from = models.DateField(_("first day of its period"), null=True, blank=True)
    period_to = models.DateField(_("last day of its period"), null=True, blank=True)
    total = models.DecimalField(
        pgettext_lazy("of an internal matter", "total (yuan)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Compared with the rows. Leave empty to have them added up."),
    )

    matter_panels = [
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldRowPanel([FieldPanel("period_from"), FieldPanel("period_to")]),
                FieldPanel("total"),
            ],
            heading=pgettext_lazy("internal matter", "Matter"),
        ),
        InlinePanel(
            "rows",
            label=pgettext_lazy("of an internal matter", "row"),
            heading=pgettext_lazy("of an internal matter", "Rows"),
            help_text=_("No numbers of identity or bank cards, home addresses or illnesses."),
        ),
    ]

    class Meta:
        abstract = True

    @property
    def is_about_pay(self) -> bool:
        return bool(self.kind == MatterKind.PAY)

    @property
    def has_amounts(self) -> bool:
        return any(row.amount is not None for row in self.rows.all())

    @property
    def has_approvers(self) -> bool:
        return any(row.approved_by for row in self.rows.all())

    @property
    def sum(self) -> Decimal:
        """What the rows add up to, in yuan."""
        return sum((row.amount or Decimal(0) for row in self.rows.all()), Decimal(0))

    def clean(self) -> None:
        super().clean()
        try:
            check_period(self.period_from, self.period_to)
        except PeriodBackwards as refusal:
            raise ValidationError({"period_to": refusal_sentence(refusal)}) from refusal

    def elements(self) -> InternalMatter:
        rows = list(self.rows.all())
        return InternalMatter(
            **self.common_elements(),
            kind=self.kind,
            has_period=self.period_from is not None and self.period_to is not None,
            rows=len(rows),
            without_subject=sum(not row.subject.strip() for row in rows),
            without_change=sum(not (row.before.strip() and row.after.strip()) for row in rows),
            without_amount=sum(row.amount is None for row in rows),
            without_approver=sum(not row.approved_by.strip() for row in rows),
        )

    def contradictions(self) -> Iterator[Refused]:
        amounts = [row.amount for row in self.rows.all() if row.amount is not None]
        for check in (
            lambda: check_period(self.period_from, self.period_to),
            lambda: check_total(self.total, amounts),
        ):
            try:
                check()
            except Refused as refusal:
                yield refusal


class AbstractMatterRow(Orderable):
    """One row: a person's pay, a leader's report, money paid back."""

    subject = models.CharField(
        _("whom or what it is about"),
        max_length=60,
        help_text=_("A name, post or section; no number of an identity card."),
    )
    matter = models.CharField(_("matter or purpose"), max_length=200, blank=True)
    before = models.CharField(_("before"), max_length=60, blank=True)
    after = models.CharField(pgettext_lazy("of a change", "now"), max_length=60, blank=True)
    amount = models.DecimalField(
        _("amount (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    approved_by = models.CharField(_("approved by (post)"), max_length=60, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("subject"), FieldPanel("matter")]),
        FieldRowPanel([FieldPanel("before"), FieldPanel("after")]),
        FieldRowPanel([FieldPanel("amount"), FieldPanel("approved_by")]),
    ]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.subject


class InternalMatterPage(InternalMatterMixin, Page):
    content_panels = [
        *StructuredMixin.first_panels,
        *Page.content_panels,
        *DisclosedMixin.disclosure_panels,
        *InternalMatterMixin.matter_panels,
        *StructuredMixin.last_panels,
    ]
    promote_panels = DisclosedMixin.promote_panels
    search_fields = [
        *Page.search_fields,
        *StructuredMixin.search_fields_of_structured,
        index.RelatedFields("rows", [index.SearchField("subject"), index.SearchField("matter")]),
    ]
    template = "disclosure_plugin/pages/internal_matter.html"
    parent_page_types = ["disclosure_plugin.DisclosureColumnPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("internal matter")
        verbose_name_plural = _("internal matters")


class MatterRow(AbstractMatterRow):
    page = ParentalKey(InternalMatterPage, on_delete=models.CASCADE, related_name="rows")

    class Meta(AbstractMatterRow.Meta):
        verbose_name = pgettext_lazy("of an internal matter", "row")
        verbose_name_plural = pgettext_lazy("of an internal matter", "rows")


class MatterLegalBasis(AbstractLegalBasis):
    page = ParentalKey(InternalMatterPage, on_delete=models.CASCADE, related_name="legal_bases")

    class Meta(AbstractLegalBasis.Meta):
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")


class MatterAttachment(AbstractItemAttachment):
    page = ParentalKey(InternalMatterPage, on_delete=models.CASCADE, related_name="attachments")

    class Meta(AbstractItemAttachment.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

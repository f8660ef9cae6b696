"""Fee standards 收费标准: what is charged, how much, on which basis."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable, Page
from wagtail.search import index

from disclosure_plugin.domain.in_force import EndsBeforeItBegins, check_days
from disclosure_plugin.domain.required_elements import FeeStandard
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused

from .disclosed import DisclosedMixin
from .items import AbstractItemAttachment, AbstractLegalBasis
from .structured import StructuredMixin


class FeeStandardMixin(StructuredMixin):
    """A table of fees."""

    fee_panels = [InlinePanel("fees", label=_("fee"), heading=_("Fees"))]

    class Meta:
        abstract = True

    def contradictions(self) -> Iterator[Refused]:
        for fee in self.fees.all():
            try:
                check_days(fee.in_force_from, fee.in_force_to)
            except EndsBeforeItBegins as refusal:
                yield refusal

    def elements(self) -> FeeStandard:
        fees = list(self.fees.all())
        return FeeStandard(
            **self.common_elements(),
            fees=len(fees),
            without_basis=sum(not fee.basis.strip() for fee in fees),
            without_first_day=sum(fee.in_force_from is None for fee in fees),
            without_payer=sum(not fee.payer.strip() for fee in fees),
        )


class AbstractFee(Orderable):
    """One fee. The days are calendar days, both included."""

    item = models.CharField(_("fee item"), max_length=200)
    standard = models.CharField(
        _("standard"),
        max_length=100,
        help_text=_("An amount as it is printed, such as 0.60, or words."),
    )
    unit = models.CharField(
        _("charged in"),
        max_length=60,
        blank=True,
        help_text=_("Such as “yuan per square metre and day”."),
    )
    payer = models.CharField(_("who pays"), max_length=100, blank=True)
    basis = models.CharField(
        _("basis of the fee"),
        max_length=200,
        blank=True,
        help_text=_("The document with its number or article."),
    )
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    in_force_to = models.DateField(
        _("in force until"),
        null=True,
        blank=True,
        help_text=_("The last day. Leave empty where no end is set."),
    )

    panels = [
        FieldPanel("item"),
        FieldRowPanel([FieldPanel("standard"), FieldPanel("unit")]),
        FieldPanel("payer"),
        FieldPanel("basis"),
        FieldRowPanel([FieldPanel("in_force_from"), FieldPanel("in_force_to")]),
    ]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.item

    def clean(self) -> None:
        super().clean()
        try:
            check_days(self.in_force_from, self.in_force_to)
        except EndsBeforeItBegins as refusal:
            raise ValidationError({"in_force_to": refusal_sentence(refusal)}) from refusal


class FeeStandardPage(FeeStandardMixin, Page):
    content_panels = [
        *StructuredMixin.first_panels,
        *Page.content_panels,
        *DisclosedMixin.disclosure_panels,
        *FeeStandardMixin.fee_panels,
        *StructuredMixin.last_panels,
    ]
    promote_panels = DisclosedMixin.promote_panels
    search_fields = [
        *Page.search_fields,
        *StructuredMixin.search_fields_of_structured,
        index.RelatedFields("fees", [index.SearchField("item"), index.SearchField("basis")]),
    ]
    template = "disclosure_plugin/pages/fee_standard.html"
    parent_page_types = ["disclosure_plugin.DisclosureColumnPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("fee standard")
        verbose_name_plural = _("fee standards")


class FeeItem(AbstractFee):
    page = ParentalKey(FeeStandardPage, on_delete=models.CASCADE, related_name="fees")

    class Meta(AbstractFee.Meta):
        verbose_name = _("fee")
        verbose_name_plural = _("fees")


class FeeLegalBasis(AbstractLegalBasis):
    page = ParentalKey(FeeStandardPage, on_delete=models.CASCADE, related_name="legal_bases")

    class Meta(AbstractLegalBasis.Meta):
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")


class FeeAttachment(AbstractItemAttachment):
    page = ParentalKey(FeeStandardPage, on_delete=models.CASCADE, related_name="attachments")

    class Meta(AbstractItemAttachment.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

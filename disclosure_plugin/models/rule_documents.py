"""Rule documents 规范性文件: number, days, whether they still hold, and what interprets them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from disclosure_plugin.domain.in_force import check_days, check_validity, lapses_at
from disclosure_plugin.domain.register import Validity
from disclosure_plugin.domain.required_elements import RuleDocument
from disclosure_plugin.editor.blocks import ItemBodyBlock
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused

from .disclosed import DisclosedMixin
from .interpretations import InterpretationMixin
from .items import AbstractItemAttachment, AbstractLegalBasis
from .structured import StructuredMixin


class RuleDocumentMixin(InterpretationMixin, StructuredMixin):
    """A document that binds people. Its days are calendar days.

    Whether it holds is the field ``validity``, which the register shows too; the day on which it
    ended has to say the same.
    """

    body = StreamField(
        ItemBodyBlock(required=False), verbose_name=_("text of the document"), blank=True
    )
    document_number = models.CharField(
        _("document number"),
        max_length=60,
        blank=True,
        help_text=_("The whole number with year, as on the document."),
    )
    issuing_body = models.CharField(_("issuing body"), max_length=100, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    ended_on = models.DateField(
        _("lapsed or repealed on"),
        null=True,
        blank=True,
        help_text=_(
            "The first day on which it no longer holds. A day to come is the end that the "
            "document has set itself: on that day it becomes expired by itself."
        ),
    )
    end_reason = models.CharField(
        _("why it ended"),
        max_length=200,
        blank=True,
        help_text=_("Such as the document that repealed it."),
    )

    document_panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("document_number"), FieldPanel("issuing_body")]),
                FieldRowPanel([FieldPanel("issued_on"), FieldPanel("in_force_from")]),
            ],
            heading=pgettext_lazy("rule document", "Document"),
        ),
        MultiFieldPanel(
            [FieldPanel("ended_on"), FieldPanel("end_reason")],
            heading=_("When it no longer holds"),
        ),
        *InterpretationMixin.interpretation_panels,
    ]

    class Meta:
        abstract = True

    @property
    def has_ended(self) -> bool:
        return bool(self.validity != Validity.VALID)

    @property
    def lapses_at(self) -> datetime | None:
        """When it becomes expired by itself; None if it does not."""
        return lapses_at(self.validity, self.ended_on, timezone.get_default_timezone())

    def clean(self) -> None:
        super().clean()
        for refusal in self.contradictions():
            raise ValidationError({"ended_on": refusal_sentence(refusal)}) from refusal

    def elements(self) -> RuleDocument:
        return RuleDocument(
            **self.common_elements(),
            document_number=self.document_number,
            issuing_body=self.issuing_body,
            is_issued=self.issued_on is not None,
            is_dated=self.in_force_from is not None,
            has_text=len(self.body) > 0,
            validity=self.validity,
            has_ended=self.ended_on is not None,
            end_reason=self.end_reason,
        )

    def contradictions(self) -> Iterator[Refused]:
        try:
            check_days(self.in_force_from, self.ended_on)
            check_validity(self.validity, ended_on=self.ended_on, today=timezone.localdate())
        except Refused as refusal:
            yield refusal


class RuleDocumentPage(RuleDocumentMixin, Page):
    content_panels = [
        *StructuredMixin.first_panels,
        *Page.content_panels,
        *DisclosedMixin.disclosure_panels,
        *RuleDocumentMixin.document_panels,
        *StructuredMixin.last_panels,
    ]
    promote_panels = DisclosedMixin.promote_panels
    search_fields = [
        *Page.search_fields,
        *StructuredMixin.search_fields_of_structured,
        index.SearchField("document_number"),
        index.SearchField("issuing_body"),
        index.SearchField("end_reason"),
    ]
    template = "disclosure_plugin/pages/rule_document.html"
    parent_page_types = ["disclosure_plugin.DisclosureColumnPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("rule document")
        verbose_name_plural = _("rule documents")


class RuleDocumentLegalBasis(AbstractLegalBasis):
    page = ParentalKey(RuleDocumentPage, on_delete=models.CASCADE, related_name="legal_bases")

    class Meta(AbstractLegalBasis.Meta):
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")


class RuleDocumentAttachment(AbstractItemAttachment):
    page = ParentalKey(RuleDocumentPage, on_delete=models.CASCADE, related_name="attachments")

    class Meta(AbstractItemAttachment.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

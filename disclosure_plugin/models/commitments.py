"""Commitment lists 服务承诺."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable, Page
from wagtail.search import index

from disclosure_plugin.domain.commitments import PromiseLongerThanLaw, check_limits

from .disclosed import DisclosedMixin


class CommitmentListMixin(DisclosedMixin):
    """What the bureau promises, and what follows when it does not keep it."""

    introduction = models.TextField(_("introduction"), blank=True)

    class Meta:
        abstract = True


class AbstractCommitment(Orderable):
    """One promise. Limits are in working days."""

    text = models.CharField(_("commitment"), max_length=200)
    section = models.ForeignKey(
        "disclosure_plugin.Section",
        verbose_name=_("responsible section"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    statutory_days = models.PositiveSmallIntegerField(
        _("statutory limit (working days)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty where the law sets no limit."),
    )
    promised_days = models.PositiveSmallIntegerField(
        _("promised limit (working days)"), validators=[MinValueValidator(1)]
    )
    breach_liability = models.TextField(_("what follows a breach"))
    complaint_phone = models.CharField(_("complaint phone"), max_length=40)

    panels = [
        FieldPanel("text"),
        FieldPanel("section"),
        FieldRowPanel([FieldPanel("statutory_days"), FieldPanel("promised_days")]),
        FieldPanel("breach_liability"),
        FieldPanel("complaint_phone"),
    ]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        super().clean()
        try:
            check_limits(statutory_days=self.statutory_days, promised_days=self.promised_days)
        except PromiseLongerThanLaw as error:
            raise ValidationError(
                {
                    "promised_days": ValidationError(
                        _(
                            "The law allows %(statutory)s working days: promise that many "
                            "or fewer, not %(promised)s."
                        ),
                        code="longer_than_law",
                        params={
                            "statutory": error.statutory_days,
                            "promised": error.promised_days,
                        },
                    )
                }
            ) from error


class CommitmentListPage(CommitmentListMixin, Page):
    content_panels = [
        *Page.content_panels,
        *DisclosedMixin.disclosure_panels,
        FieldPanel("introduction"),
        InlinePanel("commitments", label=_("commitment"), heading=_("Commitments"), min_num=1),
    ]
    promote_panels = DisclosedMixin.promote_panels
    search_fields = [
        *Page.search_fields,
        *DisclosedMixin.search_fields_of_disclosed,
        index.SearchField("introduction"),
        index.RelatedFields("commitments", [index.SearchField("text")]),
    ]
    template = "disclosure_plugin/pages/commitments.html"
    parent_page_types = ["disclosure_plugin.BureauHomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("commitment list")
        verbose_name_plural = _("commitment lists")


class Commitment(AbstractCommitment):
    page = ParentalKey(CommitmentListPage, on_delete=models.CASCADE, related_name="commitments")

    class Meta(AbstractCommitment.Meta):
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")

"""Annual summaries 年度工作总结."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from disclosure_plugin.editor.blocks import TEXT_FEATURES, SummarySectionsBlock

from .disclosed import DisclosedMixin


class AnnualSummaryMixin(DisclosedMixin):
    """A year's work in words and figures."""

    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1949), MaxValueValidator(2999)]
    )
    introduction = RichTextField(_("introduction"), blank=True, features=TEXT_FEATURES)
    sections = StreamField(SummarySectionsBlock(), verbose_name=_("sections"))
    conclusion = RichTextField(_("conclusion"), blank=True, features=TEXT_FEATURES)

    class Meta:
        abstract = True


class AbstractSummaryFigure(Orderable):
    """A figure of the year. It is shown with where it was counted, or not at all."""

    label = models.CharField(_("what was counted"), max_length=60)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    approximate = models.BooleanField(
        _("approximate"),
        default=False,
        help_text=_("The source says “more than”. Ask for the exact count."),
    )
    source = models.CharField(
        _("source"),
        max_length=200,
        help_text=_("The record or sentence it was counted from."),
    )

    panels = [
        FieldRowPanel([FieldPanel("label"), FieldPanel("value"), FieldPanel("unit")]),
        FieldPanel("approximate"),
        FieldPanel("source"),
    ]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.label} {self.value.normalize():f} {self.unit}".strip()


class AnnualSummaryPage(AnnualSummaryMixin, Page):
    content_panels = [
        *Page.content_panels,
        FieldPanel("year"),
        *DisclosedMixin.disclosure_panels,
        FieldPanel("introduction"),
        InlinePanel("figures", label=_("figure"), heading=_("Figures")),
        FieldPanel("sections"),
        FieldPanel("conclusion"),
    ]
    promote_panels = DisclosedMixin.promote_panels
    search_fields = [
        *Page.search_fields,
        *DisclosedMixin.search_fields_of_disclosed,
        index.SearchField("introduction"),
        index.SearchField("sections"),
        index.SearchField("conclusion"),
        index.FilterField("year"),
    ]
    template = "disclosure_plugin/pages/summary.html"
    parent_page_types = ["disclosure_plugin.BureauHomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("annual summary")
        verbose_name_plural = _("annual summaries")


class SummaryFigure(AbstractSummaryFigure):
    page = ParentalKey(AnnualSummaryPage, on_delete=models.CASCADE, related_name="figures")

    class Meta(AbstractSummaryFigure.Meta):
        verbose_name = _("figure")
        verbose_name_plural = _("figures")

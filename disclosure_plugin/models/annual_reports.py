"""Annual reports 政府信息公开工作年度报告: six sections, three of them tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from disclosure_plugin import bureaus
from disclosure_plugin.domain.annual_report_checks import DoesNotAddUp, Fault, check
from disclosure_plugin.domain.annual_report_form import TOPICS
from disclosure_plugin.domain.annual_report_prose import compare
from disclosure_plugin.domain.annual_report_values import Number, from_json
from disclosure_plugin.domain.markup_text import MarkedText
from disclosure_plugin.domain.required_elements import AnnualReport
from disclosure_plugin.editor.blocks import BODY_FEATURES, TEXT_FEATURES
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.register.models import AnnualReportSubmission

from .annual_report_editing import AnnualReportForm, ChecksPanel
from .disclosed import DisclosedMixin
from .structured import StructuredMixin

FIRST_YEAR = 2008  # in which the Regulation came into force
# Further sentences of one refusal help nobody.
SENTENCES_AT_MOST = 8


class YearTaken(Refused):
    """There are two reports on one year."""

    sentence = gettext_noop("There is a report on %(year)s already: edit that one.")


class AnnualReportMixin(StructuredMixin):
    """A year's disclosure in the form of 2021.

    A report that was published elsewhere before is history: what of it does not add up is said,
    and does not keep it from being published as it was.
    """

    body = None  # its text stands in its sections

    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(2999)]
    )
    introduction = RichTextField(
        pgettext_lazy("annual report", "introduction"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("What it rests on, the period (1 January to 31 December), and the contact."),
    )
    overview = RichTextField(
        pgettext_lazy("annual report", "1 · Overview 总体情况"),
        blank=True,
        features=BODY_FEATURES,
        help_text=_("主动公开, 依申请公开, 政府信息管理, 政府信息公开平台建设, 监督保障."),
    )
    tables = models.JSONField(
        pgettext_lazy("annual report", "2 to 4 · Tables"), default=dict, blank=True
    )
    problems = RichTextField(
        pgettext_lazy("annual report", "5 · Problems and improvements 存在的主要问题及改进情况"),
        blank=True,
        features=BODY_FEATURES,
    )
    other = RichTextField(
        pgettext_lazy("annual report", "6 · Other matters 其他需要报告的事项"),
        blank=True,
        features=BODY_FEATURES,
        help_text=_("Fees for information 信息处理费 are reported here. Empty is printed as 无."),
    )

    base_form_class = AnnualReportForm

    first_panels = [*StructuredMixin.first_panels, ChecksPanel(heading=_("What does not fit"))]
    report_panels = [
        FieldPanel("introduction"),
        FieldPanel("overview"),
        FieldPanel("tables"),
        FieldPanel("problems"),
        FieldPanel("other"),
    ]

    class Meta:
        abstract = True

    @property
    def cells(self) -> dict[str, Number | None]:
        """The numbers of its tables, by the code of the cell."""
        return from_json(self.tables)

    @property
    def is_history(self) -> bool:
        """Whether it was published elsewhere before."""
        return self.original_published_on is not None

    def clean(self) -> None:
        super().clean()
        if self._others().exists():
            raise ValidationError({"year": refusal_sentence(YearTaken(year=self.year))})

    def _others(self) -> models.QuerySet:
        """Return other reports on the same year."""
        return type(self).objects.filter(year=self.year or 0).exclude(pk=self.pk)

    def common_elements(self) -> dict[str, Any]:
        return {
            "abstract": self.abstract,
            "is_formed": self.formed_on is not None,
            "has_section": self.responsible_section_id is not None,
            "category": self.category,
        }

    def elements(self) -> AnnualReport:
        return AnnualReport(
            **self.common_elements(),
            overview=plain(self.overview),
            problems=plain(self.problems),
        )

    def contradictions(self) -> Iterator[Refused]:
        if self._others().filter(live=True).exists():
            yield YearTaken(year=self.year)
        if self.is_history:
            return
        blocking = [fault for fault in check(self.cells) if fault.is_blocking]
        yield from map(DoesNotAddUp, blocking[:SENTENCES_AT_MOST])

    def cells_of_the_year_before(self) -> dict[str, Number | None] | None:
        """Return the tables of last year's report; None where this bureau has none.

        What the county has accepted comes before a page, and a page that is public before a draft.
        """
        if not self.year:
            return None
        submissions = AnnualReportSubmission.objects.of(bureaus.current()).on(self.year - 1)
        accepted = submissions.standing().accepted().order_by("-number").first()
        if accepted is not None:
            return accepted.cells
        page = type(self).objects.filter(year=self.year - 1).first()
        if page is None:
            return None
        tables = page.tables if page.live else page.get_latest_revision_as_object().tables
        return from_json(tables)

    def faults(self) -> list[Fault]:
        """Return everything that does not fit, in the tables and between them and the text."""
        cells = self.cells
        text = "\n".join(plain(one) for one in (self.introduction, self.overview, self.problems,
                                                self.other))  # fmt: skip
        return [*check(cells, before=self.cells_of_the_year_before()), *compare(text, cells)]

    def topics_not_covered(self) -> list[str]:
        """Return what section one has to cover and seems not to say a word about."""
        text = plain(self.overview)
        if not text.strip():
            return []
        return [topic for topic, words in TOPICS.items() if not any(w in text for w in words)]


def plain(markup: str) -> str:
    """Return what a rich text says, a paragraph a line."""
    return MarkedText(markup or "", True).text


class AnnualReportPage(AnnualReportMixin, Page):
    content_panels = [
        *AnnualReportMixin.first_panels,
        *Page.content_panels,
        FieldPanel("year"),
        *DisclosedMixin.disclosure_panels,
        *AnnualReportMixin.report_panels,
    ]
    promote_panels = DisclosedMixin.promote_panels
    search_fields = [
        *Page.search_fields,
        *DisclosedMixin.search_fields_of_disclosed,
        index.SearchField("introduction"),
        index.SearchField("overview"),
        index.SearchField("problems"),
        index.SearchField("other"),
        index.FilterField("year"),
    ]
    template = "disclosure_plugin/pages/annual_report.html"
    parent_page_types = [
        "disclosure_plugin.BureauHomePage",
        "disclosure_plugin.DisclosureColumnPage",
    ]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("annual report")
        verbose_name_plural = _("annual reports")

"""Annual summaries 年度工作总结."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from disclosure_plugin.domain.markup_text import shown_text
from disclosure_plugin.domain.summary_checks import (
    Answer,
    Found,
    Passage,
    Place,
    SummaryState,
    narrative,
)
from disclosure_plugin.editor.activity_words import plan_status_choices
from disclosure_plugin.editor.blocks import TEXT_FEATURES, SummarySectionsBlock
from disclosure_plugin.editor.summary_checks import check, found_sentence

from .disclosed import DisclosedMixin
from .plan_tasks import PlanTask
from .structured_editing import StructuredForm
from .summary_editing import SummaryChecksPanel, SummaryCountsPanel


class AnnualSummaryMixin(DisclosedMixin):
    """A year's work in words and figures.

    What was counted stands in :attr:`counts` and is part of the version: of what is signed and of
    what is public. Records that change later change no version.
    """

    base_form_class = StructuredForm

    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1949), MaxValueValidator(2999)]
    )
    introduction = RichTextField(_("introduction"), blank=True, features=TEXT_FEATURES)
    sections = StreamField(SummarySectionsBlock(), verbose_name=_("sections"))
    conclusion = RichTextField(_("conclusion"), blank=True, features=TEXT_FEATURES)
    template_code = models.CharField(max_length=40, blank=True, editable=False)
    counts = models.JSONField(_("Counted figures"), default=dict, blank=True, editable=False)

    plan_panels = [
        InlinePanel(
            "shortcomings",
            label=pgettext_lazy("of a summary", "shortcoming"),
            heading=_("Shortcomings and what is done about them"),
        ),
        InlinePanel(
            "plan_answers",
            label=pgettext_lazy("of a summary", "plan of the year before"),
            heading=_("What became of last year's plan"),
        ),
        InlinePanel(
            "plans",
            label=pgettext_lazy("of a summary", "plan"),
            heading=_("Plan for next year"),
            help_text=_("When the summary is published, these become the tasks of next year."),
        ),
    ]

    # Of the texts in a JSON field, those under these keys are read for personal data.
    texts_in_json = {"counts": ("label", "text")}

    class Meta:
        abstract = True

    def figures_counted(self) -> dict[str, dict[str, Any]]:
        """Return what was counted, by code, as :func:`domain.counts.kept` writes it."""
        figures = self.counts.get("figures", {})
        # PostgreSQL keeps no order of keys.
        return {code: figures[code] for code in self.counts.get("order", figures)}

    def passages(self) -> list[Passage]:
        """Return every text of it without markup, in its order."""
        found = [
            Passage(Place.TITLE, self.title),
            Passage(Place.ABSTRACT, self.abstract or ""),
            Passage(Place.INTRODUCTION, _plain(self.introduction)),
        ]
        for block in self.sections:
            found += _section_passages(block.value)
        found += [
            Passage(Place.SHORTCOMINGS, f"{one.problem}\n{one.measure}")
            for one in self.shortcomings.all()
        ]
        found += [Passage(Place.ANSWERS, one.note) for one in self.plan_answers.all()]
        found += [Passage(Place.PLAN, one.text) for one in self.plans.all()]
        found.append(Passage(Place.CONCLUSION, _plain(self.conclusion)))
        return [passage for passage in found if passage.text.strip() or passage.heading]

    def earlier_narrative(self) -> str:
        """Return what a person wrote in the published summary of the year before, or nothing."""
        before = type(self)._default_manager.filter(year=self.year - 1, live=True).first()
        return before.narrative() if before is not None else ""

    def narrative(self) -> str:
        """Return what a person wrote, as one text."""
        return narrative(self.passages())

    def answers(self) -> list[Answer]:
        """Return what is said of last year's plans, those that it says nothing of included."""
        said = [Answer(one.plan, one.status, one.note) for one in self.plan_answers.all()]
        named = {answer.plan for answer in said}
        tasks = PlanTask.objects.filter(year=self.year, is_withdrawn=False)
        return said + [Answer(task.text) for task in tasks if task.text not in named]

    def state(self) -> SummaryState:
        """Return it as the checks read it."""
        return SummaryState(
            year=self.year,
            passages=self.passages(),
            shortcomings=[(one.problem, one.measure) for one in self.shortcomings.all()],
            answers=self.answers(),
            plans=[one.text for one in self.plans.all()],
            earlier=self.earlier_narrative(),
            has_template=bool(self.template_code),
            is_reproduced=self.original_published_on is not None,
        )

    def findings(self) -> list[Found]:
        """Return what is wrong with it; empty while it has no year."""
        return check(self.state()) if self.year else []

    def incomplete_sentence(self) -> str:
        """Say in the reader's language what keeps it from being handed in, in one sentence."""
        return " ".join(self.reasons_to_wait())

    def reasons_to_wait(self) -> list[str]:
        """Say in the reader's language why it cannot be handed in or published as it is."""
        return [found_sentence(one) for one in self.findings() if one.is_hard]


def _section_passages(section: Any) -> list[Passage]:
    """A section's own words; those of its parts under its heading too, by which it is known."""
    heading = section["heading"]
    texts = [heading, _plain(section["body"])]
    for part in section["parts"]:
        texts += [part["heading"], _plain(part["body"])]
        texts += [point["text"] for point in part["points"]]
    words = "\n".join(text for text in texts[1:] if text)
    return [Passage(Place.SECTION, heading), Passage(Place.SECTION, words, heading)]


def _plain(value: Any) -> str:
    return shown_text(str(getattr(value, "source", value) or ""))


class AbstractShortcoming(Orderable):
    """A problem of the year and what is done about it."""

    problem = models.CharField(
        pgettext_lazy("of a summary", "problem"),
        max_length=300,
        help_text=_("What went wrong, where and how often."),
    )
    measure = models.CharField(
        pgettext_lazy("of a summary", "what is done about it"), max_length=300
    )

    panels = [FieldPanel("problem"), FieldPanel("measure")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.problem


class AbstractPlanAnswer(Orderable):
    """What became of a plan of the year before."""

    plan = models.CharField(pgettext_lazy("of a plan", "plan"), max_length=300)
    status = models.CharField(
        pgettext_lazy("of a plan", "what became of it"),
        max_length=12,
        choices=plan_status_choices,
        blank=True,
    )
    note = models.CharField(
        pgettext_lazy("of a plan", "result or reason"), max_length=300, blank=True
    )

    panels = [FieldPanel("plan"), FieldRowPanel([FieldPanel("status"), FieldPanel("note")])]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.plan


class AbstractPlan(Orderable):
    """What is planned for the year after."""

    text = models.CharField(
        pgettext_lazy("of a plan", "plan"),
        max_length=300,
        help_text=_("One thing that can be done, and seen when it is done."),
    )
    section = models.ForeignKey(
        "disclosure_plugin.Section",
        verbose_name=_("responsible section"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    due_on = models.DateField(pgettext_lazy("of a plan", "to be done by"), null=True, blank=True)

    panels = [FieldPanel("text"), FieldRowPanel([FieldPanel("section"), FieldPanel("due_on")])]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.text


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
        SummaryChecksPanel(),
        *Page.content_panels,
        FieldPanel("year"),
        *DisclosedMixin.disclosure_panels,
        FieldPanel("introduction"),
        SummaryCountsPanel(),
        InlinePanel("figures", label=_("figure"), heading=_("Figures")),
        FieldPanel("sections"),
        *AnnualSummaryMixin.plan_panels,
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


class SummaryShortcoming(AbstractShortcoming):
    page = ParentalKey(AnnualSummaryPage, on_delete=models.CASCADE, related_name="shortcomings")

    class Meta(AbstractShortcoming.Meta):
        verbose_name = pgettext_lazy("of a summary", "shortcoming")
        verbose_name_plural = pgettext_lazy("of a summary", "shortcomings")


class SummaryPlanAnswer(AbstractPlanAnswer):
    page = ParentalKey(AnnualSummaryPage, on_delete=models.CASCADE, related_name="plan_answers")

    class Meta(AbstractPlanAnswer.Meta):
        verbose_name = pgettext_lazy("of a summary", "plan of the year before")
        verbose_name_plural = pgettext_lazy("of a summary", "plans of the year before")


class SummaryPlan(AbstractPlan):
    page = ParentalKey(AnnualSummaryPage, on_delete=models.CASCADE, related_name="plans")

    class Meta(AbstractPlan.Meta):
        verbose_name = pgettext_lazy("of a summary", "plan")
        verbose_name_plural = pgettext_lazy("of a summary", "plans")

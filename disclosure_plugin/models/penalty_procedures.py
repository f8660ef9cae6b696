"""Penalty procedures 行政处罚程序: what is punished, how, and what one can do about it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page
from wagtail.search import index

from disclosure_plugin.domain.required_elements import PenaltyProcedure

from .disclosed import DisclosedMixin
from .items import AbstractItemAttachment, AbstractLegalBasis
from .structured import AbstractStep, StructuredMixin


class PenaltyProcedureMixin(StructuredMixin):
    """How one kind of unlawful act is punished.

    The periods for relief are the bureau's own words: they differ by law, and none is given here.
    """

    unlawful_act = models.TextField(
        _("unlawful act"), blank=True, help_text=_("What is punished, in the words of the law.")
    )
    reconsideration = models.TextField(
        _("administrative reconsideration"),
        blank=True,
        help_text=_("To whom, within which time, by which law."),
    )
    litigation = models.TextField(
        _("going to court"), blank=True, help_text=_("To whom, within which time, by which law.")
    )

    penalty_panels = [
        FieldPanel("unlawful_act"),
        InlinePanel(
            "steps",
            label=pgettext_lazy("procedure", "step"),
            heading=pgettext_lazy("procedure", "Steps"),
            help_text=_("The flow on the public page is drawn from these steps, in this order."),
        ),
        InlinePanel("discretion", label=_("degree of discretion"), heading=_("Discretion table")),
        MultiFieldPanel(
            [FieldPanel("reconsideration"), FieldPanel("litigation")],
            heading=_("Ways to relief"),
        ),
    ]

    class Meta:
        abstract = True

    def elements(self) -> PenaltyProcedure:
        steps = list(self.steps.all())
        return PenaltyProcedure(
            **self.common_elements(),
            unlawful_act=self.unlawful_act,
            steps=len(steps),
            steps_without_post=sum(not step.responsible.strip() for step in steps),
            discretion=self.discretion.count(),
            reconsideration=self.reconsideration,
            litigation=self.litigation,
        )


class AbstractPenaltyStep(AbstractStep):
    """A step of a penalty procedure."""

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("responsible")]),
        FieldRowPanel([FieldPanel("number"), FieldPanel("unit")]),
        FieldPanel("note"),
    ]

    class Meta(AbstractStep.Meta):
        abstract = True


class AbstractDiscretion(Orderable):
    """A row of the discretion table 裁量基准."""

    degree = models.CharField(
        _("degree"), max_length=40, help_text=_("Such as “slight”, “ordinary”, “serious”.")
    )
    circumstance = models.TextField(_("circumstance"))
    measure = models.TextField(_("what is imposed"))

    panels = [FieldPanel("degree"), FieldPanel("circumstance"), FieldPanel("measure")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.degree


class PenaltyProcedurePage(PenaltyProcedureMixin, Page):
    content_panels = [
        *StructuredMixin.first_panels,
        *Page.content_panels,
        *DisclosedMixin.disclosure_panels,
        *PenaltyProcedureMixin.penalty_panels,
        *StructuredMixin.last_panels,
    ]
    promote_panels = DisclosedMixin.promote_panels
    search_fields = [
        *Page.search_fields,
        *StructuredMixin.search_fields_of_structured,
        index.SearchField("unlawful_act"),
        index.SearchField("reconsideration"),
        index.SearchField("litigation"),
        index.RelatedFields("steps", [index.SearchField("name"), index.SearchField("note")]),
        index.RelatedFields(
            "discretion", [index.SearchField("circumstance"), index.SearchField("measure")]
        ),
    ]
    template = "disclosure_plugin/pages/penalty_procedure.html"
    parent_page_types = ["disclosure_plugin.DisclosureColumnPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("penalty procedure")
        verbose_name_plural = _("penalty procedures")


class PenaltyStep(AbstractPenaltyStep):
    page = ParentalKey(PenaltyProcedurePage, on_delete=models.CASCADE, related_name="steps")

    class Meta(AbstractPenaltyStep.Meta):
        verbose_name = pgettext_lazy("procedure", "step")
        verbose_name_plural = pgettext_lazy("procedure", "steps")


class PenaltyDiscretion(AbstractDiscretion):
    page = ParentalKey(PenaltyProcedurePage, on_delete=models.CASCADE, related_name="discretion")

    class Meta(AbstractDiscretion.Meta):
        verbose_name = _("degree of discretion")
        verbose_name_plural = _("degrees of discretion")


class PenaltyLegalBasis(AbstractLegalBasis):
    page = ParentalKey(PenaltyProcedurePage, on_delete=models.CASCADE, related_name="legal_bases")

    class Meta(AbstractLegalBasis.Meta):
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")


class PenaltyAttachment(AbstractItemAttachment):
    page = ParentalKey(PenaltyProcedurePage, on_delete=models.CASCADE, related_name="attachments")

    class Meta(AbstractItemAttachment.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

"""Commitment lists 服务承诺."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from disclosure_plugin.domain import commitments as rules
from disclosure_plugin.domain import fixed_lists
from disclosure_plugin.domain.required_elements import CommitmentList
from disclosure_plugin.editor.blocks import FixedListsBlock
from disclosure_plugin.editor.required_elements import element_names
from disclosure_plugin.errors import Refused, gettext_noop

from .commitment_rows import (
    AbstractCommitment,
    AbstractEarlierPromise,
    AbstractExplanation,
    AbstractShownAssessment,
)
from .disclosed import DisclosedMixin
from .items import AbstractItemAttachment, AbstractLegalBasis
from .structured import StructuredMixin


class CommitmentIncomplete(Refused):
    """One commitment of a list lacks something."""

    sentence = gettext_noop(
        "Commitment “%(name)s” is not complete yet. Still to be written: %(elements)s."
    )


class AssessmentOfAnother(Refused):
    """What another list promised is shown."""

    sentence = gettext_noop(
        "“%(assessment)s” was assessed for another commitment list. Take it out of the quarters "
        "that are shown."
    )


class CommitmentListMixin(StructuredMixin):
    """What the bureau promises, what follows when it does not keep it, and what became of it."""

    introduction = models.TextField(_("introduction"), blank=True)
    fixed_lists = StreamField(
        FixedListsBlock(required=False),
        verbose_name=_("fixed lists"),
        blank=True,
        help_text=_(
            "Lists whose number of points is part of their name, such as the eight commitments of "
            "the staff and the three don’ts. The number is checked."
        ),
    )

    commitment_panels = [
        FieldPanel("introduction"),
        InlinePanel("commitments", label=_("commitment"), heading=_("Commitments"), min_num=1),
        InlinePanel(
            "earlier_promises",
            label=_("earlier promise"),
            heading=_("Earlier promises"),
            help_text=_(
                "What a commitment promised before. What was public once stays here: cases of "
                "that time are judged by it."
            ),
        ),
        InlinePanel(
            "assessments",
            label=_("quarter"),
            heading=_("Quarters that are shown"),
            help_text=_("What became of the promises, as it was assessed and frozen."),
        ),
        InlinePanel(
            "explanations",
            label=_("explanation"),
            heading=_("Broken promises: cause and remedy"),
        ),
        FieldPanel("fixed_lists"),
    ]

    class Meta:
        abstract = True

    def elements(self) -> CommitmentList:
        return CommitmentList(**self.common_elements(), commitments=self.commitments.count())

    def contradictions(self) -> Iterator[Refused]:
        for one in self.commitments.all():
            if missing := one.elements().missing():
                named = pgettext("between required elements", ", ").join(element_names(missing))
                yield CommitmentIncomplete(name=str(one), elements=named)
        _found, unknown = self._earlier()
        yield from unknown
        proposed = self.promises()
        yield from rules.contradictions(proposed)
        for block in self.fixed_lists:
            value = block.value
            try:
                fixed_lists.check_fixed_list(
                    value["title"], count=value["count"] or 0, points=value["points"]
                )
            except (fixed_lists.NamedOtherwise, fixed_lists.WrongCount) as refusal:
                yield refusal
        codes = {one.code for one in proposed}
        for explanation in self.explanations.all():
            if explanation.code not in codes:
                yield rules.UnknownExplanation(code=explanation.code)
        for shown in self.assessments.all():
            if shown.assessment_id and shown.assessment.page_id != self.pk:
                yield AssessmentOfAnother(assessment=str(shown.assessment))
        public = type(self)._default_manager.filter(pk=self.pk, live=True).first()
        if public is not None:
            yield from rules.changes_refused(
                public.promises(), proposed, today=timezone.localdate()
            )

    def promises(self) -> list[rules.Commitment]:
        """Return its commitments with everything they ever promised, as the rules read them."""
        earlier, _unknown = self._earlier()
        return [one.as_rules_read_it(earlier.get(one.code, ())) for one in self.commitments.all()]

    def _earlier(self) -> tuple[dict[str, tuple[rules.Promise, ...]], list[Refused]]:
        codes = [one.code for one in self.commitments.all()]
        rows = [(one.code, one.promise()) for one in self.earlier_promises.all()]
        found, refusals = rules.earlier_of(rows, codes)
        return dict(found), refusals


class CommitmentListPage(CommitmentListMixin, Page):
    content_panels = [
        *StructuredMixin.first_panels,
        *Page.content_panels,
        *DisclosedMixin.disclosure_panels,
        *CommitmentListMixin.commitment_panels,
        *StructuredMixin.last_panels,
    ]
    promote_panels = DisclosedMixin.promote_panels
    search_fields = [
        *Page.search_fields,
        *StructuredMixin.search_fields_of_structured,
        index.SearchField("introduction"),
        index.SearchField("fixed_lists"),
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


class EarlierPromise(AbstractEarlierPromise):
    page = ParentalKey(
        CommitmentListPage, on_delete=models.CASCADE, related_name="earlier_promises"
    )

    class Meta(AbstractEarlierPromise.Meta):
        verbose_name = _("earlier promise")
        verbose_name_plural = _("earlier promises")


class ShownAssessment(AbstractShownAssessment):
    page = ParentalKey(CommitmentListPage, on_delete=models.CASCADE, related_name="assessments")

    class Meta(AbstractShownAssessment.Meta):
        verbose_name = _("quarter that is shown")
        verbose_name_plural = _("quarters that are shown")


class BreachExplanation(AbstractExplanation):
    page = ParentalKey(CommitmentListPage, on_delete=models.CASCADE, related_name="explanations")

    class Meta(AbstractExplanation.Meta):
        verbose_name = _("explanation of broken promises")
        verbose_name_plural = _("explanations of broken promises")


class CommitmentLegalBasis(AbstractLegalBasis):
    page = ParentalKey(CommitmentListPage, on_delete=models.CASCADE, related_name="legal_bases")

    class Meta(AbstractLegalBasis.Meta):
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")


class CommitmentAttachment(AbstractItemAttachment):
    page = ParentalKey(CommitmentListPage, on_delete=models.CASCADE, related_name="attachments")

    class Meta(AbstractItemAttachment.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

"""Service procedures 办事指南."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
)
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable, Page
from wagtail.search import index

from disclosure_plugin.domain.commitments import check_limits
from disclosure_plugin.domain.required_elements import ServiceProcedure
from disclosure_plugin.domain.service_procedures import (
    Kind,
    PromiseOnTheSpot,
    Step,
    TimeUnit,
    check_kind,
    check_steps,
)
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.editor.service_words import (
    fee_choices,
    kind_choices,
    material_form_choices,
)
from disclosure_plugin.errors import Refused

from .disclosed import DisclosedMixin
from .items import AbstractItemAttachment, AbstractLegalBasis
from .limits import refuse_longer_promise
from .structured import AbstractStep, StructuredMixin


class ServiceProcedureMixin(StructuredMixin):
    """What a bureau does for people who apply. Limits are in working days.

    Its elements are those of Art. 30 of the Administrative Licensing Law and of Art. 6 of State
    Council Decree 716, with what residents ask besides: place, hours, phones.
    """

    code = models.CharField(
        _("code of the matter"),
        max_length=60,
        blank=True,
        help_text=_("As in the province's list of matters; empty for what is not in it."),
    )
    kind = models.CharField(
        _("how it is dealt with"), max_length=8, choices=kind_choices, blank=True
    )
    for_individuals = models.BooleanField(_("individuals may apply"), default=False)
    for_organisations = models.BooleanField(_("organisations may apply"), default=False)
    quantity = models.CharField(
        _("limit of number"),
        max_length=100,
        blank=True,
        help_text=_("Where only so many are granted. Leave empty where there is no limit."),
    )
    needs_no_materials = models.BooleanField(_("no papers are needed"), default=False)
    statutory_days = models.PositiveSmallIntegerField(
        _("statutory limit (working days)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty where the law sets no limit."),
    )
    promised_days = models.PositiveSmallIntegerField(
        _("promised limit (working days)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty for what is done on the spot."),
    )
    visits = models.PositiveSmallIntegerField(
        _("visits to the window"),
        null=True,
        blank=True,
        help_text=_("How often an applicant has to come. Leave empty if you cannot say."),
    )
    fee = models.CharField(_("fee"), max_length=8, choices=fee_choices, blank=True)
    fee_standard = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("fee standard"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The page that says how much. It is linked while it is public."),
    )
    fee_text = models.CharField(_("words on the fee"), max_length=300, blank=True)
    place = models.CharField(pgettext_lazy("service", "place"), max_length=200, blank=True)
    hours = models.CharField(_("office hours"), max_length=100, blank=True)
    phone = models.CharField(_("phone for questions"), max_length=60, blank=True)
    supervision_phone = models.CharField(_("supervision phone"), max_length=60, blank=True)
    online_address = models.URLField(
        _("address for applying online"),
        blank=True,
        help_text=_("Begins with https:// or http://."),
    )

    procedure_panels = [
        MultiFieldPanel(
            [
                FieldPanel("code"),
                FieldPanel("kind"),
                FieldRowPanel([FieldPanel("for_individuals"), FieldPanel("for_organisations")]),
                FieldPanel("quantity"),
            ],
            heading=pgettext_lazy("service", "Matter"),
        ),
        InlinePanel("conditions", label=_("condition"), heading=_("Conditions")),
        InlinePanel("materials", label=_("paper"), heading=_("Papers to bring")),
        FieldPanel("needs_no_materials"),
        InlinePanel(
            "steps",
            label=pgettext_lazy("procedure", "step"),
            heading=pgettext_lazy("procedure", "Steps"),
            help_text=_("The flow on the public page is drawn from these steps, in this order."),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("statutory_days"), FieldPanel("promised_days")]),
                FieldPanel("visits"),
            ],
            heading=_("Limits"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("fee"),
                PageChooserPanel("fee_standard", "disclosure_plugin.FeeStandardPage"),
                FieldPanel("fee_text"),
            ],
            heading=_("Fee"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("place"), FieldPanel("hours")]),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("supervision_phone")]),
                FieldPanel("online_address"),
            ],
            heading=_("Where and whom to ask"),
        ),
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        refuse_longer_promise(statutory_days=self.statutory_days, promised_days=self.promised_days)
        try:
            check_kind(self.kind, promised_days=self.promised_days)
        except PromiseOnTheSpot as refusal:
            raise ValidationError({"promised_days": refusal_sentence(refusal)}) from refusal

    @property
    def is_on_the_spot(self) -> bool:
        return bool(self.kind == Kind.ON_THE_SPOT)

    def elements(self) -> ServiceProcedure:
        steps = list(self.steps.all())
        return ServiceProcedure(
            **self.common_elements(),
            kind=self.kind,
            is_for_somebody=self.for_individuals or self.for_organisations,
            conditions=self.conditions.count(),
            materials=self.materials.count(),
            needs_no_materials=self.needs_no_materials,
            steps=len(steps),
            steps_without_post=sum(not step.responsible.strip() for step in steps),
            promised_days=self.promised_days,
            fee=self.fee,
            has_fee_standard=self.fee_standard_id is not None,
            fee_text=self.fee_text,
            place=self.place,
            hours=self.hours,
            phone=self.phone,
            supervision_phone=self.supervision_phone,
        )

    def contradictions(self) -> Iterator[Refused]:
        steps = [
            Step(
                one.name or str(place),
                one.number,
                TimeUnit(one.unit or TimeUnit.WORKING_DAYS),
                one.counts,
            )
            for place, one in enumerate(self.steps.all(), 1)
        ]
        try:
            check_limits(statutory_days=self.statutory_days, promised_days=self.promised_days)
            check_kind(self.kind, promised_days=self.promised_days)
            check_steps(steps, promised_days=self.promised_days)
        except Refused as refusal:
            yield refusal


class AbstractCondition(Orderable):
    """One condition that an applicant has to meet."""

    text = models.TextField(_("condition"))

    panels = [FieldPanel("text")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.text


class AbstractMaterial(Orderable):
    """A paper that is handed in."""

    name = models.CharField(_("name of the paper"), max_length=200)
    form = models.CharField(_("form of the paper"), max_length=10, choices=material_form_choices)
    number = models.PositiveSmallIntegerField(
        _("number of copies"),
        null=True,
        blank=True,
        help_text=_("Leave empty for what is only shown."),
    )
    is_required = models.BooleanField(_("must be there"), default=True)
    note = models.CharField(
        _("note on the paper"),
        max_length=200,
        blank=True,
        help_text=_("Where it comes from, or when it is needed."),
    )
    document = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("empty form to download"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("form"), FieldPanel("number"), FieldPanel("is_required")]),
        FieldPanel("note"),
        FieldPanel("document"),
    ]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name


class AbstractServiceStep(AbstractStep):
    """A step of a service; some of them stand outside of the promised time."""

    counts = models.BooleanField(
        _("its time counts"),
        default=True,
        help_text=_(
            "Take the tick away for what is not part of the promised time: what the applicant "
            "does, hearings, tests, expert reviews."
        ),
    )

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("responsible")]),
        FieldRowPanel([FieldPanel("number"), FieldPanel("unit"), FieldPanel("counts")]),
        FieldPanel("note"),
    ]

    class Meta(AbstractStep.Meta):
        abstract = True


class ServiceProcedurePage(ServiceProcedureMixin, Page):
    content_panels = [
        *StructuredMixin.first_panels,
        *Page.content_panels,
        *DisclosedMixin.disclosure_panels,
        *ServiceProcedureMixin.procedure_panels,
        *StructuredMixin.last_panels,
    ]
    promote_panels = DisclosedMixin.promote_panels
    search_fields = [
        *Page.search_fields,
        *StructuredMixin.search_fields_of_structured,
        index.SearchField("code"),
        index.SearchField("place"),
        index.RelatedFields("conditions", [index.SearchField("text")]),
        index.RelatedFields("materials", [index.SearchField("name"), index.SearchField("note")]),
        index.RelatedFields("steps", [index.SearchField("name"), index.SearchField("note")]),
    ]
    template = "disclosure_plugin/pages/service_procedure.html"
    parent_page_types = ["disclosure_plugin.DisclosureColumnPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("service procedure")
        verbose_name_plural = _("service procedures")


class ServiceCondition(AbstractCondition):
    page = ParentalKey(ServiceProcedurePage, on_delete=models.CASCADE, related_name="conditions")

    class Meta(AbstractCondition.Meta):
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")


class ServiceMaterial(AbstractMaterial):
    page = ParentalKey(ServiceProcedurePage, on_delete=models.CASCADE, related_name="materials")

    class Meta(AbstractMaterial.Meta):
        verbose_name = _("paper")
        verbose_name_plural = _("papers")


class ServiceStep(AbstractServiceStep):
    page = ParentalKey(ServiceProcedurePage, on_delete=models.CASCADE, related_name="steps")

    class Meta(AbstractServiceStep.Meta):
        verbose_name = pgettext_lazy("procedure", "step")
        verbose_name_plural = pgettext_lazy("procedure", "steps")


class ServiceLegalBasis(AbstractLegalBasis):
    page = ParentalKey(ServiceProcedurePage, on_delete=models.CASCADE, related_name="legal_bases")

    class Meta(AbstractLegalBasis.Meta):
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")


class ServiceAttachment(AbstractItemAttachment):
    page = ParentalKey(ServiceProcedurePage, on_delete=models.CASCADE, related_name="attachments")

    class Meta(AbstractItemAttachment.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

"""Public notices 公示: they stand for a legal period, and then say what came of them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from disclosure_plugin.conf import get_settings
from disclosure_plugin.domain.notices import PeriodTooShort, Unit, UnitTooShort, check_length
from disclosure_plugin.editor.blocks import TEXT_FEATURES
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.register.notice_matters import NoticeMatter, PeriodUnit

from .disclosed import DisclosedMixin
from .items import AbstractItemAttachment, AbstractLegalBasis, DisclosureItemMixin
from .notice_editing import NoticeForm, PeriodPanel

LONGEST_DAYS = 366


class NoticeMixin(DisclosureItemMixin):
    """A notice with its period, and where residents object.

    What the county says of the matter is copied when the page is saved: a change of the county's
    list later is no change of a notice that stands.
    """

    matter = models.SlugField(pgettext_lazy("notice", "matter"), blank=False)
    matter_name = models.CharField(max_length=100, editable=False)
    matter_basis = models.CharField(max_length=200, blank=True, editable=False)
    days = models.PositiveSmallIntegerField(
        _("days it stands"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_DAYS)]
    )
    unit = models.CharField(
        _("unit of the days"), max_length=8, choices=PeriodUnit, default=PeriodUnit.WORKING_DAYS
    )
    shorter_reason = models.CharField(
        _("why it is shorter than usual"),
        max_length=300,
        blank=True,
        help_text=_("Only where the rule allows it. It is published with the notice."),
    )
    accepted_by = models.CharField(_("unit that takes objections"), max_length=100)
    objection_phone = models.CharField(_("phone for objections"), max_length=60)
    objection_address = models.CharField(_("address for letters and visits"), max_length=200)
    objection_email = models.EmailField(_("email for objections"), blank=True)
    supervision_phone = models.CharField(_("supervision phone"), max_length=60)
    result = RichTextField(
        _("result"),
        features=TEXT_FEATURES,
        blank=True,
        help_text=_(
            "What was objected and what became of it. It is added when the period is over; a "
            "notice to which nobody objected says so."
        ),
    )

    base_form_class = NoticeForm

    period_panels = [
        MultiFieldPanel(
            [
                PeriodPanel(),
                FieldPanel("matter"),
                FieldRowPanel([FieldPanel("days"), FieldPanel("unit")]),
                FieldPanel("shorter_reason"),
            ],
            heading=_("Period"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("accepted_by"),
                FieldRowPanel([FieldPanel("objection_phone"), FieldPanel("supervision_phone")]),
                FieldPanel("objection_address"),
                FieldPanel("objection_email"),
            ],
            heading=_("Where residents object"),
        ),
    ]

    class Meta:
        abstract = True

    @property
    def has_result(self) -> bool:
        """Whether anything is written there; an emptied text field keeps its tags."""
        return bool(strip_tags(self.result).strip())

    def clean(self) -> None:
        super().clean()
        if not self.is_for_everybody:
            raise ValidationError({"audience": _("A notice is for everybody.")})
        matter = NoticeMatter.objects.filter(code=self.matter).first()
        if matter is None:
            raise ValidationError({"matter": _("Choose a matter from the county's list.")})
        # What stands keeps the words it was published with.
        standing = type(self)._base_manager.filter(pk=self.pk, live=True, matter=self.matter)
        told = standing.values_list("matter_name", "matter_basis").first()
        self.matter_name, self.matter_basis = told or (matter.name, matter.basis)
        if not self.days or not self.unit:
            return  # the fields themselves say so
        try:
            check_length(
                matter.matter(),
                days=self.days,
                unit=Unit(self.unit),
                shorter_reason=self.shorter_reason,
            )
        except (PeriodTooShort, UnitTooShort) as refusal:
            field = "unit" if isinstance(refusal, UnitTooShort) else "days"
            raise ValidationError({field: refusal_sentence(refusal)}) from refusal


class DisclosureNoticePage(NoticeMixin, Page):
    content_panels = [
        *Page.content_panels,
        *DisclosedMixin.disclosure_panels,
        *NoticeMixin.period_panels,
        FieldPanel("body"),
        InlinePanel("legal_bases", label=_("legal basis"), heading=_("Legal bases")),
        InlinePanel(
            "attachments",
            label=_("attachment"),
            heading=_("Attachments"),
            max_num=get_settings().ATTACHMENTS_PER_ITEM,
        ),
        FieldPanel("result"),
    ]
    promote_panels = DisclosedMixin.promote_panels
    search_fields = [
        *Page.search_fields,
        *DisclosedMixin.search_fields_of_disclosed,
        index.SearchField("body"),
        index.SearchField("result"),
    ]
    template = "disclosure_plugin/pages/notice.html"
    parent_page_types = ["disclosure_plugin.DisclosureColumnPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")


class NoticeLegalBasis(AbstractLegalBasis):
    page = ParentalKey(DisclosureNoticePage, on_delete=models.CASCADE, related_name="legal_bases")

    class Meta(AbstractLegalBasis.Meta):
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")


class NoticeAttachment(AbstractItemAttachment):
    page = ParentalKey(DisclosureNoticePage, on_delete=models.CASCADE, related_name="attachments")

    class Meta(AbstractItemAttachment.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

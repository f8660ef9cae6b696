"""Leading groups 领导小组 and staff cards: who answers for what, reviewed like any item.

There is no other way for a person to come onto the public board: a section's head is read from
the published cards.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import Orderable, Page
from wagtail.search import index

from .disclosed import DisclosedMixin
from .staff_editing import StaffListForm


class StaffListMixin(DisclosedMixin):
    """A list of people with what they answer for."""

    introduction = models.TextField(_("introduction"), blank=True)

    class Meta:
        abstract = True


class AbstractGroupMember(Orderable):
    """A member of a leading group, or a leader of the bureau, and what they answer for."""

    class Role(models.TextChoices):
        HEAD = "head", pgettext_lazy("in a leading group", "head")
        DEPUTY = "deputy", pgettext_lazy("in a leading group", "deputy head")
        MEMBER = "member", pgettext_lazy("in a leading group", "member")

    role = models.CharField(
        pgettext_lazy("in a leading group", "role"), max_length=6, choices=Role.choices
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60)
    post = models.CharField(pgettext_lazy("of a person", "post"), max_length=60)
    answers_for = models.TextField(
        _("answers for"), max_length=300, help_text=_("Which matters and which sections.")
    )

    panels = [
        FieldRowPanel([FieldPanel("role"), FieldPanel("name"), FieldPanel("post")]),
        FieldPanel("answers_for"),
    ]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name


class AbstractStaffCard(Orderable):
    """What a resident may know of somebody at the window or on site.

    The photo of a person is personal data: it is made public with their separate consent
    (Personal Information Protection Law 个人信息保护法, Art. 25), of which a note is kept.
    """

    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60)
    post = models.CharField(pgettext_lazy("of a person", "post"), max_length=60)
    section = models.ForeignKey(
        "disclosure_plugin.Section",
        verbose_name=_("section"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    heads_section = models.BooleanField(_("heads the section"), default=False)
    number = models.CharField(
        _("number of the badge or licence"), max_length=60, blank=True,
        help_text=_("Of the work badge or the enforcement licence; never an ID number."),
    )  # fmt: skip
    duties = models.TextField(_("duties"), max_length=300, blank=True)
    photo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("photo"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    photo_alt = models.CharField(
        _("alternative text of the photo"),
        max_length=100,
        blank=True,
        help_text=_("What the photo shows, for those who do not see it."),
    )
    consent_note = models.CharField(
        _("note of the consent"),
        max_length=200,
        blank=True,
        help_text=_(
            "When and how this person agreed to the photo being public. It is not published."
        ),
    )

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("post"), FieldPanel("number")]),
        FieldRowPanel([FieldPanel("section"), FieldPanel("heads_section")]),
        FieldPanel("duties"),
        MultiFieldPanel(
            [FieldPanel("photo"), FieldPanel("photo_alt"), FieldPanel("consent_note")],
            heading=_("Photo"),
        ),
    ]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.photo_id is None:
            return
        missing = {}
        if not self.photo_alt.strip():
            missing["photo_alt"] = _("Say what the photo shows, or take it away.")
        if not self.consent_note.strip():
            missing["consent_note"] = _(
                "Write down when and how this person agreed, or take the photo away."
            )
        if missing:
            raise ValidationError(missing)


class StaffListPage(StaffListMixin, Page):
    base_form_class = StaffListForm
    content_panels = [
        *Page.content_panels,
        *DisclosedMixin.disclosure_panels,
        FieldPanel("introduction"),
        InlinePanel("group", label=_("member"), heading=_("Leading group")),
        InlinePanel("staff", label=_("staff card"), heading=_("Staff cards")),
    ]
    promote_panels = DisclosedMixin.promote_panels
    search_fields = [
        *Page.search_fields,
        *DisclosedMixin.search_fields_of_disclosed,
        index.SearchField("introduction"),
        index.RelatedFields("group", [index.SearchField("name"), index.SearchField("post")]),
        index.RelatedFields("staff", [index.SearchField("name"), index.SearchField("post")]),
    ]
    template = "disclosure_plugin/pages/staff.html"
    parent_page_types = ["disclosure_plugin.BureauHomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("leaders and staff")
        verbose_name_plural = _("lists of leaders and staff")


class GroupMember(AbstractGroupMember):
    page = ParentalKey(StaffListPage, on_delete=models.CASCADE, related_name="group")

    class Meta(AbstractGroupMember.Meta):
        verbose_name = _("member of a leading group")
        verbose_name_plural = _("members of leading groups")


class StaffCard(AbstractStaffCard):
    page = ParentalKey(StaffListPage, on_delete=models.CASCADE, related_name="staff")

    class Meta(AbstractStaffCard.Meta):
        verbose_name = _("staff card")
        verbose_name_plural = _("staff cards")

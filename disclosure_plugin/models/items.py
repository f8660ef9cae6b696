"""Disclosed items 公开事项."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.documents import get_document_model_string
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from disclosure_plugin.conf import get_settings
from disclosure_plugin.editor.blocks import ItemBodyBlock

from .disclosed import DisclosedMixin
from .interpretations import InterpretationMixin


class DisclosureItemMixin(DisclosedMixin):
    """One thing a bureau discloses."""

    body = StreamField(ItemBodyBlock(), verbose_name=_("body"))

    class Meta:
        abstract = True


class AbstractLegalBasis(Orderable):
    """A law or document an item rests on, with its article."""

    title = models.CharField(_("law or document"), max_length=200)
    article = models.CharField(_("article"), max_length=100, blank=True)

    panels = [FieldPanel("title"), FieldPanel("article")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.title}{self.article}"


class AbstractItemAttachment(Orderable):
    """A file that belongs to an item."""

    document = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("file"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    label = models.CharField(
        _("text of the link"),
        max_length=200,
        blank=True,
        help_text=_("Leave empty to show the file's title."),
    )

    nothing_without = frozenset({"document"})
    panels = [FieldPanel("document"), FieldPanel("label")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.label or self.document.title


class DisclosureItemPage(InterpretationMixin, DisclosureItemMixin, Page):
    content_panels = [
        *Page.content_panels,
        *DisclosedMixin.disclosure_panels,
        FieldPanel("body"),
        InlinePanel("legal_bases", label=_("legal basis"), heading=_("Legal bases")),
        InlinePanel(
            "attachments",
            label=_("attachment"),
            heading=_("Attachments"),
            max_num=get_settings().ATTACHMENTS_PER_ITEM,
        ),
        *InterpretationMixin.interpretation_panels,
    ]
    promote_panels = DisclosedMixin.promote_panels
    search_fields = [
        *Page.search_fields,
        *DisclosedMixin.search_fields_of_disclosed,
        index.SearchField("body"),
    ]
    template = "disclosure_plugin/pages/item.html"
    parent_page_types = ["disclosure_plugin.DisclosureColumnPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")


class LegalBasis(AbstractLegalBasis):
    page = ParentalKey(DisclosureItemPage, on_delete=models.CASCADE, related_name="legal_bases")

    class Meta(AbstractLegalBasis.Meta):
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")


class ItemAttachment(AbstractItemAttachment):
    page = ParentalKey(DisclosureItemPage, on_delete=models.CASCADE, related_name="attachments")

    class Meta(AbstractItemAttachment.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

"""The home page of a bureau's site."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page

from disclosure_plugin.editor.blocks import FrequentTasksBlock


class BureauHomeMixin(models.Model):
    """Welcome line and frequent tasks."""

    introduction = models.CharField(_("introduction"), max_length=200, blank=True)
    frequent_tasks = StreamField(
        FrequentTasksBlock(required=False), blank=True, verbose_name=_("frequent tasks")
    )
    emblem = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("emblem"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_(
            "Stands in the letterhead of every page in place of the red square, 64 pixels high. "
            "Whether an emblem of the state may be used is for you to know."
        ),
    )
    lists_bureaus = models.BooleanField(
        _("list the county's bureaus"),
        default=False,
        help_text=_("For the county office: shows all bureaus with their addresses."),
    )

    class Meta:
        abstract = True


class BureauHomePage(BureauHomeMixin, Page):
    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("frequent_tasks"),
        FieldPanel("emblem"),
        FieldPanel("lists_bureaus"),
    ]
    promote_panels = [FieldPanel("slug")]
    template = "disclosure_plugin/pages/home.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "disclosure_plugin.DisclosureBoardPage",
        "disclosure_plugin.CommitmentListPage",
        "disclosure_plugin.AnnualSummaryPage",
        "disclosure_plugin.AnnualReportPage",
        "disclosure_plugin.StaffListPage",
    ]

    class Meta:
        verbose_name = _("bureau home page")
        verbose_name_plural = _("bureau home pages")

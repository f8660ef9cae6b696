"""The disclosure board 政务公开栏 and its columns 栏目."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from .disclosed import ShortAddressMixin, not_expired

ITEMS_PER_PAGE = 20


class DisclosureBoardMixin(ShortAddressMixin):
    """A board: ordered columns, each with its items."""

    introduction = models.CharField(_("introduction"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def columns(self) -> models.QuerySet:
        """Return the public columns in the board's order."""
        return self.get_children().live().public().filter(not_expired()).specific()


class DisclosureBoardPage(DisclosureBoardMixin, Page):
    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    promote_panels: list = []
    template = "disclosure_plugin/pages/board.html"
    parent_page_types = ["disclosure_plugin.BureauHomePage"]
    subpage_types = ["disclosure_plugin.DisclosureColumnPage"]

    class Meta:
        verbose_name = _("disclosure board")
        verbose_name_plural = _("disclosure boards")


class DisclosureColumnMixin(ShortAddressMixin):
    """A column of the board."""

    description = models.CharField(
        _("what belongs here"),
        max_length=200,
        help_text=_("One line, shown under the column's name."),
    )
    update_rule = models.CharField(
        _("update rule"),
        max_length=60,
        blank=True,
        help_text=_("For example “monthly”, or “within 20 working days of a change”."),
    )

    class Meta:
        abstract = True

    def items(self) -> models.QuerySet:
        """Return the disclosed items of this column, the newest first."""
        public = self.get_children().live().public().filter(not_expired())
        children = public.order_by("-first_published_at", "-pk")
        return children.specific().defer_streamfields()

    def get_context(self, request, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        paginator = Paginator(self.items(), ITEMS_PER_PAGE)
        context["items"] = paginator.get_page(request.GET.get("page"))
        return context


class DisclosureColumnPage(DisclosureColumnMixin, Page):
    content_panels = [*Page.content_panels, FieldPanel("description"), FieldPanel("update_rule")]
    promote_panels: list = []
    template = "disclosure_plugin/pages/column.html"
    parent_page_types = ["disclosure_plugin.DisclosureBoardPage"]
    subpage_types = ["disclosure_plugin.DisclosureItemPage"]

    class Meta:
        verbose_name = _("column")
        verbose_name_plural = _("columns")

"""The home page of a bureau's site."""

from __future__ import annotations

from itertools import accumulate, pairwise

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from disclosure_plugin.editor.blocks import FrequentTasksBlock

from .missing_keys import ReadableVersionsMixin


class BureauHomeMixin(ReadableVersionsMixin):
    """Welcome line and frequent tasks."""

    allowed_http_methods = ["GET", "HEAD", "OPTIONS"]  # nothing is sent to a page

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

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a page below with one question for all steps; Wagtail asks twice at each.

        Where a step finds its pages in a way of its own, all goes Wagtail's way.
        """
        steps = self._steps(path_components)
        if not steps or not all(_goes_wagtails_way(step) for step in steps):
            return super().route(request, path_components)
        for above, step in pairwise([self, *steps]):
            step._cached_parent_obj = above
        page = steps[-1].specific
        page._cached_parent_obj = steps[-1]._cached_parent_obj
        return page.route(request, [])

    def _steps(self, slugs: list[str]) -> list[Page]:
        """Return the page at each step of an address, or nothing if one is missing."""
        paths = [*accumulate(slugs, lambda path, slug: f"{path}{slug}/", initial=self.url_path)]
        found = Page.objects.filter(slug__in=slugs, url_path__in=paths[1:]).descendant_of(self)
        steps = {page.url_path: page for page in found}
        return [steps[path] for path in paths[1:]] if len(steps) == len(slugs) else []


def _goes_wagtails_way(page: Page) -> bool:
    return page.specific_class is not None and page.specific_class.route is Page.route


def home_on_the_way(page: Page) -> Page | None:
    """Return the nearest home page that a request has passed, or found, on its way to a page.

    Nothing is asked for it; None where the page was not found by its address.
    """
    at: Page | None = page
    while at is not None and not issubclass(at.specific_class or Page, BureauHomeMixin):
        at = getattr(at, "_cached_parent_obj", None)
    return at


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

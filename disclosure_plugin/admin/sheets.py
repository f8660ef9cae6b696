"""“Print for the board”: sheets of what is public, as a PDF."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.query import PageQuerySet

from disclosure_plugin.domain.asked import key_in
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused
from disclosure_plugin.models import DisclosureColumnMixin
from disclosure_plugin.models.doorway import is_disclosed
from disclosure_plugin.paper.sheets import PAPERS
from disclosure_plugin.queries.board_sheets import sheets_pdf
from disclosure_plugin.queries.channels import public_entry
from disclosure_plugin.queries.view_restrictions import with_what_may_be_seen


@require_safe
def sheet(request: HttpRequest, page: int, paper: str) -> HttpResponse:
    """Give the sheets of one item."""
    item = get_object_or_404(_seen_by(request), pk=page, depth__gt=1)
    return _answer(request, [item], paper, name=item.slug, back=_explorer(item.get_parent()))


class SheetsView(WagtailAdminTemplateMixin, TemplateView):
    """Choose items of a column and print them."""

    template_name = "disclosure_plugin/admin/sheets.html"
    page_title = gettext_lazy("Print for the board")
    header_icon = "doc-full"
    _show_breadcrumbs = True

    @cached_property
    def column(self) -> Any:
        found = get_object_or_404(_seen_by(self.request), pk=self.kwargs["column"]).specific
        if not isinstance(found, DisclosureColumnMixin):
            raise Http404
        return found

    def get_page_subtitle(self):
        return self.column.title

    def get_breadcrumbs_items(self):
        above = {"url": _explorer(self.column), "label": self.column.title}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        paper = request.GET.get("paper", "")
        if not paper:
            return super().get(request, *args, **kwargs)
        named = map(key_in, request.GET.getlist("item"))
        keys = [key for key in named if key is not None][:200]
        found = _seen_by(request).child_of(self.column).in_bulk(keys)
        chosen = [found[key] for key in keys if key in found]
        here = reverse("disclosure_sheets", args=[self.column.pk])
        return _answer(request, chosen, paper, name=self.column.slug, back=here)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            items=self.column.items(),
            papers=list(PAPERS),
        )


def _answer(
    request: HttpRequest, pages: list[Page], paper: str, *, name: str, back: str
) -> HttpResponse:
    if paper not in PAPERS:
        raise Http404
    try:
        pdf = sheets_pdf(pages, request, paper=paper)
    except Refused as refused:
        messages.error(request, refusal_sentence(refused))
        return redirect(back)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}-{paper}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _seen_by(request: HttpRequest) -> PageQuerySet:
    """Return the pages that may be named: a refusal says the title of what is not public."""
    return with_what_may_be_seen(Page.objects.all(), request.user)


def _explorer(page: Page) -> str:
    return reverse("wagtailadmin_explore", args=[page.pk])


def buttons(page: Page, user: Any) -> Iterator[Button]:
    """Yield how a public item, or what is in a column, is printed."""
    if page.live and is_disclosed(page) and public_entry(page) is not None:
        for priority, paper in enumerate(PAPERS, 63):
            yield Button(
                _("Print for the board (%(paper)s)") % {"paper": paper},
                reverse("disclosure_sheet", args=[page.pk, paper]),
                icon_name="doc-full",
                priority=priority,
            )
    elif issubclass(page.specific_class or Page, DisclosureColumnMixin):
        yield Button(
            _("Print for the board"),
            reverse("disclosure_sheets", args=[page.pk]),
            icon_name="doc-full",
            priority=63,
        )


urlpatterns = [
    path("disclosure/sheet/<int:page>/<str:paper>/", sheet, name="disclosure_sheet"),
    path("disclosure/sheets/<int:column>/", SheetsView.as_view(), name="disclosure_sheets"),
]

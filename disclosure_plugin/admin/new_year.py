"""Begin this year's page with an earlier one, and be told what was left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button
from wagtail.models import Page

from disclosure_plugin.actions.new_year import begin_new_year, can_be_begun_anew, year_of
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused
from disclosure_plugin.models import AnnualSummaryMixin


class NewYearView(WagtailAdminTemplateMixin, TemplateView):
    """Say what would be taken over and what not, and do it."""

    template_name = "disclosure_plugin/admin/new_year.html"
    page_title = gettext_lazy("Begin this year’s from this one")
    header_icon = "copy"
    _show_breadcrumbs = True

    @cached_property
    def page(self) -> Any:
        page = get_object_or_404(Page, pk=self.kwargs["page"]).specific
        if not (can_be_begun_anew(page) and may_copy(page, self.request.user)):
            raise Http404
        return page

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "page": self.page,
            "year": year_of(self.page),
            "is_summary": isinstance(self.page, AnnualSummaryMixin),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            begun = begin_new_year(self.page, user=request.user, today=timezone.localdate())
        except Refused as refused:
            messages.error(request, refusal_sentence(refused))
            return self.render_to_response(self.get_context_data())
        messages.success(
            request,
            _(
                "A draft for %(year)s. Left out: index number, approvals, schedule, the day it "
                "was formed, comments, and figures."
            )
            % {"year": begun.year},
        )
        if begun.mentions:
            messages.warning(
                request,
                ngettext(
                    "Its texts still name %(earlier)s in %(count)s place: look at it.",
                    "Its texts still name %(earlier)s in %(count)s places: look at each.",
                    begun.mentions,
                )
                % {"earlier": begun.earlier, "count": begun.mentions},
            )
        return redirect("wagtailadmin_pages:edit", begun.page.pk)


def may_copy(page: Page, user: Any) -> bool:
    """Say whether somebody may add a page beside this one."""
    parent = page.get_parent()
    return bool(
        parent is not None
        and parent.permissions_for_user(user).can_add_subpage()
        and page.permissions_for_user(user).can_copy()
    )


def buttons(page: Page, user: Any) -> Iterator[Button]:
    """Yield the way from a page of an earlier year to this year's."""
    specific = page.specific
    if not (can_be_begun_anew(specific) and may_copy(page, user)):
        return
    if year_of(specific) < timezone.localdate().year:
        yield Button(
            _("Begin this year’s from this one"),
            reverse("disclosure_new_year", args=[page.pk]),
            icon_name="copy",
            priority=45,
        )


urlpatterns = [
    path("disclosure/new-year/<int:page>/", NewYearView.as_view(), name="disclosure_new_year"),
]

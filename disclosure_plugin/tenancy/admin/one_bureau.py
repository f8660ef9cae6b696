"""What all screens about one bureau share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from disclosure_plugin.tenancy.models import Bureau

from .county import BUREAUS, require


class OneBureauMixin(WagtailAdminTemplateMixin):
    """A screen about one bureau, for people with one permission."""

    header_icon = "site"
    page_title: Any = ""
    _show_breadcrumbs = True
    permission_required = "change"
    kwargs: dict[str, Any]
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(request, self.permission_required)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    @cached_property
    def bureau(self) -> Bureau:
        bureau: Bureau = get_object_or_404(Bureau, pk=self.kwargs["pk"])
        return bureau

    def get_page_subtitle(self) -> str:
        return self.bureau.name if "pk" in self.kwargs else ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [
            *self.breadcrumbs_items,
            {"url": reverse("disclosure_bureaus:index"), "label": BUREAUS},
        ]
        if "pk" in self.kwargs:
            url = reverse("disclosure_bureaus:inspect", args=[self.bureau.pk])
            items.append({"url": url, "label": self.bureau.name})
        return [*items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if "pk" in self.kwargs:
            context["bureau"] = self.bureau
        return context

"""The page of one bureau: its values, where it answers, how it came to its state."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from disclosure_plugin.tenancy.roots import roots

from .bureau_list import hosts_of
from .bureau_states import actions
from .counting import live_items
from .county import may, require
from .one_bureau import OneBureauMixin


class BureauInspectView(OneBureauMixin, TemplateView):
    """One bureau: its values, where it answers, its state and how it came to it."""

    template_name = "disclosure_tenancy/admin/bureau.html"
    page_title = gettext_lazy("Bureau")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(request, "view", "change", "add")
        return super(OneBureauMixin, self).dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, _bureau, _here = super().get_breadcrumbs_items()
        return [*above, {"url": "", "label": self.bureau.name}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bureau = self.bureau
        can_change = may(self.request, "change")
        return {
            **super().get_context_data(**kwargs),
            "hosts": hosts_of(bureau),
            "public_root": roots(bureau).public,
            "items": live_items([bureau]).get(bureau.code, "–"),
            "changes": list(bureau.state_changes.all()[:50]),
            "can_change": can_change,
            # Suspended, the county office could not be opened again from here.
            "state_actions": [] if bureau.is_county_office or not can_change else actions(bureau),
        }

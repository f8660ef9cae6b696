"""Archive files of all bureaus that are not what was written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.components import Component

from disclosure_plugin.admin.menu import OVERSIGHT
from disclosure_plugin.register.models import ArchiveDamage
from disclosure_plugin.tenancy.county_roles import in_county_office
from disclosure_plugin.tenancy.models import Bureau

from .county import CountyPage, CountyViewSet, may


def rows() -> list[dict[str, Any]]:
    """Return a row for each damaged file, by bureau."""
    names = dict(Bureau.objects.values_list("code", "name"))
    return [
        {"bureau": names.get(one.bureau, one.bureau), "damage": one}
        for one in ArchiveDamage.objects.all()
    ]


class ArchiveDamageView(CountyPage):
    """One row a file, with what is wrong with it."""

    template_name = "disclosure_tenancy/admin/archive_damage.html"
    page_title = gettext_lazy("Archive damage")
    header_icon = "warning"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "rows": rows()}


class ArchiveDamageViewSet(CountyViewSet):
    """Menu entry and address."""

    name = "disclosure_archive_damage"
    icon = "warning"
    menu_label = gettext_lazy("Archive damage")
    menu_order = 247
    menu_hook = OVERSIGHT.hook

    def get_patterns(self) -> list[Any]:
        return [path("", ArchiveDamageView.as_view(), name="index")]


archive_damage_viewset = ArchiveDamageViewSet()


class ArchiveDamagePanel(Component):
    """The alarm on the county office's dashboard; nothing while all is well."""

    name = "disclosure_archive_damage"
    template_name = "disclosure_tenancy/admin/archive_damage_panel.html"
    order = 80

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        return {"count": ArchiveDamage.objects.count()}


def add_alarm(request: HttpRequest, panels: list[Any]) -> None:
    """Put the alarm on the dashboard of who may see it, if there is damage."""
    if in_county_office() and may(request, "view") and ArchiveDamage.objects.exists():
        panels.append(ArchiveDamagePanel())

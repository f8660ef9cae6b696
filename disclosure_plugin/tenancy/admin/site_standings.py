"""How the sites of the county's bureaus stand before an inspection."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from disclosure_plugin.admin.downloads import download
from disclosure_plugin.documents.tables import csv_bytes
from disclosure_plugin.register.clock import database_now
from disclosure_plugin.register.models import SiteStanding
from disclosure_plugin.tenancy.models import Bureau

from .county import CountyPage, CountyViewSet, require


def rows() -> list[dict[str, Any]]:
    """Return a row for each bureau, those first that were never checked, then the most faults."""
    found = {one.bureau: one for one in SiteStanding.objects.all()}
    lines = [
        {"name": bureau.name, "code": bureau.code, "standing": found.get(bureau.code)}
        for bureau in Bureau.objects.exclude(state=Bureau.State.TRIAL).order_by("name")
    ]

    def trouble(line: dict[str, Any]) -> tuple[bool, int]:
        one = line["standing"]
        return (one is not None, -one.faults if one else 0)

    return sorted(lines, key=trouble)


class SiteStandingsView(CountyPage):
    """One row a bureau; which pages it is about stays in the bureau."""

    template_name = "disclosure_tenancy/admin/site_standings.html"
    page_title = gettext_lazy("Sites before an inspection")
    header_icon = "clipboard-list"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "rows": rows()}


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """Send the same as Excel opens it."""
    require(request, "view")
    names = ("pages", "pages_away", "dead_links", "outside_links", "tag_faults", "parts_missing")
    labels = {one.name: str(one.verbose_name) for one in SiteStanding._meta.fields}
    head = [_("code"), _("Bureau"), _("checked at"), *(labels[name] for name in names)]
    lines = []
    for row in rows():
        one = row["standing"]
        cells = [str(getattr(one, name)) for name in names] if one else [""] * len(names)
        at = f"{one.checked_at:%Y-%m-%d %H:%M}" if one else ""
        lines.append([row["code"], row["name"], at, *cells])
    name = f"sites-{database_now():%Y%m%d-%H%M%S}.csv"
    return download(csv_bytes(head, lines), name)


class SiteStandingsViewSet(CountyViewSet):
    """Menu entry and addresses."""

    name = "disclosure_site_standings"
    icon = "clipboard-list"
    menu_label = gettext_lazy("Sites before an inspection")
    menu_order = 246
    add_to_admin_menu = True

    def get_patterns(self) -> list[Any]:
        return [
            path("", SiteStandingsView.as_view(), name="index"),
            path("csv/", as_csv, name="csv"),
        ]


site_standings_viewset = SiteStandingsViewSet()

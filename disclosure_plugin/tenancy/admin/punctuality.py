"""How punctual the county's bureaus are with what they have scheduled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from disclosure_plugin.admin.downloads import download
from disclosure_plugin.admin.menu import OVERSIGHT
from disclosure_plugin.documents.tables import csv_bytes
from disclosure_plugin.domain.due import PUNCTUAL
from disclosure_plugin.queries.due import Punctuality, overview, punctuality
from disclosure_plugin.register.clock import database_now
from disclosure_plugin.tenancy.models import Bureau

from .county import CountyPage, CountyViewSet, require

PERIOD = timedelta(days=30)


def in_seconds(delay: timedelta | None) -> str:
    """Return a delay as people and spreadsheets read it; empty if there is none."""
    return "" if delay is None else f"{delay.total_seconds():.1f}"


def share(one: Punctuality) -> str:
    """Return which part of what was done was punctual; empty if nothing was done."""
    # Never rounded up: one late item in a thousand is not 100 %.
    return f"{one.punctual * 1000 // one.done / 10:.1f} %" if one.done else ""


def rows() -> list[dict[str, Any]]:
    """Return a row for each bureau, those first in which something is wrong."""
    found = punctuality(since=database_now() - PERIOD)
    lines = []
    for bureau in Bureau.objects.exclude(state=Bureau.State.TRIAL):
        one = found.get(bureau.code, Punctuality(bureau.code))
        lines.append(
            {
                "name": bureau.name,
                "code": bureau.code,
                "state": bureau.get_state_display(),
                "numbers": one,
                "share": share(one),
                "average": in_seconds(one.average),
                "worst": in_seconds(one.worst),
            }
        )
    return sorted(lines, key=lambda line: (-line["numbers"].parked, -line["numbers"].late))


class PunctualityView(CountyPage):
    """One row a bureau; titles stay in the bureau."""

    template_name = "disclosure_tenancy/admin/punctuality.html"
    page_title = gettext_lazy("Punctuality")
    header_icon = "time"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "rows": rows(),
            "days": PERIOD.days,
            "seconds": int(PUNCTUAL.total_seconds()),
            "overview": overview(self.request.user, most=0),
        }


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """Send the same as Excel opens it."""
    require(request, "view")
    head = [
        _("code"),
        _("Bureau"),
        _("State"),
        _("Done"),
        _("Punctual"),
        _("Share"),
        _("Average delay in seconds"),
        _("Worst delay in seconds"),
        _("Scheduled"),
        _("Late now"),
        _("Laid aside"),
    ]
    lines = [
        [
            row["code"],
            row["name"],
            row["state"],
            str(row["numbers"].done),
            str(row["numbers"].punctual),
            row["share"],
            row["average"],
            row["worst"],
            str(row["numbers"].scheduled),
            str(row["numbers"].late),
            str(row["numbers"].parked),
        ]
        for row in rows()
    ]
    name = f"punctuality-{database_now():%Y%m%d-%H%M%S}.csv"
    return download(csv_bytes(head, lines), name)


class PunctualityViewSet(CountyViewSet):
    """Menu entry and addresses."""

    name = "disclosure_punctuality"
    icon = "time"
    menu_label = gettext_lazy("Punctuality")
    menu_order = 245
    menu_hook = OVERSIGHT.hook

    def get_patterns(self) -> list[Any]:
        return [
            path("", PunctualityView.as_view(), name="index"),
            path("csv/", as_csv, name="csv"),
        ]


punctuality_viewset = PunctualityViewSet()

"""The tenancy doctor in the county's admin: the last run, earlier ones, and a button."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from disclosure_plugin.admin.downloads import download
from disclosure_plugin.admin.menu import OVERSIGHT
from disclosure_plugin.documents.tables import csv_bytes
from disclosure_plugin.tenancy.doctor.rounds import PAIRS_AT_ONCE, TooFewBureaus, kept_round
from disclosure_plugin.tenancy.doctor_runs import DoctorRun

from .county import CountyViewSet, may, name_of, require

EARLIER = 10
INDEX = "disclosure_doctor:index"


def outcome_in_words(outcome: str) -> str:
    """Say how a probe ended."""
    return {
        "sealed": pgettext("outcome of a probe", "sealed"),
        "leak": pgettext("outcome of a probe", "leak"),
        "broken": pgettext("outcome of a probe", "could not look"),
        "not applicable": pgettext("outcome of a probe", "not applicable"),
    }[outcome]


def rows_of(run: DoctorRun) -> list[dict[str, Any]]:
    """Return what a run found, probe by probe, in words; the worst first."""
    order = ("leak", "broken", "sealed", "not applicable")
    rows = [
        {**one, "title": _(one["title"]), "in_words": outcome_in_words(one["outcome"])}
        for one in run.results
    ]
    return sorted(rows, key=lambda row: order.index(row["outcome"]))


class DoctorView(WagtailAdminTemplateMixin, TemplateView):
    """One run; without a key the last one, and what to do if there is none."""

    template_name = "disclosure_tenancy/admin/doctor.html"
    page_title = gettext_lazy("Sealing check")
    header_icon = "lock"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(request, "view")
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    @cached_property
    def run(self) -> DoctorRun | None:
        if "pk" in self.kwargs:
            return get_object_or_404(DoctorRun, pk=self.kwargs["pk"])
        return DoctorRun.objects.first()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": reverse(INDEX), "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.run
        earlier = DoctorRun.objects.exclude(pk=run.pk) if run else DoctorRun.objects.none()
        return {
            **super().get_context_data(**kwargs),
            "run": run,
            "rows": rows_of(run) if run else [],
            "pairs": "、".join(" ↔ ".join(pair) for pair in run.pairs) if run else "",
            "earlier": earlier[:EARLIER],
            "can_run": may(self.request, "change"),
            "most": PAIRS_AT_ONCE,
        }


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Run the probes that write nothing, and keep what they found."""
    require(request, "change")
    try:
        run = kept_round(by=name_of(request))
    except TooFewBureaus as error:
        messages.error(request, str(error))
        return redirect(INDEX)
    if run.leaks or run.broken:
        messages.error(request, _("The check is done and something is wrong: read below."))
    else:
        messages.success(request, _("The check is done: no bureau got anything of another."))
    return redirect(INDEX)


@require_safe
def as_json(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a run as a program reads it, in the words of ``tenancy_doctor --json``."""
    require(request, "view")
    run = get_object_or_404(DoctorRun, pk=pk)
    answer = {
        "ran_at": run.ran_at,
        "ran_by": run.ran_by,
        "seconds": run.seconds,
        "pairs": run.pairs,
        "leaks": run.leaks,
        "broken": run.broken,
        "probes": run.results,
    }
    data = json.dumps(answer, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    return download(data.encode(), _name(run, "json"))


@require_safe
def as_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a run as Excel opens it."""
    require(request, "view")
    run = get_object_or_404(DoctorRun, pk=pk)
    head = [_("Probe"), _("What is attacked"), _("Outcome"), _("Looked at"), _("Findings")]
    rows = [
        [
            row["probe"],
            row["title"],
            row["in_words"],
            str(row["looked"]),
            "\n".join(row["findings"]),
        ]
        for row in rows_of(run)
    ]
    return download(csv_bytes(head, rows), _name(run, "csv"))


def _name(run: DoctorRun, ending: str) -> str:
    return f"sealing-check-{run.ran_at:%Y%m%d-%H%M%S}.{ending}"


class DoctorViewSet(CountyViewSet):
    """Menu entry and addresses."""

    name = "disclosure_doctor"
    icon = "lock"
    menu_label = gettext_lazy("Sealing check")
    menu_order = 240
    menu_hook = OVERSIGHT.hook

    def get_patterns(self) -> list[Any]:
        return [
            path("", DoctorView.as_view(), name="index"),
            path("begin/", begin, name="begin"),
            path("<int:pk>/", DoctorView.as_view(), name="inspect"),
            path("<int:pk>/json/", as_json, name="json"),
            path("<int:pk>/csv/", as_csv, name="csv"),
        ]


doctor_viewset = DoctorViewSet()

"""The reports of package checks in the admin: one of a snapshot, and as a file."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permission_policies import ModelPermissionPolicy

from disclosure_plugin import bureaus
from disclosure_plugin.admin.downloads import download

from .models import Snapshot
from .package_reports import PackageReport
from .report_files import KINDS, file_of, rows_of

# What somebody has to see stands first.
ORDER = ("fail", "not_checked", "pass")


def _found(request: HttpRequest, pk: int, report: int) -> PackageReport:
    """Return a report to somebody who may see snapshots.

    Raises:
        PermissionDenied: they may not.
        Http404: there is none, or its snapshot is under examination: it may name a page.
    """
    policy = ModelPermissionPolicy(Snapshot)
    if not policy.user_has_any_permission(request.user, ["view", "add"]):
        raise PermissionDenied
    if max(pk, report) >= 2**63:  # PostgreSQL knows no such key
        raise Http404
    found = get_object_or_404(PackageReport, pk=report, snapshot=pk)
    if found.snapshot.quarantine:
        raise Http404
    return found


class ReportView(WagtailAdminTemplateMixin, TemplateView):
    """One report, what failed first."""

    template_name = "disclosure_snapshots/report.html"
    page_title = gettext_lazy("Package checks")
    header_icon = "check"
    _show_breadcrumbs = True

    @cached_property
    def report(self) -> PackageReport:
        return _found(self.request, self.kwargs["pk"], self.kwargs["report"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        snapshot = self.report.snapshot
        return [
            *self.breadcrumbs_items,
            {
                "url": reverse("disclosure_snapshots:index"),
                "label": gettext_lazy("Archive snapshots"),
            },
            {
                "url": reverse("disclosure_snapshots:inspect", args=[snapshot.pk]),
                "label": str(snapshot),
            },
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = rows_of(self.report.results)
        return {
            **super().get_context_data(**kwargs),
            "report": self.report,
            "rows": sorted(rows, key=lambda row: ORDER.index(row["outcome"])),
        }


@require_safe
def report_file(request: HttpRequest, pk: int, report: int, kind: str) -> HttpResponse:
    """Send a report as a file."""
    if kind not in KINDS:
        raise Http404
    found = _found(request, pk, report)
    name = f"{bureaus.current()}-{pk}-report-{found.pk}.{kind}"
    return download(file_of(found, kind), name)

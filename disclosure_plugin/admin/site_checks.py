"""How the bureau's site stands before an inspection: its platform, its links, its page tags."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Site

from disclosure_plugin.documents.media_types import TABLE_KINDS
from disclosure_plugin.documents.tables import csv_bytes, xlsx_bytes
from disclosure_plugin.domain.page_tags import Wrong
from disclosure_plugin.domain.platform import PartState
from disclosure_plugin.editor.platform import EMPTY, NAMES
from disclosure_plugin.models import BureauSettings, SiteFault
from disclosure_plugin.queries.platform import platform
from disclosure_plugin.queries.site_checks import faults_of, newest_check

from .downloads import download

SHOWN = 500
# What a fault's detail says; a status of HTTP stands for itself.
DETAILS = {
    Wrong.MISSING: pgettext_lazy("fault of a page tag", "missing"),
    Wrong.EMPTY: pgettext_lazy("fault of a page tag", "empty"),
    Wrong.TWICE: pgettext_lazy("fault of a page tag", "there twice"),
    Wrong.FORM: pgettext_lazy("fault of a page tag", "not in the form of the standard"),
    "certificate": gettext_lazy("its certificate is not valid"),
    "unknown name": gettext_lazy("its name is not known"),
    "no answer": gettext_lazy("it does not answer"),
    "no connection": gettext_lazy("no connection"),
    "not public": gettext_lazy("its address is not one of the public internet: it was not asked"),
}


def row_of(fault: SiteFault) -> dict[str, Any]:
    """Return a fault as the table shows it."""
    return {
        "kind": fault.get_kind_display(),
        "page": fault.page_title,
        "page_address": fault.page_address,
        "pages": fault.pages,
        "subject": fault.subject,
        "detail": str(DETAILS.get(fault.detail, fault.detail)),
    }


def part_row(state: PartState) -> dict[str, Any]:
    """Return a part of the platform as the checklist shows it."""
    missing = [str(BureauSettings._meta.get_field(one).verbose_name) for one in state.missing]
    return {
        "name": NAMES[state.part],
        "is_complete": state.is_complete,
        "to_do": EMPTY[state.part] if state.is_empty else "",
        "missing": [] if state.is_empty else missing,
    }


class SiteChecksView(WagtailAdminTemplateMixin, TemplateView):
    """The platform's checklist and what the newest check has found.

    Everybody in the admin sees it: it shows what visitors can find out themselves.
    """

    template_name = "disclosure_plugin/admin/site_checks.html"
    page_title = gettext_lazy("Before an inspection")
    header_icon = "clipboard-list"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @cached_property
    def check(self):
        return newest_check()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind = request.GET.get("export", "")
        if not kind:
            return super().get(request, *args, **kwargs)
        if kind not in TABLE_KINDS:
            raise Http404
        return download(file_of(kind, faults_of(self.check)), f"site-faults.{kind}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        faults = faults_of(self.check)
        site = Site.objects.order_by("-is_default_site", "pk").first()
        states = platform(BureauSettings.for_site(site)).states if site else []
        return super().get_context_data(
            **kwargs,
            check=self.check,
            files=TABLE_KINDS,
            found=len(faults),
            parts=[part_row(one) for one in states],
            rows=[row_of(one) for one in faults[:SHOWN]],
            shown=SHOWN,
        )


def file_of(kind: str, faults: list[SiteFault]) -> bytes:
    """Write faults into a file; no cell of it runs as a formula.

    Args:
        kind: one of :data:`~disclosure_plugin.documents.media_types.TABLE_KINDS`.
        faults: in the order of the report.
    """
    header = [
        _("Kind"),
        _("What it is about"),
        _("Detail"),
        _("Page"),
        _("Address of the page"),
        _("Pages with it"),
    ]
    rows = [
        [row["kind"], row["subject"], row["detail"], row["page"], row["page_address"],
         str(row["pages"])]
        for row in map(row_of, faults)
    ]  # fmt: skip
    if kind == "csv":
        return csv_bytes(header, rows)
    return xlsx_bytes(_("Faults"), header, rows)


def menu_item() -> MenuItem:
    """Return the entry among the reports."""
    return MenuItem(
        _("Before an inspection"),
        reverse("disclosure_site_checks"),
        name="disclosure-site-checks",
        icon_name="clipboard-list",
        order=1225,
    )


urlpatterns = [
    path("disclosure/site-checks/", SiteChecksView.as_view(), name="disclosure_site_checks"),
]

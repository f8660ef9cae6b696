"""A bureau's annual reports: the years, what the records say, and handing in to the county."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button
from wagtail.models import Page

from disclosure_plugin.actions.annual_report_filling import fill
from disclosure_plugin.actions.annual_report_import import place_for_reports
from disclosure_plugin.actions.annual_report_submitting import DoesNotAddUpYet, submit
from disclosure_plugin.domain.annual_report_form import CELLS
from disclosure_plugin.domain.annual_report_values import written
from disclosure_plugin.editor.annual_report_words import fault_sentence, suspect_sentence
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused
from disclosure_plugin.models import AnnualReportImport, AnnualReportPage
from disclosure_plugin.queries.annual_report_files import KINDS, file_of, report_of
from disclosure_plugin.queries.annual_report_sources import counted
from disclosure_plugin.queries.annual_reports import has_county, standing, submissions_of
from disclosure_plugin.queries.view_restrictions import whose_newest_title_may_be_seen

from .downloads import download
from .shared_lists import name_of

INDEX = "disclosure_annual_reports"
TITLE = gettext_lazy("Annual reports")


class ReportsMixin(WagtailAdminTemplateMixin):
    """A screen about the bureau's annual reports."""

    header_icon = "doc-full-inverse"
    page_title: Any = TITLE
    _show_breadcrumbs = True
    request: HttpRequest
    kwargs: dict[str, Any]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        ours = [{"url": reverse(INDEX), "label": TITLE}] if self.page_title != TITLE else []
        return [*self.breadcrumbs_items, *ours, {"url": "", "label": self.page_title}]


class ReportsView(ReportsMixin, TemplateView):
    """Every year with its report, the newest first: of drafts those that one may see."""

    template_name = "disclosure_plugin/admin/annual_reports.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        pages = whose_newest_title_may_be_seen(
            AnnualReportPage.objects.order_by("-year"), self.request.user
        )
        place = place_for_reports(self.request.user)
        imports = AnnualReportImport.objects.select_related("page")
        return {
            **super().get_context_data(**kwargs),
            "rows": [(page, standing(page.year, today=today)) for page in pages],
            "has_county": has_county(),
            "imports": [] if place is None else imports[:50],
            "add_address": None if place is None else _add_address(place),
        }


def _add_address(place: Page) -> str:
    return reverse(
        "wagtailadmin_pages:add", args=["disclosure_plugin", "annualreportpage", place.pk]
    )


class OneReportMixin(ReportsMixin):
    """A screen about one report, for people who may edit it."""

    @cached_property
    def page(self) -> AnnualReportPage:
        return get_object_or_404(AnnualReportPage, pk=self.kwargs["page"])

    @cached_property
    def newest(self) -> AnnualReportPage:
        return self.page.get_latest_revision_as_object()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require_editor(request, self.page)
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "page": self.page, "report": self.newest}


def require_editor(request: HttpRequest, page: Page) -> None:
    """Let nobody pass who may not edit a page.

    Raises:
        PermissionDenied: Wagtail's admin says so in a sentence.
    """
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied


class RecordsView(OneReportMixin, TemplateView):
    """What the records say about each cell, beside what the report says; both can be compared."""

    template_name = "disclosure_plugin/admin/annual_report_records.html"
    page_title = gettext_lazy("What the records say")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cells = self.newest.cells
        rows = [
            {
                "cell": CELLS[one.cell],
                "known": written(one.value),
                "report": written(cells.get(one.cell)),
                "is_empty": cells.get(one.cell) is None,
                "differs": one.value is not None and cells.get(one.cell) != one.value,
                "said": one.said,
                "address": one.address,
            }
            for one in counted(self.newest.year)
        ]
        return {**super().get_context_data(**kwargs), "rows": rows}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            taken = fill(self.page.pk, request.POST.getlist("cells"), user=request.user)
        except Refused as refusal:
            messages.error(request, refusal_sentence(refusal))
            return redirect("disclosure_annual_report_records", self.page.pk)
        messages.success(
            request,
            ngettext(
                "%(count)s number was taken into a new version.",
                "%(count)s numbers were taken into a new version.",
                len(taken),
            )
            % {"count": len(taken)},
        )
        return redirect("wagtailadmin_pages:edit", self.page.pk)


class SubmissionView(OneReportMixin, TemplateView):
    """Hand the report in to the county, and read what became of it."""

    template_name = "disclosure_plugin/admin/annual_report_submission.html"
    page_title = gettext_lazy("Hand in to the county")

    def may_submit(self) -> bool:
        permissions = self.page.permissions_for_user(self.request.user)
        return bool(permissions.can_publish())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        faults = self.newest.faults()
        return {
            **super().get_context_data(**kwargs),
            "standing": standing(self.newest.year, today=timezone.localdate()),
            "submissions": submissions_of(self.newest),
            "blocking": [fault_sentence(one) for one in faults if one.is_blocking],
            "warnings": [fault_sentence(one) for one in faults if not one.is_blocking],
            "suspect": suspect_sentence(faults),
            "may_submit": self.may_submit(),
            "has_county": has_county(),
            "kinds": [(kind, kind.upper()) for kind in KINDS],
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_submit():
            raise PermissionDenied
        try:
            made = submit(self.page.pk, user=request.user, by=name_of(request))
        except DoesNotAddUpYet as refusal:
            sentences = [refusal_sentence(refusal), *map(fault_sentence, refusal.faults[:8])]
            messages.error(request, " ".join(sentences))
        except Refused as refusal:
            messages.error(request, refusal_sentence(refusal))
        else:
            messages.success(
                request,
                _("Handed in, number %(number)s. The county accepts it or returns it.")
                % {"number": made.number},
            )
        return redirect("disclosure_annual_report_submission", self.page.pk)


@require_safe
def report_file(request: HttpRequest, page: int, kind: str) -> HttpResponse:
    """Give the newest version of a report as a file, a draft too."""
    report = get_object_or_404(AnnualReportPage, pk=page)
    require_editor(request, report)
    if kind not in KINDS:
        raise Http404
    newest = report.get_latest_revision_as_object()
    return download(file_of(kind, report_of(newest)), f"annual-report-{newest.year}.{kind}")


def buttons(page: Page, user: Any) -> list[Button]:
    """Return the ways from a report to its records and to the county."""
    if not issubclass(page.specific_class or Page, AnnualReportPage):
        return []
    if not page.permissions_for_user(user).can_edit():
        return []
    found = [
        Button(
            _("What the records say"),
            reverse("disclosure_annual_report_records", args=[page.pk]),
            icon_name="list-ul",
            priority=70,
        )
    ]
    label = _("Hand in to the county") if has_county() else _("Check and download")
    address = reverse("disclosure_annual_report_submission", args=[page.pk])
    return [*found, Button(label, address, icon_name="upload", priority=71)]


def menu_item() -> MenuItem:
    """Return the entry of the menu of reports."""
    return MenuItem(
        TITLE, reverse(INDEX), name="annual-reports", icon_name="doc-full-inverse", order=700
    )


urlpatterns = [
    path("disclosure/annual-reports/", ReportsView.as_view(), name=INDEX),
    path(
        "disclosure/annual-reports/<int:page>/records/",
        RecordsView.as_view(),
        name="disclosure_annual_report_records",
    ),
    path(
        "disclosure/annual-reports/<int:page>/county/",
        SubmissionView.as_view(),
        name="disclosure_annual_report_submission",
    ),
    path(
        "disclosure/annual-reports/<int:page>/report.<slug:kind>",
        report_file,
        name="disclosure_annual_report_file",
    ),
]

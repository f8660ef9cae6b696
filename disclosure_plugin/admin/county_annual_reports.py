"""The county's annual reports: who has handed in, the sum, and accepting or returning each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

from disclosure_plugin import bureaus
from disclosure_plugin.actions.annual_report_days import forget_days, set_days
from disclosure_plugin.actions.annual_report_submitting import (
    REASON_MAX_CHARACTERS,
    CannotDecide,
    accept,
    give_back,
)
from disclosure_plugin.domain.annual_report_checks import MESSAGES, Rule, check
from disclosure_plugin.domain.annual_report_deadlines import Deadlines
from disclosure_plugin.editor.annual_report_words import fault_sentence
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused
from disclosure_plugin.queries.annual_report_files import (
    KINDS,
    file_of,
    report_of_county,
)
from disclosure_plugin.queries.annual_report_rollup import roll_up, years_with_reports
from disclosure_plugin.queries.annual_report_tables import tables_as_printed
from disclosure_plugin.register.models import AnnualReportDays, AnnualReportSubmission

from .downloads import download
from .menu import OVERSIGHT
from .shared_lists import SharedListViewSet, may, name_of, require
from .year_addresses import YEAR_PART

REPORTS = pgettext_lazy("menu of the county office", "Annual reports of bureaus")


class CountyReportsMixin(WagtailAdminTemplateMixin):
    """A screen of whoever keeps what all bureaus share."""

    header_icon = "doc-full-inverse"
    page_title: Any = REPORTS
    actions: tuple[str, ...] = ("view", "change")
    _show_breadcrumbs = True
    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require(request, *self.actions)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        first = {"url": reverse("disclosure_county_reports:index"), "label": REPORTS}
        above = [] if self.page_title == REPORTS else [first]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.page_title}]


class YearView(CountyReportsMixin, TemplateView):
    """One year: every bureau, and what the accepted reports add up to."""

    template_name = "disclosure_plugin/admin/county_annual_reports.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        years = years_with_reports(today=today)
        year = self.kwargs.get("year", today.year - 1)
        one = roll_up(year, today=today)
        return {
            **super().get_context_data(**kwargs),
            "year": year,
            "years": sorted({*years, year}, reverse=True),
            "roll_up": one,
            "faults": [fault_sentence(fault) for fault in one.faults],
            "tables": tables_as_printed(one.total),
            "kinds": [(kind, kind.upper()) for kind in KINDS],
            "may_change": may(self.request, "change"),
            "has_own_days": AnnualReportDays.objects.filter(year=year).exists(),
        }


class ReasonForm(forms.Form):
    """Why a report is returned."""

    reason = forms.CharField(
        label=gettext_lazy("What the bureau has to put right"),
        max_length=REASON_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SubmissionView(CountyReportsMixin, TemplateView):
    """One report as it was handed in; accept it, or return it with a reason."""

    template_name = "disclosure_plugin/admin/county_annual_report.html"
    page_title = gettext_lazy("Annual report handed in")

    @cached_property
    def submission(self) -> AnnualReportSubmission:
        return get_object_or_404(AnnualReportSubmission, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return f"{self.submission.bureau_name} {self.submission.year}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.submission
        of_bureau = AnnualReportSubmission.objects.of(one.bureau)
        earlier = of_bureau.on(one.year - 1).accepted().order_by("-number").first()
        before = of_bureau.on(one.year).accepted().exclude(pk=one.pk).order_by("-number").first()
        faults = check(one.cells, before=earlier.cells if earlier else None)
        roots = {entry.code: entry.address for entry in bureaus.directory()}
        return {
            "form": ReasonForm(),
            **super().get_context_data(**kwargs),
            "one": one,
            "faults": [fault_sentence(fault) for fault in faults],
            "remarks": [_remark(rule, params) for rule, params in one.remarks],
            "tables": tables_as_printed(
                one.cells, before=before.cells if before is not None else None
            ),
            "before": before,
            "earlier": earlier,
            "others": of_bureau.on(one.year).exclude(pk=one.pk).order_by("-number"),
            "root": roots.get(one.bureau, ""),
            "waits": one.state == AnnualReportSubmission.State.SUBMITTED,
            "may_change": may(self.request, "change"),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(request, "change")
        year = self.submission.year
        try:
            if "accept" in request.POST:
                done = accept(self.submission.pk, by=name_of(request))
                sentence = _("The report of %(bureau)s is accepted and counts from now on.")
            else:
                form = ReasonForm(request.POST)
                if not form.is_valid():
                    return self.render_to_response(self.get_context_data(form=form))
                done = give_back(
                    self.submission.pk, reason=form.cleaned_data["reason"], by=name_of(request)
                )
                sentence = _("The report of %(bureau)s is returned with your reason.")
        except CannotDecide as refusal:
            messages.error(request, refusal_sentence(refusal))
            return redirect("disclosure_county_reports:submission", self.submission.pk)
        messages.success(request, sentence % {"bureau": done.bureau_name})
        return redirect("disclosure_county_reports:year", year)


def _remark(rule: str, params: dict[str, Any]) -> str:
    return _(MESSAGES[Rule(rule)]) % params


class DaysForm(forms.Form):
    """The last days for the reports on a year."""

    bureau = forms.DateField(
        label=gettext_lazy("Bureaus hand in and publish by"), widget=AdminDateInput
    )
    county = forms.DateField(label=gettext_lazy("The county publishes by"), widget=AdminDateInput)
    source = forms.CharField(
        label=gettext_lazy("Notice that sets these days"),
        max_length=200,
        help_text=gettext_lazy("Its title and number; bureaus see it beside the day."),
    )


class DaysView(CountyReportsMixin, TemplateView):
    """Set earlier days than the law, with the notice that does so."""

    actions = ("change",)
    template_name = "disclosure_plugin/admin/county_annual_report_days.html"
    page_title = gettext_lazy("Days for annual reports")

    def get_page_subtitle(self) -> str:
        return str(self.kwargs["year"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = self.kwargs["year"]
        days = roll_up(year, today=timezone.localdate()).days
        initial: dict[str, Any] = {"bureau": days.bureau, "county": days.county}
        own = AnnualReportDays.objects.filter(year=year).first()
        if own is not None:
            initial["source"] = own.source
        return {
            "form": DaysForm(initial=initial),
            **super().get_context_data(**kwargs),
            "year": year,
            "own": own,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        year = self.kwargs["year"]
        if "forget" in request.POST:
            forget_days(year)
            messages.success(request, _("The days of the Regulation hold again."))
            return redirect("disclosure_county_reports:year", year)
        form = DaysForm(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            try:
                days = Deadlines(said["bureau"], said["county"], said["source"].strip())
                set_days(year, days, by=name_of(request))
            except Refused as refusal:
                form.add_error(None, refusal_sentence(refusal))
            else:
                messages.success(request, _("These days hold from now on, in every bureau."))
                return redirect("disclosure_county_reports:year", year)
        return self.render_to_response(self.get_context_data(form=form))


@require_safe
def export(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """Send the sum of what is accepted, with the bureaus that are counted and missing."""
    require(request, "view", "change")
    if kind not in KINDS:
        raise Http404
    one = roll_up(year, today=timezone.localdate())
    report = report_of_county(one, bureaus.identity().name)
    return download(file_of(kind, report), f"annual-reports-{year}.{kind}")


class CountyReportsViewSet(SharedListViewSet):
    """Menu entry and addresses."""

    name = "disclosure_county_reports"
    icon = "doc-full-inverse"
    menu_label = REPORTS
    menu_order = 238
    menu_hook = OVERSIGHT.hook

    def get_patterns(self) -> list[Any]:
        return [
            path("", YearView.as_view(), name="index"),
            path(f"{YEAR_PART}/", YearView.as_view(), name="year"),
            path(f"{YEAR_PART}/days/", DaysView.as_view(), name="days"),
            path(f"{YEAR_PART}/sum.<slug:kind>", export, name="export"),
            path("handed-in/<int:pk>/", SubmissionView.as_view(), name="submission"),
        ]


county_reports_viewset = CountyReportsViewSet()

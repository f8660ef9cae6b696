"""Many bureaus from a list: upload, look at the verdict on each line, start, follow."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from disclosure_plugin.admin.downloads import download
from disclosure_plugin.documents.tables import csv_bytes
from disclosure_plugin.tenancy.county_permissions import policy
from disclosure_plugin.tenancy.importing import csv_files, preparing
from disclosure_plugin.tenancy.importing.csv_files import COLUMNS, UnreadableList
from disclosure_plugin.tenancy.models import BureauImport, BureauImportRow

from .county import BUREAUS, CountyViewSet, may, name_of, require
from .forms import ListForm

State = BureauImportRow.State
ROWS_A_PAGE = 100


def progress(bureau_import: BureauImport) -> dict[str, Any]:
    """Return how far an import is: rows asked for and worked on, and each state's number."""
    counted = bureau_import.rows.values_list("state").annotate(Count("pk")).order_by()
    states = {state.value: 0 for state in State} | dict(counted)
    attempted = bureau_import.rows.filter(finished_at__isnull=False).count()
    return {
        "states": states,
        "done": attempted,
        "total": attempted + states[State.NEW],
        "started": bureau_import.started_at is not None,
        "running": bureau_import.started_at is not None and states[State.NEW] > 0,
    }


def standing(bureau_import: BureauImport) -> str:
    """Say in words how an import stands."""
    now = progress(bureau_import)
    if not now["started"]:
        return _("checked, not started")
    if now["running"]:
        return _("running: %(done)d of %(total)d") % now
    bad = now["states"][State.REFUSED] + now["states"][State.FAILED]
    made = now["states"][State.CREATED]
    return _("finished: %(made)d made, %(bad)d not") % {"made": made, "bad": bad}


class ImportIndexView(IndexView):
    """All lists, the newest first."""

    model = BureauImport
    permission_policy = policy
    page_title = gettext_lazy("Lists of bureaus")
    header_icon = "upload"
    index_url_name = "disclosure_bureau_imports:index"
    index_results_url_name = "disclosure_bureau_imports:index_results"
    results_template_name = "disclosure_tenancy/admin/imports_results.html"
    default_ordering = "-checked_at"
    paginate_by = 20

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "file_name",
                label=_("File"),
                get_url=lambda kept: reverse("disclosure_bureau_imports:inspect", args=[kept.pk]),
            ),
            Column("state", label=_("State"), accessor=standing),
            Column("requested_by", label=_("Asked for by")),
            DateColumn("checked_at", label=_("Checked")),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not may(self.request, "add"):
            return []
        return [
            HeaderButton(
                _("Upload a list"),
                url=reverse("disclosure_bureau_imports:add"),
                icon_name="upload",
            )
        ]


class ImportMixin(WagtailAdminTemplateMixin):
    header_icon = "upload"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("disclosure_bureaus:index"), "label": BUREAUS},
            {"url": reverse("disclosure_bureau_imports:index"), "label": _("Lists of bureaus")},
            {"url": "", "label": self.get_page_title()},
        ]


class ImportCreateView(ImportMixin, FormView):  # type: ignore[type-arg]
    """Upload a list; the answer is a verdict on each line, and nothing is made yet."""

    form_class = ListForm
    template_name = "disclosure_tenancy/admin/import_form.html"
    page_title = gettext_lazy("Make bureaus from a list")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(request, "add")
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        required = [csv_files.CHINESE[key] for key in csv_files.REQUIRED]
        optional = [
            name for key, name in csv_files.CHINESE.items() if key not in csv_files.REQUIRED
        ]
        return {**context, "required": "、".join(required), "optional": "、".join(optional)}

    def form_valid(self, form: ListForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        try:
            kept = preparing.prepare(
                file_name=file.name,
                data=file.read(csv_files.MAX_BYTES + 1),
                by=name_of(self.request),
            )
        except UnreadableList as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        return redirect("disclosure_bureau_imports:inspect", kept.pk)


class ImportInspectView(ImportMixin, TemplateView):
    """One list: before the start what would happen, afterwards what has happened."""

    template_name = "disclosure_tenancy/admin/import.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(request, "add", "change", "view")
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    @cached_property
    def bureau_import(self) -> BureauImport:
        return get_object_or_404(BureauImport, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.bureau_import.file_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = progress(self.bureau_import)
        rows = Paginator(self.bureau_import.rows.all(), ROWS_A_PAGE)
        return {
            **super().get_context_data(**kwargs),
            "object": self.bureau_import,
            "progress": now,
            "new": now["states"][State.NEW],
            "refused": now["states"][State.REFUSED] + now["states"][State.FAILED],
            "unchanged": now["states"][State.UNCHANGED],
            "created": now["states"][State.CREATED],
            "standing": standing(self.bureau_import),
            "rows": rows.get_page(self.request.GET.get("p")),
            "can_start": may(self.request, "add"),
        }


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the bureaus of a list that has been looked at."""
    require(request, "add")
    if not preparing.start(get_object_or_404(BureauImport, pk=pk)):
        messages.warning(request, _("This list has been started already."))
    return redirect("disclosure_bureau_imports:inspect", pk)


@require_safe
def follow(request: HttpRequest, pk: int) -> JsonResponse:
    """Say how far an import is, for the script of its page."""
    require(request, "add", "change", "view")
    kept = get_object_or_404(BureauImport, pk=pk)
    now = progress(kept)
    answer = {key: now[key] for key in ("done", "total", "running")}
    return JsonResponse(
        {**answer, "sentence": standing(kept)}, headers={"Cache-Control": "no-store"}
    )


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Send what became of each line, as Excel opens it."""
    require(request, "add", "change", "view")
    kept = get_object_or_404(BureauImport, pk=pk)
    head = [_("line"), *(str(label) for label in COLUMNS.values()), _("state"), _("message")]
    rows = [
        [
            str(row.line),
            *(row.values.get(key, "") for key in COLUMNS),
            row.get_state_display(),
            row.message,
        ]
        for row in kept.rows.all()
    ]
    return download(csv_bytes(head, rows), f"bureaus-report-{kept.pk}.csv")


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Send an empty list to fill in."""
    require(request, "add")
    return download(csv_files.template(), "bureaus.csv")


class ImportViewSet(CountyViewSet):
    """Addresses; the list of bureaus leads here."""

    name = "disclosure_bureau_imports"
    icon = "upload"

    def get_patterns(self) -> list[Any]:
        return [
            path("", ImportIndexView.as_view(), name="index"),
            path("results/", ImportIndexView.as_view(results_only=True), name="index_results"),
            path("new/", ImportCreateView.as_view(), name="add"),
            path("template/", template, name="template"),
            path("<int:pk>/", ImportInspectView.as_view(), name="inspect"),
            path("<int:pk>/start/", start, name="start"),
            path("<int:pk>/progress/", follow, name="progress"),
            path("<int:pk>/report/", report, name="report"),
        ]


import_viewset = ImportViewSet()

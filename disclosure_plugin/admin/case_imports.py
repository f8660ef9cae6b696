"""Case records from a spreadsheet: upload, follow the check, take in, take back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, re_path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from disclosure_plugin.actions import case_import
from disclosure_plugin.actions.case_checking import MAX_ROWS
from disclosure_plugin.documents.tables import csv_bytes
from disclosure_plugin.documents.workbooks import Choices, WrittenSheet, workbook_bytes
from disclosure_plugin.domain.case_rows import FAULT_MESSAGES, HEADINGS, REQUIRED, Field
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.editor.row_faults import fault_sentences
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.models import CaseImport, CaseImportRow, CaseRecord
from disclosure_plugin.queries.cases import may_keep_cases, public_commitments

from .downloads import download
from .menu import RECORDS, MenuItemFor
from .uploaded_lists import (
    ROWS_A_PAGE,
    UploadedListMixin,
    UploadedListsView,
    UploadView,
    spreadsheet,
)

State = CaseImport.State
RowState = CaseImportRow.State
LIST, CHOICES = "办件", "选项"  # names of sheets; the file is the county's own
WIDTHS = (26, 32, 14, 14, 14, 14, 14)
RUNNING = (State.CHECKING, State.TAKING, State.UNDOING)


def require(request: HttpRequest) -> None:
    """Refuse who keeps no case records."""
    if not may_keep_cases(request.user):
        raise PermissionDenied


def standing(kept: CaseImport) -> str:
    """Say in words how a list stands."""
    said = {
        "done": kept.done,
        "total": kept.total,
        **{state.value: kept.counts.get(state, 0) for state in RowState},
    }
    if kept.state == State.CHECKING and kept.total:
        return _("rows are being checked: %(done)d of %(total)d") % said
    if kept.state == State.CHECKED and said["bad"]:
        return _("checked: %(bad)d of %(total)d rows have to be corrected") % said
    if kept.state == State.CHECKED:
        return _("checked: %(new)d new, %(changed)d changed, %(same)d known already") % said
    if kept.state == State.TAKEN:
        return _("taken in: %(new)d new, %(changed)d changed, %(same)d known already") % said
    return str(kept.get_state_display())


class CasesForm(forms.Form):
    file = spreadsheet(gettext_lazy("List of cases"))


class CaseImportIndexView(UploadedListsView):
    model = CaseImport
    require = staticmethod(require)
    standing = staticmethod(standing)
    namespace = "disclosure_cases"
    page_title = gettext_lazy("Case records")
    header_icon = "list-ul"
    index_url_name = "disclosure_cases:index"
    index_results_url_name = "disclosure_cases:index_results"
    results_template_name = "disclosure_plugin/admin/case_imports_results.html"

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().defer("data")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(
                _("Upload a list of cases"),
                url=reverse("disclosure_cases:add"),
                icon_name="upload",
            ),
            HeaderButton(
                _("Assess a quarter"),
                url=reverse("disclosure_quarters:index"),
                icon_name="history",
            ),
        ]


class CaseImportMixin(UploadedListMixin):
    require = staticmethod(require)
    namespace = "disclosure_cases"
    lists_title = gettext_lazy("Case records")
    header_icon = "list-ul"


class CaseImportCreateView(CaseImportMixin, UploadView):
    """Upload a list; a worker checks it, and nothing is taken in yet."""

    form_class = CasesForm
    template_name = "disclosure_plugin/admin/case_import_form.html"
    page_title = gettext_lazy("Upload a list of cases")
    headings, required = HEADINGS, REQUIRED
    most_bytes = case_import.LIMITS.file_size

    def most_rows(self) -> int:
        return MAX_ROWS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "commitments": public_commitments()}

    def keep(self, *, file_name: str, data: bytes) -> CaseImport:
        return case_import.upload(file_name=file_name, data=data, user=self.request.user)


class CaseImportInspectView(CaseImportMixin, TemplateView):
    """One list: what would be taken in, or was, and what has to be corrected."""

    template_name = "disclosure_plugin/admin/case_import.html"

    @cached_property
    def kept(self) -> CaseImport:
        return get_object_or_404(CaseImport.objects.defer("data"), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.kept.file_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = self.kept
        bad = kept.counts.get(RowState.BAD, 0)
        rows = kept.rows.filter(state=RowState.BAD) if bad else kept.rows.all()
        page = Paginator(rows, ROWS_A_PAGE).get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "object": kept,
            "running": kept.state in RUNNING,
            "bad": bad,
            "standing": standing(kept),
            "failure": _(kept.failure) % kept.failure_params if kept.failure else "",
            "can_take_in": kept.state == State.CHECKED and not bad,
            "can_take_back": kept.state == State.TAKEN and not case_import.taken_since(kept),
            "other_days": kept.rows.exclude(reckoned_due=None).count(),
            "page": page,
            "rows": [(row, notes(row)) for row in page],
        }


def notes(row: CaseImportRow) -> list[str]:
    """Say what is wrong with a row, what it changed, and which day is reckoned otherwise."""
    said = fault_sentences(row.faults, FAULT_MESSAGES)
    if row.before is not None:
        for one in Field:
            before, now = _cell(row.before, one), _cell(row.values, one)
            if before != now:
                what = {"heading": HEADINGS[one], "before": before or "–", "now": now or "–"}
                said.append(_("%(heading)s: %(before)s → %(now)s") % what)
    if row.reckoned_due is not None:
        said.append(
            _("The file says it was due on %(file)s; by the promise it is %(due)s.")
            % {"file": _cell(row.values, Field.DUE), "due": row.reckoned_due.isoformat()}
        )
    return said


def _cell(said: dict[str, Any], one: Field) -> str:
    """Return what a record says, as the file writes it."""
    if one in (Field.PAUSED_FROM, Field.PAUSED_TO):
        place = 0 if one is Field.PAUSED_FROM else 1
        return "; ".join(pause[place] or "" for pause in said["pauses"])
    return str(said.get(one.value) or "")


@require_POST
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the cases of a list that has been looked at into the records."""
    return _ask(request, pk, case_import.take_in)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the records say again what they said before a list."""
    return _ask(request, pk, case_import.take_back)


def _ask(request: HttpRequest, pk: int, act: Any) -> HttpResponse:
    require(request)
    try:
        act(get_object_or_404(CaseImport, pk=pk))
    except DisclosureError as error:
        messages.error(request, refusal_sentence(error))
    return redirect("disclosure_cases:inspect", pk)


@require_safe
def follow(request: HttpRequest, pk: int) -> JsonResponse:
    """Say how far a list is, for the script of its page."""
    require(request)
    kept = get_object_or_404(CaseImport.objects.defer("data"), pk=pk)
    answer = {
        "done": kept.done,
        "total": kept.total or 1,
        "running": kept.state in RUNNING,
        "sentence": standing(kept),
    }
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Send what became of each row that was not known already, as Excel opens it."""
    require(request)
    kept = get_object_or_404(CaseImport.objects.defer("data"), pk=pk)
    head = [_("sheet"), _("row"), _("case number"), _("state"), _("what it says")]
    rows = (
        [row.sheet, str(row.row), row.number, row.get_state_display(), " ".join(notes(row))]
        for row in kept.rows.iterator(2_000)
    )
    return download(csv_bytes(head, rows), f"cases-report-{kept.pk}.csv")


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Send an empty list to fill in, with the bureau's commitments to choose from."""
    require(request)
    return download(_book([]), "cases.xlsx")


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """Send all case records in the form in which they are imported."""
    require(request)
    rows = [
        [one.number, *(_cell(said, field) for field in Field if field is not Field.NUMBER)]
        for one, said in ((one, one.said()) for one in CaseRecord.objects.iterator(2_000))
    ]
    if kind == "csv":
        data = csv_bytes(list(HEADINGS.values()), rows)
        return download(data, "cases.csv")
    return download(_book(rows), "cases.xlsx")


def _book(rows: list[list[str]]) -> bytes:
    """Write a list with what its cells are chosen from in a hidden sheet beside it."""
    codes = [[one.code] for one in public_commitments()]
    place = list(HEADINGS).index(Field.COMMITMENT) + 1
    choices = {place: Choices(CHOICES, 1, len(codes))} if codes else {}
    sheets = [WrittenSheet(LIST, list(HEADINGS.values()), rows, choices=choices, widths=WIDTHS)]
    if codes:
        sheets.append(WrittenSheet(CHOICES, [HEADINGS[Field.COMMITMENT]], codes, hidden=True))
    return workbook_bytes(sheets)


class CaseImportViewSet(ViewSet):
    """Menu entry and addresses."""

    name = "disclosure_cases"
    icon = "list-ul"
    menu_label = gettext_lazy("Case records")
    menu_order = 214
    menu_hook = RECORDS.hook

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", CaseImportIndexView.as_view(), name="index"),
            path("results/", CaseImportIndexView.as_view(results_only=True), name="index_results"),
            path("new/", CaseImportCreateView.as_view(), name="add"),
            path("template/", template, name="template"),
            re_path(r"^export\.(?P<kind>csv|xlsx)$", export, name="export"),
            path("<int:pk>/", CaseImportInspectView.as_view(), name="inspect"),
            path("<int:pk>/take-in/", take_in, name="take_in"),
            path("<int:pk>/take-back/", take_back, name="take_back"),
            path("<int:pk>/progress/", follow, name="progress"),
            path("<int:pk>/report/", report, name="report"),
        ]

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        return MenuItemFor(
            self.menu_label,
            self.menu_url,
            icon_name=self.icon,
            order=order or self.menu_order,
            shown_to=may_keep_cases,
        )


case_import_viewset = CaseImportViewSet()

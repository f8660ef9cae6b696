"""Many items from a spreadsheet: upload, look at the verdict on each row, start, follow, undo."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
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

from disclosure_plugin.actions import item_import
from disclosure_plugin.conf import get_settings
from disclosure_plugin.documents.spreadsheets import LIMITS
from disclosure_plugin.documents.tables import csv_bytes
from disclosure_plugin.documents.workbooks import Choices, WrittenSheet, workbook_bytes
from disclosure_plugin.domain.item_rows import FAULT_MESSAGES, HEADINGS, REQUIRED, Field
from disclosure_plugin.domain.register import Category, Validity
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.editor.row_faults import fault_sentences
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.models import ItemImport, ItemImportRow, Section
from disclosure_plugin.queries.item_rows import (
    category_cell,
    columns_by_name,
    item_cells,
    may_add,
    may_add_anywhere,
    validity_cell,
)

from .downloads import download
from .menu import BOARD, MenuItemFor
from .uploaded_lists import (
    ROWS_A_PAGE,
    UploadedListMixin,
    UploadedListsView,
    UploadView,
    spreadsheet,
)

State = ItemImport.State
RowState = ItemImportRow.State
LIST, CHOICES = "公开事项", "选项"  # names of sheets; the file is the county's own
WIDTHS = (20, 40, 40, 14, 18, 36, 10, 60, 40, 16, 24)


def require(request: HttpRequest) -> None:
    """Refuse who may add items nowhere in the bureau."""
    if not may_add_anywhere(request.user):
        raise PermissionDenied


def progress(kept: ItemImport) -> dict[str, Any]:
    """Return how far a list is: rows worked on of all, and the number of each state."""
    counted = kept.rows.order_by().values_list("state").annotate(Count("pk"))
    states = {state.value: 0 for state in RowState} | dict(counted)
    total = sum(states.values())
    waits = {State.MAKING: RowState.GOOD, State.UNDOING: RowState.MADE}.get(State(kept.state))
    return {
        "states": states,
        "total": total,
        "done": total - (states[waits] if waits else 0),
        "running": kept.state in (State.MAKING, State.UNDOING),
    }


def standing(kept: ItemImport) -> str:
    """Say in words how a list stands."""
    return _standing(kept, progress(kept))


def _standing(kept: ItemImport, now: dict[str, Any]) -> str:
    states = now["states"]
    if kept.state == State.CHECKED and states[RowState.BAD]:
        return _("checked: %(bad)d of %(total)d rows have to be corrected") % {
            "bad": states[RowState.BAD],
            "total": now["total"],
        }
    if kept.state == State.MAKING:
        return _("drafts are being made: %(done)d of %(total)d") % now
    if kept.state == State.UNDOING:
        return _("drafts are being deleted: %(done)d of %(total)d") % now
    if kept.state == State.UNDONE and kept.failure:
        return _("nothing was made")
    if kept.state == State.UNDONE:
        return _("drafts deleted: %(deleted)d; kept, because somebody works on them: %(kept)d") % {
            "deleted": states[RowState.DELETED],
            "kept": states[RowState.KEPT],
        }
    if kept.state == State.MADE:
        return _("drafts made: %(total)d") % now
    return str(kept.get_state_display())


class ItemsForm(forms.Form):
    file = spreadsheet(gettext_lazy("List of items"))


class ItemImportIndexView(UploadedListsView):
    model = ItemImport
    require = staticmethod(require)
    standing = staticmethod(standing)
    namespace = "disclosure_item_imports"
    page_title = gettext_lazy("Lists of items")
    header_icon = "upload"
    index_url_name = "disclosure_item_imports:index"
    index_results_url_name = "disclosure_item_imports:index_results"
    results_template_name = "disclosure_plugin/admin/item_imports_results.html"

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(
                _("Upload a list of items"),
                url=reverse("disclosure_item_imports:add"),
                icon_name="upload",
            )
        ]


class ItemImportMixin(UploadedListMixin):
    require = staticmethod(require)
    namespace = "disclosure_item_imports"
    lists_title = gettext_lazy("Lists of items")
    header_icon = "upload"


class ItemImportCreateView(ItemImportMixin, UploadView):
    """Upload a list; the answer is a verdict on each row, and nothing is made yet."""

    form_class = ItemsForm
    template_name = "disclosure_plugin/admin/item_import_form.html"
    page_title = gettext_lazy("Import items from a spreadsheet")
    headings, required = HEADINGS, REQUIRED
    most_bytes = LIMITS.file_size

    def most_rows(self) -> int:
        return get_settings().ITEM_IMPORT_MAX_ROWS

    def keep(self, *, file_name: str, data: bytes) -> ItemImport:
        return item_import.check_list(file_name=file_name, data=data, user=self.request.user)


class ItemImportInspectView(ItemImportMixin, TemplateView):
    """One list: before the start what would be made, afterwards what was."""

    template_name = "disclosure_plugin/admin/item_import.html"

    @cached_property
    def kept(self) -> ItemImport:
        return get_object_or_404(ItemImport, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.kept.file_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept, now = self.kept, progress(self.kept)
        bad = now["states"][RowState.BAD]
        rows = kept.rows.filter(state=RowState.BAD) if bad else kept.rows.all()
        shown = Paginator(rows.select_related("page"), ROWS_A_PAGE)
        page = shown.get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "object": kept,
            "progress": now,
            "bad": bad,
            "good": now["states"][RowState.GOOD],
            "columns": self._columns() if kept.state == State.CHECKED else [],
            "standing": _standing(kept, now),
            "failure": _(kept.failure) % kept.failure_params if kept.failure else "",
            "before": item_import.imported_before(kept) if kept.state == State.CHECKED else None,
            "can_start": kept.state == State.CHECKED and not bad,
            "can_undo": kept.state == State.MADE,
            "page": page,
            "rows": [(row, fault_sentences(row.faults, FAULT_MESSAGES)) for row in page],
        }

    def _columns(self) -> list[tuple[str, int]]:
        """Return how many items each column would get."""
        names = self.kept.rows.order_by().values_list(f"values__{Field.COLUMN.value}")
        counted = names.filter(state=RowState.GOOD).annotate(Count("pk"))
        return sorted((name, count) for name, count in counted)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the drafts of a list that has been looked at."""
    require(request)
    kept = get_object_or_404(ItemImport, pk=pk)
    try:
        item_import.start(kept, user=request.user, again="again" in request.POST)
    except DisclosureError as error:
        messages.error(request, refusal_sentence(error))
    return redirect("disclosure_item_imports:inspect", pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete the drafts of a list that nobody has worked on."""
    require(request)
    try:
        item_import.undo(get_object_or_404(ItemImport, pk=pk), user=request.user)
    except DisclosureError as error:
        messages.error(request, refusal_sentence(error))
    return redirect("disclosure_item_imports:inspect", pk)


@require_safe
def follow(request: HttpRequest, pk: int) -> JsonResponse:
    """Say how far a list is, for the script of its page."""
    require(request)
    kept = get_object_or_404(ItemImport, pk=pk)
    now = progress(kept)
    answer = {key: now[key] for key in ("done", "total", "running")}
    return JsonResponse(
        {**answer, "sentence": _standing(kept, now)}, headers={"Cache-Control": "no-store"}
    )


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Send what became of each row, as Excel opens it."""
    require(request)
    kept = get_object_or_404(ItemImport, pk=pk)
    head = [_("sheet"), _("row"), _("title"), _("state"), _("what to do")]
    rows = (
        [
            row.sheet,
            str(row.number),
            row.title,
            row.get_state_display(),
            " ".join(fault_sentences(row.faults, FAULT_MESSAGES)),
        ]
        for row in kept.rows.all()
    )
    return download(csv_bytes(head, rows), f"items-report-{kept.pk}.csv")


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Send an empty list to fill in, with what can be chosen in this bureau."""
    require(request)
    return download(_book(request, []), "items.xlsx")


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """Send the bureau's items in the form in which they are imported."""
    require(request)
    rows = list(item_cells(request.user))
    if kind == "csv":
        data = csv_bytes(list(HEADINGS.values()), rows)
        return download(data, "items.csv")
    return download(_book(request, rows), "items.xlsx")


def _book(request: HttpRequest, rows: list[list[str]]) -> bytes:
    """Write a list with what its cells are chosen from in a hidden sheet beside it."""
    columns = columns_by_name()
    offered = {
        Field.COLUMN: [name for name, page in columns.items() if may_add(request.user, page)],
        Field.SECTION: list(Section.objects.values_list("name", flat=True)),
        Field.CATEGORY: [category_cell(one.value) for one in Category],
        Field.VALIDITY: [validity_cell(one.value) for one in Validity],
    }
    longest = max(len(values) for values in offered.values())
    places = {one: number for number, one in enumerate(offered, 1)}
    choices = {
        number: Choices(CHOICES, places[one], len(offered[one]))
        for number, one in enumerate(HEADINGS, 1)
        if one in offered
    }
    beside = [
        [values[line] if line < len(values) else "" for values in offered.values()]
        for line in range(longest)
    ]
    return workbook_bytes(
        [
            WrittenSheet(LIST, list(HEADINGS.values()), rows, choices=choices, widths=WIDTHS),
            WrittenSheet(CHOICES, [HEADINGS[one] for one in offered], beside, hidden=True),
        ]
    )


class ItemImportViewSet(ViewSet):
    """Menu entry and addresses."""

    name = "disclosure_item_imports"
    icon = "upload"
    menu_label = gettext_lazy("Lists of items")
    menu_order = 212
    menu_hook = BOARD.hook

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", ItemImportIndexView.as_view(), name="index"),
            path("results/", ItemImportIndexView.as_view(results_only=True), name="index_results"),
            path("new/", ItemImportCreateView.as_view(), name="add"),
            path("template/", template, name="template"),
            re_path(r"^export\.(?P<kind>csv|xlsx)$", export, name="export"),
            path("<int:pk>/", ItemImportInspectView.as_view(), name="inspect"),
            path("<int:pk>/start/", start, name="start"),
            path("<int:pk>/undo/", undo, name="undo"),
            path("<int:pk>/progress/", follow, name="progress"),
            path("<int:pk>/report/", report, name="report"),
        ]

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        return MenuItemFor(
            self.menu_label,
            self.menu_url,
            icon_name=self.icon,
            order=order or self.menu_order,
            shown_to=may_add_anywhere,
        )


item_import_viewset = ItemImportViewSet()

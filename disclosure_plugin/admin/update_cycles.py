"""Which columns of the board are empty, late or soon due: a report, its files, and a panel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from disclosure_plugin.documents.media_types import TABLE_KINDS
from disclosure_plugin.documents.tables import csv_bytes, xlsx_bytes
from disclosure_plugin.domain.update_cycles import State
from disclosure_plugin.editor.column_types import STATES
from disclosure_plugin.queries.update_cycles import ColumnState, column_states
from disclosure_plugin.register.clock import database_now

from .downloads import download

URGENT = (State.EMPTY, State.STALE, State.NEARLY_DUE)
WRONG = (State.EMPTY, State.STALE)
SHOWN = 8


def row_of(found: ColumnState) -> dict[str, Any]:
    """Return a column as the tables show it."""
    return {
        "title": found.column.title,
        "url": reverse("wagtailadmin_explore", args=[found.column.pk]),
        "board": found.board.title,
        "type": found.column.get_column_type_display(),
        "items": found.items,
        "updated_at": found.updated_at,
        "days": found.days,
        "rule": found.column.update_rule,
        "due_on": found.due_on,
        "state": str(STATES[found.state]),
        "is_wrong": found.state in WRONG,
    }


def counts_of(found: list[ColumnState]) -> list[tuple[str, int]]:
    """Return how many columns stand how, the most urgent first."""
    return [
        (str(name), sum(one.state is state for one in found)) for state, name in STATES.items()
    ]


class UpdateCyclesView(WagtailAdminTemplateMixin, TemplateView):
    """All columns with their cycle and how they stand; everybody in the admin sees it.

    It shows what visitors can count themselves.
    """

    template_name = "disclosure_plugin/admin/update_cycles.html"
    page_title = gettext_lazy("Update cycles of the columns")
    header_icon = "calendar-check"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @cached_property
    def found(self) -> list[ColumnState]:
        return column_states(now=database_now())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind = request.GET.get("export", "")
        if not kind:
            return super().get(request, *args, **kwargs)
        if kind not in TABLE_KINDS:
            raise Http404
        return download(file_of(kind, self.found), f"update-cycles.{kind}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            counts=counts_of(self.found),
            rows=[row_of(one) for one in self.found],
            files=TABLE_KINDS,
        )


def file_of(kind: str, found: list[ColumnState]) -> bytes:
    """Write the report as a file; no cell of it runs as a formula.

    Args:
        kind: one of :data:`~disclosure_plugin.documents.media_types.TABLE_KINDS`.
        found: the columns, in their order.
    """
    header = [
        _("Board"),
        _("Column"),
        _("Type of the column"),
        _("Items"),
        _("Last update"),
        _("Cycle (calendar days)"),
        _("Update rule"),
        _("Due on"),
        _("State"),
    ]
    rows = [_cells(row_of(one)) for one in found]
    if kind == "csv":
        return csv_bytes(header, rows)
    return xlsx_bytes(_("Columns"), header, rows)


def _cells(row: Mapping[str, Any]) -> list[str]:
    days = "" if row["days"] is None else str(row["days"])
    return [
        row["board"],
        row["title"],
        row["type"],
        str(row["items"]),
        date_format(row["updated_at"], "Y-m-d H:i") if row["updated_at"] else "",
        days,
        row["rule"],
        row["due_on"].isoformat() if row["due_on"] else "",
        row["state"],
    ]


class UpdateCyclesPanel(Component):
    """The panel of the dashboard: columns that are empty, late or soon due."""

    name = "disclosure_update_cycles"
    template_name = "disclosure_plugin/admin/update_cycles_panel.html"
    order = 95

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        found = column_states(now=database_now())
        urgent = [one for one in found if one.state in URGENT]
        return {
            "has_columns": bool(found),
            "counts": counts_of(found),
            "rows": [row_of(one) for one in urgent[:SHOWN]],
            "report_url": reverse("disclosure_update_cycles"),
        }


def menu_item() -> MenuItem:
    """Return the entry among the reports."""
    return MenuItem(
        _("Update cycles of the columns"),
        reverse("disclosure_update_cycles"),
        name="disclosure-update-cycles",
        icon_name="calendar-check",
        order=1220,
    )


urlpatterns = [
    path("disclosure/update-cycles/", UpdateCyclesView.as_view(), name="disclosure_update_cycles"),
]

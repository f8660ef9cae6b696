"""The tasks of the years, as published summaries plan them and answer for them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from disclosure_plugin.documents.tables import csv_bytes
from disclosure_plugin.models import PlanTask

from .downloads import download
from .menu import MenuItemFor

VIEW = "disclosure_plugin.view_plantask"


class PlanTasksView(WagtailAdminTemplateMixin, TemplateView):
    """All tasks, the latest year first."""

    template_name = "disclosure_plugin/admin/plan_tasks.html"
    page_title = gettext_lazy("Tasks of the years")
    header_icon = "tasks"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("export") == "csv":
            return _csv()
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "tasks": _tasks()}


def _tasks() -> list[PlanTask]:
    found = PlanTask.objects.filter(is_withdrawn=False).select_related("section")
    return list(found.order_by("-year", "place", "pk"))


def _csv() -> HttpResponse:
    header = [
        pgettext("of a chart", "Year"),
        pgettext("of a plan", "Plan"),
        _("Responsible section"),
        pgettext("of a plan", "to be done by"),
        pgettext("of a plan", "What became of it"),
        pgettext("of a plan", "Result or reason"),
        pgettext("of a plan", "planned in"),
    ]
    rows = [
        [
            str(task.year),
            task.text,
            task.section.name if task.section else "",
            task.due_on.isoformat() if task.due_on else "",
            str(task.get_status_display()),
            task.note,
            str(task.from_year),
        ]
        for task in _tasks()
    ]
    return download(csv_bytes(header, rows), "tasks.csv")


def menu_item() -> MenuItem:
    """Return the entry among the reports."""
    return MenuItemFor(
        _("Tasks of the years"),
        reverse("disclosure_plan_tasks"),
        name="disclosure-plan-tasks",
        icon_name="tasks",
        order=1235,
        shown_to=lambda user: user.has_perm(VIEW),
    )


urlpatterns = [
    path("disclosure/plan-tasks/", PlanTasksView.as_view(), name="disclosure_plan_tasks")
]

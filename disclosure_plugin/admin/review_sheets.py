"""The review sheet of a page: to read, and as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import Button
from wagtail.models import Page, TaskState

from disclosure_plugin.models import ReviewStep
from disclosure_plugin.models.doorway import is_disclosed
from disclosure_plugin.queries.people import can_work
from disclosure_plugin.queries.review_sheets import Sheet, review_sheet

from .downloads import download
from .review_pages import MAY_OVERRIDE, PageScreen, may_see_review
from .review_sheet_files import sheet_csv, sheet_pdf, sheet_xlsx

FILES: dict[str, Callable[[Sheet], bytes]] = {
    "pdf": sheet_pdf,
    "xlsx": sheet_xlsx,
    "csv": sheet_csv,
}


class ReviewSheetView(PageScreen):
    """Everything that was signed of a page, with who holds it now."""

    template_name = "disclosure_plugin/admin/review_sheet.html"
    page_title = gettext_lazy("Review sheet")
    header_icon = "clipboard-list"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.page.current_workflow_task_state
        waits = state is not None and state.status == TaskState.STATUS_IN_PROGRESS
        step = state.task.specific if waits else None
        return {
            **super().get_context_data(**kwargs),
            "page": self.page,
            "sheet": review_sheet(self.page),
            "state": state if waits else None,
            "step": step,
            "holders": _holders(step),
            "may_sign": bool(step and step.get_actions(self.page, self.request.user)),
            "may_override": bool(
                isinstance(step, ReviewStep)
                and self.request.user.has_perm(MAY_OVERRIDE)
                and not step.get_actions(self.page, self.request.user)
            ),
            "kinds": list(FILES),
        }


def _holders(step: Any) -> list[Any]:
    if not isinstance(step, ReviewStep):
        return []
    return list(can_work().filter(groups__in=step.groups.all()).distinct().order_by("username"))


class ReviewSheetFileView(PageScreen):
    """The sheet as a PDF, Excel or CSV file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind = kwargs["kind"]
        if kind not in FILES:
            raise Http404
        data = FILES[kind](review_sheet(self.page))
        return download(data, f"review-{self.page.slug}.{kind}")


def buttons(page: Page, user: Any) -> Iterator[Button]:
    """Yield the way from a page to its review sheet."""
    if is_disclosed(page) and page.latest_revision_id and may_see_review(page, user):
        yield Button(
            _("Review sheet"),
            reverse("disclosure_review_sheet", args=[page.pk]),
            icon_name="clipboard-list",
            priority=58,
        )


urlpatterns = [
    path(
        "disclosure/review-sheet/<int:page>/",
        ReviewSheetView.as_view(),
        name="disclosure_review_sheet",
    ),
    path(
        "disclosure/review-sheet/<int:page>/sheet.<str:kind>",
        ReviewSheetFileView.as_view(),
        name="disclosure_review_sheet_file",
    ),
]

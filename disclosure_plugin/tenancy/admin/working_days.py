"""The county's working days: see the table, have a date explained, enter a notice."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from disclosure_plugin.actions.working_days import (
    CannotTakeNotice,
    preview_notice,
    put_into_effect,
    upload_notice,
)
from disclosure_plugin.admin.downloads import download
from disclosure_plugin.admin.menu import COUNTY_LISTS
from disclosure_plugin.documents.tables import csv_bytes
from disclosure_plugin.domain.working_days import Announced, Contradiction, Reckoning
from disclosure_plugin.domain.working_days_table import COLUMNS, TableRefused
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused
from disclosure_plugin.queries import running_dates
from disclosure_plugin.register.models import WorkingDaysNotice
from disclosure_plugin.register.working_calendar import working_calendar, working_days_table
from disclosure_plugin.tenancy.importing import csv_files
from disclosure_plugin.tenancy.importing.csv_files import UnreadableList

from .county import CountyViewSet, may, name_of, require
from .forms import NoticeForm, ReckoningForm

INDEX = "disclosure_working_days:index"
SHOWN = 200  # days or dates in a preview


class WorkingDaysMixin(WagtailAdminTemplateMixin):
    header_icon = "date"
    page_title = gettext_lazy("Working days")
    _show_breadcrumbs = True
    actions: tuple[str, ...] = ("view", "change")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(request, *self.actions)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = [{"url": reverse(INDEX), "label": _("Working days")}]
        if self.get_page_title() != _("Working days"):
            here.append({"url": "", "label": self.get_page_title()})
        return [*self.breadcrumbs_items, *here]


class WorkingDaysView(WorkingDaysMixin, TemplateView):
    """The years that are known, one date explained, and who entered what."""

    template_name = "disclosure_tenancy/admin/working_days.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = "start" in self.request.GET
        form = ReckoningForm(self.request.GET if asked else None)
        reckoning, refusal = self._reckon(form) if asked and form.is_valid() else (None, "")
        return {
            **super().get_context_data(**kwargs),
            "years": sorted(working_calendar().years),
            "form": form,
            "reckoning": reckoning,
            "refusal": refusal,
            "notices": WorkingDaysNotice.objects.all(),
            "may_change": may(self.request, "change"),
        }

    def _reckon(self, form: ReckoningForm) -> tuple[Reckoning | None, str]:
        asked = form.cleaned_data
        try:
            return working_calendar().reckon(asked["start"], asked["days"]), ""
        except Refused as refusal:
            return None, refusal_sentence(refusal)


class NoticeUploadView(WorkingDaysMixin, FormView):  # type: ignore[type-arg]
    """Upload a table; the answer is a verdict on each line, and nothing reckons by it yet."""

    form_class = NoticeForm
    template_name = "disclosure_tenancy/admin/working_days_form.html"
    page_title = gettext_lazy("Enter a notice of holidays")
    actions = ("change",)

    def form_valid(self, form: NoticeForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        data = file.read(csv_files.MAX_BYTES + 1)
        try:
            if len(data) > csv_files.MAX_BYTES:
                raise UnreadableList(_("The file is larger than 1 MB: a year has some 20 lines."))
            kept = upload_notice(file.name, csv_files.decoded(data), by=name_of(self.request))
        except (TableRefused, UnreadableList) as error:
            form.add_error("file", refusal_sentence(error))
            return self.form_invalid(form)
        return redirect("disclosure_working_days:inspect", kept.pk)


class NoticeView(WorkingDaysMixin, TemplateView):
    """One table: before it is in effect what it would change, line by line and date by date."""

    template_name = "disclosure_tenancy/admin/working_days_notice.html"

    @cached_property
    def notice(self) -> WorkingDaysNotice:
        return get_object_or_404(WorkingDaysNotice, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.notice.file_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {**super().get_context_data(**kwargs), "notice": self.notice}
        preview = preview_notice(self.notice)
        context["rows"] = [row_in_words(row) for row in preview.judged.rows]
        if self.notice.effective_at:
            return context
        return context | {
            "refused": [
                (line, refusal_sentence(refusal)) for line, refusal in preview.judged.refusals
            ],
            "refusal": refusal_sentence(preview.refusal) if preview.refusal else "",
            "years": preview.years,
            "changed": len(preview.days),
            "days": [
                (one.day, in_words(one.before), in_words(one.after))
                for one in preview.days[:SHOWN]
            ],
            "moving": len(preview.moved),
            "moved": preview.moved[:SHOWN],
            "kinds": running_dates.kinds(),
            "may_take": may(self.request, "change") and not preview.refusal,
        }


def in_words(row: Announced | None) -> str:
    """Say what a table makes of a day."""
    if row is None:
        return _("as on any week")
    kind = _("day off") if row.kind == "off" else _("working day")
    return _("%(kind)s (%(name)s)") % {"kind": kind, "name": row.name}


def row_in_words(row: Announced) -> dict[str, Any]:
    kind = _("day off") if row.kind == "off" else _("working day")
    return {"first": row.first, "last": row.last, "kind": kind, "of": row}


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Let every bureau reckon by a table that was looked at."""
    require(request, "change")
    get_object_or_404(WorkingDaysNotice, pk=pk)
    try:
        put_into_effect(pk, by=name_of(request))
    except (CannotTakeNotice, Contradiction) as refusal:
        messages.error(request, refusal_sentence(refusal))
        return redirect("disclosure_working_days:inspect", pk)
    messages.success(request, _("The table is in effect. Every bureau reckons by it."))
    return redirect(INDEX)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Send the whole table that holds now, as Excel opens it and as it can be entered again."""
    require(request, "view", "change")
    rows = [
        [row.first.isoformat(), row.last.isoformat(), row.kind.value, row.name, row.source]
        for row in working_days_table()
    ]
    return download(csv_bytes(COLUMNS, rows), "working-days.csv")


class WorkingDaysViewSet(CountyViewSet):
    """Menu entry and addresses."""

    name = "disclosure_working_days"
    icon = "date"
    menu_label = gettext_lazy("Working days")
    menu_order = 235
    menu_hook = COUNTY_LISTS.hook

    def get_patterns(self) -> list[Any]:
        return [
            path("", WorkingDaysView.as_view(), name="index"),
            path("new/", NoticeUploadView.as_view(), name="add"),
            path("export/", export, name="export"),
            path("<int:pk>/", NoticeView.as_view(), name="inspect"),
            path("<int:pk>/take/", take, name="take"),
        ]


working_days_viewset = WorkingDaysViewSet()

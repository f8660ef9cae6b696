"""Monthly finance statements: which are missing, a new month, the file of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from disclosure_plugin.actions.finance_statements import (
    begin_statement,
    read_month,
    read_pasted,
)
from disclosure_plugin.documents.spreadsheets import LIMITS
from disclosure_plugin.documents.tables import xlsx_bytes
from disclosure_plugin.domain.amounts import AmountUnit, signed, write_amount
from disclosure_plugin.domain.finance import Column, Line
from disclosure_plugin.domain.finance_rows import HEADINGS, NAME, REASON
from disclosure_plugin.domain.months import Month
from disclosure_plugin.editor.finance_words import UNITS, unit_choices
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.models import DisclosureColumnPage, FinanceStatementPage, finance_settings
from disclosure_plugin.queries.finance import (
    MonthState,
    missing_statements,
    month_states,
    months_with_old_sums,
)
from disclosure_plugin.queries.internal_items import current_version, may_read
from disclosure_plugin.register.finance_lines import line_kinds

from .downloads import download
from .menu import MenuItemFor

STATEMENTS = pgettext_lazy("menu", "Finance statements")
SHEET = "财务收支"  # name of a sheet; the file is the county's own
HEAD = [HEADINGS[one][0] for one in (NAME, *Column, REASON)]
SHOWN = 6


def addable_columns(user: Any) -> list[Page]:
    """Return the columns in which somebody may begin a statement."""
    return [
        column
        for column in DisclosureColumnPage.objects.order_by("path")
        if column.permissions_for_user(user).can_add_subpage()
    ]


def may_see(user: Any) -> bool:
    """Say whether somebody works on the bureau's pages; they see which months are missing."""
    return bool(PagePermissionPolicy().explorable_instances(user).exists())


class FinanceScreenMixin(WagtailAdminTemplateMixin):
    header_icon = "calendar-check"
    _show_breadcrumbs = True
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_see(request.user):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("disclosure_finance"), "label": STATEMENTS}
        here = [{"url": "", "label": self.get_page_title()}]
        if self.get_page_title() != STATEMENTS:
            here.insert(0, above)
        return [*self.breadcrumbs_items, *here]


class FinanceReportView(FinanceScreenMixin, TemplateView):
    """Every month with its statement, or without."""

    template_name = "disclosure_plugin/admin/finance.html"
    page_title = STATEMENTS

    @cached_property
    def found(self) -> list[MonthState]:
        return month_states(today=timezone.localdate())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("export") != "xlsx":
            return super().get(request, *args, **kwargs)
        head = [
            _("Month"),
            _("State"),
            pgettext("finance statement", "Due on"),
            pgettext("finance statement", "Statement"),
        ]
        rows = [
            [
                str(one.month),
                _state(one),
                _day(one.owed.due_on) if one.owed else "",
                one.page.draft_title if one.page else "",
            ]
            for one in self.found
        ]
        return download(xlsx_bytes(str(STATEMENTS), head, rows), "finance-months.xlsx")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = finance_settings()
        return {
            **super().get_context_data(**kwargs),
            "rows": [_row(one) for one in self.found],
            "rules": rules,
            "may_begin": bool(addable_columns(self.request.user)),
            "may_set": self.request.user.has_perm("disclosure_plugin.change_financesettings"),
            "settings_url": reverse(
                "wagtailsettings:edit", args=["disclosure_plugin", "financesettings"]
            ),
        }


def _row(one: MonthState) -> dict[str, Any]:
    page = one.page
    return {
        "month": one.month,
        "state": _state(one),
        "is_wrong": one.has_old_sums or bool(one.owed and one.owed.is_late),
        "due_on": one.owed.due_on if one.owed else None,
        "page": page,
        "edit_url": reverse("wagtailadmin_pages:edit", args=[page.pk]) if page else "",
        "begin_url": "" if page else f"{reverse('disclosure_finance_begin')}?month={one.month}",
    }


def _state(one: MonthState) -> str:
    if one.has_old_sums:
        return _(
            "disclosed; %(month)s was corrected since, and the sums of the year are others now: "
            "open it and save it, then hand it in for review"
        ) % {"month": one.month.before()}
    if one.is_disclosed:
        return pgettext("finance statement", "disclosed")
    if one.owed and one.owed.is_late:
        return pgettext("finance statement", "late")
    if one.page:
        return pgettext("finance statement", "draft")
    return pgettext("finance statement", "missing")


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


class BeginForm(forms.Form):
    """Which month, where, and what it begins with."""

    month = forms.RegexField(
        label=pgettext_lazy("of a finance statement", "Month"),
        regex=r"^\s*(19[5-9]\d|2\d{3})-(0[1-9]|1[0-2])\s*$",
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-03"}),
        error_messages={"invalid": gettext_lazy("Write year and month, such as 2026-03.")},
    )
    column: Any = forms.ModelChoiceField(
        label=gettext_lazy("Column"), queryset=DisclosureColumnPage.objects.none()
    )
    unit = forms.ChoiceField(label=gettext_lazy("Unit of the amounts"), choices=unit_choices)
    file = forms.FileField(
        label=gettext_lazy("Spreadsheet of the month"),
        required=False,
        help_text=gettext_lazy(
            "A .xlsx or .csv file with the columns of the template; or paste its cells below. "
            "Without both, lines and budgets are those of last month."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    pasted = forms.CharField(
        label=gettext_lazy("Or cells copied from a spreadsheet"),
        required=False,
        help_text=gettext_lazy("With the row that names the columns."),
        widget=forms.Textarea(attrs={"rows": 6}),
        strip=False,
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = addable_columns(user)
        self.fields["column"].queryset = DisclosureColumnPage.objects.filter(  # type: ignore[attr-defined]
            pk__in=[column.pk for column in columns]
        )
        if len(columns) == 1:
            self.initial.setdefault("column", columns[0].pk)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("file") and cleaned.get("pasted", "").strip():
            self.add_error("pasted", _("Choose a file or paste cells, not both."))
        return cleaned

    def of_month(self) -> Month:
        year, month = self.cleaned_data["month"].strip().split("-")
        return Month(int(year), int(month))

    def amount_unit(self) -> AmountUnit:
        return AmountUnit(self.cleaned_data["unit"])


class BeginView(FinanceScreenMixin, FormView):
    """Begin a month; what comes of it is a draft."""

    form_class = BeginForm
    template_name = "disclosure_plugin/admin/finance_begin.html"
    page_title = gettext_lazy("Begin a month’s statement")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not addable_columns(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("month", "")
        last = FinanceStatementPage.objects.order_by("-year", "-month").first()
        missing = missing_statements(today=timezone.localdate())
        first = missing[0].month if missing else Month.of(timezone.localdate()).before()
        above = last.get_parent() if last else None
        return {
            "month": asked or str(first),
            "unit": last.unit if last else AmountUnit.YUAN.value,
            **({"column": above.pk} if above else {}),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "head": "、".join(HEAD)}

    def form_valid(self, form: BeginForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        try:
            given = self._given(form)
        except DisclosureError as error:
            return self._refused(form, "file" if file else "pasted", error)
        try:
            page = begin_statement(
                form.of_month(),
                form.cleaned_data["column"],
                user=self.request.user,
                unit=form.amount_unit(),
                given=given,
                file_name=file.name if file else "",
            )
        except DisclosureError as error:
            return self._refused(form, "month", error)
        messages.success(
            self.request, _("The draft of %(month)s is made.") % {"month": page.of_month}
        )
        return redirect("wagtailadmin_pages:edit", page.pk)

    def _given(self, form: BeginForm) -> list[Line]:
        file, pasted = form.cleaned_data["file"], form.cleaned_data["pasted"]
        if file:
            data = file.read(LIMITS.file_size + 1)
            return read_month(data=data, file_name=file.name, unit=form.amount_unit())
        return read_pasted(pasted, form.amount_unit()) if pasted.strip() else []

    def _refused(self, form: BeginForm, field: str, error: DisclosureError) -> HttpResponse:
        sentences = error.sentences if isinstance(error, ActRefused) else [refusal_sentence(error)]
        for sentence in sentences:
            form.add_error(field, sentence)
        return self.form_invalid(form)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Send an empty month to fill in, with the county's lines."""
    if not may_see(request.user):
        raise PermissionDenied
    rows = [[kind.name, *[""] * (len(HEAD) - 1)] for kind in line_kinds()]
    return download(xlsx_bytes(SHEET, HEAD, rows), "finance-template.xlsx")


@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a statement as a spreadsheet, in its unit.

    Who may edit it gets its newest version, who may read it what is disclosed, others nothing.
    """
    page = get_object_or_404(FinanceStatementPage, pk=pk)
    entry = page.internal_entry
    if page.permissions_for_user(request.user).can_edit():
        shown = page.get_latest_revision_as_object()
    elif entry is not None and entry.live and may_read(entry, request.user):
        shown = current_version(entry).revision.as_object()
    else:
        raise Http404
    return download(statement_bytes(shown), f"finance-{shown.of_month}.xlsx")


def statement_bytes(page: Any) -> bytes:
    """Write a statement as an Excel file that can be read in again."""
    unit = page.amount_unit
    head = [
        f"{name}（{UNITS[unit]}）" if name not in (HEAD[0], HEAD[-1]) else name for name in HEAD
    ]
    head.insert(-1, f"增减（{UNITS[unit]}）")
    rows = [
        [
            line.name,
            *(write_amount(line.cell(column), unit) for column in Column),
            signed(line.change, unit),
            line.reason,
        ]
        for _depth, line in page.lines_with_depth()
    ]
    return xlsx_bytes(SHEET, head, rows)


class FinancePanel(Component):
    """The panel of the dashboard: months without a statement."""

    name = "disclosure_finance"
    template_name = "disclosure_plugin/admin/finance_panel.html"
    order = 96

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        request: HttpRequest = (parent_context or {})["request"]
        if not may_see(request.user):
            return {"missing": [], "old": []}
        missing = missing_statements(today=timezone.localdate())
        return {
            "missing": missing[:SHOWN],
            "more": max(0, len(missing) - SHOWN),
            "late": sum(one.is_late for one in missing),
            "has_day": finance_settings().due_day is not None,
            "old": months_with_old_sums(),
            "url": reverse("disclosure_finance"),
        }


def buttons(page: Page, user: Any) -> Iterator[Button]:
    """Yield the button by which a statement is downloaded."""
    if page.pk and issubclass(page.specific_class or Page, FinanceStatementPage):
        yield Button(
            _("Download as .xlsx"),
            reverse("disclosure_finance_export", args=[page.pk]),
            icon_name="download",
            priority=62,
        )


def menu_item() -> MenuItem:
    """Return the entry among the reports."""
    return MenuItemFor(
        STATEMENTS,
        reverse("disclosure_finance"),
        name="disclosure-finance",
        icon_name="calendar-check",
        order=1240,
        shown_to=may_see,
    )


urlpatterns = [
    path("disclosure/finance/", FinanceReportView.as_view(), name="disclosure_finance"),
    path("disclosure/finance/begin/", BeginView.as_view(), name="disclosure_finance_begin"),
    path("disclosure/finance/template.xlsx", template, name="disclosure_finance_template"),
    path("disclosure/finance/<int:pk>.xlsx", export, name="disclosure_finance_export"),
]

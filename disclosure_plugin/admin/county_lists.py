"""Lists of the county: lines of finance statements, grades of assessments, words for the same."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from disclosure_plugin.documents.tables import xlsx_bytes
from disclosure_plugin.register.models import AssessmentGrade, FinanceLineKind, SearchSynonym

from .downloads import download
from .menu import COUNTY_LISTS
from .shared_lists import SharedListViewSet, may, require

LINES = pgettext_lazy("menu of the county office", "Lines of finance statements")
GRADES = pgettext_lazy("menu of the county office", "Grades of assessments")
SYNONYMS = pgettext_lazy("menu of the county office", "Words for the same in the search")


class LineKindForm(WagtailAdminModelForm):
    class Meta:
        model = FinanceLineKind
        fields = (
            "code", "name", "part_of", "place", "is_always_explained", "remark", "is_offered",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:  # statements of all years are joined by it
            self.fields["code"].disabled = True


class GradeForm(WagtailAdminModelForm):
    class Meta:
        model = AssessmentGrade
        fields = ("name", "lowest", "consequence", "place")


class SynonymForm(WagtailAdminModelForm):
    class Meta:
        model = SearchSynonym
        fields = ("words", "is_used")

    def clean_words(self) -> str:
        """Keep the words with one space between them; one word is no group."""
        words = dict.fromkeys(self.cleaned_data["words"].split())
        if len(words) < 2:
            raise forms.ValidationError(_("Enter at least two words with a space between them."))
        return " ".join(words)


class ListScreen(WagtailAdminTemplateMixin):
    """What the screens of a list have in common."""

    header_icon = "list-ul"
    _show_breadcrumbs = True
    actions: tuple[str, ...] = ("view", "change")
    model: Any = None
    form_class: Any = None
    namespace = ""
    list_title: Any = ""
    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(request, *self.actions)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_page_title(self) -> Any:
        return self.list_title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = [{"url": reverse(f"{self.namespace}:index"), "label": self.list_title}]
        if self.get_page_title() != self.list_title:
            here.append({"url": "", "label": self.get_page_title()})
        return [*self.breadcrumbs_items, *here]

    def heads(self) -> list[str]:
        """Return what the columns are called: the fields."""
        return [str(self.model._meta.get_field(name).verbose_name) for name in self.names()]

    def names(self) -> tuple[str, ...]:
        found: tuple[str, ...] = self.form_class.Meta.fields
        return found

    def cells(self, one: Any) -> list[str]:
        """Return what a row says."""
        return [_cell(getattr(one, name)) for name in self.names()]


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return pgettext("cell of a list", "yes") if value else pgettext("cell of a list", "no")
    return "" if value is None else str(value)


class ListView(ListScreen, TemplateView):
    """All rows, and the file of them."""

    template_name = "disclosure_plugin/admin/county_list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("export") != "xlsx":
            return super().get(request, *args, **kwargs)
        rows = [self.cells(one) for one in self.model.objects.all()]
        data = xlsx_bytes(str(self.list_title), self.heads(), rows)
        return download(data, f"{self.namespace}.xlsx")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "list_title": self.list_title,
            "heads": self.heads(),
            "rows": [
                {
                    "cells": self.cells(one),
                    "url": reverse(f"{self.namespace}:edit", args=[one.pk]),
                }
                for one in self.model.objects.all()
            ],
            "add_url": reverse(f"{self.namespace}:add"),
            "may_change": may(self.request, "change"),
        }


class RowView(ListScreen, FormView):
    """Add a row, or change one; rows are not deleted, since others are joined by them."""

    actions = ("change",)
    template_name = "disclosure_plugin/admin/county_list_form.html"

    def get_page_title(self) -> str:
        return str(self.row) if "pk" in self.kwargs else _("Add a row")

    @property
    def row(self) -> Any:
        return get_object_or_404(self.model, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        known = {"instance": self.row} if "pk" in self.kwargs else {}
        return {**super().get_form_kwargs(), **known}

    def form_valid(self, form: Any) -> HttpResponse:
        made = form.save()
        messages.success(self.request, _("“%(name)s” is kept.") % {"name": made})
        return redirect(f"{self.namespace}:index")


class CountyListViewSet(SharedListViewSet):
    """Menu entry and addresses of a list."""

    icon = "list-ul"
    menu_hook = COUNTY_LISTS.hook
    model: Any = None
    form_class: Any = None

    def get_patterns(self) -> list[Any]:
        said = {
            "model": self.model,
            "form_class": self.form_class,
            "namespace": self.name,
            "list_title": self.menu_label,
        }
        return [
            path("", ListView.as_view(**said), name="index"),
            path("new/", RowView.as_view(**said), name="add"),
            path("<int:pk>/", RowView.as_view(**said), name="edit"),
        ]


class FinanceLinesViewSet(CountyListViewSet):
    name = "disclosure_finance_lines"
    menu_label = LINES
    menu_order = 237
    model = FinanceLineKind
    form_class = LineKindForm


class AssessmentGradesViewSet(CountyListViewSet):
    name = "disclosure_assessment_grades"
    menu_label = GRADES
    menu_order = 238
    model = AssessmentGrade
    form_class = GradeForm


class SynonymsViewSet(CountyListViewSet):
    name = "disclosure_synonyms"
    menu_label = SYNONYMS
    menu_order = 239
    model = SearchSynonym
    form_class = SynonymForm


finance_lines_viewset = FinanceLinesViewSet()
assessment_grades_viewset = AssessmentGradesViewSet()
synonyms_viewset = SynonymsViewSet()

"""The county's catalogues of what must be disclosed: list, rows, and their addresses."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from disclosure_plugin.actions.catalogue_editing import (
    CodeIsTaken,
    save_row,
    table_file,
)
from disclosure_plugin.actions.catalogue_pushing import what_a_push_would_change
from disclosure_plugin.documents.media_types import TABLE_KINDS
from disclosure_plugin.domain.catalogue import FIELDS
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.queries.catalogues import last_version, working_rows
from disclosure_plugin.register.models import Catalogue, CatalogueRow

from .downloads import download
from .menu import COUNTY_LISTS
from .shared_lists import SharedListViewSet, may, require

CATALOGUES = pgettext_lazy("menu of the county office", "Catalogues")


class CatalogueScreenMixin(WagtailAdminTemplateMixin):
    """What the screens of a catalogue have in common."""

    header_icon = "list-ul"
    page_title: Any = CATALOGUES
    _show_breadcrumbs = True
    actions: tuple[str, ...] = ("view", "change")
    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(request, *self.actions)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    @cached_property
    def catalogue(self) -> Catalogue:
        return get_object_or_404(Catalogue, pk=self.kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = [{"url": reverse("disclosure_catalogues:index"), "label": CATALOGUES}]
        if "pk" in self.kwargs:
            url = reverse("disclosure_catalogues:rows", args=[self.catalogue.pk])
            here.append({"url": url, "label": self.catalogue.name})
        if self.get_page_title() not in (CATALOGUES, here[-1]["label"]):
            here.append({"url": "", "label": self.get_page_title()})
        return [*self.breadcrumbs_items, *here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            **super().get_context_data(**kwargs),
            "may_change": may(self.request, "change"),
        }
        if "pk" in self.kwargs:
            context["catalogue"] = self.catalogue
        return context


class CataloguesView(CatalogueScreenMixin, TemplateView):
    """All catalogues, with what of each has not been pushed yet."""

    template_name = "disclosure_plugin/admin/catalogues.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [
            {
                "catalogue": catalogue,
                "count": catalogue.rows.count(),
                "last": last_version(catalogue),
                "change": what_a_push_would_change(catalogue),
            }
            for catalogue in Catalogue.objects.all()
        ]
        return {**super().get_context_data(**kwargs), "rows": rows}


class CatalogueForm(WagtailAdminModelForm):
    class Meta:
        model = Catalogue
        fields = ("code", "name", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:  # bureaus hold it by its code
            self.fields["code"].disabled = True


class CatalogueFormView(CatalogueScreenMixin, FormView):
    """Add a catalogue, or rename one."""

    actions = ("change",)
    form_class = CatalogueForm
    template_name = "disclosure_plugin/admin/catalogue_form.html"

    def get_page_title(self) -> str:
        return _("Name and source") if "pk" in self.kwargs else _("Add a catalogue")

    def get_form_kwargs(self) -> dict[str, Any]:
        known = {"instance": self.catalogue} if "pk" in self.kwargs else {}
        return {**super().get_form_kwargs(), **known}

    def form_valid(self, form: CatalogueForm) -> HttpResponse:
        made = form.save()
        messages.success(self.request, _("“%(catalogue)s” is kept.") % {"catalogue": made})
        return redirect("disclosure_catalogues:rows", made.pk)


class CatalogueRowsView(CatalogueScreenMixin, TemplateView):
    """The rows of one catalogue."""

    template_name = "disclosure_plugin/admin/catalogue_rows.html"

    def get_page_title(self) -> str:
        return self.catalogue.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "").split()
        rows = list(self.catalogue.rows.all())
        found = [row for row in rows if all(word in " ".join(_texts(row)) for word in words)]
        return {
            **super().get_context_data(**kwargs),
            "rows": found,
            "count": len(rows),
            "query": self.request.GET.get("q", ""),
            "last": last_version(self.catalogue),
            "change": what_a_push_would_change(self.catalogue),
        }


def _texts(row: CatalogueRow) -> list[str]:
    return [getattr(row, name) for name in FIELDS]


class CatalogueRowForm(WagtailAdminModelForm):
    class Meta:
        model = CatalogueRow
        fields = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:  # items name it by its code
            self.fields["code"].disabled = True


class CatalogueRowFormView(CatalogueScreenMixin, FormView):
    """Add a row, or edit one."""

    actions = ("change",)
    form_class = CatalogueRowForm
    template_name = "disclosure_plugin/admin/catalogue_form.html"

    @cached_property
    def row(self) -> CatalogueRow:
        if "row" not in self.kwargs:
            return CatalogueRow(catalogue=self.catalogue)
        return get_object_or_404(self.catalogue.rows, pk=self.kwargs["row"])

    def get_page_title(self) -> str:
        return self.row.level_two if self.row.pk else _("Add a row")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.row}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "row": self.row if self.row.pk else None}

    def form_valid(self, form: CatalogueRowForm) -> HttpResponse:
        try:
            row = save_row(form.save(commit=False))
        except CodeIsTaken as refusal:
            form.add_error("code", refusal_sentence(refusal))
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("“%(row)s” is kept. Bureaus get it when the catalogue is pushed.")
            % {"row": row.level_two},
        )
        if row.row().limits.unread:
            messages.warning(
                self.request,
                _("The time limit “%(text)s” is kept as text: nobody can reckon by it.")
                % {"text": row.time_limit},
            )
        return redirect("disclosure_catalogues:rows", self.catalogue.pk)


@require_POST
def delete_row(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Drop a row; bureaus lose it when the catalogue is pushed."""
    require(request, "change")
    found = get_object_or_404(CatalogueRow, pk=row, catalogue=pk)
    found.delete()
    messages.success(
        request,
        _("“%(row)s” is dropped. Bureaus keep it until the catalogue is pushed.")
        % {"row": found.level_two},
    )
    return redirect("disclosure_catalogues:rows", pk)


@require_safe
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Send the rows as they are edited now, in a file that can be uploaded again."""
    require(request, "view", "change")
    catalogue = get_object_or_404(Catalogue, pk=pk)
    if kind not in TABLE_KINDS:
        raise Http404
    data = table_file(kind, "公开事项标准目录", working_rows(catalogue))
    return download(data, f"catalogue-{catalogue.code}.{kind}")


class CatalogueViewSet(SharedListViewSet):
    """Menu entry and addresses."""

    name = "disclosure_catalogues"
    icon = "list-ul"
    menu_label = CATALOGUES
    menu_order = 237
    menu_hook = COUNTY_LISTS.hook

    def get_patterns(self) -> list[Any]:
        from .catalogue_pushing import CatalogueVersionView, PushView
        from .catalogue_tables import TableUploadView, TableView, take

        return [
            path("", CataloguesView.as_view(), name="index"),
            path("new/", CatalogueFormView.as_view(), name="add"),
            path("<int:pk>/", CatalogueRowsView.as_view(), name="rows"),
            path("<int:pk>/name/", CatalogueFormView.as_view(), name="edit"),
            path("<int:pk>/rows/new/", CatalogueRowFormView.as_view(), name="add_row"),
            path("<int:pk>/rows/<int:row>/", CatalogueRowFormView.as_view(), name="edit_row"),
            path("<int:pk>/rows/<int:row>/delete/", delete_row, name="delete_row"),
            path("<int:pk>/export/<slug:kind>/", export, name="export"),
            path("<int:pk>/table/", TableUploadView.as_view(), name="upload"),
            path("<int:pk>/table/<int:table>/", TableView.as_view(), name="table"),
            path("<int:pk>/table/<int:table>/take/", take, name="take"),
            path("<int:pk>/push/", PushView.as_view(), name="push"),
            path("<int:pk>/<int:number>/", CatalogueVersionView.as_view(), name="version"),
        ]


catalogue_viewset = CatalogueViewSet()

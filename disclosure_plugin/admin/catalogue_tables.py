"""A catalogue from a spreadsheet: upload, look at the difference and at each row, take."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from disclosure_plugin.actions.catalogue_editing import (
    CannotTakeTable,
    preview_table,
    take_table,
    upload_table,
)
from disclosure_plugin.domain.catalogue_table import HEADER
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import Refused
from disclosure_plugin.queries.catalogues import working_hash
from disclosure_plugin.register.models import CatalogueImport

from .catalogue_words import column_in_words, difference_in_words
from .catalogues import CatalogueScreenMixin
from .shared_lists import name_of, require


class TableForm(forms.Form):
    """The spreadsheet."""

    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        help_text=gettext_lazy("An .xlsx or .csv file with all rows of the catalogue."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class TableUploadView(CatalogueScreenMixin, FormView):
    """Upload a table; the answer is a verdict on each row, and nothing is changed yet."""

    actions = ("change",)
    form_class = TableForm
    template_name = "disclosure_plugin/admin/catalogue_upload.html"
    page_title = gettext_lazy("Upload a table")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "names": "、".join(HEADER.values())}

    def form_valid(self, form: TableForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        try:
            table = upload_table(
                self.catalogue, file, file.name, size=file.size, by=name_of(self.request)
            )
        except Refused as error:
            form.add_error("file", refusal_sentence(error))
            return self.form_invalid(form)
        return redirect("disclosure_catalogues:table", self.catalogue.pk, table.pk)


class TableView(CatalogueScreenMixin, TemplateView):
    """One table: what it would change, and which of its cells cannot be read."""

    template_name = "disclosure_plugin/admin/catalogue_table.html"

    @cached_property
    def table(self) -> CatalogueImport:
        return get_object_or_404(self.catalogue.imports, pk=self.kwargs["table"])

    def get_page_title(self) -> str:
        return self.table.file_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = self.table
        context = {**super().get_context_data(**kwargs), "table": table}
        if table.taken_at:
            return context
        problems = [
            {**one, "field": column_in_words(one["field"])} for one in table.problem_rows()
        ]
        is_stale = working_hash(self.catalogue) != table.before_sha256
        return context | {
            "difference": difference_in_words(preview_table(table)),
            "problems": problems,
            "is_stale": is_stale,
            "may_take": context["may_change"] and not problems and not is_stale,
        }


@require_POST
def take(request: HttpRequest, pk: int, table: int) -> HttpResponse:
    """Make the catalogue what a table says that was looked at."""
    require(request, "change")
    get_object_or_404(CatalogueImport, pk=table, catalogue=pk)
    try:
        take_table(table, by=name_of(request))
    except CannotTakeTable as refusal:
        messages.error(request, refusal_sentence(refusal))
        return redirect("disclosure_catalogues:table", pk, table)
    messages.success(
        request, _("The catalogue is what the table says. Bureaus get it when it is pushed.")
    )
    return redirect("disclosure_catalogues:rows", pk)

"""Import of published annual reports: upload, and what could not be read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from disclosure_plugin.actions.annual_report_import import import_report, place_for_reports
from disclosure_plugin.documents.grids import KINDS, LIMITS
from disclosure_plugin.domain.annual_report_form import SECTIONS
from disclosure_plugin.domain.register import check_original
from disclosure_plugin.editor.annual_report_words import unread_from_json, unread_sentence
from disclosure_plugin.editor.messages import refusal_sentence
from disclosure_plugin.errors import DisclosureError, Refused
from disclosure_plugin.models import AnnualReportImport

from .annual_reports import ReportsMixin


class ReportImportForm(forms.Form):
    """The document, its year, and where it was published."""

    file = forms.FileField(
        label=pgettext_lazy("annual report", "Document"),
        help_text=gettext_lazy(
            "A .docx, .xlsx or .html file; a web page as your browser saves it."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
    )
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2008, max_value=2999)
    published_on = forms.DateField(
        label=gettext_lazy("First published elsewhere on"), required=False, widget=AdminDateInput
    )
    source = forms.CharField(
        label=gettext_lazy("Where"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("An address, or a paper and issue."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LIMITS.file_size:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s. Remove its pictures, or save it anew."),
                params={"limit": filesizeformat(LIMITS.file_size)},
            )
        return file

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        try:
            check_original(
                published_on=said.get("published_on"),
                source=said.get("source", ""),
                today=timezone.localdate(),
            )
        except Refused as refusal:
            raise forms.ValidationError(refusal_sentence(refusal)) from refusal
        return said


class ImportMixin(ReportsMixin):
    """A screen for those who may add a report."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if place_for_reports(request.user) is None:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ImportView(ImportMixin, FormView):
    """Upload a report; the answer says what could not be read."""

    form_class = ReportImportForm
    template_name = "disclosure_plugin/admin/annual_report_import_form.html"
    page_title = gettext_lazy("Import an annual report")

    def get_initial(self) -> dict[str, Any]:
        return {"year": timezone.localdate().year - 1}

    def form_valid(self, form: ReportImportForm) -> HttpResponse:
        said = form.cleaned_data
        try:
            imported = import_report(
                file_name=said["file"].name,
                data=said["file"].read(LIMITS.file_size + 1),
                year=said["year"],
                user=self.request.user,
                published_on=said["published_on"],
                source=said["source"].strip(),
            )
        except DisclosureError as error:
            form.add_error("file", refusal_sentence(error))
            return self.form_invalid(form)
        messages.success(self.request, _("The draft is made. Look at these places next."))
        return redirect("disclosure_annual_report_import", imported.record.pk)


class ImportReportView(ImportMixin, TemplateView):
    """What was read of a document and what was not, cell by cell."""

    template_name = "disclosure_plugin/admin/annual_report_import.html"
    page_title = gettext_lazy("What was read")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = get_object_or_404(AnnualReportImport, pk=self.kwargs["pk"])
        if record.page is not None:
            may_edit = record.page.permissions_for_user(self.request.user).can_edit()
        else:
            may_edit = False
        return {
            **super().get_context_data(**kwargs),
            "record": record,
            "unread": [unread_sentence(unread_from_json(one)) for one in record.unread],
            "missing": [SECTIONS[code] for code in record.missing_sections if code in SECTIONS],
            "may_edit": may_edit,
        }


urlpatterns = [
    path(
        "disclosure/annual-reports/import/",
        ImportView.as_view(),
        name="disclosure_annual_report_import_new",
    ),
    path(
        "disclosure/annual-reports/imports/<int:pk>/",
        ImportReportView.as_view(),
        name="disclosure_annual_report_import",
    ),
]

"""Import of summary documents in the admin: upload, list, and what to look at."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

from disclosure_plugin.actions.summary_import import import_summary
from disclosure_plugin.conf import get_settings
from disclosure_plugin.editor.messages import refusal_sentence, warning_sentence
from disclosure_plugin.errors import DisclosureError
from disclosure_plugin.models import SummaryImport

from .menu import RECORDS, PermittedMenuItem

permission_policy = ModelPermissionPolicy(SummaryImport)


class SummaryImportForm(forms.Form):
    """The document and the year it reports on."""

    file = forms.FileField(
        label=gettext_lazy("Summary document"),
        help_text=gettext_lazy("A .docx or .txt file."),
        widget=forms.FileInput(attrs={"accept": ".docx,.txt"}),
    )
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1949, max_value=2999)

    def clean_file(self):
        file = self.cleaned_data["file"]
        limit = get_settings().IMPORT_MAX_BYTES
        if file.size > limit:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s. Remove its pictures, or import the text."),
                params={"limit": filesizeformat(limit)},
            )
        return file


class SummaryImportCreateView(WagtailAdminTemplateMixin, FormView):
    """Upload a document; the answer is the report of what was found."""

    form_class = SummaryImportForm
    template_name = "disclosure_plugin/admin/summary_import_form.html"
    page_title = gettext_lazy("Import a summary document")
    header_icon = "upload"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not permission_policy.user_has_permission(request.user, "add"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("disclosure_summary_imports:index"), "label": _("Summary imports")},
            {"url": "", "label": self.page_title},
        ]

    def get_initial(self):
        return {"year": timezone.localdate().year - 1}

    def form_valid(self, form):
        file = form.cleaned_data["file"]
        try:
            imported = import_summary(
                file_name=file.name,
                file=file,
                year=form.cleaned_data["year"],
                user=self.request.user,
            )
        except DisclosureError as error:
            form.add_error("file", refusal_sentence(error))
            return self.form_invalid(form)
        if imported.created:
            messages.success(self.request, _("The draft is made. Look at these places next."))
        else:
            messages.warning(
                self.request, _("This document is already imported; nothing changed.")
            )
        return redirect("disclosure_summary_imports:inspect", imported.record.pk)


class SummaryImportIndexView(IndexView):
    """What has been imported."""

    model = SummaryImport
    permission_policy = permission_policy
    page_title = gettext_lazy("Summary imports")
    header_icon = "upload"
    index_url_name = "disclosure_summary_imports:index"
    index_results_url_name = "disclosure_summary_imports:index_results"
    results_template_name = "disclosure_plugin/admin/summary_import_results.html"
    default_ordering = "-imported_at"

    @cached_property
    def columns(self):
        return [
            TitleColumn(
                "file_name",
                label=_("Summary document"),
                accessor="file_name",
                get_url=lambda record: reverse(
                    "disclosure_summary_imports:inspect", args=[record.pk]
                ),
            ),
            Column("year", label=_("Year"), accessor="year"),
            Column("page", label=_("Annual summary"), accessor="page"),
            Column(
                "warnings",
                label=_("Places to look at"),
                accessor=lambda record: len(record.report["warnings"]),
            ),
            Column("imported_by", label=_("Imported by"), accessor="imported_by"),
            DateColumn("imported_at", label=_("Imported"), accessor="imported_at"),
        ]

    @cached_property
    def header_buttons(self):
        if not permission_policy.user_has_permission(self.request.user, "add"):
            return []
        return [
            HeaderButton(
                _("Import a summary document"),
                url=reverse("disclosure_summary_imports:add"),
                icon_name="upload",
            )
        ]


class SummaryImportInspectView(InspectView):
    """The report: what to look at before publishing, and every number of the text."""

    model = SummaryImport
    permission_policy = permission_policy
    any_permission_required = ["add", "change", "delete", "view"]
    index_url_name = "disclosure_summary_imports:index"
    header_icon = "upload"
    template_name = "disclosure_plugin/admin/summary_import_report.html"
    page_title = gettext_lazy("Import report")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        report = self.object.report
        context["warnings"] = [
            {**warning, "sentence": warning_sentence(warning)} for warning in report["warnings"]
        ]
        context["figures"] = report["figures"]
        context["accounted"] = report["accounted"]
        context["can_edit"] = self.object.page.permissions_for_user(self.request.user).can_edit()
        return context


class SummaryImportViewSet(ViewSet):
    """Menu entry and addresses."""

    name = "disclosure_summary_imports"
    icon = "upload"
    menu_label = gettext_lazy("Summary imports")
    menu_order = 215
    menu_hook = RECORDS.hook

    def get_urlpatterns(self):
        return [
            path("", SummaryImportIndexView.as_view(), name="index"),
            path(
                "results/", SummaryImportIndexView.as_view(results_only=True), name="index_results"
            ),
            path("new/", SummaryImportCreateView.as_view(), name="add"),
            path("<int:pk>/", SummaryImportInspectView.as_view(), name="inspect"),
        ]

    def get_menu_item(self, order=None):
        return PermittedMenuItem(
            self.menu_label,
            self.menu_url,
            icon_name=self.icon,
            order=order or self.menu_order,
            permission_policy=permission_policy,
        )


summary_import_viewset = SummaryImportViewSet()

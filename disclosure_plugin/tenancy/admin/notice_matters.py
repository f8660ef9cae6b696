"""The county's list of what notices are about, and how long each stands at least."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView

from disclosure_plugin.admin.menu import COUNTY_LISTS
from disclosure_plugin.register.models import NoticeMatter
from disclosure_plugin.tenancy.county_permissions import policy

from .county import CountyViewSet, may, require

MATTERS = pgettext_lazy("menu of the county office", "Matters of notices")


class NoticeMatterForm(WagtailAdminModelForm):
    class Meta:
        model = NoticeMatter
        fields = (
            "code", "name", "shortest", "unit", "basis", "may_be_shorter", "remark", "is_offered",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:  # notices name it by its code
            self.fields["code"].disabled = True


class NoticeMatterIndexView(IndexView):
    """All matters, those too that are no longer offered."""

    model = NoticeMatter
    permission_policy = policy
    page_title = MATTERS
    header_icon = "time"
    index_url_name = "disclosure_notice_matters:index"
    index_results_url_name = "disclosure_notice_matters:index_results"
    add_url_name = "disclosure_notice_matters:add"
    add_item_label = gettext_lazy("Add a matter")
    search_fields = ["name", "basis"]
    list_export = ["code", "name", "shortest", "unit", "basis", "may_be_shorter", "remark"]
    export_filename = "notice-matters"
    default_ordering = "pk"
    paginate_by = 100

    @cached_property
    def columns(self) -> list[Column]:
        may_change = may(self.request, "change")
        return [
            TitleColumn(
                "name",
                label=pgettext("notice matter", "Matter"),
                get_url=lambda matter: (
                    reverse("disclosure_notice_matters:edit", args=[matter.pk])
                    if may_change
                    else None
                ),
            ),
            Column("shortest", label=_("Days at least"), accessor=_length),
            Column("basis", label=_("Rule")),
            Column("remark", label=_("Remark")),
            BooleanColumn("is_offered", label=_("Offered")),
        ]


def _length(matter: NoticeMatter) -> str:
    if matter.shortest is None:
        return _("the bureau decides")
    return pgettext("length of a period", "%(days)s %(unit)s") % {
        "days": matter.shortest,
        "unit": matter.get_unit_display(),
    }


class OneMatterMixin:
    """What adding and editing have in common."""

    model = NoticeMatter
    form_class = NoticeMatterForm
    permission_policy = policy
    header_icon = "time"
    index_url_name = "disclosure_notice_matters:index"
    edit_url_name = "disclosure_notice_matters:edit"
    request: HttpRequest


class NoticeMatterCreateView(OneMatterMixin, CreateView):
    page_title = gettext_lazy("Add a matter")
    add_url_name = "disclosure_notice_matters:add"
    success_message = gettext_lazy("“%(object)s” can be chosen for notices from now on.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(request, "add")
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


class NoticeMatterEditView(OneMatterMixin, EditView):
    page_title = gettext_lazy("Edit a matter")
    success_message = gettext_lazy(
        "“%(object)s” is changed for new notices; those that stand keep what they say."
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(request, "change")
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


class NoticeMatterViewSet(CountyViewSet):
    """Menu entry and addresses."""

    name = "disclosure_notice_matters"
    icon = "time"
    menu_label = MATTERS
    menu_order = 236
    menu_hook = COUNTY_LISTS.hook

    def get_patterns(self) -> list[Any]:
        results = NoticeMatterIndexView.as_view(results_only=True)
        return [
            path("", NoticeMatterIndexView.as_view(), name="index"),
            path("results/", results, name="index_results"),
            path("new/", NoticeMatterCreateView.as_view(), name="add"),
            path("<int:pk>/edit/", NoticeMatterEditView.as_view(), name="edit"),
        ]


notice_matter_viewset = NoticeMatterViewSet()

"""Restricted evidence in the admin: for one permission only, each access with a reason."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from disclosure_plugin import bureaus
from disclosure_plugin.admin.menu import ARCHIVE, PermittedMenuItem

from .evidence_copies import EvidenceAccess, EvidenceCopy

permission_policy = ModelPermissionPolicy(EvidenceCopy)
INDEX = "disclosure_evidence:index"


class ReasonForm(forms.Form):
    """Why somebody looks."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It is kept with your name and the time, and cannot be deleted."),
        min_length=5,
        max_length=300,
    )


class EvidenceMixin(WagtailAdminTemplateMixin):
    header_icon = "lock"
    page_title = gettext_lazy("Restricted evidence")
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not permission_policy.user_has_permission(request.user, "view"):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = [{"url": reverse(INDEX), "label": _("Restricted evidence")}]
        if self.get_page_title() != _("Restricted evidence"):
            here.append({"url": "", "label": self.get_page_title()})
        return [*self.breadcrumbs_items, *here]


class EvidenceIndexView(EvidenceMixin, TemplateView):
    """Which copies there are; a row says nothing of what is in one."""

    template_name = "disclosure_snapshots/evidence.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        copies = EvidenceCopy.objects.select_related("work__redaction", "work__snapshot")
        return {**super().get_context_data(**kwargs), "copies": copies}


class EvidenceView(EvidenceMixin, FormView):
    """One copy: who has fetched it, and a form that gives it for a reason."""

    form_class = ReasonForm
    template_name = "disclosure_snapshots/evidence_copy.html"

    @cached_property
    def copy(self) -> EvidenceCopy:
        if self.kwargs["pk"] >= 2**63:  # PostgreSQL knows no such key
            raise Http404
        copies = EvidenceCopy.objects.select_related("work__redaction", "work__snapshot")
        return get_object_or_404(copies, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.copy)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "copy": self.copy,
            "accesses": self.copy.accesses.all(),
        }

    def form_valid(self, form: ReasonForm) -> FileResponse:  # type: ignore[override]
        file = self.copy.file.open()
        person = cast(AbstractUser, self.request.user)  # nobody else has the permission
        # Committed before a byte goes out, or nothing goes out.
        EvidenceAccess.objects.create(
            copy=self.copy,
            by_id=person.pk,
            by_name=person.get_full_name() or person.get_username(),
            reason=form.cleaned_data["reason"],
        )
        return FileResponse(
            file,
            as_attachment=True,
            filename=f"{bureaus.current()}-evidence-{self.copy.pk}.zip",
            content_type="application/zip",
            headers={"Cache-Control": "no-store"},
        )


class EvidenceViewSet(ViewSet):
    """Menu entry and addresses."""

    name = "disclosure_evidence"
    icon = "lock"
    menu_label = gettext_lazy("Restricted evidence")
    menu_order = 222
    menu_hook = ARCHIVE.hook

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", EvidenceIndexView.as_view(), name="index"),
            path("<int:pk>/", EvidenceView.as_view(), name="copy"),
        ]

    def get_menu_item(self, order: int | None = None) -> PermittedMenuItem:
        return PermittedMenuItem(
            self.menu_label,
            self.menu_url,
            icon_name=self.icon,
            order=order or self.menu_order,
            permission_policy=permission_policy,
        )


evidence_viewset = EvidenceViewSet()

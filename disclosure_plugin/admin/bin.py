"""The bin: what was deleted, until when it can be restored, and where to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from disclosure_plugin.actions import binning
from disclosure_plugin.conf import get_settings
from disclosure_plugin.domain.asked import key_in
from disclosure_plugin.models import DeletedPage

from .menu import MenuItemFor

SHOWN = 50


def may_look(user: Any) -> bool:
    """Say whether somebody may add pages somewhere in the bureau."""
    return bool(PagePermissionPolicy().user_has_permission(user, "add"))


def entries_for(user: Any) -> QuerySet[DeletedPage]:
    """Return what was deleted where somebody may see pages."""
    places = PagePermissionPolicy().explorable_instances(user).values("path")
    return DeletedPage.objects.filter(parent_path__in=places) | DeletedPage.objects.filter(
        deleted_by=user
    )


def may_purge(entry: DeletedPage, user: Any) -> bool:
    """Say whether somebody may delete an entry for good: who deleted it, and who may publish."""
    return entry.deleted_by_id == user.pk or bool(
        PagePermissionPolicy().user_has_permission(user, "publish")
    )


class BinView(WagtailAdminTemplateMixin, TemplateView):
    """What was deleted, the last first; its words can be searched, to find personal data."""

    template_name = "disclosure_plugin/admin/bin.html"
    page_title = gettext_lazy("Bin")
    header_icon = "bin"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_look(request.user):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "").strip()[:100]
        found = entries_for(self.request.user).select_related("deleted_by")
        if "\0" in words:  # PostgreSQL has none in its texts
            found = found.none()
        elif words:
            found = found.annotate(text=Cast("rows", TextField())).filter(text__icontains=words)
        page = Paginator(found.defer("rows"), SHOWN).get_page(self.request.GET.get("p"))
        days = get_settings().BIN_DAYS
        standing = set(
            Page.objects.filter(pk__in=[entry.parent for entry in page]).values_list(
                "pk", flat=True
            )
        )
        return {
            **super().get_context_data(**kwargs),
            "days": days,
            "words": words,
            "page": page,
            "rows": [
                {
                    "entry": entry,
                    "until": entry.deleted_at + timedelta(days=days),
                    "parent_stands": entry.parent in standing,
                    "may_purge": may_purge(entry, self.request.user),
                }
                for entry in page
            ],
        }


class RestoreView(WagtailAdminTemplateMixin, TemplateView):
    """Choose where something is restored to; what stood above it may be gone."""

    template_name = "disclosure_plugin/admin/bin_restore.html"
    page_title = gettext_lazy("Restore")
    header_icon = "bin"
    _show_breadcrumbs = True

    def dispatch(
        self, request: HttpRequest, pk: int, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        self.entry = get_object_or_404(entries_for(request.user), pk=pk)
        if not may_look(request.user):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_page_subtitle(self) -> str:
        return self.entry.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": reverse("disclosure_bin"), "label": BinView.page_title}
        return [*self.breadcrumbs_items, here, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "entry": self.entry,
            "places": binning.places_for(self.entry, self.request.user),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.POST.get("parent", "")
        parent = None
        if chosen:
            parent = Page.objects.filter(pk=key_in(chosen)).first()
            if parent is None:
                messages.error(request, _("That place is gone. Choose another one."))
                return self.render_to_response(self.get_context_data())
        restored = binning.restore(self.entry, user=request.user, parent=parent)
        messages.success(
            request,
            _("“%(title)s” is restored as a draft. Hand it in again if it was in review.")
            % {"title": restored.page.get_admin_display_title()},
        )
        if restored.left_out:
            messages.warning(
                request,
                _("Left out, because what they belong to is gone: %(names)s.")
                % {"names": "、".join(restored.left_out)},
            )
        return redirect("wagtailadmin_pages:edit", restored.page.pk)


@require_POST
def purge(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one entry for good, now."""
    entry = get_object_or_404(entries_for(request.user), pk=pk)
    if not may_purge(entry, request.user):
        raise PermissionDenied
    entry.delete()
    messages.success(request, _("“%(title)s” is deleted for good.") % {"title": entry.title})
    return redirect("disclosure_bin")


def say_that_it_can_be_restored(request: HttpRequest) -> None:
    """Tell who has just deleted something how long it can be brought back."""
    days = get_settings().BIN_DAYS
    said = ngettext(
        "It can be restored for %(days)s day.", "It can be restored for %(days)s days.", days
    ) % {"days": days}
    messages.info(request, said, buttons=[messages.button(reverse("disclosure_bin"), _("Bin"))])


def menu_item() -> MenuItem:
    """Return the entry among the reports."""
    return MenuItemFor(
        _("Bin"),
        reverse("disclosure_bin"),
        name="disclosure-bin",
        icon_name="bin",
        order=1230,
        shown_to=may_look,
    )


urlpatterns = [
    path("disclosure/bin/", BinView.as_view(), name="disclosure_bin"),
    path("disclosure/bin/<int:pk>/restore/", RestoreView.as_view(), name="disclosure_bin_restore"),
    path("disclosure/bin/<int:pk>/purge/", purge, name="disclosure_bin_purge"),
]

"""What is public or scheduled in the bureau and would not be published any more."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from disclosure_plugin import bureaus
from disclosure_plugin.actions.clearing import why_standing_is_not_clear
from disclosure_plugin.models import PersonalDataOverride
from disclosure_plugin.queries.published_personal_data import what_should_not_be_public
from disclosure_plugin.register.models import Rescan

from .menu import MenuItemFor

# Whoever sees what was taken down.
VIEW = "disclosure_plugin.view_removal"
SHOWN = 200


class PublishedPersonalDataView(WagtailAdminTemplateMixin, TemplateView):
    """Pages that are public and hold what is found today, and what was let pass."""

    template_name = "disclosure_plugin/admin/personal_data_report.html"
    page_title = gettext_lazy("Personal data in what is public")
    header_icon = "view"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        leaks = []
        for one, stands in what_should_not_be_public()[:SHOWN]:
            page = one.page.specific
            leaks.append(
                {
                    "approved": one,
                    "why": why_standing_is_not_clear(stands, page.title, page),
                }
            )
        return {
            **super().get_context_data(**kwargs),
            "leaks": leaks,
            "overrides": PersonalDataOverride.objects.select_related("page")[:SHOWN],
            "last": Rescan.objects.filter(bureau=bureaus.current()).first(),
        }


def menu_item() -> MenuItem:
    """Return the entry among the reports."""
    return MenuItemFor(
        _("Personal data in what is public"),
        reverse("disclosure_published_personal_data"),
        name="disclosure-personal-data",
        icon_name="view",
        order=1210,
        shown_to=lambda user: user.has_perm(VIEW),
    )


urlpatterns = [
    path(
        "disclosure/personal-data/",
        PublishedPersonalDataView.as_view(),
        name="disclosure_published_personal_data",
    ),
]

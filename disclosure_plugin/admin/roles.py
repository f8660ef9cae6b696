"""One page that says what each role may do and who has it."""

from __future__ import annotations

from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from disclosure_plugin.queries.role_table import role_table


class RolesView(WagtailAdminTemplateMixin, TemplateView):
    """For everybody who may enter the admin."""

    template_name = "disclosure_plugin/admin/roles.html"
    page_title = _("Roles")
    header_icon = "group"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(table=role_table(), **kwargs)


class RolesViewSet(ViewSet):
    """The address; the menu entry is below Help."""

    name = "disclosure_roles"

    def get_urlpatterns(self):
        return [path("", RolesView.as_view(), name="index")]


def roles_menu_item() -> MenuItem:
    """The entry below Help, which everybody has."""
    return MenuItem(
        _("Roles"),
        reverse_lazy("disclosure_roles:index"),
        name="disclosure_roles",
        icon_name="group",
        order=50,
    )


roles_viewset = RolesViewSet()

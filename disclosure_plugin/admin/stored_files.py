"""How much of its room a bureau has used, and by what."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from disclosure_plugin.models import FileVersion
from disclosure_plugin.models.uploads import upload_models
from disclosure_plugin.queries.public_files import StoredFile, stored_files
from disclosure_plugin.queries.upload_permissions import permission_policy

from .menu import MenuItemFor

EDIT_ADDRESSES = {
    FileVersion.Kind.DOCUMENT: "wagtaildocs:edit",
    FileVersion.Kind.IMAGE: "wagtailimages:edit",
}
NEARLY_FULL = 90  # percent


def may_look(user: Any) -> bool:
    """Say whether somebody may add documents or images, or change them."""
    return any(
        permission_policy(model).user_has_any_permission(user, ["add", "change"])
        for model in upload_models()
    )


class StoredFilesView(WagtailAdminTemplateMixin, TemplateView):
    """Used and free room, and the biggest files."""

    template_name = "disclosure_plugin/admin/stored_files.html"
    page_title = gettext_lazy("Room for files")
    header_icon = "download"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not may_look(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @cached_property
    def columns(self):
        return [
            TitleColumn(
                "title",
                label=_("Title"),
                accessor=lambda file: file.title or file.name,
                get_url=edit_address,
            ),
            Column(
                "kind",
                label=pgettext("document or image", "Kind"),
                accessor=lambda file: FileVersion.Kind(file.kind).label,
            ),
            Column("versions", label=_("Versions kept"), accessor="versions"),
            Column(
                "is_public",
                label=_("Shown to the public"),
                accessor=lambda file: _("Yes") if file.is_public else _("No"),
            ),
            Column("size", label=_("Room taken"), accessor=lambda file: filesizeformat(file.size)),
        ]

    def get_context_data(self, **kwargs):
        stored = stored_files()
        return super().get_context_data(
            **kwargs,
            stored=stored,
            nearly_full=stored.percent >= NEARLY_FULL,
            table=Table(self.columns, stored.biggest, classname="listing disclosure-files"),
        )


def edit_address(file: StoredFile) -> str | None:
    """Return where a document or image is changed; None if it is gone."""
    if not file.title:
        return None
    return reverse(EDIT_ADDRESSES[FileVersion.Kind(file.kind)], args=[file.pk])


def menu_item() -> MenuItem:
    """Return the entry among the reports."""
    return MenuItemFor(
        _("Room for files"),
        reverse("disclosure_stored_files"),
        name="disclosure-stored-files",
        icon_name="download",
        order=1300,
        shown_to=may_look,
    )


urlpatterns = [
    path("disclosure/files/", StoredFilesView.as_view(), name="disclosure_stored_files"),
]

"""What is disclosed to staff, as each reader sees it: the list, and a panel on the dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets import Button
from wagtail.models import Page

from disclosure_plugin.documents.tables import guarded
from disclosure_plugin.models import InternalEntry
from disclosure_plugin.queries.internal_items import (
    column_titles,
    columns_of,
    in_column,
    is_staff,
    list_of,
    with_words,
)

from .internal_screens import LIST, LIST_TITLE, LOOK, minute, refuse_outsiders
from .menu import MenuItemFor

SHOWN = 5  # on the dashboard


class ReaderFilterSet(WagtailFilterSet):
    column = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Column"),
        queryset=lambda request: columns_of(request.user),
        method="of_column",
        widget=forms.RadioSelect,
    )
    unread = django_filters.ChoiceFilter(
        label=pgettext_lazy("internal register", "Read"),
        choices=[("yes", gettext_lazy("Not read yet"))],
        method="not_read",
        widget=forms.RadioSelect,
    )
    handed = django_filters.ChoiceFilter(
        label=gettext_lazy("Section"),
        choices=[("yes", gettext_lazy("Handed to my section"))],
        method="handed_over",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = InternalEntry
        fields: list[str] = []

    def of_column(self, entries: Any, name: str, column: Page) -> Any:
        return in_column(entries, column)

    def not_read(self, entries: Any, name: str, value: str) -> Any:
        return entries.filter(is_read=False)

    def handed_over(self, entries: Any, name: str, value: str) -> Any:
        return entries.filter(is_handed=True)


class InternalIndexView(IndexView):
    """What is disclosed to whoever is signed in."""

    model = InternalEntry
    any_permission_required = None  # whoever is of the staff: see dispatch()
    page_title = LIST_TITLE
    header_icon = "lock-open"
    index_url_name = LIST
    index_results_url_name = "disclosure_internal_results"
    results_template_name = "disclosure_plugin/admin/internal_results.html"
    filterset_class = ReaderFilterSet
    search_fields = ["title", "abstract", "text", "number"]
    paginate_by = 30
    default_ordering = "-version_published_at"
    list_export = ["number", "title", "column", "audience", "disclosed_at", "read", "handed"]
    export_filename = "disclosed-to-staff"

    @property
    def export_headings(self) -> dict[str, Any]:
        return {
            "number": _("Index number"),
            "title": _("Title"),
            "column": _("Column"),
            "audience": pgettext("of an item", "Audience"),
            "disclosed_at": pgettext("internal register", "This version disclosed"),
            "read": pgettext("internal register", "Read"),
            "handed": _("Handed to my section"),
        }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer: HttpResponseBase = refuse_outsiders(request) or super().dispatch(
            request, *args, **kwargs
        )
        answer["Cache-Control"] = "private, no-store"
        return answer

    def get_base_queryset(self):
        return list_of(self.request.user)

    def search_queryset(self, queryset):
        return with_words(queryset, self.search_query) if self.is_searching else queryset

    @cached_property
    def titles(self) -> dict[int, str]:
        return column_titles(list_of(self.request.user))

    @cached_property
    def columns(self):
        return [
            ReadTitleColumn(
                "title",
                label=_("Title"),
                sort_key="title",
                get_url=lambda entry: reverse("disclosure_internal_page", args=[entry.page_id]),
                places=self.titles,
            ),
            DateColumn(
                "version_published_at",
                label=pgettext("internal register", "This version disclosed"),
                sort_key="version_published_at",
            ),
        ]

    @cached_property
    def header_more_buttons(self):
        buttons = list(super().header_more_buttons)
        if self.request.user.has_perm(LOOK):
            buttons.append(
                Button(
                    _("Who has read what"),
                    reverse("disclosure_internal_report"),
                    icon_name="tasks",
                    priority=80,
                )
            )
        return buttons

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return {
            "number": item.number,
            "title": guarded(item.title),
            "column": guarded(self.titles.get(item.pk, "")),
            "audience": guarded(item.audience_name),
            "disclosed_at": minute(item.version_published_at),
            "read": pgettext("internal register", "yes")
            if item.is_read
            else pgettext("internal register", "no"),
            "handed": pgettext("internal register", "yes")
            if item.is_handed
            else pgettext("internal register", "no"),
        }


class ReadTitleColumn(TitleColumn):
    """A title with what the reader has not done yet, and where it belongs.

    Args:
        places: titles of columns by the keys of entries; the rest is passed on.
    """

    cell_template_name = "disclosure_plugin/admin/internal_title_cell.html"

    def __init__(self, *args: Any, places: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = places

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "place": self._places.get(instance.pk, "")}


class InternalPanel(Component):
    """The panel of the dashboard: what whoever looks has not read yet."""

    name = "disclosure_internal"
    template_name = "disclosure_plugin/admin/internal_panel.html"
    order = 70

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        request: HttpRequest = (parent_context or {})["request"]
        listed: Any = list_of(request.user)
        unread = listed.filter(is_read=False)
        total = unread.count()
        return {
            "entries": unread[:SHOWN],
            "total": total,
            "more": max(0, total - SHOWN),
            "list_url": f"{reverse(LIST)}?unread=yes",
        }


def menu_item() -> MenuItem:
    """Return the entry of the main menu."""
    return MenuItemFor(
        LIST_TITLE,
        reverse(LIST),
        name="disclosure-internal",
        icon_name="lock-open",
        order=205,
        shown_to=is_staff,
    )

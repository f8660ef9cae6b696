"""The county's list of bureaus, to look at, search and export."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from disclosure_plugin import bureaus
from disclosure_plugin.tenancy.county_permissions import policy
from disclosure_plugin.tenancy.hosts import origin
from disclosure_plugin.tenancy.models import Bureau

from .counting import live_items
from .county import BUREAUS, may


def hosts_of(bureau: Bureau) -> list[dict[str, Any]]:
    """Return the host names of a bureau with their addresses, the main one first."""
    return [
        {"name": domain.domain, "address": f"{origin(domain.domain)}/", "main": domain.is_primary}
        for domain in bureau.domains.all()
    ]


def path_of(bureau: Bureau) -> str:
    """Return the path on the county's site as visitors write it; empty if there is none."""
    return f"/{bureau.path}/" if bureau.path else ""


class AddressesColumn(Column):
    """Links to the bureau's site at its path and each of its host names."""

    cell_template_name = "disclosure_tenancy/admin/hosts_cell.html"

    def __init__(self, name: str, *, county_root: str, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.county_root = county_root

    def get_cell_context_data(self, instance: Bureau, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        addresses = [
            {"url": host["address"], "label": host["name"]} for host in hosts_of(instance)
        ]
        if instance.path:
            site = {"url": f"{self.county_root}{instance.path}/"}
            addresses.append({**site, "label": path_of(instance)})
        if instance.canonical == Bureau.Canonical.PATH:
            addresses.reverse()
        return {**context, "addresses": addresses}


class BureauIndexView(IndexView):
    """All bureaus, the county office first."""

    model = Bureau
    permission_policy = policy
    page_title = BUREAUS
    header_icon = "site"
    index_url_name = "disclosure_bureaus:index"
    index_results_url_name = "disclosure_bureaus:index_results"
    template_name = "disclosure_tenancy/admin/bureaus.html"
    results_template_name = "disclosure_tenancy/admin/bureaus_results.html"
    add_url_name = "disclosure_bureaus:add"
    add_item_label = gettext_lazy("Make a bureau")
    search_fields = ["name", "code", "social_credit_code", "path", "domains__domain"]
    list_filter = ["state"]
    list_export = ["code", "name", "social_credit_code", "hosts", "path", "state", "created_at"]
    export_headings = {"hosts": gettext_lazy("host names"), "path": gettext_lazy("path")}
    export_filename = "bureaus"
    paginate_by = 50
    default_ordering = "-is_county_office"

    def get_base_queryset(self) -> QuerySet[Bureau]:
        queryset: QuerySet[Bureau] = super().get_base_queryset()
        return queryset.prefetch_related("domains")

    def search_queryset(self, queryset: QuerySet[Bureau]) -> QuerySet[Bureau]:
        found: QuerySet[Bureau] = super().search_queryset(queryset)
        return queryset.filter(pk__in=found.values("pk"))  # one row each, however many hosts

    def order_queryset(self, queryset: QuerySet[Bureau]) -> QuerySet[Bureau]:
        ordered: QuerySet[Bureau] = super().order_queryset(queryset)
        return ordered.order_by(*ordered.query.order_by, "pk")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "name",
                label=pgettext("bureau", "Name"),
                sort_key="name",
                get_url=lambda bureau: reverse("disclosure_bureaus:inspect", args=[bureau.pk]),
            ),
            Column("code", label=pgettext("bureau", "Code"), sort_key="code"),
            AddressesColumn(
                "addresses",
                label=pgettext("of a bureau", "Addresses"),
                county_root=bureaus.public_address(),
            ),
            Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
            Column(
                "items",
                label=_("Published items"),
                accessor=lambda bureau: self.items_of.get(bureau.code, "–"),
            ),
            DateColumn("created_at", label=pgettext("bureau", "Created"), sort_key="created_at"),
        ]

    @cached_property
    def items_of(self) -> dict[str, int]:
        return self._items

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        self._items = {} if self.is_export else live_items(context["object_list"])
        return context

    def to_row_dict(self, item: Bureau) -> dict[str, Any]:
        return {
            "code": item.code,
            "name": item.name,
            "social_credit_code": item.social_credit_code,
            "hosts": " ".join(host["name"] for host in hosts_of(item)),
            "path": path_of(item),
            "state": item.get_state_display(),
            "created_at": item.created_at,
        }

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        buttons: list[HeaderButton] = list(super().header_buttons)
        if may(self.request, "add"):
            buttons.append(
                HeaderButton(
                    _("Make many from a list"),
                    url=reverse("disclosure_bureau_imports:add"),
                    icon_name="upload",
                )
            )
        buttons.append(
            HeaderButton(
                _("Lists of bureaus"),
                url=reverse("disclosure_bureau_imports:index"),
                icon_name="list-ul",
            )
        )
        return buttons

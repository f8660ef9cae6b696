"""Menu entry and addresses of the screens about bureaus."""

from __future__ import annotations

from typing import Any

from django.urls import path

from .bureau_list import BureauIndexView
from .bureau_making import BureauAdministratorView, BureauCreateView, BureauEditView
from .bureau_page import BureauInspectView
from .bureau_states import SENTENCES, BureauStateView
from .county import BUREAUS, CountyViewSet


class BureauViewSet(CountyViewSet):
    """Menu entry and addresses."""

    name = "disclosure_bureaus"
    icon = "site"
    menu_label = BUREAUS
    menu_order = 90
    add_to_admin_menu = True

    def get_patterns(self) -> list[Any]:
        return [
            path("", BureauIndexView.as_view(), name="index"),
            path("results/", BureauIndexView.as_view(results_only=True), name="index_results"),
            path("new/", BureauCreateView.as_view(), name="add"),
            path("<int:pk>/", BureauInspectView.as_view(), name="inspect"),
            path("<int:pk>/edit/", BureauEditView.as_view(), name="edit"),
            path(
                "<int:pk>/administrator/",
                BureauAdministratorView.as_view(),
                name="administrator",
            ),
            *(
                path(f"<int:pk>/{name}/", BureauStateView.as_view(action=name), name=name)
                for name in SENTENCES
            ),
        ]


bureau_viewset = BureauViewSet()

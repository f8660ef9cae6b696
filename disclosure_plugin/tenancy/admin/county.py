"""What the county office's screens have in common: in another bureau they do not exist."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import pgettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from disclosure_plugin.admin.menu import PermittedMenuItem
from disclosure_plugin.tenancy.county_permissions import policy
from disclosure_plugin.tenancy.county_roles import in_county_office

View = Callable[..., HttpResponseBase]
BUREAUS = pgettext_lazy("menu of the county office", "Bureaus")


def county_only(view: View) -> View:
    """Let a view answer 404 in every bureau but the county office, whoever asks."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not in_county_office():
            raise Http404
        return view(request, *args, **kwargs)

    return answer


def may(request: HttpRequest, action: str) -> bool:
    """Say whether somebody may ``add``, ``change`` or ``view`` bureaus."""
    return policy.user_has_permission(request.user, action)


def require(request: HttpRequest, *actions: str) -> None:
    """Let nobody pass who holds none of these permissions.

    Raises:
        PermissionDenied: Wagtail's admin says so in a sentence.
    """
    if not policy.user_has_any_permission(request.user, actions):
        raise PermissionDenied


def name_of(request: HttpRequest) -> str:
    """Return the name of whoever is signed in, for rows that outlive the account."""
    user = cast(AbstractBaseUser, request.user)
    full_name: str = getattr(user, "get_full_name", str)()
    return full_name or user.get_username()


class CountyPage(WagtailAdminTemplateMixin, TemplateView):
    """A page that shows something of all bureaus to who may view them."""

    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(request, "view")
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class CountyViewSet(ViewSet):
    """A view set whose addresses and menu entry exist in the county office only."""

    def get_patterns(self) -> list[Any]:
        raise NotImplementedError

    def get_urlpatterns(self) -> list[Any]:
        patterns = self.get_patterns()
        for pattern in patterns:
            pattern.callback = county_only(pattern.callback)
        return patterns

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        return PermittedMenuItem(
            self.menu_label,
            self.menu_url,
            icon_name=self.icon,
            order=order or self.menu_order,
            permission_policy=policy,
        )

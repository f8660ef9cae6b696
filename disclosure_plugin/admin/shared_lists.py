"""Who keeps the lists that all bureaus share.

Without tenants there is one bureau, and whoever may change its settings keeps them. The tenancy
app lets the county office keep them instead: in every other bureau their screens do not exist.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Keeper:
    """Where the shared lists are kept, and by whom.

    Attributes:
        is_here: says whether the current bureau keeps them.
        may: says whether somebody may ``view`` or ``change`` them here.
    """

    is_here: Callable[[], bool]
    may: Callable[[Any, str], bool]


def _may_in_the_only_bureau(user: Any, action: str) -> bool:
    return bool(user.has_perm("disclosure_plugin.change_bureausettings"))


_keeper = Keeper(lambda: True, _may_in_the_only_bureau)


def use(keeper: Keeper) -> None:
    """Let another bureau keep the lists from now on; called once, at start-up."""
    global _keeper
    _keeper = keeper


def may(request: HttpRequest, action: str) -> bool:
    """Say whether somebody may ``view`` or ``change`` the shared lists in this bureau."""
    return _keeper.is_here() and _keeper.may(request.user, action)


def require(request: HttpRequest, *actions: str) -> None:
    """Let nobody pass who may do none of these.

    Raises:
        PermissionDenied: Wagtail's admin says so in a sentence.
    """
    if not any(may(request, action) for action in actions):
        raise PermissionDenied


def name_of(request: HttpRequest) -> str:
    """Return the name of whoever is signed in, for rows that outlive the account."""
    user = cast(AbstractBaseUser, request.user)
    full_name: str = getattr(user, "get_full_name", str)()
    return full_name or user.get_username()


def only_where_kept(view: View) -> View:
    """Let a view answer 404 in every bureau that does not keep the lists, whoever asks."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not _keeper.is_here():
            raise Http404
        return view(request, *args, **kwargs)

    return answer


class SharedListMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may(request, "view") or may(request, "change")


class SharedListViewSet(ViewSet):
    """A view set whose addresses and menu entry exist only where the lists are kept."""

    def get_patterns(self) -> list[Any]:
        raise NotImplementedError

    def get_urlpatterns(self) -> list[Any]:
        patterns = self.get_patterns()
        for pattern in patterns:
            pattern.callback = only_where_kept(pattern.callback)
        return patterns

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        return SharedListMenuItem(
            self.menu_label,
            self.menu_url,
            icon_name=self.icon,
            order=order or self.menu_order,
        )

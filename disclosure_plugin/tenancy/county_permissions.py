"""Who may see and change the county's bureaus: people of the county office, nobody else.

The permissions have rows in every bureau's schema, and a superuser of any bureau has them all.
So the bureau is asked first, and the permission afterwards.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import connection
from wagtail.permission_policies import ModelPermissionPolicy

from disclosure_plugin.actions.site_setup import ADMINISTRATORS

from .models import Bureau

CODENAMES = ["add_bureau", "change_bureau", "view_bureau"]


def in_county_office() -> bool:
    """Say whether the current bureau is the county office."""
    return bool(getattr(getattr(connection, "tenant", None), "is_county_office", False))


def give_to_administrators() -> None:
    """Let the administrators of the active county office see, make and change bureaus."""
    group = Group.objects.get(name=ADMINISTRATORS)
    group.permissions.add(
        *Permission.objects.filter(
            content_type__app_label=Bureau._meta.app_label, codename__in=CODENAMES
        )
    )


class CountyPermissionPolicy(ModelPermissionPolicy):
    """Django's permissions, in the county office only."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return in_county_office() and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return in_county_office() and bool(super().user_has_any_permission(user, actions))


policy = CountyPermissionPolicy(Bureau)

"""Who may see and change the county's bureaus: people of the county office, nobody else.

The permissions have rows in every bureau's schema, and a superuser of any bureau has them all.
So the bureau is asked first, and the permission afterwards.
"""

from __future__ import annotations

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy

from .county_roles import in_county_office
from .models import Bureau


class CountyPermissionPolicy(ModelPermissionPolicy):
    """Django's permissions, in the county office only."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return in_county_office() and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return in_county_office() and bool(super().user_has_any_permission(user, actions))


policy = CountyPermissionPolicy(Bureau)

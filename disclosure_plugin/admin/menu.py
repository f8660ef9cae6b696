"""Menu entries that are shown to those who may use what they lead to."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem


class PermittedMenuItem(MenuItem):
    """A menu entry for people who may see or add objects of a model.

    Args:
        permission_policy: the policy of the model; the rest is passed on.
    """

    def __init__(self, *args, permission_policy, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._permission_policy = permission_policy

    def is_shown(self, request: HttpRequest) -> bool:
        return self._permission_policy.user_has_any_permission(request.user, ["view", "add"])

"""Sign people out everywhere, also when Wagtail's own screens change their roles."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User

from disclosure_plugin.models import Person
from disclosure_plugin.models.people import new_sign_in_key


def end_sessions(user: User) -> None:
    """Sign an account out everywhere."""
    # By number: an account in memory must not keep this row as its person.
    Person.objects.update_or_create(user_id=user.pk, defaults={"sign_in_key": new_sign_in_key()})


def end_sessions_on_role_change(
    instance: User | Group, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Receive ``m2m_changed`` of an account's groups.

    ``pre_clear`` and not ``post_clear``: afterwards nobody knows who was in the group.
    """
    if action not in ("post_add", "post_remove", "pre_clear"):
        return
    if not reverse:
        end_sessions(instance)  # type: ignore[arg-type]
        return
    users = get_user_model().objects.filter(groups=instance)  # type: ignore[misc]
    if pk_set is not None:
        users = get_user_model().objects.filter(pk__in=pk_set)
    for user in users:
        end_sessions(user)

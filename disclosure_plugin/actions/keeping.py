"""Accounts that stand on something are never deleted: names stay on what people signed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from disclosure_plugin.queries.people import has_left_traces


def refusal(user: User) -> str:
    """Say why an account cannot be deleted; empty if it can."""
    if not has_left_traces(user):
        return ""
    return _(
        "%(name)s has done things here that carry this name, so the account stays. Deactivate it "
        "instead, under Settings, People."
    ) % {"name": user.get_full_name() or user.get_username()}


def protect(instance: User, **kwargs: Any) -> None:
    """Receive ``pre_delete`` of an account: the net below every screen and command.

    Raises:
        ProtectedError: the account stands on something.
    """
    why = refusal(instance)
    if why:
        raise ProtectedError(why, {instance})

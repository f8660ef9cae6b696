"""Wagtail's screens for deleting users: who has done something stays."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages

from disclosure_plugin.actions.keeping import refusal


def keep_account(request: HttpRequest, user: User) -> HttpResponse | None:
    """Refuse to delete one account, with a sentence."""
    return keep_accounts(request, "delete", [user])


def keep_accounts(
    request: HttpRequest, action_type: str, objects: Iterable[object]
) -> HttpResponse | None:
    """Refuse to delete any of several accounts where one of them has to stay."""
    users = [one for one in objects if isinstance(one, get_user_model())]
    if action_type != "delete":
        return None
    for user in users:
        why = refusal(user)
        if why:
            messages.error(request, why)
            return redirect("disclosure_people:index")
    return None

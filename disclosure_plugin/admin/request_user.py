"""Decide anew who a request's user is, without asking before somebody wants to know."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.utils.functional import LazyObject, SimpleLazyObject, empty

Account = User | AnonymousUser


def decide_user(request: HttpRequest, decide: Callable[[HttpRequest, Account], Account]) -> None:
    """Let a middleware have its say about the user, after those that came before it.

    Args:
        request: its user is asked for when somebody asks, and never on a public page.
        decide: takes the request and the account that the middleware before found, and returns
            that account or ``AnonymousUser``.
    """
    before = request.user
    request.user = SimpleLazyObject(  # type: ignore[assignment]
        lambda: decide(request, _behind(before))
    )


def _behind(user: Account | LazyObject) -> Account:
    """Return the account itself: Wagtail's log looks one lazy object deep, and finds a class."""
    while isinstance(user, LazyObject):
        if user._wrapped is empty:
            user._setup()
        user = user._wrapped
    return user

"""Hold a visitor from the county to their session: how long, and what they may send."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from disclosure_plugin.admin.request_user import decide_user
from disclosure_plugin.site.addresses import is_admin

from .county_sessions import CountySession
from .middleware import READING
from .visits import is_visitor, live_session_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

BACKEND = "disclosure_plugin.tenancy.visiting.CountyVisitBackend"
SESSION_KEY = "county_session"

# Sent by the editor's own screens; they change no content.
SENT_WHILE_LOOKING = {
    "wagtailadmin_pages:preview_on_edit",
    "wagtailadmin_editing_sessions:ping",
    "wagtailadmin_editing_sessions:release",
    "wagtailadmin_logout",
    "disclosure_county_visit:end",
}
# Review and publication are the bureau's own acts; the account is not the visitor's.
NEVER = {
    "wagtailadmin_account",
    "wagtailadmin_pages:workflow_action",
    "wagtailadmin_pages:collect_workflow_action_data",
    "wagtailadmin_pages:confirm_workflow_cancellation",
    "wagtailadmin_pages:unpublish",
}
NEVER_NAMESPACES = {"wagtailusers_users", "wagtailusers_groups", "wagtailusers_api_tokens"}
NEVER_SENT = {"action-publish", "action-workflow-action"}


class CountyVisitBackend(BaseBackend):
    """Knows visiting accounts while their session lasts; signs nobody in by a password."""

    def get_user(self, user_id: int) -> User | None:
        user = get_user_model().objects.filter(pk=user_id, is_active=True).first()
        if user is None or not is_visitor(user) or live_session_of(user) is None:
            return None
        return user


class CountyVisitMiddleware:
    """Nobody is signed in to a visiting account but within the very session they began.

    Put it right after Django's ``AuthenticationMiddleware``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        decide_user(request, _user_of)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not is_admin(request):
            return None
        visit = visit_of(request)
        if visit is not None:
            refusal = _refusal(request, visit)
            if refusal:
                return render(
                    request,
                    "disclosure_tenancy/visit_refused.html",
                    {"refusal": refusal},
                    status=403,
                )
        elif getattr(request, "_county_visit_is_over", False):
            logout(request)
            messages.error(request, _("Your county session in this bureau is over."))
        return None


def visit_of(request: HttpRequest) -> CountySession | None:
    """Return the county session in which a request is made, or None."""
    if not is_visitor(request.user):
        return None
    visit: CountySession | None = getattr(request, "_county_visit", None)
    return visit


def only_looks(request: HttpRequest) -> bool:
    """Say whether a request is made by a visitor who may change nothing."""
    visit = visit_of(request)
    return visit is not None and not visit.can_edit


def _user_of(request: HttpRequest, user: User | AnonymousUser) -> User | AnonymousUser:
    pk = request.session.get(SESSION_KEY) if request.session.session_key else None
    visit = None
    if is_visitor(user) and pk is not None:
        visit = live_session_of(user, pk)  # type: ignore[arg-type]
    request._county_visit = visit  # type: ignore[attr-defined]
    if visit is None and (pk is not None or is_visitor(user)):
        request._county_visit_is_over = True  # type: ignore[attr-defined]
        return AnonymousUser()
    return user


def _refusal(request: HttpRequest, visit: CountySession) -> str:
    """Return why a visitor may not do this, or nothing."""
    match = request.resolver_match
    name = match.view_name if match else ""
    if not visit.can_edit and request.method not in READING and name not in SENT_WHILE_LOOKING:
        return _("Your county session lets you look only. Nothing was changed.")
    namespaces = set(match.namespaces) if match else set()
    sent = set(request.POST) if request.method == "POST" else set()
    if name in NEVER or namespaces & NEVER_NAMESPACES or sent & NEVER_SENT:
        return _(
            "Accounts, review and publication stay with the bureau's own people. "
            "Nothing was changed."
        )
    return ""

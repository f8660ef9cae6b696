"""Sessions end: after some time without anything done by hand, after a day's work, and when
somebody's roles change."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from disclosure_plugin.conf import get_settings
from disclosure_plugin.models import Person

from .request_user import decide_user

KEY = "disclosure_sign_in_key"
SIGNED_IN_AT = "disclosure_signed_in_at"  # seconds since 1970
SEEN_AT = "disclosure_seen_at"
# Not each request is worth a write.
NOTICE_SECONDS = 15


class SessionLimitsMiddleware:
    """Ends sessions that are over; put it after ``AuthenticationMiddleware``.

    The session is looked at when somebody asks who the user is: a public page, which asks
    nobody, does not touch it and stays the same for everybody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        decide_user(request, _user)
        return self.get_response(request)


def begin(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Note in a new session when it began and by which key; receives ``user_logged_in``."""
    person, _made = Person.objects.get_or_create(user=user)
    now = int(time.time())
    request.session[KEY] = person.sign_in_key
    request.session[SIGNED_IN_AT] = now
    request.session[SEEN_AT] = now


def _user(request: HttpRequest, signed_in: User | AnonymousUser) -> User | AnonymousUser:
    if isinstance(signed_in, AnonymousUser):
        return signed_in
    why = _why_over(request, signed_in)
    if why:
        # logout() tells others who has gone; it must not ask us again.
        request.user = signed_in
        logout(request)
        if hasattr(request, "_messages"):
            messages.info(request, why)
        return AnonymousUser()
    now = int(time.time())
    if by_hand(request) and now - request.session[SEEN_AT] >= NOTICE_SECONDS:
        request.session[SEEN_AT] = now
    return signed_in


def _why_over(request: HttpRequest, user: User) -> str:
    """Say why a session is over; empty if it is not."""
    settings = get_settings()
    session = request.session
    key = Person.objects.filter(user_id=user.pk).values_list("sign_in_key", flat=True).first()
    if key is None or session.get(KEY) != key:
        return _("Your access was changed. Please sign in again.")
    now = time.time()
    if now - session[SEEN_AT] > settings.IDLE_MINUTES * 60:
        return _(
            "You were signed out after %(minutes)s minutes without doing anything. What Wagtail "
            "had saved as a draft is there."
        ) % {"minutes": settings.IDLE_MINUTES}
    if now - session[SIGNED_IN_AT] > settings.SESSION_HOURS * 3600:
        return _("You were signed in for %(hours)s hours. Please sign in again.") % {
            "hours": settings.SESSION_HOURS
        }
    return ""


def by_hand(request: HttpRequest) -> bool:
    """Say whether a person did this, and not a page that asks by itself now and then.

    Opening a page counts, and so does everything that is sent: an editor's automatic saving
    follows the typing. Wagtail's question who else edits a page is sent without anybody there.
    """
    if request.method not in ("GET", "HEAD"):
        return not _is_editing_session(request.path)
    mode = request.headers.get("Sec-Fetch-Mode")
    if mode is not None:  # browsers send it over HTTPS and to localhost
        return mode == "navigate" and request.headers.get("Sec-Fetch-Dest") == "document"
    asked_by_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    return not asked_by_script and "text/html" in request.headers.get("Accept", "text/html")


def _is_editing_session(path: str) -> bool:
    try:
        return path.startswith(f"{reverse('wagtailadmin_home')}editing-sessions/")
    except NoReverseMatch:
        return False

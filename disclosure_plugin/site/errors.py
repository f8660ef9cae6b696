"""Error pages: “not found” in the bureau's frame, others without Wagtail and the database."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from disclosure_plugin.queries.tables import are_behind

from .standalone import language_of, standalone_page
from .tombstones import tombstone_of_address

# A bureau is migrated in seconds; many bureaus in minutes.
BACK_AFTER_SECONDS = 60


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere, or to something that is public no more.

    Name it as ``handler404`` of the URL configuration.
    """
    gone = tombstone_of_address(request)
    return gone or render(request, "disclosure_plugin/404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what no form of the site sends. Name it as ``handler400``."""
    with language_of(request):
        return standalone_page(
            400,
            _("What was sent cannot be read"),
            [_("Go back and try again. If it happens again, tell the office whose site this is.")],
        )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer who may not do what they ask for. Name it as ``handler403``."""
    with language_of(request):
        return standalone_page(
            403,
            _("This is not open to you"),
            [_("Sign in anew. If that does not help, ask the administrator of your office.")],
        )


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that carries no sign that this site gave it out.

    Name it as ``CSRF_FAILURE_VIEW``.
    """
    with language_of(request):
        return standalone_page(
            403,
            _("The form was not taken"),
            [
                _(
                    "You have signed in or out since it was opened, or your browser keeps no "
                    "cookies of this site. Copy what you wrote, open the form anew and send it "
                    "again."
                )
            ],
        )


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer where the program failed, or a bureau is not migrated yet.

    Name it as ``handler500``. Django calls it while the error is being handled.
    """
    with language_of(request):
        if are_behind(sys.exc_info()[1]):
            updated = standalone_page(
                503, _("This site is being updated"), [_("It is back in a few minutes.")]
            )
            updated["Retry-After"] = str(BACK_AFTER_SECONDS)
            return updated
        return standalone_page(
            500,
            _("Something went wrong here"),
            [_("The fault is on our side and has been written down. Try again in a few minutes.")],
        )

"""Warn before a session ends for idleness, and keep it while somebody types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from disclosure_plugin.conf import get_settings


def present(request: HttpRequest) -> HttpResponse:
    """Take note that somebody is there; that it is sent is what counts."""
    return HttpResponse(status=204 if request.method == "POST" else 405)


def session_script() -> SafeString:
    """The script with what it has to know, for every page of the admin."""
    return format_html(
        '<script src="{}" data-minutes="{}" data-url="{}" data-warning="{}" data-stay="{}" defer>'
        "</script>",
        static("disclosure_plugin/session.js"),
        get_settings().IDLE_MINUTES,
        reverse("disclosure_account_present"),
        _("You will be signed out in two minutes, because nothing has been done for a while."),
        _("Stay signed in"),
    )

"""Answers that no bureau's site gives."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from disclosure_plugin.site.standalone import language_of, standalone_page

from .models import Bureau


def not_found(request: HttpRequest) -> HttpResponse:
    """Answer an address at which no bureau has a site."""
    with language_of(request):
        return standalone_page(
            404,
            _("There is no site at this address"),
            [_("The address may be mistyped, or the site has another address now.")],
        )


def suspended(request: HttpRequest, bureau: Bureau) -> HttpResponse:
    """Answer every address of a suspended bureau."""
    with language_of(request):
        # Nobody knows until when: no Retry-After.
        heading = _("The site of %(name)s is suspended") % {"name": bureau.name}
        return standalone_page(503, heading, [], reason=bureau.state_reason)


def closed(request: HttpRequest, bureau: Bureau) -> HttpResponse:
    """Answer who wants to change something in a closed bureau."""
    with language_of(request):
        heading = _("%(name)s is closed") % {"name": bureau.name}
        lines = [_("Its pages can be read, nothing can be changed.")]
        return standalone_page(403, heading, lines, reason=bureau.state_reason)


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Answer an address that exists on another host only, and what cannot be sent on there."""
    with language_of(request):
        return standalone_page(
            404,
            _("There is nothing at this address"),
            [_("The admin of a bureau has its own host name; ask your administrator for it.")],
        )

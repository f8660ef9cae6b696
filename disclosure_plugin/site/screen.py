"""The loop of a hall's display: a board's items one after another, on the whole screen.

It asks its own address again, so it is kept by no cache; nothing leads to it, so no archive takes
it. Beside that it is like every public page: the same bytes until something is published.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe
from wagtail.models import Site

from disclosure_plugin.models import BureauSettings
from disclosure_plugin.paper.qr import inline_svg
from disclosure_plugin.queries.screen import screen_board, slides, state_of

from .headers import POLICY, PUBLIC, header

# How long an item stays, and how often it is asked whether anything has changed.
SHOW_SECONDS = 12
ASK_SECONDS = 20
# The script asks the page's own address.
ASKING = {**PUBLIC, "connect-src": "'self'"}


@require_safe
def screen(request: HttpRequest, short_id: str) -> HttpResponse:
    """Show the loop of a board."""
    board = screen_board(short_id)
    site = Site.find_for_request(request)
    if board is None or site is None:
        raise Http404
    shown = slides(board)
    context = {
        "board": board,
        "settings": BureauSettings.for_site(site),
        "name": BureauSettings.for_site(site).bureau_name or site.site_name,
        # The code is made by us of an address; nobody's words are in it.
        "slides": [(one, mark_safe(inline_svg(one.address))) for one in shown],  # noqa: S308
        "state": state_of(shown),
        "show_seconds": SHOW_SECONDS,
        "ask_seconds": ASK_SECONDS,
    }
    response = render(request, "disclosure_plugin/screen.html", context)
    response[POLICY] = header(ASKING)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response

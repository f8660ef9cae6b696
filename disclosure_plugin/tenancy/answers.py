"""Answers that no bureau's site gives: pages of their own, without Wagtail and the database."""

from __future__ import annotations

import hashlib
from base64 import b64encode

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from disclosure_plugin.site.headers import POLICY, PUBLIC, header

from .models import Bureau

# Inline, because static files have no address either on a host that is nobody's; the policy
# allows this one by its digest.
STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; font: 18px/1.8 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  color: #1b1f24; background: #fff; }
main { max-width: 34em; margin: 18vh auto 10vh; padding: 0 1.5em; }
.status { margin: 0; color: #59636e; }
h1 { margin: .1em 0 .6em; font-size: 1.55em; line-height: 1.4; text-wrap: balance; }
p { margin: .6em 0; overflow-wrap: anywhere; }
.reason { padding: .3em 1em; border-left: 4px solid #b42318; }
@media (prefers-color-scheme: dark) {
  body { color: #e6e9ec; background: #12181e; }
  .status { color: #a3adb7; }
  .reason { border-color: #ff9a8d; }
}
"""
STYLE_DIGEST = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
STANDALONE = header({**PUBLIC, "style-src": f"'sha256-{STYLE_DIGEST}'", "script-src": "'none'"})


def not_found(request: HttpRequest) -> HttpResponse:
    """Answer an address at which no bureau has a site."""
    with _language_of(request):
        return _page(
            404,
            _("There is no site at this address"),
            [_("The address may be mistyped, or the site has another address now.")],
        )


def suspended(request: HttpRequest, bureau: Bureau) -> HttpResponse:
    """Answer every address of a suspended bureau."""
    with _language_of(request):
        # Nobody knows until when: no Retry-After.
        heading = _("The site of %(name)s is suspended") % {"name": bureau.name}
        return _page(503, heading, [], reason=bureau.state_reason)


def closed(request: HttpRequest, bureau: Bureau) -> HttpResponse:
    """Answer who wants to change something in a closed bureau."""
    with _language_of(request):
        heading = _("%(name)s is closed") % {"name": bureau.name}
        lines = [_("Its pages can be read, nothing can be changed.")]
        return _page(403, heading, lines, reason=bureau.state_reason)


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Answer an address that exists on another host only, and what cannot be sent on there."""
    with _language_of(request):
        return _page(
            404,
            _("There is nothing at this address"),
            [_("The admin of a bureau has its own host name; ask your administrator for it.")],
        )


def _language_of(request: HttpRequest) -> translation.override:
    return translation.override(translation.get_language_from_request(request))


def _page(status: int, heading: str, lines: list[str], *, reason: str = "") -> HttpResponse:
    text = render_to_string(
        "disclosure_tenancy/answer.html",
        {"status": status, "heading": heading, "lines": lines, "reason": reason, "style": STYLE},
    )
    response = HttpResponse(text, status=status)
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = translation.get_language() or ""
    response["Vary"] = "Accept-Language"
    response[POLICY] = STANDALONE
    return response

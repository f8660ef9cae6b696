"""Pages of their own, for answers that are given without Wagtail and the database."""

from __future__ import annotations

import hashlib
from base64 import b64encode

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from .headers import POLICY, PUBLIC, header

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


def language_of(request: HttpRequest) -> translation.override:
    """Let sentences in a block be in the language that the visitor's browser asks for."""
    return translation.override(translation.get_language_from_request(request))


def standalone_page(
    status: int, heading: str, lines: list[str], *, reason: str = ""
) -> HttpResponse:
    """Return a page in the language that is active; nobody keeps it."""
    text = render_to_string(
        "disclosure_plugin/answer.html",
        {"status": status, "heading": heading, "lines": lines, "reason": reason, "style": STYLE},
    )
    response = HttpResponse(text, status=status)
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = translation.get_language() or ""
    response["Vary"] = "Accept-Language"
    response[POLICY] = STANDALONE
    return response

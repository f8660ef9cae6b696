"""A bureau's own colours as a stylesheet: our pages have no inline style."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe
from wagtail.models import Site

from disclosure_plugin.domain.colours import is_colour
from disclosure_plugin.models import BureauSettings

KEPT_FOR = 365 * 24 * 3600  # seconds; another stylesheet has another address


def appearance_address(settings: BureauSettings | None) -> str:
    """Return the address of a site's own colours; empty where it has none.

    The address names the bytes, so that a page in the archive finds what it was shown with.
    """
    written = _written(settings) if settings else ""
    if not written:
        return ""
    try:
        return reverse("disclosure_plugin:appearance", args=[_digest(written)])
    except NoReverseMatch:  # a site that serves our pages without our addresses
        return ""


@require_safe
def appearance(request: HttpRequest, digest: str) -> HttpResponse:
    """Give the stylesheet with the colours of the site that is asked."""
    site = Site.find_for_request(request)
    written = _written(BureauSettings.for_site(site)) if site else ""
    if not written or _digest(written) != digest:
        raise Http404
    response = HttpResponse(written, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={KEPT_FOR}, immutable"
    return response


def _written(settings: BureauSettings) -> str:
    """Write the colours; the rules of the dark theme are more specific, so it keeps its own."""
    colours = {
        "--red": settings.name_colour,
        "--red-rule": settings.name_colour,
        "--blue": settings.link_colour,
        "--blue-2": settings.link_colour,
    }
    # Asked again: what came into the table past the form must not become CSS.
    sure = {name: colour.lower() for name, colour in colours.items() if is_colour(colour)}
    lines = [f"  {name}: {colour};" for name, colour in sure.items()]
    return "\n".join([":root {", *lines, "}", ""]) if lines else ""


def _digest(written: str) -> str:
    return hashlib.sha256(written.encode()).hexdigest()[:16]

"""Two pages that are made and not written: the platform with its five parts, and the site map."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Site

from disclosure_plugin import bureaus
from disclosure_plugin.domain.platform import Part
from disclosure_plugin.editor.categories import category_choices
from disclosure_plugin.editor.platform import NAMES
from disclosure_plugin.models import BureauSettings, HeldCatalogue
from disclosure_plugin.queries import platform as queries


@require_safe
def platform(request: HttpRequest) -> HttpResponse:
    """Show guide, rules, mandatory disclosure, annual reports and disclosure on request."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    found = queries.platform(BureauSettings.for_site(site))
    context = {
        "address": bureaus.public_address(reverse("disclosure_plugin:platform")),
        "articles": category_choices(),
        "empty": {one.part.name for one in found.states if one.is_empty},
        "has_catalogue": HeldCatalogue.objects.exists(),
        "names": {part.name: NAMES[part] for part in Part},
        "parts": [(part.value, NAMES[part]) for part in Part],
        "platform": found,
    }
    return render(request, "disclosure_plugin/platform.html", context)


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Show the whole site at a glance."""
    context = {
        "address": bureaus.public_address(reverse("disclosure_plugin:site_map")),
        "has_catalogue": HeldCatalogue.objects.exists(),
        "map": queries.site_map(),
    }
    return render(request, "disclosure_plugin/site_map.html", context)

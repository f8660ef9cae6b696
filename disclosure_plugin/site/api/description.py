"""The interface described: for programs as OpenAPI, for people as a page of the bureau's site."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from disclosure_plugin import bureaus
from disclosure_plugin.conf import get_settings
from disclosure_plugin.site.calendars import calendar_address
from disclosure_plugin.site.feeds import KINDS, feed_address
from disclosure_plugin.site.register_files import KINDS as FILE_KINDS

from .addresses import api_address
from .operations import api
from .schemas import LARGEST_PAGE


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """Give the description as OpenAPI 3.1, with the address of this bureau's interface."""
    described: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=""))
    described["servers"] = [{"url": api_address().rstrip("/")}]
    return JsonResponse(described, json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """Show what can be taken from this site, and how."""
    operations = [
        (
            path.removeprefix("/"),
            _(operation["summary"]),
            [one["name"] for one in operation["parameters"]],
        )
        for path, methods in api.get_openapi_schema(path_prefix="")["paths"].items()
        for operation in methods.values()
    ]
    context = {
        "address": api_address(),
        "calendar": calendar_address(),
        "description": bureaus.public_address(reverse("disclosure_plugin:api_description")),
        "feeds": [feed_address(kind) for kind in KINDS],
        "files": [
            bureaus.public_address(reverse("disclosure_plugin:register_file", args=[kind]))
            for kind in FILE_KINDS
        ],
        "largest_page": LARGEST_PAGE,
        "operations": operations,
        "per_minute": get_settings().API_REQUESTS_PER_MINUTE,
    }
    return render(request, "disclosure_plugin/open_data.html", context)

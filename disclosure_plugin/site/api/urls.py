"""Addresses of the interface for programs, each answered as programs need it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path

from disclosure_plugin.site.for_machines import for_machines, readable_everywhere

from .description import description, open_data
from .errors import not_there, too_often
from .limits import seconds_to_wait
from .operations import api

View = Callable[..., HttpResponseBase]


def _as_programs_need_it(view: View, *, counted: bool = True) -> View:
    """Let everybody's scripts read an answer, say whether it is another one, and count it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":  # a browser asks whether its script may
            return _preflight()
        if counted and (seconds := seconds_to_wait(request)):
            return readable_everywhere(too_often(seconds))
        if request.method == "HEAD":  # the server leaves the content away
            request.method = "GET"
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and isinstance(response, HttpResponse):
            return for_machines(request, response)
        response["Cache-Control"] = "no-store"
        return readable_everywhere(response)

    return answer


def _preflight() -> HttpResponseBase:
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Methods"] = "GET, HEAD"
    response["Access-Control-Allow-Headers"] = "If-None-Match"
    response["Access-Control-Max-Age"] = "86400"
    return readable_everywhere(response)


def _operations() -> list[URLPattern]:
    patterns: list[URLPattern] = [
        one for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"
    ]
    for one in patterns:
        one.callback = _as_programs_need_it(one.callback)
    return patterns


urlpatterns = [
    path("", open_data, name="api"),
    path(
        "openapi.json",
        _as_programs_need_it(description, counted=False),
        name="api_description",
    ),
    *_operations(),
    # Of any characters, line ends included.
    re_path(r"^(?P<rest>[\s\S]+)$", _as_programs_need_it(not_there)),
]

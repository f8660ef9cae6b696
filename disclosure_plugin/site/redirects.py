"""Wagtail's redirects for a bureau below a path of another site."""

from __future__ import annotations

import copy

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import get_script_prefix
from wagtail.contrib.redirects.middleware import RedirectMiddleware as WagtailRedirectMiddleware


class RedirectMiddleware(WagtailRedirectMiddleware):
    """Finds and follows redirects by the bureau's own paths, wherever it is mounted.

    They are entered without the mount, ``/old/``; Wagtail looks for what the visitor asked for,
    ``/jsj/old/``, and would send to ``/new/``, which is somebody else's. Use it in its place.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.status_code != 404:
            return response
        own = copy.copy(request)
        own.path = request.path_info
        answer: HttpResponseBase = super().process_response(own, response)
        if answer is not response:
            answer["Location"] = _below_prefix(answer["Location"])
        return answer


def _below_prefix(target: str) -> str:
    prefix = get_script_prefix()
    ours = not target.startswith("/") or target.startswith(("//", prefix))
    return target if ours else f"{prefix}{target[1:]}"

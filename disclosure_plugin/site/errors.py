"""Error pages in the bureau's own frame."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .tombstones import tombstone_of_address


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere, or to something that is public no more.

    Name it as ``handler404`` of the URL configuration.
    """
    gone = tombstone_of_address(request)
    return gone or render(request, "disclosure_plugin/404.html", status=404)

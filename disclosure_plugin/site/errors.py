"""Error pages in the bureau's own frame."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere; name it as ``handler404`` of the URL configuration."""
    return render(request, "disclosure_plugin/404.html", status=404)

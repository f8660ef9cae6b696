"""What django-axes asks us for: whose attempt it was, and what a locked-out person reads."""

from __future__ import annotations

import math

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosure_plugin.visitor_address import client_address

__all__ = ["client_address", "locked_out"]  # settings name both here


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None, credentials: dict | None
) -> HttpResponse:
    """Answer a sign-in that is not tried any more: the same whether the account exists or not."""
    from axes.helpers import get_cool_off

    cool_off = get_cool_off(request)
    minutes = math.ceil(cool_off.total_seconds() / 60) if cool_off else None
    return render(
        request, "disclosure_plugin/admin/locked_out.html", {"minutes": minutes}, status=429
    )

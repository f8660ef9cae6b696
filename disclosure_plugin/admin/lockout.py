"""What django-axes asks us for: whose attempt it was, and what a locked-out person reads."""

from __future__ import annotations

import ipaddress
import math

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosure_plugin.conf import get_settings


def client_address(request: HttpRequest) -> str | None:
    """Return the visitor's address as the front server tells it; None behind a bare socket.

    The last of several addresses is the one our own front server has seen.
    """
    told = request.META.get(get_settings().CLIENT_ADDRESS_HEADER, "")
    try:
        return str(ipaddress.ip_address(told.rpartition(",")[2].strip()))
    except ValueError:
        return None


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

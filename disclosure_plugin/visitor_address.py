"""From where a request comes, as the front server tells it."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest

from .conf import get_settings


def client_address(request: HttpRequest) -> str | None:
    """Return the visitor's address as the front server tells it; None behind a bare socket.

    The last of several addresses is the one our own front server has seen.
    """
    told = request.META.get(get_settings().CLIENT_ADDRESS_HEADER, "")
    try:
        return str(ipaddress.ip_address(told.rpartition(",")[2].strip()))
    except ValueError:
        return None

"""One way to write a host name: before bureau, cache and form protection look at it."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.request import split_domain_port

from disclosure_plugin.conf import get_settings


def normalise_host(host: str) -> str:
    """Return the host name of a Host header: no port, lower case, no trailing dot.

    Returns:
        The name; empty if the header is no host name at all.
    """
    return split_domain_port(host)[0]


def origin(host: str) -> str:
    """Return scheme, host and port as visitors write them, e.g. ``http://jsj.localhost:8000``."""
    port = get_settings().PUBLIC_PORT
    if port == 443:
        return f"https://{host}"
    return f"http://{host}" if port == 80 else f"http://{host}:{port}"


def normalise_request(request: HttpRequest) -> str:
    """Let a request carry its host name in one way of writing, whoever asks for it later.

    The forwarded host counts only with ``USE_X_FORWARDED_HOST``, as Django has it. The port is
    the public one: any other would stand in addresses that are made from the request.

    Returns:
        The host name; empty if it is none, or not among ``ALLOWED_HOSTS``.
    """
    try:
        host = normalise_host(request.get_host())
    except DisallowedHost:
        return ""
    written = origin(host).partition("://")[2]
    request.META["HTTP_HOST"] = written
    if settings.USE_X_FORWARDED_HOST and "HTTP_X_FORWARDED_HOST" in request.META:
        request.META["HTTP_X_FORWARDED_HOST"] = written
    return host

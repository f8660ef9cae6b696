"""A bureau's pages below a path of the county office's site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest
from django.urls import get_script_prefix, set_script_prefix

from .models import Bureau


def mount_of(path: str) -> str:
    """Return the script prefix of a bureau's path, e.g. ``/jsj/``; ``/`` without one."""
    return f"/{path}/" if path else "/"


def canonical_prefix(bureau: Bureau) -> str:
    """Return what stands between a bureau's canonical origin and its pages' own paths."""
    return mount_of(bureau.path if bureau.canonical == Bureau.Canonical.PATH else "")


def below_the_mount(address: str) -> str:
    """Return the address of something of the bureau's that is no view, such as a file.

    Views get the prefix from ``reverse()``; MEDIA_URL, being absolute, gets none from Django.
    """
    prefix = get_script_prefix()
    return f"{prefix}{address[1:]}" if address.startswith("/") else address


@contextmanager
def script_prefix(prefix: str) -> Iterator[None]:
    """Let every address made in this block begin with a prefix."""
    before = get_script_prefix()
    set_script_prefix(prefix)
    try:
        yield
    finally:
        set_script_prefix(before)


def mount(request: HttpRequest, prefix: str) -> None:
    """Divide a request's path into the mount and the bureau's own path, as a server would."""
    script_name = prefix.rstrip("/")
    if script_name:
        request.META["SCRIPT_NAME"] = script_name
        # Both begin with the mount: routing found it there, and it is plain ASCII.
        request.META["PATH_INFO"] = request.META["PATH_INFO"][len(script_name) :] or "/"
        request.path_info = request.path_info[len(script_name) :] or "/"

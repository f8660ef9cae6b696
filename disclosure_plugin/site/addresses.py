"""Addresses of a bureau's site: which are the editors' own, and a page's absolute one."""

from __future__ import annotations

import functools

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from wagtail.models import Page

from disclosure_plugin import bureaus


def is_admin(request: HttpRequest) -> bool:
    """Say whether a request is for Wagtail's admin, wherever the bureau is mounted."""
    begin = _admin_begins_with(get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    return bool(begin) and request.path_info.startswith(begin)


# Asked for every answer, and the same as long as the process runs.
@functools.lru_cache(maxsize=256)
def _admin_begins_with(urlconf: str, script_prefix: str) -> str:
    try:
        admin = reverse("wagtailadmin_home", urlconf=urlconf)
    except NoReverseMatch:  # this process serves public pages alone
        return ""
    return f"/{admin.removeprefix(script_prefix)}"


def page_address(page: Page) -> str:
    """Return the absolute canonical address of a page; empty if it has none."""
    path = page.get_url()
    return bureaus.public_address(path) if path else ""


def register_address() -> str:
    """Return the absolute canonical address of the current bureau's register."""
    return bureaus.public_address(reverse("disclosure_plugin:register"))


def search_address() -> str:
    """Return the absolute canonical address of the current bureau's search."""
    return bureaus.public_address(reverse("disclosure_plugin:search"))


def catalogue_address() -> str:
    """Return the absolute canonical address of the current bureau's catalogue."""
    return bureaus.public_address(reverse("disclosure_plugin:catalogue"))


def number_address(root: str, number: str) -> str:
    """Return the lasting address of an index number on a bureau's site.

    Args:
        root: where the bureau's public pages begin.
        number: the index number.
    """
    path = reverse("disclosure_plugin:numbered", args=[number])
    return root + path.removeprefix(get_script_prefix())

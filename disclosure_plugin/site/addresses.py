"""Which addresses of a site are the editors' own."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def is_admin(path: str) -> bool:
    """Say whether a path of the current URL configuration belongs to Wagtail's admin.

    Args:
        path: ``request.path``, script prefix included.
    """
    try:
        return path.startswith(reverse("wagtailadmin_home"))
    except NoReverseMatch:  # this process serves public pages alone
        return False

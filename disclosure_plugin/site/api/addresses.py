"""Where the interface for programs is."""

from __future__ import annotations

from django.urls import get_script_prefix, reverse

from disclosure_plugin import bureaus


def api_address() -> str:
    """Return where the current bureau's interface begins, absolute, with a slash at the end."""
    return bureaus.public_address(reverse("disclosure_plugin:api"))


def api_root_of(root: str) -> str:
    """Return where the interface of a bureau's site begins.

    Args:
        root: where the bureau's public pages begin.
    """
    return root + reverse("disclosure_plugin:api").removeprefix(get_script_prefix())

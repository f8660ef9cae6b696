"""Links in messages that Wagtail sends lead to the admin of the bureau that sends them."""

from __future__ import annotations

from django.conf import settings
from wagtail.admin import userbar, utils
from wagtail.admin.templatetags import wagtailadmin_tags

from disclosure_plugin import bureaus


def admin_base_url() -> str | None:
    """Return what Wagtail puts in front of a path of the admin, without a slash at its end.

    One setting for all bureaus would lead every one's password resets to the county's admin,
    where their accounts are unknown. The setting counts where no bureau is active.
    """
    try:
        root = bureaus.admin_address()
    except bureaus.NoBureau:
        root = ""
    return root.rstrip("/") or getattr(settings, "WAGTAILADMIN_BASE_URL", None)


def guard_links() -> None:
    """Let Wagtail ask us, wherever it asks for the address of its admin. Called once."""
    for module in (utils, wagtailadmin_tags, userbar):
        if hasattr(module, "get_admin_base_url"):
            setattr(module, "get_admin_base_url", admin_base_url)  # noqa: B010

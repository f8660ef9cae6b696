"""A copy of a disclosed page is an item of its own: it was never public, and has its own address.

Wagtail copies the address where the copy stands below another page, and keeps a copy live that is
a draft here, with the moment of its publication.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import Page

from disclosure_plugin.models.disclosed import new_address
from disclosure_plugin.models.doorway import is_disclosed

from .wrapping import wrap


def keep_copies_apart() -> None:
    """Wrap Wagtail's method, which copies one page of a subtree; called once, at start-up."""
    wrap(CopyPageAction, "_copy_page", _copy_page)


def _copy_page(
    wagtails: Callable[..., Page],
    action: CopyPageAction,
    page: Page,
    to: Page | None = None,
    update_attrs: dict[str, Any] | None = None,
    *args: Any,
    **kwargs: Any,
) -> Page:
    if not is_disclosed(page):
        return wagtails(page, to, update_attrs, *args, **kwargs)
    changed = dict(update_attrs or {})
    # Who copies in the admin is offered the address that is taken.
    if Page.objects.filter(slug=changed.get("slug", page.slug)).exists():
        changed["slug"] = new_address()
    keep_live, action.keep_live = action.keep_live, False
    try:
        return wagtails(page, to, changed, *args, **kwargs)
    finally:
        action.keep_live = keep_live

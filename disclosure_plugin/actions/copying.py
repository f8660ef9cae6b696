"""A copy of a disclosed page has an address of its own, as every item of a bureau.

Wagtail copies the address where the copy stands below another page. That a copy was never public:
:mod:`disclosure_plugin.models.doorway`.
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
    changed = dict(update_attrs or {})
    # Who copies in the admin is offered the address that is taken.
    offered = changed.get("slug", page.slug)
    if is_disclosed(page) and Page.objects.filter(slug=offered).exists():
        changed["slug"] = new_address()
    return wagtails(page, to, changed, *args, **kwargs)

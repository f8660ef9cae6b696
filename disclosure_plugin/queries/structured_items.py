"""Pages that stand in relation to a structured item, as far as the public may see them."""

from __future__ import annotations

from django.apps import apps
from wagtail.models import Page

from disclosure_plugin.models import InterpretationMixin

from .disclosed_pages import disclosed_pages


def public_page(key: int | None) -> Page | None:
    """Return a page that an anonymous visitor may see; None for every other.

    Args:
        key: primary key of the page, or None.
    """
    return disclosed_pages().filter(pk=key).first() if key else None


def interpretations(page: Page) -> list[Page]:
    """Return the public pages that interpret a document, the first published first.

    Args:
        page: of the document.
    """
    if page.pk is None:
        return []
    keys: list[int] = []
    for model in apps.get_models():
        if issubclass(model, InterpretationMixin):
            keys += model._default_manager.filter(interprets=page.pk).values_list("pk", flat=True)
    if not keys:
        return []
    found = disclosed_pages().filter(pk__in=keys).exclude(pk=page.pk)
    return list(found.order_by("first_published_at", "pk"))

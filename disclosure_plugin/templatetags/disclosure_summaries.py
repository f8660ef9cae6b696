"""What the edit form of a summary asks of the records."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from disclosure_plugin.actions.summary_generating import recount
from disclosure_plugin.queries.counters import NoSuchCounter

register = template.Library()


@register.simple_tag
def figures_changed(page: Any) -> int:
    """Return how many figures are not what the records give now; 0 where nothing can be said."""
    if not page.year:
        return 0
    try:
        return len(recount(page, today=timezone.localdate()).differences)
    except NoSuchCounter:
        return 0  # the screen of the figures names it

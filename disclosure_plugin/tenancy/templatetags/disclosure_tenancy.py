"""What the admin's frame shows of a county session."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest

from disclosure_plugin.tenancy.visiting import visit_of

register = template.Library()


@register.inclusion_tag("disclosure_tenancy/visit_banner.html", takes_context=True)
def county_visit_banner(context: dict[str, Any]) -> dict[str, Any]:
    """Say that somebody of the county is at work here, and until when."""
    request: HttpRequest | None = context.get("request")
    # A frame that is drawn for an error page may have no user.
    visit = visit_of(request) if request is not None and hasattr(request, "user") else None
    return {"visit": visit}

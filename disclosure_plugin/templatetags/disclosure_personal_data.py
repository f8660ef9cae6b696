"""What the editor of a page asks for: how it stands with the personal-data gate."""

from __future__ import annotations

from typing import Any

from django import template

from disclosure_plugin.actions.clearing import standing_of
from disclosure_plugin.queries.personal_data import Standing

register = template.Library()


@register.simple_tag
def personal_data_standing(page: Any) -> Standing | None:
    """Return what is known of the newest version of a page; None of one that is not saved yet."""
    revision = page.latest_revision if page.pk else None
    return standing_of(revision) if revision is not None else None

"""Audiences of disclosed items, as people choose and read them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from disclosure_plugin.domain.audiences import Audience

AUDIENCES = {
    Audience.PUBLIC: pgettext_lazy("audience", "everybody"),
    Audience.STAFF: pgettext_lazy("audience", "staff of this bureau"),
    Audience.GROUP: pgettext_lazy("audience", "a group of the bureau"),
}


def audience_choices() -> list[tuple[str, str | Promise]]:
    """Return the audiences for a form, the widest first."""
    return [(one.value, name) for one, name in AUDIENCES.items()]

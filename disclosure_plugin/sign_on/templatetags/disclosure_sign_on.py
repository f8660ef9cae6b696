"""Whether the sign-in page offers single sign-on, and under which name."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from disclosure_plugin.conf import get_settings
from disclosure_plugin.sign_on.provider import is_on

register = template.Library()


@register.simple_tag
def sign_on_name() -> str:
    """Return what the provider is called here; empty when single sign-on is off."""
    if not is_on():
        return ""
    return get_settings().OIDC_NAME or _("single sign-on")

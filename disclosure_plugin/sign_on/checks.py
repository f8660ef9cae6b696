"""System checks of single sign-on; they read settings and ask nobody."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from disclosure_plugin.conf import get_settings

from .provider import is_installed, is_on
from .views import BACKEND


@register(Tags.security)
def check_sign_on(**kwargs: Any) -> list[CheckMessage]:
    """What is half configured would fail in front of people, or tell who they are in clear."""
    if not is_on():
        return []
    values, found = get_settings(), []
    if not is_installed():
        found.append(
            Error(
                "Single sign-on is on, and Authlib is not installed.",
                hint="Install disclosure-plugin[oidc], or empty DISCLOSURE['OIDC_ISSUER'].",
                id="disclosure_sign_on.E001",
            )
        )
    issuer = urlsplit(values.OIDC_ISSUER)
    local = issuer.hostname in ("localhost", "127.0.0.1", "::1")
    if issuer.scheme != "https" and not local:
        found.append(
            Error(
                "The provider of single sign-on would be asked without HTTPS.",
                hint="Let DISCLOSURE['OIDC_ISSUER'] begin with https://.",
                id="disclosure_sign_on.E002",
            )
        )
    if not values.OIDC_CLIENT_ID:
        found.append(
            Error(
                "Single sign-on is on, and the provider would not know who asks.",
                hint="Set DISCLOSURE['OIDC_CLIENT_ID'] to the name the provider gave you.",
                id="disclosure_sign_on.E003",
            )
        )
    if values.OIDC_USERNAME_CLAIM == "email":
        found.append(
            Error(
                "Accounts would be found by an e-mail address, which a provider may reassign.",
                hint="Set DISCLOSURE['OIDC_USERNAME_CLAIM'] to a claim the provider's own "
                "administrators control, such as 'preferred_username', or leave it empty.",
                id="disclosure_sign_on.E004",
            )
        )
    if BACKEND not in settings.AUTHENTICATION_BACKENDS:
        found.append(
            Error(
                "Whoever signs in through single sign-on would be signed out at once.",
                hint=f"Add {BACKEND!r} to AUTHENTICATION_BACKENDS.",
                id="disclosure_sign_on.E005",
            )
        )
    return list(found)

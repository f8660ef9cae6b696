"""System checks of what holds people of the county in a bureau to their session."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from disclosure_plugin.conf import get_settings

MIDDLEWARE = "disclosure_plugin.tenancy.visiting.CountyVisitMiddleware"
BACKEND = "disclosure_plugin.tenancy.visiting.CountyVisitBackend"
AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"
LONGEST = 8 * 60  # minutes: a working day; who needs more asks again


@register(Tags.security)
def check_visit_middleware(**kwargs: Any) -> list[CheckMessage]:
    """Without it a visitor who may only look could send forms."""
    order = list(settings.MIDDLEWARE)
    if MIDDLEWARE in order and AUTHENTICATION in order:
        between = order[order.index(AUTHENTICATION) + 1 :]
        if between[:1] == [MIDDLEWARE]:
            return []
    return [
        Error(
            "People of the county would not be held to their session in a bureau.",
            hint=f"Put {MIDDLEWARE!r} into MIDDLEWARE, right after {AUTHENTICATION!r}.",
            id="disclosure_tenancy.E020",
        )
    ]


@register(Tags.security)
def check_visit_backend(**kwargs: Any) -> list[CheckMessage]:
    """A session of a visitor names this backend; where it is not listed nobody is signed in."""
    if BACKEND in settings.AUTHENTICATION_BACKENDS:
        return []
    return [
        Error(
            "Nobody of the county could enter a bureau.",
            hint=f"Add {BACKEND!r} to AUTHENTICATION_BACKENDS, after those for passwords.",
            id="disclosure_tenancy.E021",
        )
    ]


@register(Tags.security)
def check_visit_minutes(**kwargs: Any) -> list[CheckMessage]:
    """A session without an end would be an account of the county in every bureau."""
    minutes = get_settings().COUNTY_SESSION_MINUTES
    if 1 <= minutes <= LONGEST:
        return []
    return [
        Error(
            f"County sessions of {minutes} minutes are not limited in any useful way.",
            hint=f"Set DISCLOSURE['COUNTY_SESSION_MINUTES'] to between 1 and {LONGEST}.",
            id="disclosure_tenancy.E022",
        )
    ]

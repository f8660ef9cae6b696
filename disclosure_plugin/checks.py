"""System checks of the plugin."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.urls import NoReverseMatch, reverse

POSTGRESQL_ENGINES = ("postgresql", "postgis")


@register()
def check_database(**kwargs: Any) -> list[CheckMessage]:
    """Half of what the plugin promises is kept by PostgreSQL."""
    engine = settings.DATABASES.get("default", {}).get("ENGINE", "")
    if any(name in engine for name in POSTGRESQL_ENGINES):
        return []
    return [
        Error(
            "disclosure_plugin works on PostgreSQL only; the default database is "
            f"{engine.rpartition('.')[2] or 'not set'}.",
            hint="Set DATABASES['default'] to a PostgreSQL server, version 14 or newer.",
            id="disclosure_plugin.E001",
        )
    ]


@register()
def check_first_login_address(**kwargs: Any) -> list[CheckMessage]:
    """Without its page an invitation's link would lead nowhere."""
    try:
        reverse("disclosure_account:first_login", args=["token"])
    except NoReverseMatch:
        return [
            Warning(
                "Nobody can be invited: the page behind an invitation's link has no address.",
                hint="In the URL configuration, before Wagtail's admin and at the same prefix: "
                "path('admin/', include('disclosure_plugin.admin.urls')).",
                id="disclosure_plugin.W001",
            )
        ]
    return []

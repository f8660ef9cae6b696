"""System checks of a county set-up; they read settings and never the database."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

KEY_FUNCTION = "disclosure_plugin.tenancy.cache.make_key"


@register(Tags.security)
def check_cache_keys(**kwargs: Any) -> list[CheckMessage]:
    """Every cache alias must put the bureau into its keys."""
    return [
        Error(
            f"The cache {alias!r} would be shared by all bureaus.",
            hint=f"Set CACHES[{alias!r}]['KEY_FUNCTION'] = {KEY_FUNCTION!r}.",
            id="disclosure_tenancy.E001",
        )
        for alias, config in settings.CACHES.items()
        if config.get("KEY_FUNCTION") != KEY_FUNCTION and "Dummy" not in config["BACKEND"]
    ]


@register(Tags.security)
def check_media_storage(**kwargs: Any) -> list[CheckMessage]:
    """Uploads of one bureau must not lie among another's."""
    storage = cast(dict[str, Any], settings.STORAGES["default"])
    if storage["BACKEND"] == "django.core.files.storage.FileSystemStorage":
        return [
            Error(
                "Uploaded files of all bureaus would lie in one folder.",
                hint="Set STORAGES['default']['BACKEND'] to "
                "'disclosure_plugin.tenancy.storage.BureauFileSystemStorage'.",
                id="disclosure_tenancy.E002",
            )
        ]
    return []


@register(Tags.security)
def check_shared_cookies(**kwargs: Any) -> list[CheckMessage]:
    """A cookie for the whole county domain would be sent to every bureau."""
    return [
        Error(
            f"{name} would send one bureau's cookie to every other bureau.",
            hint=f"Remove {name}: cookies belong to one host.",
            id="disclosure_tenancy.E003",
        )
        for name in ("SESSION_COOKIE_DOMAIN", "CSRF_COOKIE_DOMAIN")
        if getattr(settings, name, None)
    ]

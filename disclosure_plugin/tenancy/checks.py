"""System checks of a county set-up; they read settings and never the database."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from disclosure_plugin.conf import get_settings

KEY_FUNCTION = "disclosure_plugin.tenancy.cache.make_key"
MIDDLEWARE = "disclosure_plugin.tenancy.middleware.BureauMiddleware"
# They only set headers and never look at the database, the cache or a session.
BEFORE_THE_BUREAU = {
    "django.middleware.security.SecurityMiddleware",
    "disclosure_plugin.site.headers.SecurityHeadersMiddleware",
}
# With search_path "bureau, public" a table of these in the shared schema would be read, and
# written, in the name of a bureau that lacks it.
OF_EACH_BUREAU = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
)


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
    storages = cast(dict[str, dict[str, Any]], settings.STORAGES)
    return [
        Error(
            f"Files of all bureaus would lie in one folder of STORAGES[{alias!r}].",
            hint=f"Set STORAGES[{alias!r}]['BACKEND'] to "
            "'disclosure_plugin.tenancy.storage.BureauFileSystemStorage'.",
            id="disclosure_tenancy.E002",
        )
        for alias, config in storages.items()
        if alias != "staticfiles"
        and config["BACKEND"] == "django.core.files.storage.FileSystemStorage"
    ]


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


@register(Tags.security)
def check_background_tasks(**kwargs: Any) -> list[CheckMessage]:
    """Wagtail's own background tasks say no bureau, so none may wait for another process."""
    tasks = cast(dict[str, dict[str, Any]], getattr(settings, "TASKS", {}))
    return [
        Error(
            f"The tasks of TASKS[{alias!r}] would run in another process without their bureau.",
            hint=f"Set TASKS[{alias!r}]['BACKEND'] to "
            "'django_tasks.backends.immediate.ImmediateBackend', or remove TASKS.",
            id="disclosure_tenancy.E004",
        )
        for alias, config in tasks.items()
        if not config["BACKEND"].endswith((".ImmediateBackend", ".DummyBackend"))
    ]


@register(Tags.security)
def check_middleware_order(**kwargs: Any) -> list[CheckMessage]:
    """What runs before the bureau is chosen runs in the bureau of the request before."""
    hint = f"Put {MIDDLEWARE!r} into MIDDLEWARE, first or after what only sets headers: "
    hint += ", ".join(sorted(BEFORE_THE_BUREAU)) + "."
    if MIDDLEWARE not in settings.MIDDLEWARE:
        message = "No middleware chooses the bureau of a request."
        return [Error(message, hint=hint, id="disclosure_tenancy.E005")]
    before = settings.MIDDLEWARE[: settings.MIDDLEWARE.index(MIDDLEWARE)]
    return [
        Error(
            f"{name} would run before the bureau is chosen.",
            hint=hint,
            id="disclosure_tenancy.E005",
        )
        for name in before
        if name not in BEFORE_THE_BUREAU
    ]


@register(Tags.security)
def check_sessions(**kwargs: Any) -> list[CheckMessage]:
    """A session kept in a signed cookie is valid at every bureau: they share the key."""
    if settings.SESSION_ENGINE == "django.contrib.sessions.backends.signed_cookies":
        return [
            Error(
                "A session of one bureau would be valid at every other bureau.",
                hint="Set SESSION_ENGINE to 'django.contrib.sessions.backends.db'.",
                id="disclosure_tenancy.E006",
            )
        ]
    return []


@register(Tags.security)
def check_shared_apps(**kwargs: Any) -> list[CheckMessage]:
    """Accounts, content types and sessions belong to each bureau."""
    shared = cast(list[str], getattr(settings, "SHARED_APPS", []))
    return [
        Error(
            f"{app} in SHARED_APPS would mix the bureaus.",
            hint=f"Move {app} from SHARED_APPS to TENANT_APPS.",
            id="disclosure_tenancy.E007",
        )
        for app in OF_EACH_BUREAU
        if any(name == app or name.startswith(f"{app}.") for name in shared)
    ]


@register(Tags.security)
def check_addresses_of_files(**kwargs: Any) -> list[CheckMessage]:
    """Django puts the prefix of the first request in front of a relative one, and keeps it."""
    # The lazy settings themselves have put a prefix there by now.
    given = getattr(settings, "_wrapped", settings)
    return [
        Error(
            f"{name} would begin with the path of whichever bureau is asked first.",
            hint=f"Begin {name} with a slash, such as '/{name.partition('_')[0].lower()}/'.",
            id="disclosure_tenancy.E008",
        )
        for name in ("STATIC_URL", "MEDIA_URL")
        if not str(getattr(given, name, None) or "/").startswith(("/", "http://", "https://"))
    ]


@register(Tags.security)
def check_script_name(**kwargs: Any) -> list[CheckMessage]:
    """The prefix of a request says which bureau is meant."""
    if settings.FORCE_SCRIPT_NAME:
        return [
            Error(
                "FORCE_SCRIPT_NAME would stand where the path of a bureau stands.",
                hint="Remove FORCE_SCRIPT_NAME: the county's site lies at the root of its host.",
                id="disclosure_tenancy.E009",
            )
        ]
    return []


@register(Tags.security)
def check_admin_origin(**kwargs: Any) -> list[CheckMessage]:
    """A cookie's path is no boundary: one origin, one safe place to be signed in."""
    if get_settings().UNSAFE_ADMIN_ON_SHARED_ORIGIN:
        return [
            Warning(
                "The admin is served where pages of several bureaus share one origin: script on "
                "a page of one can act as whoever is signed in at another.",
                hint="Remove UNSAFE_ADMIN_ON_SHARED_ORIGIN from DISCLOSURE.",
                id="disclosure_tenancy.W001",
            )
        ]
    return []

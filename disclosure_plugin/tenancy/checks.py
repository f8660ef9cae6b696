"""System checks of a county set-up; they read settings and never the database."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.files.storage import FileSystemStorage
from django.utils.module_loading import import_string

from disclosure_plugin.conf import get_settings

from .logging import BureauFilter
from .storage import BureauFileSystemStorage
from .task_arguments import without_bureau

KEY_FUNCTION = "disclosure_plugin.tenancy.cache.make_key"
MIDDLEWARE = "disclosure_plugin.tenancy.middleware.BureauMiddleware"
COOKIES = "disclosure_plugin.tenancy.cookies.BureauCookiesMiddleware"
BUREAU_FILTER = "disclosure_plugin.tenancy.logging.BureauFilter"
READ_COOKIES = {
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
}
# They only set headers and never look at the database, the cache or a session. The page cache
# looks at both, and at no bureau: it asks PostgreSQL whether a page is still good.
BEFORE_THE_BUREAU = {
    "disclosure_plugin.site.page_cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "disclosure_plugin.site.headers.SecurityHeadersMiddleware",
}
# With search_path "bureau, public" a table of these in the shared schema would be read, and
# written, in the name of a bureau that lacks it.
OF_EACH_BUREAU = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "wagtail",
    "taggit",
)
OURS_OF_EACH_BUREAU = ("disclosure_plugin", "disclosure_plugin.snapshots")


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
    """Files of one bureau must not lie among another's, whatever storage they are in."""
    hint = "'disclosure_plugin.tenancy.storage.BureauFileSystemStorage'."
    return [
        Error(
            f"Files of all bureaus would lie in one folder of STORAGES[{alias!r}].",
            hint=f"Set STORAGES[{alias!r}]['BACKEND'] to {hint}",
            id="disclosure_tenancy.E002",
        )
        for alias, config in cast(dict[str, dict[str, Any]], settings.STORAGES).items()
        if alias != "staticfiles" and _one_folder(config["BACKEND"])
    ]


def _one_folder(backend: str) -> bool:
    made = import_string(backend)
    return issubclass(made, FileSystemStorage) and not issubclass(made, BureauFileSystemStorage)


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
        for app in (*OF_EACH_BUREAU, *OURS_OF_EACH_BUREAU)
        if any(_is_app(name, app) for name in shared)
    ]


def _is_app(name: str, app: str) -> bool:
    """Say whether an entry of the settings is this app, or one below it."""
    if app in OURS_OF_EACH_BUREAU:  # disclosure_plugin.tenancy belongs there
        return name == app or name.startswith(f"{app}.apps.")
    return name == app or name.startswith(f"{app}.")


@register(Tags.security)
def check_unknown_hosts(**kwargs: Any) -> list[CheckMessage]:
    """A host nobody has must not be answered from the shared schema."""
    if getattr(settings, "SHOW_PUBLIC_IF_NO_TENANT_FOUND", False):
        return [
            Error(
                "A host that belongs to no bureau would be answered from the shared schema.",
                hint="Remove SHOW_PUBLIC_IF_NO_TENANT_FOUND.",
                id="disclosure_tenancy.E030",
            )
        ]
    return []


@register(Tags.security)
def check_cookie_names(**kwargs: Any) -> list[CheckMessage]:
    """Cookies get their bureau's name before anybody reads them."""
    names = settings.MIDDLEWARE
    early = [name for name in names if name in READ_COOKIES]
    if COOKIES in names and names.index(COOKIES) < min(
        map(names.index, early), default=len(names)
    ):
        return []
    return [
        Error(
            "A session or form cookie that another bureau's page planted would be read.",
            hint=f"Put {COOKIES!r} into MIDDLEWARE, right after {MIDDLEWARE!r}.",
            id="disclosure_tenancy.E031",
        )
    ]


@register(Tags.security)
def check_session_files(**kwargs: Any) -> list[CheckMessage]:
    """Sessions kept in files lie in one folder for all bureaus."""
    if settings.SESSION_ENGINE == "django.contrib.sessions.backends.file":
        return [
            Error(
                "The sessions of all bureaus would lie in one folder.",
                hint="Set SESSION_ENGINE to 'django.contrib.sessions.backends.db'.",
                id="disclosure_tenancy.E032",
            )
        ]
    return []


@register(Tags.security)
def check_trusted_origins(**kwargs: Any) -> list[CheckMessage]:
    """A pattern trusts the pages of every bureau with every other's forms."""
    return [
        Error(
            f"{origin!r} in CSRF_TRUSTED_ORIGINS lets a page of one bureau send forms to "
            "another's admin.",
            hint="Leave CSRF_TRUSTED_ORIGINS empty: a form comes from the host it is sent to.",
            id="disclosure_tenancy.E033",
        )
        for origin in settings.CSRF_TRUSTED_ORIGINS
        if "*" in origin
    ]


@register(Tags.security)
def check_forms_and_frames(**kwargs: Any) -> list[CheckMessage]:
    """What keeps a page of one bureau from using another's admin in the editor's browser."""
    needed = (
        (
            "django.middleware.csrf.CsrfViewMiddleware",
            "A page of one bureau could send forms to another's admin.",
        ),
        (
            "disclosure_plugin.site.headers.SecurityHeadersMiddleware",
            "A page of one bureau could show another's admin in a frame.",
        ),
    )
    return [
        Error(message, hint=f"Put {name!r} into MIDDLEWARE.", id="disclosure_tenancy.E034")
        for name, message in needed
        if name not in settings.MIDDLEWARE
    ]


@register(Tags.security)
def check_forwarded_host(**kwargs: Any) -> list[CheckMessage]:
    """Front servers pass on headers they do not know, and a visitor can write this one."""
    if settings.USE_X_FORWARDED_HOST:
        return [
            Error(
                "The header X-Forwarded-Host, which a visitor can write, would choose the bureau.",
                hint="Remove USE_X_FORWARDED_HOST and let the front server pass on Host.",
                id="disclosure_tenancy.E035",
            )
        ]
    return []


@register(Tags.security)
def check_worker_pool(**kwargs: Any) -> list[CheckMessage]:
    """Content types are kept for the whole process, so it must not work for two at once."""
    pool = getattr(settings, "CELERY_WORKER_POOL", "prefork")
    if pool in ("threads", "gevent", "eventlet"):
        return [
            Error(
                f"Workers of the pool {pool!r} would work for several bureaus at once.",
                hint="Remove CELERY_WORKER_POOL: 'prefork' and 'solo' do one thing at a time.",
                id="disclosure_tenancy.E036",
            )
        ]
    return []


@register(Tags.security)
def check_task_arguments(**kwargs: Any) -> list[CheckMessage]:
    """A task that names no bureau would run in the one of the task before."""
    return [
        Error(
            f"The task {name!r} can be sent without a bureau.",
            hint="Give it an argument 'bureau' without a default, or say that it works for the "
            "whole county: @shared_task(county_wide=True).",
            id="disclosure_tenancy.E037",
        )
        for name in without_bureau()
    ]


@register(Tags.security)
def check_log_handlers(**kwargs: Any) -> list[CheckMessage]:
    """A line that does not say its bureau is of little use, and is no leak."""
    logging_config = cast(dict[str, Any], settings.LOGGING)
    ours = {
        name
        for name, config in logging_config.get("filters", {}).items()
        if config.get("()") in (BUREAU_FILTER, BureauFilter)
    }
    return [
        Warning(
            f"Lines of the log handler {name!r} do not say their bureau.",
            hint=f"Define a filter {{'()': {BUREAU_FILTER!r}}} in LOGGING and name it in the "
            "handler's 'filters'.",
            id="disclosure_tenancy.W038",
        )
        for name, handler in logging_config.get("handlers", {}).items()
        if not ours & set(handler.get("filters", []))
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

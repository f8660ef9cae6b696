"""Everything that keeps bureaus apart, and how to switch each off."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

from celery import current_app, shared_task
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator, default_token_generator
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import storages
from django.db import connection
from django.db.models import F
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import override_settings
from django.urls import set_script_prefix
from django_tenants.utils import tenant_context
from wagtail import hooks

from disclosure_plugin import bureaus
from disclosure_plugin.actions import invitations
from disclosure_plugin.admin import sessions as session_limits
from disclosure_plugin.models import PublicFile
from disclosure_plugin.queries import publication_log
from disclosure_plugin.queries import register as register_queries
from disclosure_plugin.register import generations
from disclosure_plugin.register.due import DueQuerySet
from disclosure_plugin.register.models import Log
from disclosure_plugin.site import media, page_cache, private_files
from disclosure_plugin.snapshots import capturing, taking
from disclosure_plugin.tenancy import middleware, visiting, visits
from disclosure_plugin.tenancy.county_sessions import CountySessionQuerySet
from disclosure_plugin.tenancy.doctor.trial import BureauTrial
from disclosure_plugin.tenancy.hosts import origin
from disclosure_plugin.tenancy.middleware import BureauMiddleware
from disclosure_plugin.tenancy.models import Bureau
from disclosure_plugin.tenancy.routing import Reached
from disclosure_plugin.tenancy.schemas import SchemaBureaus
from disclosure_plugin.tenancy.storage import BureauFileSystemStorage

PLAIN_FILES = "django.core.files.storage.FileSystemStorage"


@dataclass(frozen=True)
class Guard:
    """One guard.

    Attributes:
        off: switches it off for a block.
        slow: ids of probes that take time and must see it gone; such run for no other guard.
    """

    name: str
    off: Callable[[BureauTrial], AbstractContextManager[object]]
    slow: tuple[str, ...] = ()


def settings_off(**changed: object) -> Callable[[BureauTrial], AbstractContextManager[object]]:
    return lambda trial: override_settings(**changed)


def without_middleware(*names: str) -> Callable[[BureauTrial], AbstractContextManager[object]]:
    assert all(any(name in one for one in settings.MIDDLEWARE) for name in names)
    kept = [one for one in settings.MIDDLEWARE if not any(name in one for name in names)]
    return settings_off(MIDDLEWARE=kept)


def patched(target: object, name: str, value: object):
    """Patch with a value, or with what the value makes of the trial."""
    return lambda trial: patch.object(target, name, value)


@contextmanager
def all_in_one_folder(trial: BureauTrial) -> Iterator[None]:
    """Every bureau's folder is the same one, and holds what both have kept so far."""
    top = BureauFileSystemStorage.__mro__[1].base_location.func
    aliases = [alias for alias in settings.STORAGES if alias != "staticfiles"]
    tops = {Path(top(storages[alias])) for alias in aliases}
    for one in tops:
        for code in (trial.a.code, trial.b.code):
            if (one / code).is_dir():
                shutil.copytree(one / code, one / "shared", dirs_exist_ok=True)
    shared = property(lambda self: f"{top(self)}/shared")
    try:
        with patch.object(BureauFileSystemStorage, "base_location", shared):
            yield
    finally:
        for one in tops:
            shutil.rmtree(one / "shared", ignore_errors=True)


@contextmanager
def sessions_kept_by(trial: BureauTrial, engine: str) -> Iterator[None]:
    """Sessions are in no bureau's rows, and are not asked for the key of their person either."""
    with (
        override_settings(SESSION_ENGINE=f"django.contrib.sessions.backends.{engine}"),
        patch.object(session_limits, "_why_over", lambda request, user: ""),
    ):
        yield


def always_the_first(trial: BureauTrial):
    """Every host and path leads to bureau A."""
    return patch.object(middleware, "find", lambda host, path: Reached(_bureau(trial.a.code)))


def unknown_leads_to_the_first(trial: BureauTrial):
    usual = middleware.find

    def find(host: str, path: str) -> Reached:
        return usual(host, path) or Reached(_bureau(trial.a.code))

    return patch.object(middleware, "find", find)


@contextmanager
def prefix_that_stays(trial: BureauTrial) -> Iterator[None]:
    @contextmanager
    def script_prefix(prefix: str) -> Iterator[None]:
        set_script_prefix(prefix)
        yield

    try:
        with patch.object(middleware, "script_prefix", script_prefix):
            yield
    finally:
        set_script_prefix("/")


@contextmanager
def public_files_of_anybody(trial: BureauTrial) -> Iterator[None]:
    """The folder is looked into, and no row."""

    def find_public_file(name: str) -> PublicFile:
        return PublicFile(name=name, sha256=name)

    with (
        patch.object(media, "find_public_file", find_public_file),
        patch.object(media, "is_public", lambda copy: True),
    ):
        yield


def register_of_both(trial: BureauTrial):
    """Every bureau's site reads the register as the county office's does."""
    usual = register_queries.scope

    def scope() -> register_queries.Scope:
        own = usual()
        both = {target.code: f"{origin(target.host)}/" for target in (trial.a, trial.b)}
        return register_queries.Scope(own.bureau, both, {code: code for code in both})

    return patch.object(register_queries, "scope", scope)


def _bureau(code: str) -> Bureau:
    return Bureau.objects.get(code=code)


def activation_stays_in_the_first(trial: BureauTrial):
    @contextmanager
    def activate(self, code: str) -> Iterator[None]:
        with tenant_context(_bureau(trial.a.code)):
            yield

    return patch.object(SchemaBureaus, "activate", activate)


def unknown_bureaus_are_activated(trial: BureauTrial):
    usual = SchemaBureaus.activate

    @contextmanager
    def activate(self, code: str) -> Iterator[None]:
        if Bureau.objects.filter(code=code).exists():
            with usual(self, code):
                yield
        else:
            with tenant_context(_bureau(trial.a.code)):
                yield

    return patch.object(SchemaBureaus, "activate", activate)


def _guess(self) -> str:
    return connection.schema_name.removeprefix("bureau_")


@contextmanager
def without_hook(name: str, function: str, trial: BureauTrial) -> Iterator[None]:
    hooks.search_for_hooks()
    kept = [entry for entry in hooks._hooks[name] if entry[0].__name__ != function]
    assert len(kept) < len(hooks._hooks[name])
    with patch.dict(hooks._hooks, {name: kept}):
        yield


@contextmanager
def documents_for_everybody(trial: BureauTrial) -> Iterator[None]:
    """Neither the restriction of the collection is asked, nor who may see the upload."""
    with (
        patch.object(private_files, "may_see", _everybody),
        without_hook("before_serve_document", "check_view_restrictions", trial),
    ):
        yield


@contextmanager
def django_tokens(trial: BureauTrial) -> Iterator[None]:
    ours = type(default_token_generator)
    assert ours is not PasswordResetTokenGenerator
    default_token_generator.__class__ = PasswordResetTokenGenerator
    try:
        yield
    finally:
        default_token_generator.__class__ = ours


@contextmanager
def other_numbers(trial: BureauTrial) -> Iterator[None]:
    """A plugin was installed in one bureau first, as happens without a template."""
    with bureaus.activate(trial.b.code):
        made = ContentType.objects.create(app_label="elsewhere", model="thing")
    try:
        yield
    finally:
        with bureaus.activate(trial.b.code):
            made.delete()


@contextmanager
def a_shared_table(trial: BureauTrial) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE public.auth_user (LIKE bureau_{trial.a.code}.auth_user)")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE public.auth_user")


@contextmanager
def a_missing_table(trial: BureauTrial) -> Iterator[None]:
    schema = f"bureau_{trial.b.code}"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {schema}.wagtailembeds_embed RENAME TO embeds")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {schema}.embeds RENAME TO wagtailembeds_embed")


@contextmanager
def a_task_without_bureau(trial: BureauTrial) -> Iterator[None]:
    name = "disclosure.careless"

    def careless() -> None:
        """Work for whoever was there before."""

    assert shared_task(name=name)(careless).name == name
    try:
        yield
    finally:
        current_app.tasks.unregister(name)


@contextmanager
def snapshots_of_the_first(trial: BureauTrial) -> Iterator[None]:
    usual = taking.start_addresses

    class Site(capturing.PublicSite):
        def __init__(self, **options) -> None:
            with bureaus.activate(trial.a.code):
                super().__init__(**options)

    def start_addresses(*args, **options):
        with bureaus.activate(trial.a.code):
            return list(usual(*args, **options))

    with (
        patch.object(taking, "start_addresses", start_addresses),
        patch.object(capturing, "PublicSite", Site),
    ):
        yield


def _without_key_function() -> dict[str, dict[str, object]]:
    return {
        alias: {key: value for key, value in config.items() if key != "KEY_FUNCTION"}
        for alias, config in settings.CACHES.items()
    }


def _plain_storages() -> dict[str, dict[str, object]]:
    return {
        alias: config if alias == "staticfiles" else {**config, "BACKEND": PLAIN_FILES}
        for alias, config in settings.STORAGES.items()
    }


def _without_filters() -> dict[str, object]:
    handlers = {
        name: {key: value for key, value in handler.items() if key != "filters"}
        for name, handler in settings.LOGGING["handlers"].items()
    }
    return {**settings.LOGGING, "handlers": handlers}


def guards() -> list[Guard]:
    """Return all guards; the settings are read now, when they are whole."""
    return [
        Guard(
            "a request stands in the schema of its host's bureau",
            always_the_first,
            slow=(
                "admin-addresses",
                "choosers",
                "every-address",
                "public-addresses",
                "media",
            ),
        ),
        Guard(
            "an unknown host is refused",
            unknown_leads_to_the_first,
            slow=("unknown-host",),
        ),
        Guard(
            "only Host names the bureau",
            settings_off(USE_X_FORWARDED_HOST=True),
            slow=("host-header",),
        ),
        Guard(
            "a suspended or closed bureau refuses",
            patched(middleware, "_refusal", _nothing),
            slow=("suspended",),
        ),
        Guard(
            "rows of what is due are asked for by bureau",
            patched(DueQuerySet, "of", lambda self, bureau: self),
        ),
        Guard("activating moves into the bureau's schema", activation_stays_in_the_first),
        Guard("a bureau nobody knows is refused", unknown_bureaus_are_activated),
        Guard("outside a bureau nobody is guessed", patched(SchemaBureaus, "current", _guess)),
        Guard("cache keys begin with the bureau", settings_off(CACHES=_without_key_function())),
        Guard(
            "storages have a folder for each bureau",
            settings_off(STORAGES=_plain_storages()),
        ),
        Guard(
            "the folder is that of the current bureau",
            all_in_one_folder,
            slow=("media",),
        ),
        Guard(
            "private uploads are for editors",
            patched(private_files, "_is_for", _everybody),
            slow=("private-folders",),
        ),
        Guard(
            "private documents ask for permission",
            documents_for_everybody,
            slow=("documents",),
        ),
        Guard(
            "private pages ask for permission",
            partial(without_hook, "on_serve_page", "check_view_restrictions"),
        ),
        Guard("public files need a row of the bureau", public_files_of_anybody),
        Guard(
            "a bureau's site reads its own entries of the register",
            register_of_both,
        ),
        Guard(
            "a log is shown by its own bureau",
            patched(publication_log, "_of", lambda bureau: Log.objects.all()),
        ),
        Guard(
            "a host that bureaus share has no cookies",
            patched(BureauMiddleware, "_same_for_everybody", _as_anywhere),
            slow=("mounts",),
        ),
        Guard(
            "a host that bureaus share has no admin",
            patched(BureauMiddleware, "_admin", _as_anywhere),
            slow=("mounts",),
        ),
        Guard(
            "the path in front goes with its request",
            prefix_that_stays,
            slow=("mounts",),
        ),
        Guard(
            "cookies carry the bureau",
            without_middleware("BureauCookiesMiddleware"),
            slow=("cookie-names",),
        ),
        Guard(
            "cookies belong to one host",
            settings_off(SESSION_COOKIE_DOMAIN=".doctor.localhost"),
            slow=(
                "hostile-page",
                "cookies",
            ),
        ),
        Guard(
            "cookies are hidden from script",
            settings_off(SESSION_COOKIE_HTTPONLY=False),
            slow=("cookies",),
        ),
        Guard(
            "cookies stay on the site",
            settings_off(SESSION_COOKIE_SAMESITE="None"),
            slow=("cookies",),
        ),
        Guard(
            "sessions are not in cookies",
            partial(sessions_kept_by, engine="signed_cookies"),
            slow=("sessions",),
        ),
        Guard(
            "sessions are not in files",
            partial(sessions_kept_by, engine="file"),
            slow=("sessions",),
        ),
        Guard(
            "forms need a token",
            without_middleware("CsrfViewMiddleware"),
            slow=("forms", "hostile-page"),
        ),
        Guard(
            "forms come from their own host",
            settings_off(CSRF_TRUSTED_ORIGINS=[origin("*.doctor.localhost")]),
            slow=("forms",),
        ),
        Guard("answers carry a policy", without_middleware("SecurityHeadersMiddleware")),
        Guard(
            "answers may not be shown in frames",
            without_middleware("SecurityHeadersMiddleware", "XFrameOptionsMiddleware"),
            slow=("hostile-page",),
        ),
        Guard(
            "answers are taken for what they are", settings_off(SECURE_CONTENT_TYPE_NOSNIFF=False)
        ),
        Guard("content types have the same numbers", other_numbers),
        Guard("the shared schema has no table of bureaus", a_shared_table),
        Guard("a bureau has all its tables", a_missing_table),
        Guard("reset links carry the bureau", django_tokens),
        Guard(
            "links of invitations carry the bureau",
            patched(invitations, "_hash", lambda token: sha256(token.encode()).hexdigest()),
        ),
        Guard(
            "an entry from the county is for one bureau",
            patched(visits, "_bureau_id", lambda: F("bureau_id")),
            slow=("county-entries",),
        ),
        Guard(
            "an entry from the county is good once, for a minute",
            patched(CountySessionQuerySet, "waiting", CountySessionQuerySet.open),
            slow=("county-entries",),
        ),
        Guard(
            "a visit from the county ends in time",
            patched(
                CountySessionQuerySet, "open", lambda self: self.filter(ended_at__isnull=True)
            ),
            slow=("county-visits",),
        ),
        Guard(
            "a visitor who looks sends nothing",
            patched(visiting, "_refusal", lambda request, visit: ""),
            slow=("county-visits",),
        ),
        Guard(
            "a kept page belongs to its host",
            patched(page_cache, "_host", lambda request: "any"),
            slow=("page-cache",),
        ),
        Guard(
            "the database is asked about kept pages",
            patched(generations, "ask", lambda place: generations.Now(1, 1, 0.0)),
            slow=("page-cache",),
        ),
        Guard("tasks say their bureau", a_task_without_bureau),
        Guard("log handlers add the bureau", settings_off(LOGGING=_without_filters())),
        Guard("a snapshot is of its own bureau", snapshots_of_the_first, slow=("snapshots",)),
    ]


def _everybody(upload: object, user: object) -> bool:
    return True


def _as_anywhere(
    self: BureauMiddleware, request: HttpRequest, reached: Reached, own: bool = False
) -> HttpResponseBase:
    return self.get_response(request)


def _nothing(bureau: Bureau, request: object) -> None:
    return None

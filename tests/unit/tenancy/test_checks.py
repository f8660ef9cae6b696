"""System checks of a county: what would mix bureaus is refused."""

import pytest
from celery import current_app, shared_task

from disclosure_plugin.tenancy.checks import (
    KEY_FUNCTION,
    MIDDLEWARE,
    check_addresses_of_files,
    check_admin_origin,
    check_background_tasks,
    check_cache_keys,
    check_cookie_names,
    check_forms_and_frames,
    check_forwarded_host,
    check_log_handlers,
    check_media_storage,
    check_middleware_order,
    check_script_name,
    check_session_files,
    check_sessions,
    check_shared_apps,
    check_shared_cookies,
    check_task_arguments,
    check_trusted_origins,
    check_unknown_hosts,
    check_worker_pool,
)
from sandbox.config.settings import base

REDIS = "django.core.cache.backends.redis.RedisCache"


def test_a_cache_without_our_keys_is_refused(monkeypatch):
    caches = {
        "default": {"BACKEND": REDIS, "KEY_FUNCTION": KEY_FUNCTION},
        "renditions": {"BACKEND": REDIS},
        "sessions": {"BACKEND": REDIS, "KEY_FUNCTION": "django.core.cache.default_key_func"},
    }
    monkeypatch.setattr("django.conf.settings.CACHES", caches)
    errors = check_cache_keys()
    assert [(error.id, error.msg) for error in errors] == [
        ("disclosure_tenancy.E001", "The cache 'renditions' would be shared by all bureaus."),
        ("disclosure_tenancy.E001", "The cache 'sessions' would be shared by all bureaus."),
    ]
    assert errors[0].hint == (
        "Set CACHES['renditions']['KEY_FUNCTION'] = 'disclosure_plugin.tenancy.cache.make_key'."
    )


def test_caches_with_our_keys_or_without_memory_are_accepted(monkeypatch):
    caches = {
        "default": {"BACKEND": REDIS, "KEY_FUNCTION": KEY_FUNCTION},
        "nothing": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    }
    monkeypatch.setattr("django.conf.settings.CACHES", caches)
    assert check_cache_keys() == []


def test_one_folder_for_all_uploads_is_refused(monkeypatch):
    storages = {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}
    monkeypatch.setattr("django.conf.settings.STORAGES", storages)
    (error,) = check_media_storage()
    assert error.id == "disclosure_tenancy.E002"
    assert error.msg == "Files of all bureaus would lie in one folder of STORAGES['default']."


def test_a_folder_for_each_bureau_is_accepted(monkeypatch):
    backend = "disclosure_plugin.tenancy.storage.BureauFileSystemStorage"
    monkeypatch.setattr("django.conf.settings.STORAGES", {"default": {"BACKEND": backend}})
    assert check_media_storage() == []


@pytest.mark.parametrize("name", ["SESSION_COOKIE_DOMAIN", "CSRF_COOKIE_DOMAIN"])
def test_a_cookie_for_the_whole_county_is_refused(settings, name):
    setattr(settings, name, ".county.example.org")
    (error,) = check_shared_cookies()
    assert error.id == "disclosure_tenancy.E003"
    assert error.msg == f"{name} would send one bureau's cookie to every other bureau."


def test_cookies_of_one_host_are_accepted(settings):
    settings.SESSION_COOKIE_DOMAIN = None
    settings.CSRF_COOKIE_DOMAIN = ""
    assert check_shared_cookies() == []


@pytest.mark.parametrize(
    "backend",
    ["django_tasks.backends.database.DatabaseBackend", "django_tasks.backends.rq.RQBackend"],
)
def test_tasks_in_another_process_are_refused(monkeypatch, backend):
    tasks = {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
        "search": {"BACKEND": backend},
    }
    monkeypatch.setattr("django.conf.settings.TASKS", tasks, raising=False)
    (error,) = check_background_tasks()
    assert error.id == "disclosure_tenancy.E004"
    assert error.msg == (
        "The tasks of TASKS['search'] would run in another process without their bureau."
    )


@pytest.mark.parametrize("package", ["django_tasks", "django.tasks"])
@pytest.mark.parametrize("backend", ["immediate.ImmediateBackend", "dummy.DummyBackend"])
def test_tasks_in_the_same_process_or_nowhere_are_accepted(monkeypatch, package, backend):
    tasks = {"default": {"BACKEND": f"{package}.backends.{backend}"}}
    monkeypatch.setattr("django.conf.settings.TASKS", tasks, raising=False)
    assert check_background_tasks() == []


def test_a_middleware_before_the_bureaus_is_refused(settings):
    settings.MIDDLEWARE = [
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        MIDDLEWARE,
    ]
    (error,) = check_middleware_order()
    assert error.id == "disclosure_tenancy.E005"
    assert error.msg == (
        "django.contrib.sessions.middleware.SessionMiddleware would run before the bureau is "
        "chosen."
    )


def test_a_county_without_the_bureaus_middleware_is_refused(settings):
    settings.MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
    (error,) = check_middleware_order()
    assert error.id == "disclosure_tenancy.E005"
    assert error.msg == "No middleware chooses the bureau of a request."


def test_what_only_sets_headers_may_come_before_the_bureaus(settings):
    settings.MIDDLEWARE = [
        "django.middleware.security.SecurityMiddleware",
        "disclosure_plugin.site.headers.SecurityHeadersMiddleware",
        MIDDLEWARE,
        "django.contrib.sessions.middleware.SessionMiddleware",
    ]
    assert check_middleware_order() == []


def test_sessions_in_signed_cookies_are_refused(settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    (error,) = check_sessions()
    assert error.id == "disclosure_tenancy.E006"
    assert error.msg == "A session of one bureau would be valid at every other bureau."


@pytest.mark.parametrize("engine", ["db", "cached_db", "cache"])
def test_sessions_kept_by_the_bureau_are_accepted(settings, engine):
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
    assert check_sessions() == []


def test_shared_content_types_and_accounts_are_refused(monkeypatch):
    shared = ["django_tenants", "django.contrib.contenttypes", "django.contrib.auth.apps.Auth"]
    monkeypatch.setattr("django.conf.settings.SHARED_APPS", shared)
    assert [(error.id, error.msg) for error in check_shared_apps()] == [
        ("disclosure_tenancy.E007", "django.contrib.auth in SHARED_APPS would mix the bureaus."),
        (
            "disclosure_tenancy.E007",
            "django.contrib.contenttypes in SHARED_APPS would mix the bureaus.",
        ),
    ]


def test_shared_tables_of_bureaus_alone_are_accepted(monkeypatch):
    shared = ["django_tenants", "disclosure_plugin.tenancy", "django.contrib.authors"]
    monkeypatch.setattr("django.conf.settings.SHARED_APPS", shared)
    assert check_shared_apps() == []


def test_relative_addresses_of_files_are_refused(settings):
    settings.STATIC_URL, settings.MEDIA_URL = "static/", "uploads/"
    assert [(error.id, error.hint) for error in check_addresses_of_files()] == [
        (
            "disclosure_tenancy.E008",
            "Begin STATIC_URL with a slash, such as '/static/'.",
        ),
        (
            "disclosure_tenancy.E008",
            "Begin MEDIA_URL with a slash, such as '/media/'.",
        ),
    ]


@pytest.mark.parametrize("address", ["/static/", "https://static.example.org/", "", None])
def test_absolute_addresses_of_files_are_accepted(settings, address):
    settings.STATIC_URL = settings.MEDIA_URL = address
    assert check_addresses_of_files() == []


@pytest.mark.parametrize(("name", "ids"), [(None, []), ("/x", ["disclosure_tenancy.E009"])])
def test_a_forced_prefix_is_refused(settings, name, ids):
    settings.FORCE_SCRIPT_NAME = name
    assert [error.id for error in check_script_name()] == ids


def test_the_admin_on_a_shared_origin_is_warned_of(settings):
    assert check_admin_origin() == []
    settings.DISCLOSURE = {"UNSAFE_ADMIN_ON_SHARED_ORIGIN": True}
    (warning,) = check_admin_origin()
    assert warning.id == "disclosure_tenancy.W001"
    assert warning.hint == "Remove UNSAFE_ADMIN_ON_SHARED_ORIGIN from DISCLOSURE."


def without(name: str) -> list[str]:
    kept = [one for one in base.MIDDLEWARE if not one.endswith(name)]
    assert len(kept) == len(base.MIDDLEWARE) - 1
    return kept


@pytest.mark.parametrize(
    ("check", "id", "changed"),
    [
        (check_unknown_hosts, "E030", {"SHOW_PUBLIC_IF_NO_TENANT_FOUND": True}),
        (check_cookie_names, "E031", {"MIDDLEWARE": without(".BureauCookiesMiddleware")}),
        (check_cookie_names, "E031", {"MIDDLEWARE": base.MIDDLEWARE[::-1]}),
        (
            check_session_files,
            "E032",
            {"SESSION_ENGINE": "django.contrib.sessions.backends.file"},
        ),
        (check_trusted_origins, "E033", {"CSRF_TRUSTED_ORIGINS": ["https://*.county.gov.cn"]}),
        (check_forms_and_frames, "E034", {"MIDDLEWARE": without(".CsrfViewMiddleware")}),
        (check_forms_and_frames, "E034", {"MIDDLEWARE": without(".SecurityHeadersMiddleware")}),
        (check_forwarded_host, "E035", {"USE_X_FORWARDED_HOST": True}),
        (check_worker_pool, "E036", {"CELERY_WORKER_POOL": "gevent"}),
        (check_log_handlers, "W038", {"LOGGING": {"handlers": {"console": {}}}}),
        (check_shared_apps, "E007", {"SHARED_APPS": ["django_tenants", "wagtail.documents"]}),
        (check_shared_apps, "E007", {"SHARED_APPS": ["disclosure_plugin.snapshots"]}),
    ],
)
def test_each_setting_that_mixes_bureaus_is_refused(settings, check, id, changed):
    assert check() == []
    for name, value in changed.items():
        setattr(settings, name, value)
    (found,) = check()
    assert found.id == f"disclosure_tenancy.{id}"
    assert found.hint


def test_a_task_says_its_bureau_or_that_it_is_the_countys():
    assert check_task_arguments() == []

    def careless(bureau="jsj"):
        """Would work for a bureau nobody named."""

    name = "disclosure.careless"
    try:
        assert shared_task(name=name)(careless).name == name
        (error,) = check_task_arguments()
        assert error.id == "disclosure_tenancy.E037"
        assert error.msg == "The task 'disclosure.careless' can be sent without a bureau."
    finally:
        current_app.tasks.unregister(name)

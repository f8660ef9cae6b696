"""System checks of a county: what would mix bureaus is refused."""

import pytest

from disclosure_plugin.tenancy.checks import (
    KEY_FUNCTION,
    check_cache_keys,
    check_media_storage,
    check_shared_cookies,
)

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
    assert error.msg == "Uploaded files of all bureaus would lie in one folder."


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

"""The system checks of the database and of uploads."""

import pytest

from disclosure_plugin.checks import (
    check_database,
    check_image_form,
    check_index_number_pattern,
    check_page_cache,
    check_review,
    check_upload_models,
    check_upload_storages,
)


@pytest.mark.parametrize(
    ("databases", "called"),
    [
        ({"default": {"ENGINE": "django.db.backends.sqlite3"}}, "sqlite3"),
        ({"default": {"ENGINE": "django.db.backends.mysql"}}, "mysql"),
        ({"default": {}}, "not set"),
        ({}, "not set"),
    ],
)
def test_another_database_is_refused_in_plain_words(monkeypatch, databases, called):
    monkeypatch.setattr("django.conf.settings.DATABASES", databases)
    (error,) = check_database()
    assert error.id == "disclosure_plugin.E001"
    assert error.msg == (
        f"disclosure_plugin works on PostgreSQL only; the default database is {called}."
    )
    assert error.hint == "Set DATABASES['default'] to a PostgreSQL server, version 14 or newer."


@pytest.mark.parametrize(
    "engine",
    [
        "django.db.backends.postgresql",
        "django.contrib.gis.db.backends.postgis",
        "django_tenants.postgresql_backend",
    ],
)
def test_postgresql_is_accepted(monkeypatch, engine):
    monkeypatch.setattr("django.conf.settings.DATABASES", {"default": {"ENGINE": engine}})
    assert check_database() == []


def test_models_that_make_uploads_public_are_refused(monkeypatch):
    assert check_upload_models() == []
    monkeypatch.setattr("django.conf.settings.WAGTAILDOCS_DOCUMENT_MODEL", "wagtaildocs.Document")
    monkeypatch.setattr("django.conf.settings.WAGTAILIMAGES_IMAGE_MODEL", "wagtailimages.Image")
    errors = check_upload_models()
    assert {error.id for error in errors} == {"disclosure_plugin.E010"}
    assert [error.msg.split()[0] for error in errors] == [
        "wagtaildocs.Document",
        "wagtailimages.Image",
        "wagtailimages.Rendition",
    ]


FOLDER = {"BACKEND": "django.core.files.storage.FileSystemStorage"}


@pytest.mark.parametrize(
    ("storages", "said"),
    [
        ({}, ["STORAGES has no 'disclosure_private'", "STORAGES has no 'disclosure_public'"]),
        (
            {
                "disclosure_private": {**FOLDER, "OPTIONS": {"base_url": "/uploads/"}},
                "disclosure_public": FOLDER,
            },
            ["'disclosure_private' and 'disclosure_public' are the same folder"],
        ),
        (
            {
                "disclosure_private": {**FOLDER, "OPTIONS": {"location": "/a"}},
                "disclosure_public": {**FOLDER, "OPTIONS": {"location": "/b"}},
            },
            ["The addresses of 'disclosure_private' would not lead to the view"],
        ),
    ],
)
def test_storages_that_would_mix_private_and_public_are_refused(monkeypatch, storages, said):
    assert check_upload_storages() == []
    monkeypatch.setattr("django.conf.settings.STORAGES", storages)
    errors = check_upload_storages()
    assert [error.id for error in errors] == ["disclosure_plugin.E011"] * len(said)
    for error, beginning in zip(errors, said, strict=True):
        assert error.msg.startswith(beginning)


@pytest.mark.parametrize("named", ["", "wagtail.images.forms.BaseImageForm"])
def test_an_image_form_that_decodes_first_is_refused(monkeypatch, named):
    assert check_image_form() == []
    monkeypatch.setattr("django.conf.settings.WAGTAILIMAGES_IMAGE_FORM_BASE", named)
    (error,) = check_image_form()
    assert error.id == "disclosure_plugin.E012"


def test_a_pattern_without_the_bureaus_code_is_refused(settings):
    assert check_index_number_pattern() == []
    settings.DISCLOSURE = {"INDEX_NUMBER_PATTERN": "{year}-{serial:5}"}
    (error,) = check_index_number_pattern()
    assert error.id == "disclosure_plugin.E013"
    assert "two bureaus could get the same number" in error.msg
    settings.DISCLOSURE = {"INDEX_NUMBER_PATTERN": "{organisation}-{year}-{serial:5}"}
    assert check_index_number_pattern() == []


def test_a_site_that_could_not_review_is_refused(monkeypatch):
    assert check_review() == []
    monkeypatch.setattr("django.conf.settings.WAGTAIL_WORKFLOW_ENABLED", False, raising=False)
    monkeypatch.setattr("django.conf.settings.MIDDLEWARE", [])
    assert [error.id for error in check_review()] == [
        "disclosure_plugin.E014",
        "disclosure_plugin.E015",
    ]


@pytest.mark.parametrize(
    "order",
    [["last"], ["headers", "last"], ["last", "cache"], ["headers", "last", "cache"]],
)
def test_a_page_cache_behind_anything_that_reads_the_bureau_is_told_of(settings, order):
    names = {
        "headers": "disclosure_plugin.site.headers.SecurityHeadersMiddleware",
        "cache": "disclosure_plugin.site.page_cache.PageCacheMiddleware",
        "last": "django.middleware.common.CommonMiddleware",
    }
    settings.MIDDLEWARE = [names[one] for one in order]
    assert check_page_cache() == []  # it is off
    settings.DISCLOSURE = {"PAGE_CACHE_URL": "redis://127.0.0.1:1/0"}
    (warning,) = check_page_cache()
    assert warning.id == "disclosure_plugin.W010"
    assert names["headers"] in warning.hint
    settings.MIDDLEWARE = [names["headers"], names["cache"], names["last"]]
    assert check_page_cache() == []

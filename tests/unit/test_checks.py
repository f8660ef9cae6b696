"""The system check of the database."""

import pytest

from disclosure_plugin.checks import check_database


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

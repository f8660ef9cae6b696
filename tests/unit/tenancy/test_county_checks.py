"""System checks of county sessions: a visitor who is held to nothing is refused."""

import pytest
from django.test import override_settings

from disclosure_plugin.tenancy.county_checks import (
    AUTHENTICATION,
    BACKEND,
    MIDDLEWARE,
    check_visit_backend,
    check_visit_middleware,
    check_visit_minutes,
)

CSRF = "django.middleware.csrf.CsrfViewMiddleware"


@pytest.mark.parametrize(
    "order",
    [
        [AUTHENTICATION],
        [MIDDLEWARE, AUTHENTICATION],
        [AUTHENTICATION, CSRF, MIDDLEWARE],
        [MIDDLEWARE],
        [],
    ],
)
def test_the_middleware_stands_right_after_django_s(order):
    with override_settings(MIDDLEWARE=order):
        (error,) = check_visit_middleware()
    assert error.id == "disclosure_tenancy.E020"
    assert error.hint == f"Put {MIDDLEWARE!r} into MIDDLEWARE, right after {AUTHENTICATION!r}."
    with override_settings(MIDDLEWARE=[CSRF, AUTHENTICATION, MIDDLEWARE]):
        assert check_visit_middleware() == []


def test_the_backend_is_listed():
    with override_settings(AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend"]):
        (error,) = check_visit_backend()
    assert error.id == "disclosure_tenancy.E021"
    with override_settings(AUTHENTICATION_BACKENDS=[BACKEND]):
        assert check_visit_backend() == []


@pytest.mark.parametrize(
    ("minutes", "refused"), [(0, True), (1, False), (480, False), (481, True)]
)
def test_a_session_ends_within_a_day(minutes, refused):
    with override_settings(DISCLOSURE={"COUNTY_SESSION_MINUTES": minutes}):
        found = [error.id for error in check_visit_minutes()]
    assert found == (["disclosure_tenancy.E022"] if refused else [])

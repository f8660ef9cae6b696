"""System checks of single sign-on: half a configuration is refused."""

import pytest
from django.test import override_settings

from disclosure_plugin.sign_on.checks import check_sign_on

ON = {"OIDC_ISSUER": "https://id.example", "OIDC_CLIENT_ID": "zwgk"}


@pytest.mark.parametrize(
    ("values", "ids"),
    [
        ({}, []),
        (ON, []),
        ({**ON, "OIDC_USERNAME_CLAIM": "preferred_username"}, []),
        ({**ON, "OIDC_ISSUER": "http://127.0.0.1:9000"}, []),
        ({**ON, "OIDC_ISSUER": "http://id.example"}, ["E002"]),
        ({**ON, "OIDC_CLIENT_ID": ""}, ["E003"]),
        ({**ON, "OIDC_USERNAME_CLAIM": "email"}, ["E004"]),
    ],
)
def test_half_a_configuration_is_refused(values, ids):
    with override_settings(DISCLOSURE=values):
        found = check_sign_on()
    assert [error.id for error in found] == [f"disclosure_sign_on.{one}" for one in ids]


def test_without_what_it_needs_it_is_not_switched_on(monkeypatch):
    monkeypatch.setattr("disclosure_plugin.sign_on.checks.is_installed", lambda: False)
    backends = ["disclosure_plugin.tenancy.visiting.CountyVisitBackend"]
    with override_settings(DISCLOSURE=ON, AUTHENTICATION_BACKENDS=backends):
        assert [error.id for error in check_sign_on()] == [
            "disclosure_sign_on.E001",
            "disclosure_sign_on.E005",
        ]
    with override_settings(DISCLOSURE={}, AUTHENTICATION_BACKENDS=backends):
        assert check_sign_on() == []

"""Failed sign-ins lock one name at one address, for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client, RequestFactory
from django.utils import timezone

from disclosure_plugin import bureaus
from disclosure_plugin.actions.people import unlock
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS
from disclosure_plugin.admin.lockout import client_address
from disclosure_plugin.queries.lockouts import locked_usernames
from disclosure_plugin.queries.people import State, people
from tests.factories.users import PASSWORD, UserFactory


def attempt(username: str, password: str, host="jsj.localhost", address="10.0.0.7"):
    client = Client(headers={"host": host}, REMOTE_ADDR=address)
    return client.post("/admin/login/", {"username": username, "password": password})


@pytest.fixture
def editor(jsj):
    return UserFactory(username="chen", role=EDITORS)


def test_five_failures_lock_the_name_at_that_address_and_say_so(editor):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        for _time in range(4):
            assert attempt("chen", "wrong").status_code == 200
        locked = attempt("chen", "wrong")
        assert locked.status_code == 429
        assert "15" in locked.content.decode()
        assert attempt("chen", PASSWORD).status_code == 429
        # Neither another name, nor another address, nor another bureau.
        assert attempt("chen", PASSWORD, address="10.0.0.8").status_code == 302
        with bureaus.activate("jsj"):
            assert locked_usernames() == {"chen"}
            assert people().get(username="chen").state == State.LOCKED
        with bureaus.activate("czj"):
            UserFactory(username="chen", role=EDITORS)
            assert locked_usernames() == set()
        assert attempt("chen", PASSWORD, host="czj.localhost").status_code == 302
    with time_machine.travel(start + timedelta(minutes=16), tick=False):
        with bureaus.activate("jsj"):
            assert locked_usernames() == set()
        assert attempt("chen", PASSWORD).status_code == 302


def test_a_name_that_does_not_exist_is_answered_the_same(editor):
    answers = {}
    for name in ("chen", "nobody"):
        got = [attempt(name, "wrong") for _time in range(6)]
        answers[name] = [(one.status_code, len(one.content)) for one in got]
        answers[name][:4] = [status for status, _length in answers[name][:4]]
    assert answers["chen"] == answers["nobody"]


def test_an_administrator_unlocks(editor):
    administrator = UserFactory(role=ADMINISTRATORS)
    for _time in range(5):
        attempt("chen", "wrong")
    assert attempt("chen", PASSWORD).status_code == 429
    with bureaus.activate("jsj"):
        unlock(editor, by=administrator)
    assert attempt("chen", PASSWORD).status_code == 302


def test_the_address_is_the_one_the_front_server_tells(settings):
    told = RequestFactory().get("/", headers={"x-forwarded-for": "6.6.6.6, 10.0.0.9"})
    assert client_address(told) == "127.0.0.1"
    settings.DISCLOSURE = {"CLIENT_ADDRESS_HEADER": "HTTP_X_FORWARDED_FOR"}
    assert client_address(told) == "10.0.0.9"
    assert client_address(RequestFactory().get("/")) is None

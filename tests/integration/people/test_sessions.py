"""When a session ends, and links for forgotten passwords."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from tests.factories.users import PASSWORD, UserFactory, sign_in

HOST = "jsj.localhost"
NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
FETCH = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
FRAME = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
PING = "/admin/editing-sessions/ping/wagtailcore/page/2/1/"


@pytest.fixture
def editor(jsj):
    return UserFactory(username="chen", role=EDITORS)


def signed_in(client: Client) -> bool:
    return client.get("/admin/", headers=FETCH).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "headers", "keeps"),
    [
        ("get", "/admin/", NAVIGATION, True),
        ("get", "/admin/", {"Accept": "text/html"}, True),
        ("post", "/admin/still-here/", FETCH, True),
        ("post", PING, FETCH, False),
        ("get", "/admin/", FETCH, False),
        ("get", "/admin/", FRAME, False),
        ("get", "/admin/", {"X-Requested-With": "XMLHttpRequest"}, False),
        ("get", "/admin/", {"Accept": "application/json"}, False),
    ],
)
def test_only_what_is_done_by_hand_keeps_a_session(editor, method, path, headers, keeps):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        client = sign_in(editor, HOST)
    with time_machine.travel(start + timedelta(minutes=29), tick=False):
        getattr(client, method)(path, headers=headers)
    with time_machine.travel(start + timedelta(minutes=31), tick=False):
        assert signed_in(client) is keeps
    if not keeps:
        page = client.get("/admin/login/").content.decode()
        assert "30" in page


def test_a_session_that_is_used_all_day_ends_after_twelve_hours(editor):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        client = sign_in(editor, HOST)
    for minutes in range(20, 720, 20):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert client.get("/admin/", headers=NAVIGATION).status_code == 200, minutes
    with time_machine.travel(start + timedelta(minutes=721), tick=False):
        assert not signed_in(client)


def test_a_change_of_roles_by_whatever_screen_ends_every_session(editor):
    group = Group.objects.get(name=REVIEWERS)
    for change in (
        lambda: editor.groups.add(group),
        lambda: editor.groups.remove(group),
        lambda: group.user_set.add(editor),
        lambda: group.user_set.clear(),
        lambda: editor.groups.set([group]),
    ):
        first, second = sign_in(editor, HOST), sign_in(editor, HOST)
        other = sign_in(UserFactory(role=EDITORS), HOST)
        assert signed_in(first)
        assert signed_in(second)
        with bureaus.activate("jsj"):
            change()
        assert not signed_in(first)
        assert not signed_in(second)
        assert signed_in(other)


def test_a_new_password_and_the_end_of_the_account_end_sessions(editor):
    for change in ({"password": "x"}, {"is_active": False}):
        client = sign_in(editor, HOST)
        assert signed_in(client)
        with bureaus.activate("jsj"):
            type(editor).objects.filter(pk=editor.pk).update(**change)
        assert not signed_in(client)
        with bureaus.activate("jsj"):
            editor.save()


def test_public_pages_do_not_look_at_the_session(editor):
    client = sign_in(editor, HOST)
    page = client.get("/")
    assert page.status_code == 200
    assert "Cookie" not in page.get("Vary", "")
    assert page.content == Client(headers={"host": HOST}).get("/").content


def test_a_link_for_a_forgotten_password_counts_at_its_bureau_only(editor):
    values = {"username": "chen", "email": "c@yunling.example", "password": editor.password}
    with bureaus.activate("czj"):
        twin = UserFactory(pk=editor.pk, role=ADMINISTRATORS, **{**values, "password": PASSWORD})
        type(twin).objects.filter(pk=twin.pk).update(**values)
        twin.refresh_from_db()
    with bureaus.activate("jsj"):
        type(editor).objects.filter(pk=editor.pk).update(**values)
        editor.refresh_from_db()
        token = default_token_generator.make_token(editor)
    assert (twin.pk, twin.password, twin.email) == (editor.pk, editor.password, editor.email)
    number = urlsafe_base64_encode(force_bytes(editor.pk))
    path = f"/admin/password_reset/confirm/{number}/{token}/"
    refused = Client(headers={"host": "czj.localhost"}).get(path)
    assert (refused.status_code, refused.context["validlink"]) == (200, False)
    assert Client(headers={"host": HOST}).get(path).status_code == 302  # the token is good here

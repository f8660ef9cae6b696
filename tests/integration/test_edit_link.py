"""Staff find the editor from a public page; to everybody else it says nothing."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import EDITORS
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory
from tests.factories.users import UserFactory, sign_in

ASK = "/admin/disclosure/edit-link/"


def ask(path: str, *, user=None, code: str = "jsj"):
    host = f"{code}.localhost"
    client = sign_in(user, host) if user else Client(headers={"host": host})
    return client.get(ASK, {"path": path}, headers={"x-requested-with": "XMLHttpRequest"})


@pytest.fixture
def item(jsj):
    return ItemFactory(parent=ColumnFactory(parent=BoardFactory()), published=True)


def test_an_editor_is_told_where_a_page_is_edited(item):
    answer = ask(item.url, user=UserFactory(role=EDITORS))
    assert answer.json() == {"address": f"/admin/pages/{item.pk}/edit/", "words": "编辑此页"}
    assert "no-store" in answer["Cache-Control"]


def test_nobody_else_is(item):
    assert ask(item.url).status_code == 403


@pytest.mark.parametrize("path", ["/no-such-page/", "/register/", "//evil.example/", "/\x00/"])
def test_what_is_no_page_has_no_link(item, path):
    answer = ask(path, user=UserFactory(role=EDITORS))
    assert (answer.status_code, answer.content) == (204, b"")


def test_the_editor_of_another_bureau_is_told_nothing(item):
    path = item.url
    connection.set_schema_to_public()
    with bureaus.activate("czj"):
        stranger = UserFactory(role=EDITORS, username="stranger")
    connection.set_schema_to_public()
    assert ask(path, user=stranger, code="czj").status_code == 204


def test_the_page_itself_is_the_same_for_everybody(item):
    def page(user=None) -> bytes:
        host = "jsj.localhost"
        client = sign_in(user, host) if user else Client(headers={"host": host})
        return client.get(item.url).content

    shown = page()
    assert page(UserFactory(role=EDITORS)) == shown
    [script] = BeautifulSoup(shown, "lxml").select("script[data-address]")
    assert script["data-address"] == ASK

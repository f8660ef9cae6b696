"""The county stops a leak in a bureau by its number; nobody else finds the screen."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS
from disclosure_plugin.models import Removal
from disclosure_plugin.register.models import RegisterEntry
from disclosure_plugin.tenancy.county_roles import (
    AUDITORS,
    COUNTY_ADMINISTRATORS,
    COUNTY_SUPERVISORS,
)
from tests.factories.pages import ItemFactory
from tests.factories.users import UserFactory, sign_in

PATH = "/admin/disclosure_county_take_down/"


@pytest.fixture
def entry(jsj) -> RegisterEntry:
    item = ItemFactory(published=True, title="张三身份证号码")
    return RegisterEntry.objects.get(page=item.pk)


def of_the_county(role: str) -> Client:
    with bureaus.activate("county"):
        return sign_in(UserFactory(role=role, first_name="王监督"), "county.localhost")


def is_live(entry) -> bool:
    with bureaus.activate(entry.bureau):
        return Page.objects.get(pk=entry.page).live


@pytest.mark.parametrize("role", [COUNTY_SUPERVISORS, COUNTY_ADMINISTRATORS])
def test_the_county_takes_down_by_number(entry, role):
    client = of_the_county(role)
    answer = client.post(PATH, {"number": f" {entry.number} ", "basis": "15-privacy"}, follow=True)
    assert entry.number in " ".join(str(one) for one in answer.context["messages"])
    assert not is_live(entry)
    entry.refresh_from_db()
    assert (entry.state, entry.title) == ("taken_down", "")
    with bureaus.activate("jsj"):
        removal = Removal.objects.get()
        assert (removal.asked_by, removal.outcome) == (None, "")
        assert "王监督" in removal.asked_by_name
    again = client.post(PATH, {"number": entry.number, "basis": "15-privacy"})
    assert "number" in again.context["form"].errors


def test_the_county_takes_down_what_has_left_the_site(entry):
    with bureaus.activate("jsj"):
        Page.objects.get(pk=entry.page).specific.unpublish(set_expired=True)
    client = of_the_county(COUNTY_SUPERVISORS)
    client.post(PATH, {"number": entry.number, "basis": "15-privacy"})
    entry.refresh_from_db()
    assert (entry.state, entry.title) == ("taken_down", "")


def test_a_number_that_nobody_has_is_refused(entry):
    client = of_the_county(COUNTY_SUPERVISORS)
    for number in ("", "x", "\0", "长" * 101):
        answer = client.post(PATH, {"number": number, "basis": "15-privacy"})
        assert answer.status_code == 200
        assert "number" in answer.context["form"].errors
    assert is_live(entry)


@pytest.mark.parametrize(
    ("code", "role", "expected"),
    [
        ("county", AUDITORS, {302, 403}),
        ("county", EDITORS, {302, 403}),
        ("jsj", ADMINISTRATORS, {404}),
        ("czj", ADMINISTRATORS, {404}),
    ],
)
def test_nobody_else_has_the_screen(entry, code, role, expected):
    with bureaus.activate(code):
        client = sign_in(UserFactory(role=role), f"{code}.localhost")
    assert client.get(PATH).status_code in expected
    answer = client.post(PATH, {"number": entry.number, "basis": "15-privacy"})
    assert answer.status_code in expected
    assert is_live(entry)

"""Withdrawing and taking down in the admin: who may, what they read, and what changes."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.models import Removal
from disclosure_plugin.register.models import RegisterEntry
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory
from tests.factories.removals import taken_down, withdrawn
from tests.factories.users import UserFactory, sign_in

HOST = "jsj.localhost"
LIST = "/admin/disclosure/removals/"


@pytest.fixture
def item(jsj):
    return ItemFactory(
        parent=ColumnFactory(parent=BoardFactory()), published=True, title="占道收费标准"
    )


def as_role(role: str) -> Client:
    return sign_in(UserFactory(role=role), HOST)


def withdraw(page) -> str:
    return f"/admin/disclosure/withdraw/{page.pk}/"


def take_down(page) -> str:
    return f"/admin/disclosure/take-down/{page.pk}/"


def is_live(page) -> bool:
    with bureaus.activate("jsj"):
        return Page.objects.get(pk=page.pk).live


def said(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


@pytest.mark.parametrize("role", [EDITORS, REVIEWERS, ADMINISTRATORS])
def test_one_click_takes_down_and_another_role_confirms(item, role):
    first = as_role(role)
    form = first.get(take_down(item)).context["form"]
    # The basis that occurs most is chosen already.
    answer = first.post(take_down(item), {"basis": form["basis"].value()}, follow=True)
    assert answer.status_code == 200
    assert not is_live(item)
    removal = Removal.objects.get()
    assert (removal.kind, removal.basis) == ("take_down", "15-privacy")
    assert RegisterEntry.objects.get(page=item.pk).title == ""
    address = f"{LIST}{removal.pk}/"
    own = first.post(address, {"decision": "confirm"}, follow=True)
    assert own.status_code in (200, 403)
    removal.refresh_from_db()
    assert removal.outcome == ""
    second = as_role(REVIEWERS)
    assert "占道收费标准" in second.get("/admin/").content.decode()
    second.post(address, {"decision": "confirm"})
    removal.refresh_from_db()
    assert removal.outcome == "confirmed"


def test_a_withdrawal_is_asked_for_and_agreed_to(item):
    editor = as_role(EDITORS)
    empty = editor.post(withdraw(item), {"basis": "mistake", "reason": " "})
    assert empty.status_code == 200
    assert "reason" in empty.context["form"].errors
    assert not Removal.objects.exists()
    editor.post(withdraw(item), {"basis": "mistake", "reason": "数字有误。"})
    removal = Removal.objects.get()
    assert is_live(item)
    address = f"{LIST}{removal.pk}/"
    # An editor may look and not decide.
    assert editor.get(address).status_code == 200
    assert editor.post(address, {"decision": "agree"}).status_code in (302, 403)
    assert is_live(item)
    wrong = as_role(REVIEWERS).post(address, {"decision": "lift"}, follow=True)
    assert wrong.status_code == 200
    assert is_live(item)
    as_role(REVIEWERS).post(address, {"decision": "agree"})
    assert not is_live(item)
    entry = RegisterEntry.objects.get(page=item.pk)
    assert (entry.state, entry.state_reason) == ("withdrawn", "数字有误。")
    again = as_role(ADMINISTRATORS).post(address, {"decision": "decline"}, follow=True)
    assert "已经有了决定" in said(again)


def test_wagtails_unpublish_leads_to_the_withdrawal(item):
    chief = as_role(ADMINISTRATORS)
    address = reverse("wagtailadmin_pages:unpublish", args=(item.pk,))
    answer = chief.post(address)
    assert (answer.status_code, answer["Location"]) == (302, withdraw(item))
    bulk = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "unpublish"))
    answer = chief.post(f"{bulk}?id={item.pk}&next=/admin/pages/", follow=True)
    assert item.title in said(answer)
    assert is_live(item)
    assert not Removal.objects.exists()


def test_the_buttons_stand_on_public_pages_only(item):
    editor = as_role(EDITORS)
    edit = reverse("wagtailadmin_pages:edit", args=(item.pk,))
    assert take_down(item) in editor.get(edit).content.decode()
    draft = ItemFactory(parent=item.get_parent().specific)
    edit = reverse("wagtailadmin_pages:edit", args=(draft.pk,))
    assert take_down(draft) not in editor.get(edit).content.decode()
    # Who comes all the same reads why there is nothing to press, and changes nothing.
    for address in (take_down(draft), withdraw(draft)):
        assert '<form action=""' not in editor.get(address).content.decode()
    answer = editor.post(take_down(draft), {"basis": "15-privacy"}, follow=True)
    assert draft.title in said(answer)
    assert not Removal.objects.exists()


def test_what_was_withdrawn_can_still_be_taken_down(item):
    withdrawn(item)
    editor = as_role(EDITORS)
    buttons = editor.get(reverse("wagtailadmin_pages:edit", args=(item.pk,))).content.decode()
    assert take_down(item) in buttons
    assert withdraw(item) not in buttons
    answer = editor.post(take_down(item), {"basis": "15-privacy"}, follow=True)
    assert "已经下架" in said(answer)
    assert '<form action=""' not in editor.get(take_down(item)).content.decode()


def test_a_board_cannot_be_taken_down(item):
    board = item.get_parent().get_parent()
    answer = as_role(ADMINISTRATORS).post(take_down(board), {"basis": "15-privacy"}, follow=True)
    assert answer.status_code == 200
    assert is_live(board)
    assert not Removal.objects.exists()


@pytest.mark.parametrize("data", [{}, {"basis": "none"}, {"basis": "mistake"}])
def test_a_basis_that_is_none_is_refused_with_the_form(item, data):
    answer = as_role(EDITORS).post(take_down(item), data)
    assert answer.status_code == 200
    assert "basis" in answer.context["form"].errors
    assert is_live(item)


def test_nobody_else_comes_in(item):
    removal = taken_down(ItemFactory(parent=item.get_parent().specific, published=True))
    for client in (Client(headers={"host": HOST}), sign_in(UserFactory(), HOST)):
        for address in (take_down(item), withdraw(item), LIST, f"{LIST}{removal.pk}/"):
            assert client.get(address).status_code in (302, 403)
            assert client.post(address, {"basis": "15-privacy"}).status_code in (302, 403, 405)
    assert is_live(item)


def test_another_bureaus_removal_is_not_there(item):
    removal = taken_down(item)
    with bureaus.activate("czj"):
        theirs = sign_in(UserFactory(role=ADMINISTRATORS), "czj.localhost")
    assert theirs.get(f"{LIST}{removal.pk}/").status_code == 404
    assert theirs.post(f"{LIST}{removal.pk}/", {"decision": "lift"}).status_code == 404
    assert "占道收费标准" not in theirs.get(LIST).content.decode()
    with bureaus.activate("jsj"):
        removal.refresh_from_db()
    assert removal.outcome == ""


def test_a_number_is_made_void_with_a_reason(item):
    address = f"/admin/disclosure/void/{item.pk}/"
    reviewer = as_role(REVIEWERS)
    # While it is public there is nothing to press, and nothing happens.
    assert '<form action=""' not in reviewer.get(address).content.decode()
    assert "reason" in reviewer.post(address, {"reason": "x"}).context["form"].errors
    removal = withdrawn(item)
    assert address in reviewer.get(f"{LIST}{removal.pk}/").content.decode()
    for reason in ("", " ", "因" * 401):
        assert "reason" in reviewer.post(address, {"reason": reason}).context["form"].errors
    entry = RegisterEntry.objects.get(page=item.pk)
    assert entry.state == "withdrawn"
    assert as_role(EDITORS).post(address, {"reason": "x"}).status_code in (302, 403)
    entry.refresh_from_db()
    assert entry.state == "withdrawn"
    reviewer.post(address, {"reason": "重复公开。"})
    entry.refresh_from_db()
    assert (entry.state, entry.state_reason) == ("void", "重复公开。")
    assert reviewer.post(address, {"reason": "再来"}).context["form"].errors
    assert reviewer.get("/admin/disclosure/void/999999/").status_code == 404
    board = item.get_parent().get_parent()
    assert reviewer.get(f"/admin/disclosure/void/{board.pk}/").status_code == 404

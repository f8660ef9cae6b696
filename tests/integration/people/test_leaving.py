"""Roles, the last administrator, leaving, and Wagtail's own doors."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from disclosure_plugin import bureaus
from disclosure_plugin.actions.invitations import CannotInvite, invite, reissue
from disclosure_plugin.actions.people import PersonRefused, change_person, deactivate, reactivate
from disclosure_plugin.actions.site_setup import (
    ADMINISTRATORS,
    EDITORS,
    REVIEWERS,
    WORKFLOW,
    set_up_roles,
)
from disclosure_plugin.models import BureauHomePage, Invitation
from disclosure_plugin.queries.people import holdings, without_holder
from tests.factories.pages import ItemFactory
from tests.factories.reviews import publish
from tests.factories.users import UserFactory, sign_in

User = get_user_model()
HOST = "jsj.localhost"


@pytest.fixture
def administrator(jsj):
    return UserFactory(username="zhou", first_name="周敏", role=ADMINISTRATORS)


@pytest.fixture
def editor(jsj):
    return UserFactory(username="chen", first_name="陈立", role=EDITORS)


@pytest.fixture
def colleague(jsj):
    return UserFactory(username="li", first_name="李静", role=EDITORS)


def accounts() -> list[tuple]:
    rows = User.objects.order_by("pk").prefetch_related("groups")
    return [
        (
            one.pk,
            one.password,
            one.is_active,
            one.is_superuser,
            *(g.name for g in one.groups.all()),
        )
        for one in rows
    ]


def change(user, by, role_names, **values):
    details = {"full_name": "陈立", "email": "", "post": "", "phone": "", **values}
    change_person(user, role_names=role_names, by=by, **details)


def test_nobody_removes_the_last_administrator_who_can_sign_in(administrator):
    chief = UserFactory(username="chief", is_superuser=True)  # county IT does not count
    invite(full_name="王强", username="wang", email="", role=ADMINISTRATORS, invited_by=chief)
    before = accounts()
    with pytest.raises(PersonRefused):
        deactivate(administrator, successor=None, by=chief)
    with pytest.raises(PersonRefused):
        change(administrator, chief, [EDITORS], full_name="周敏")
    assert accounts() == before
    second = UserFactory(role=ADMINISTRATORS)
    for act in (
        lambda: deactivate(administrator, successor=None, by=administrator),
        lambda: change(administrator, administrator, [EDITORS], full_name="周敏"),
    ):
        with pytest.raises(PersonRefused, match=r"Somebody else|别人|其他人|他人"):
            act()
    change(administrator, second, [EDITORS], full_name="周敏")
    administrator.refresh_from_db()
    assert [group.name for group in administrator.groups.all()] == [EDITORS]


def test_an_account_that_may_do_more_is_out_of_reach(administrator, editor):
    chief = UserFactory(username="chief", is_superuser=True)
    higher = Group.objects.create(name="更高")
    higher.permissions.set(Group.objects.get(name=ADMINISTRATORS).permissions.all())
    higher.permissions.add(
        *Group.objects.none(), *_permission("auth", "add_group"), *_permission("auth", "add_user")
    )
    inspector = UserFactory(username="inspector", role="更高")
    before = (accounts(), Invitation.objects.count())
    for target in (chief, inspector):
        with pytest.raises(CannotInvite):
            reissue(target, by=administrator)
        with pytest.raises(PersonRefused):
            deactivate(target, successor=editor, by=administrator)
        with pytest.raises(PersonRefused):
            change(target, administrator, [EDITORS])
    with pytest.raises(PersonRefused):
        change(editor, administrator, [EDITORS, "更高"])
    client = sign_in(administrator, HOST)
    for target in (chief, inspector):
        for what in ("", "link/", "unlock/", "deactivate/", "reactivate/"):
            path = f"/admin/disclosure_people/{target.pk}/{what}"
            assert client.get(path).status_code == 302
            assert client.post(path, {}).status_code == 302
    with bureaus.activate("jsj"):
        assert (accounts(), Invitation.objects.count()) == before


def _permission(app: str, codename: str):
    permissions = Group.permissions.rel.model.objects
    return permissions.filter(content_type__app_label=app, codename=codename)


def test_wagtails_own_screens_let_no_administrator_climb(administrator, editor):
    group = Group.objects.get(name=ADMINISTRATORS)
    client = sign_in(administrator, HOST)
    before = accounts()
    climbing = {
        "username": "zhou",
        "first_name": "周敏",
        "last_name": "-",
        "email": "z@yunling.example",
        "is_superuser": "on",
        "is_active": "on",
        "groups": [group.pk],
        "password1": "",
        "password2": "",
    }
    role = {"role": group.pk, "name": "x", "mark_as_active": "False"}
    bulk = f"?next=/admin/&id={editor.pk}"
    for path in (
        "/admin/users/new/",
        f"/admin/users/edit/{administrator.pk}/",
        f"/admin/users/edit/{editor.pk}/",
        f"/admin/users/delete/{editor.pk}/",
        "/admin/groups/new/",
        f"/admin/groups/edit/{group.pk}/",
        f"/admin/groups/delete/{group.pk}/",
        f"/admin/bulk/auth/user/assign_role/{bulk}",
        f"/admin/bulk/auth/user/set_active_state/{bulk}",
        f"/admin/bulk/auth/user/delete/{bulk}",
    ):
        assert client.get(path).status_code in (302, 404), path
        assert client.post(path, {**climbing, **role}).status_code in (200, 302, 404), path
        with bureaus.activate("jsj"):
            assert accounts() == before, path
            assert Group.objects.filter(name=ADMINISTRATORS).exists()
    assert client.get("/admin/users/").status_code == 302


def test_setting_up_again_takes_the_old_permissions_away(administrator):
    group = Group.objects.get(name=ADMINISTRATORS)
    group.permissions.add(*_permission("auth", "change_user"), *_permission("auth", "add_user"))
    set_up_roles(BureauHomePage.objects.get())
    assert not User.objects.get(pk=administrator.pk).has_perm("auth.change_user")
    assert User.objects.get(pk=administrator.pk).has_perm("disclosure_plugin.change_person")


def test_what_a_leaver_holds_goes_to_the_colleague_and_names_stay(
    administrator, editor, colleague
):
    owned = ItemFactory(published=True, owner=editor)
    scheduled = ItemFactory(owner=editor, go_live_at=timezone.now() + timedelta(days=2))
    publish(scheduled)  # goes live later: this only schedules
    locked = ItemFactory(owner=administrator)
    Page.objects.filter(pk=locked.pk).update(
        locked=True, locked_by=editor, locked_at=timezone.now()
    )
    revision = owned.save_revision(user=editor, log_action=True)
    client = sign_in(editor, HOST)
    with bureaus.activate("jsj"):
        before = accounts()
        for nobody in (None, UserFactory(role=REVIEWERS), editor):
            with pytest.raises(PersonRefused):
                deactivate(editor, successor=nobody, by=administrator)
        assert accounts()[: len(before)] == before
        assert Page.objects.get(pk=locked.pk).locked_by_id == editor.pk

        held = holdings(editor)
        assert set(held.owned.values_list("pk", flat=True)) == {owned.pk, scheduled.pk}
        assert [page.pk for page in held.scheduled] == [scheduled.pk]
        deactivate(editor, successor=colleague, by=administrator)

        pages = {page.pk: page for page in Page.objects.filter(owner=colleague)}
        assert set(pages) == {owned.pk, scheduled.pk}
        assert pages[scheduled.pk].approved_schedule is True
        assert Page.objects.get(pk=locked.pk).locked_by_id == colleague.pk
        revision.refresh_from_db()
        assert revision.user_id == editor.pk
        assert PageLogEntry.objects.filter(user=editor, revision=revision).exists()
        editor.refresh_from_db()
        assert (editor.is_active, editor.disclosure_person.left_on) == (
            False,
            timezone.localdate(),
        )
        entry = ModelLogEntry.objects.filter(action="disclosure.deactivate").get()
        assert (entry.user_id, entry.data["successor"], entry.data["pages"]) == (
            administrator.pk,
            "李静",
            3,
        )
        handed = PageLogEntry.objects.filter(action="disclosure.hand_over")
        assert {row.data["from"] for row in handed} == {"陈立"}
        assert handed.count() == 3
    assert client.get("/admin/").status_code == 302


def test_who_comes_back_has_the_old_roles_and_a_new_password(administrator, editor):
    deactivate(editor, successor=None, by=administrator)
    assert Invitation.objects.usable().count() == 0
    invitation = reactivate(editor, by=administrator)
    editor.refresh_from_db()
    assert (editor.is_active, editor.has_usable_password()) == (True, False)
    assert [group.name for group in editor.groups.all()] == [EDITORS]
    assert invitation.link


def test_links_that_a_leaver_has_made_become_void(administrator):
    second = UserFactory(role=ADMINISTRATORS)
    invite(full_name="王强", username="wang", email="", role=EDITORS, invited_by=administrator)
    assert Invitation.objects.usable().count() == 1
    deactivate(administrator, successor=None, by=second)
    assert Invitation.objects.usable().count() == 0


def test_a_step_that_would_wait_for_nobody_is_named(administrator, editor):
    reviewer = UserFactory(role=REVIEWERS)
    item = ItemFactory(owner=editor)
    item.get_workflow().start(item, editor)
    (task,) = holdings(reviewer).waiting
    assert (task.step, task.others) == ("审查", 0)
    assert [role.name for role in without_holder(reviewer)] == [REVIEWERS]
    assert item.get_workflow().name == WORKFLOW
    UserFactory(role=REVIEWERS)
    assert without_holder(reviewer) == []
    assert holdings(reviewer).waiting[0].others == 1
    page = sign_in(administrator, HOST).get(f"/admin/disclosure_people/{reviewer.pk}/deactivate/")
    assert item.title in page.content.decode()


def test_who_has_done_something_is_never_deleted(administrator, editor, colleague):
    ItemFactory(published=True).save_revision(user=editor)
    chief = UserFactory(username="chief", is_superuser=True)
    client = sign_in(chief, HOST)
    for path in (
        f"/admin/users/delete/{editor.pk}/",
        f"/admin/bulk/auth/user/delete/?next=/admin/users/&id={editor.pk}&id={colleague.pk}",
    ):
        answer = client.post(path, follow=True)
        assert "陈立" in answer.content.decode()
        with bureaus.activate("jsj"):
            assert User.objects.filter(pk__in=[editor.pk, colleague.pk]).count() == 2
    with bureaus.activate("jsj"):
        with pytest.raises(ProtectedError), transaction.atomic():
            User.objects.filter(pk=editor.pk).delete()
        assert User.objects.filter(pk=editor.pk).exists()
        colleague.delete()  # who has done nothing may go
        assert not User.objects.filter(username="li").exists()

"""Invitations: one link, one person, one bureau, once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client
from django.utils import timezone

from disclosure_plugin import bureaus
from disclosure_plugin.actions import invitations
from disclosure_plugin.actions.invitations import CannotInvite, invite, reissue
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.models import Invitation, Person
from sandbox.config.settings import base
from tests.factories.users import UserFactory

PASSWORD = "公开条例第二十六条二十个工作日"


def visitor(host: str = "jsj.localhost") -> Client:
    return Client(headers={"host": host})


def path_of(invitation: Invitation) -> str:
    return "/admin/first-login/" + invitation.link.rstrip("/").rpartition("/")[2] + "/"


def send(client: Client, path: str, password: str = PASSWORD):
    return client.post(path, {"new_password1": password, "new_password2": password})


def state() -> tuple:
    """What a refused act must leave as it was."""
    users = get_user_model().objects.order_by("pk")
    return (
        list(users.values_list("pk", "username", "password", "is_active")),
        list(Invitation.objects.order_by("pk").values()),
        list(Person.objects.order_by("pk").values()),
    )


@pytest.fixture
def administrator(jsj, settings):
    settings.AUTH_PASSWORD_VALIDATORS = base.AUTH_PASSWORD_VALIDATORS
    return UserFactory(username="zhou", first_name="周敏", role=ADMINISTRATORS)


def invite_editor(by, **changes) -> Invitation:
    values = {"full_name": "李静", "username": "lijing", "email": "", "role": EDITORS}
    return invite(**{**values, **changes}, invited_by=by)


def test_an_invited_person_cannot_sign_in_until_they_set_their_password(administrator):
    invitation = invite_editor(administrator, post="办公室副主任", phone="6121935")
    user = invitation.user
    assert (user.get_full_name(), user.disclosure_person.post) == ("李静", "办公室副主任")
    assert not user.has_usable_password()
    assert [group.name for group in user.groups.all()] == [EDITORS]
    token = path_of(invitation).split("/")[3]
    assert len(token) >= 43  # 256 bits
    assert not any(token in str(row) for row in Invitation.objects.values())
    assert invitation.link == f"http://jsj.localhost:8000/admin/first-login/{token}/"

    client = visitor()
    refused = send(client, path_of(invitation), "12345678")
    assert (refused.status_code, Invitation.objects.usable().count()) == (200, 1)
    for _twice in range(2):  # a mail server opens links, too
        page = client.get(path_of(invitation))
        assert page.status_code == 200
    assert "lijing" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    done = send(client, path_of(invitation))
    assert (done.status_code, done["Location"]) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_used_link_is_worth_nothing(administrator):
    invitation = invite_editor(administrator)
    assert send(visitor(), path_of(invitation)).status_code == 302
    before = state()
    again = send(visitor(), path_of(invitation), "另外一个很长的密码呢")
    assert again.status_code == 404
    assert visitor().get(path_of(invitation)).status_code == 404
    assert state() == before


@pytest.mark.parametrize("days", [7, 8])
def test_a_link_expires(administrator, days):
    invitation = invite_editor(administrator)
    before = state()
    with time_machine.travel(invitation.expires_at - timedelta(seconds=5), tick=False):
        assert visitor().get(path_of(invitation)).status_code == 200
    with time_machine.travel(invitation.made_at + timedelta(days=days, seconds=1), tick=False):
        assert send(visitor(), path_of(invitation)).status_code == 404
    assert state() == before


def test_a_link_of_one_bureau_is_refused_at_another(administrator):
    invitation = invite_editor(administrator)
    path = path_of(invitation)
    assert send(visitor("czj.localhost"), path).status_code == 404
    with bureaus.activate("jsj"):  # a request leaves the connection where it was answered
        row = Invitation.objects.values().get()
    with bureaus.activate("czj"):  # even if the very same row lay there
        twin = UserFactory(username="lijing")
        Invitation.objects.create(**{**row, "user_id": twin.pk, "invited_by_id": None})
        before = state()
    assert send(visitor("czj.localhost"), path).status_code == 404
    with bureaus.activate("czj"):
        assert state() == before
    assert send(visitor(), path).status_code == 302


def test_a_changed_link_is_refused_and_so_are_its_hash_and_nonsense(administrator):
    invitation = invite_editor(administrator)
    before = state()
    token = path_of(invitation).split("/")[3]
    for wrong in (token[:-1], token + "A", token[::-1], invitation.token_hash, "x", "局"):
        assert send(visitor(), f"/admin/first-login/{wrong}/").status_code == 404
    assert state() == before


def test_a_deactivated_persons_link_and_an_older_link_are_refused(administrator):
    first = invite_editor(administrator)
    second = reissue(first.user, by=administrator)
    assert send(visitor(), path_of(first)).status_code == 404
    assert visitor().get(path_of(second)).status_code == 200
    get_user_model().objects.filter(pk=first.user.pk).update(is_active=False)
    assert send(visitor(), path_of(second)).status_code == 404
    with pytest.raises(CannotInvite):
        reissue(first.user, by=administrator)
    assert Invitation.objects.filter(used_at=None).count() == 2


def test_a_new_link_ends_the_password_and_the_sessions(administrator):
    editor = UserFactory(username="chen", role=EDITORS)
    client = visitor()
    client.post("/admin/login/", {"username": "chen", "password": "only-for-tests"})
    assert client.get("/admin/").status_code == 200
    reissue(editor, by=administrator)
    assert client.get("/admin/").status_code == 302
    editor.refresh_from_db()
    assert not editor.has_usable_password()


def test_the_letter_leaves_after_the_commit(administrator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        invitation = invite_editor(administrator, email="lijing@yunling.example")
        assert (invitation.mail, mail.outbox) == (Invitation.Mail.WAITING, [])
    with bureaus.activate("czj"):  # whoever commits may stand elsewhere
        for callback in callbacks:
            callback()
    (letter,) = mail.outbox
    assert letter.to == ["lijing@yunling.example"]
    assert invitation.link in letter.body
    assert Invitation.objects.get().mail == Invitation.Mail.SENT


def test_mail_that_fails_leaves_the_account_and_its_link(
    administrator, django_capture_on_commit_callbacks, settings
):
    # Nobody listens there: the connection is refused.
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with django_capture_on_commit_callbacks(execute=True):
        invitation = invite_editor(administrator, email="lijing@yunling.example")
    assert Invitation.objects.get().mail == Invitation.Mail.FAILED
    assert send(visitor(), path_of(invitation)).status_code == 302


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "ZHOU"}, "username"),
        ({"username": "李 静"}, "username"),
        ({"full_name": "  "}, "full_name"),
        ({"email": "nowhere"}, "email"),
        ({"role": "县长"}, "role"),
        ({"role": "更高"}, "role"),
    ],
)
def test_a_refused_invitation_leaves_nothing(administrator, changes, field):
    higher = Group.objects.create(name="更高")
    higher.permissions.set(Group.objects.get(name=ADMINISTRATORS).permissions.all())
    higher.permissions.add(*Permission.objects.filter(codename="delete_user"))
    before = state()
    with pytest.raises(CannotInvite) as refused:
        invite_editor(administrator, **changes)
    assert refused.value.field == field
    assert state() == before


@pytest.mark.parametrize("role", [ADMINISTRATORS, EDITORS, REVIEWERS])
def test_an_administrator_gives_every_role_of_the_bureau_and_an_editor_none(administrator, role):
    editor = UserFactory(role=EDITORS)
    assert invite_editor(administrator, role=role).user.groups.get().name == role
    before = state()
    with pytest.raises(CannotInvite):
        invite_editor(editor, username="other", role=role)
    with pytest.raises(CannotInvite):
        reissue(get_user_model().objects.get(username="lijing"), by=editor)
    assert state() == before


def test_only_one_link_of_a_person_is_open(administrator):
    invitation = invite_editor(administrator)
    for _more in range(3):
        reissue(invitation.user, by=administrator)
    assert Invitation.objects.open().count() == 1
    assert Invitation.objects.open().get().made_at <= timezone.now()


def test_the_texts_of_the_refusals_name_nobody(administrator):
    invitation = invite_editor(administrator)
    assert send(visitor(), path_of(invitation)).status_code == 302
    main = re.compile(r"<main.*?</main>", re.DOTALL)
    texts = {
        main.search(visitor().get(path).content.decode())[0]
        for path in (path_of(invitation), "/admin/first-login/x/")
    }
    assert len(texts) == 1
    assert "lijing" not in texts.pop()


def test_the_stored_value_depends_on_the_bureau(jsj):
    here = invitations._hash("x")
    with bureaus.activate("czj"):
        assert invitations._hash("x") != here

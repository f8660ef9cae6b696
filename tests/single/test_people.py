"""People of a site without tenants, and without anything that counts failed sign-ins."""

from django.apps import apps
from django.test import Client

from disclosure_plugin.actions.invitations import invite
from disclosure_plugin.actions.people import deactivate
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS
from tests.factories.users import UserFactory

PASSWORD = "公开条例第二十六条二十日"


def test_a_colleague_comes_and_goes(jsj):
    assert not apps.is_installed("axes")
    administrator = UserFactory(role=ADMINISTRATORS)
    invitation = invite(
        full_name="李静", username="lijing", email="", role=EDITORS, invited_by=administrator
    )
    path = invitation.link.removeprefix("http://localhost")
    client = Client()
    passwords = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post(path, passwords).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/disclosure_roles/").status_code == 200
    assert client.post(path, passwords).status_code == 404
    for _time in range(9):
        wrong = {"username": "lijing", "password": "wrong"}
        assert Client().post("/admin/login/", wrong).status_code == 200
    deactivate(invitation.user, successor=None, by=administrator)
    assert client.get("/admin/").status_code == 302
    host = Client()
    host.force_login(administrator)
    listed = host.get("/admin/disclosure_people/?export=csv")
    assert "李静" in b"".join(listed.streaming_content).decode()

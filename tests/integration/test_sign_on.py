"""Single sign-on with a provider that answers over real HTTP: who comes in, and who does not."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.test import Client, override_settings
from django.utils.translation import gettext as _
from joserfc.jwk import RSAKey
from wagtail.models import ModelLogEntry

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import EDITORS
from disclosure_plugin.sign_on.models import SignOnIdentity
from tests.factories.users import PASSWORD, UserFactory, sign_in
from tests.oidc_provider import CLIENT_ID, CLIENT_SECRET, Provider, running

JSJ, CZJ = "jsj.localhost", "czj.localhost"
START = "/admin/sign-on/"
CONNECT = "/admin/sign-on/connect/"
NOT_CONFIRMED = "The sign-on could not be confirmed. Begin it again, at this bureau."
AWAY = "The single sign-on does not answer. Try again later, or sign in with a password."
TAKEN = "This account, or this person, is connected already. Nothing was changed."


@pytest.fixture(scope="module")
def provider_process():
    with running() as provider:
        yield provider


@pytest.fixture
def provider(provider_process: Provider):
    provider_process.subject, provider_process.lies = "person-1", {}
    provider_process.signing_key = provider_process.key
    with using(provider_process):
        yield provider_process


def using(provider: Provider, **more):
    values = {
        "OIDC_ISSUER": provider.issuer,
        "OIDC_CLIENT_ID": CLIENT_ID,
        "OIDC_CLIENT_SECRET": CLIENT_SECRET,
        **more,
    }
    return override_settings(DISCLOSURE={**django_settings.DISCLOSURE, **values})


def at(host: str) -> Client:
    return Client(headers={"host": host})


def provider_sends_back(client: Client, start: str = START) -> str:
    """Go to the provider as a browser does; return path and query of the way back."""
    sent = client.get(start)
    assert sent.status_code == 302, sent.content
    returned = requests.get(sent["Location"], allow_redirects=False, timeout=5)
    address = urlsplit(returned.headers["Location"])
    return f"{address.path}?{address.query}"


def go(client: Client, start: str = START):
    return client.get(provider_sends_back(client, start))


def who(client: Client) -> str | None:
    answer = client.get("/admin/")
    return answer.context["user"].username if answer.status_code == 200 else None


def says(client: Client, answer, sentence: str) -> bool:
    assert answer.status_code == 302
    return _(sentence) in client.get(answer["Location"]).content.decode()


def bound() -> set[tuple[str, str]]:
    return set(SignOnIdentity.objects.values_list("user__username", "subject"))


@pytest.fixture
def editor(jsj):
    return UserFactory(username="zhang", role=EDITORS)


@pytest.fixture
def connected(editor, provider):
    """An editor whose account was connected, by themselves, to the person at the provider."""
    client = sign_in(editor, JSJ)
    shown = client.get("/admin/account/").content.decode()
    assert CONNECT in shown
    assert go(client, CONNECT).status_code == 302
    assert bound() == {("zhang", "person-1")}
    assert CONNECT not in client.get("/admin/account/").content.decode()
    assert ModelLogEntry.objects.filter(action="disclosure.bind_sign_on", user=editor).exists()
    return editor


def test_who_is_connected_signs_in_at_this_bureau_and_at_no_other(connected, provider):
    client = at(JSJ)
    assert START in client.get("/admin/login/").content.decode()
    assert go(client).status_code == 302
    assert who(client) == "zhang"
    assert provider.redirect_uris[-1] == "http://jsj.localhost:8000/admin/sign-on/callback/"
    elsewhere = at(CZJ)
    answer = go(elsewhere)
    assert provider.redirect_uris[-1] == "http://czj.localhost:8000/admin/sign-on/callback/"
    assert "person-1" not in elsewhere.get(answer["Location"]).content.decode()
    assert who(elsewhere) is None
    with bureaus.activate("czj"):
        assert bound() == set()


def test_an_unknown_person_is_refused_with_a_sentence_and_gets_no_account(connected, provider):
    provider.subject = "person-2"
    # Neither address nor user name of somebody else makes them that person.
    provider.lies = {"email": "zhang@example.com", "preferred_username": "zhang"}
    users = get_user_model().objects.count()
    client = at(JSJ)
    answer = go(client)
    assert "统一身份认证认识您，但本局没有与您绑定的账号" in (
        client.get(answer["Location"]).content.decode()
    )
    assert who(client) is None
    assert get_user_model().objects.count() == users
    assert bound() == {("zhang", "person-1")}


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-installation"},
        {"iss": "https://elsewhere.example"},
        {"exp": int(time.time()) - 3600},
        {"sub": None},
    ],
    ids=["nonce", "no nonce", "audience", "issuer", "expired", "no subject"],
)
def test_a_token_that_does_not_fit_is_refused(connected, provider, lies):
    provider.lies = lies
    client = at(JSJ)
    assert says(client, go(client), NOT_CONFIRMED)
    assert who(client) is None


def test_a_token_signed_by_somebody_else_is_refused(connected, provider):
    provider.signing_key = RSAKey.generate_key(2048, {"kid": "one"}, auto_kid=False)
    client = at(JSJ)
    assert says(client, go(client), NOT_CONFIRMED)
    assert who(client) is None


def test_what_was_begun_at_one_bureau_is_worth_nothing_at_another(connected, provider):
    with bureaus.activate("czj"):
        finance = UserFactory(username="li", role=EDITORS)
    other = sign_in(finance, CZJ)
    go(other, CONNECT)
    with bureaus.activate("czj"):
        assert bound() == {("li", "person-1")}
    way_back = provider_sends_back(at(JSJ))
    for victim in (at(CZJ), at(JSJ)):
        # Another browser: neither the other bureau nor this one knows the state.
        assert says(victim, victim.get(way_back), NOT_CONFIRMED)
        assert who(victim) is None
    # The code of one bureau's sign-on under the state of another's.
    begun_here = at(CZJ)
    state = parse_qs(urlsplit(provider_sends_back(begun_here)).query)["state"][0]
    code = parse_qs(urlsplit(provider_sends_back(at(JSJ))).query)["code"][0]
    answer = begun_here.get(f"/admin/sign-on/callback/?code={code}&state={state}")
    assert says(begun_here, answer, NOT_CONFIRMED)
    assert who(begun_here) is None


def test_a_provider_that_is_away_leaves_the_password(connected, provider):
    client = at(JSJ)
    way_back = provider_sends_back(client)
    # Nobody listens on the port any more.
    with using(provider, OIDC_ISSUER="http://127.0.0.1:1"):
        for path in (START, way_back):
            assert says(client, client.get(path), AWAY)
        assert who(client) is None
        assert who(sign_in(connected, JSJ)) == "zhang"
    with using(provider, OIDC_ISSUER=f"{provider.issuer}/"):
        assert says(client, client.get(START), AWAY), "calls itself something else"


def test_who_has_left_does_not_come_in(connected, provider):
    connected.is_active = False
    connected.save()
    client = at(JSJ)
    assert go(client).status_code == 302
    assert who(client) is None


def test_an_account_is_connected_once_and_by_its_owner(connected, provider):
    other = UserFactory(username="wang", role=EDITORS)
    client = sign_in(other, JSJ)
    assert says(client, go(client, CONNECT), TAKEN)
    provider.subject = "person-2"
    client = sign_in(connected, JSJ)
    assert says(client, go(client, CONNECT), TAKEN)
    assert bound() == {("zhang", "person-1")}
    # Begun by one, brought back when another has signed in.
    client = sign_in(connected, JSJ)
    way_back = provider_sends_back(client, CONNECT)
    client.post("/admin/login/", {"username": "wang", "password": PASSWORD})
    client.get(way_back)
    assert client.get(CONNECT, headers={"host": CZJ})["Location"] == "/admin/login/"
    assert at(JSJ).get(CONNECT)["Location"] == "/admin/login/"
    assert bound() == {("zhang", "person-1")}


def test_a_claim_names_an_invited_account_only_where_it_is_set(editor, provider):
    provider.lies = {"preferred_username": "zhang"}
    assert go(at(JSJ)).status_code == 302
    assert bound() == set()
    superuser = UserFactory(username="chief", is_superuser=True)
    visitor = UserFactory(username="county:7")
    with using(provider, OIDC_USERNAME_CLAIM="preferred_username"):
        for name in (superuser.username, visitor.username, "nobody", 7, None):
            provider.lies = {"preferred_username": name}
            client = at(JSJ)
            go(client)
            assert who(client) is None, name
        assert bound() == set()
        provider.lies = {
            "preferred_username": "zhang",
            "is_superuser": True,
            "groups": ["本局管理员"],
        }
        client = at(JSJ)
        go(client)
        assert who(client) == "zhang"
        editor.refresh_from_db()
        assert not editor.is_superuser
        assert [group.name for group in editor.groups.all()] == [EDITORS]
        # The name counted once; a second person with the same name is somebody else.
        provider.subject = "person-2"
        other = at(JSJ)
        go(other)
        assert who(other) is None
    assert bound() == {("zhang", "person-1")}


def test_switched_off_it_has_no_address_and_no_button(editor):
    client = sign_in(editor, JSJ)
    for path in (START, CONNECT, f"{START}callback/"):
        assert client.get(path).status_code == 404
    assert START not in at(JSJ).get("/admin/login/").content.decode()
    assert CONNECT not in client.get("/admin/account/").content.decode()

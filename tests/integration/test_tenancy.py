"""Bureaus as tenants: routing, isolation, creation."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from wagtail.models import GroupPagePermission, WorkflowPage

from disclosure_plugin import bureaus, models
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, REVIEWERS, WORKFLOW
from disclosure_plugin.models import BureauHomePage
from disclosure_plugin.tenancy.models import Bureau, BureauDomain
from disclosure_plugin.tenancy.provisioning import CannotCreateBureau, create_bureau
from tests.factories.pages import ItemFactory
from tests.factories.uploads import DocumentFactory, pdf
from tests.factories.users import PASSWORD, UserFactory, sign_in


def get(host: str, path: str = "/"):
    return Client(headers={"host": host}).get(path)


def schemas() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'bureau_%'")
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize(
    "host", ["jsj.localhost", "jsj.localhost:8000", "JSJ.localhost", "jsj.localhost."]
)
def test_a_bureau_answers_at_its_host_however_it_is_written(db, host):
    response = get(host)
    assert response.status_code == 200
    assert "云岭县住房和城乡建设局" in response.content.decode()


@pytest.mark.parametrize(
    "host",
    ["nobody.localhost", "www.nobody.localhost", "127.0.0.1", "jsj.example.com", "jsj_", ""],
)
def test_an_unknown_host_answers_404_without_a_word_of_any_bureau(
    db, django_assert_max_num_queries, host
):
    with django_assert_max_num_queries(2):  # nobody but the table of hosts is asked
        response = get(host)
    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store"
    assert "云岭县" not in response.content.decode()


def test_a_page_of_one_bureau_has_no_address_at_another(jsj):
    item = ItemFactory(published=True)
    assert get("jsj.localhost", item.url).status_code == 200
    assert get("czj.localhost", item.url).status_code == 404


def test_a_session_of_one_bureau_is_worth_nothing_at_another(jsj):
    client = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")
    assert client.get("/admin/").status_code == 200
    session = client.cookies["sessionid_jsj"].value
    for name in ("sessionid_jsj", "sessionid_czj", "sessionid"):
        other = Client(headers={"host": "czj.localhost"})
        other.cookies[name] = session
        response = other.get("/admin/")
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("name", ["sessionid", "sessionid_czj"])
def test_a_session_counts_under_the_name_of_its_bureau_only(jsj, name):
    client = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")
    session = client.cookies["sessionid_jsj"].value
    assert client.get("/admin/").status_code == 200
    planted = Client(headers={"host": "jsj.localhost"})
    planted.cookies[name] = session
    assert planted.get("/admin/").status_code == 302


def test_cookies_carry_the_bureau_and_keep_what_protects_them(jsj, settings):
    settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "__Host-sessionid", True
    settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE = "__Host-csrftoken", True
    client = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")
    assert set(client.cookies) == {"__Host-sessionid_jsj", "__Host-csrftoken_jsj"}
    for cookie in client.cookies.values():
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
        assert cookie["samesite"] == "Lax"
    assert client.cookies["__Host-sessionid_jsj"]["httponly"]
    assert client.get("/admin/").status_code == 200


def test_signing_out_takes_the_cookie_away(jsj):
    client = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")
    client.post("/admin/logout/")
    assert client.cookies["sessionid_jsj"].value == ""
    assert client.get("/admin/").status_code == 302


def test_a_form_is_taken_with_the_cookie_of_its_bureau_only(jsj):
    user = UserFactory(role=ADMINISTRATORS)
    form = {"username": user.username, "password": PASSWORD}
    for name, status in (("csrftoken_czj", 403), ("csrftoken", 403), ("csrftoken_jsj", 302)):
        client = Client(headers={"host": "jsj.localhost"}, enforce_csrf_checks=True)
        client.get("/admin/login/")
        token = client.cookies.pop("csrftoken_jsj").value
        client.cookies[name] = token
        sent = client.post("/admin/login/", {**form, "csrfmiddlewaretoken": token})
        assert sent.status_code == status, name


def test_files_of_one_bureau_have_no_address_at_another(jsj):
    document = DocumentFactory()
    item = ItemFactory(attachments=[models.ItemAttachment(document=document)], published=True)
    (copy,) = models.PublicFile.objects.all()
    assert copy.url in get("jsj.localhost", item.url).text
    assert b"".join(get("jsj.localhost", copy.url).streaming_content) == pdf()
    for path in (
        copy.url,
        document.file.url,
        f"/media/../jsj/{copy.name}",
        f"/media/%2e%2e/jsj/{copy.name}",
        f"/uploads/../jsj/{document.file.name}",
    ):
        assert get("czj.localhost", path).status_code == 404


def test_what_lies_beside_the_uploads_has_no_address(jsj):
    for folder in ("images", "documents", "original_images", "wagtail_uploads"):
        name = default_storage.save(f"{folder}/list.txt", ContentFile(b"not for everybody"))
        try:
            for prefix in ("media", "uploads"):
                assert get("jsj.localhost", f"/{prefix}/{name}").status_code == 404
        finally:
            with bureaus.activate("jsj"):
                default_storage.delete(name)


def test_the_cache_keeps_bureaus_apart(db):
    with bureaus.activate("jsj"):
        cache.set("greeting", "construction")
    with bureaus.activate("czj"):
        assert cache.get("greeting") is None
    with bureaus.activate("jsj"):
        assert cache.get("greeting") == "construction"


def test_without_a_bureau_nothing_is_guessed(db):
    connection.set_schema_to_public()
    with pytest.raises(bureaus.NoBureau):
        bureaus.current()
    with pytest.raises(bureaus.NoBureau):
        cache.set("greeting", "nobody")
    with pytest.raises(bureaus.NoBureau):
        default_storage.save("images/plan.png", ContentFile(b"nobody"))


def test_an_unknown_bureau_is_refused_with_the_known_ones(db):
    with (
        pytest.raises(bureaus.NoBureau, match=r"'nosuch'.*county, czj, jsj"),
        bureaus.activate("nosuch"),
    ):
        pytest.fail("must not be entered")


def test_activation_goes_back_to_the_bureau_before(db):
    with bureaus.activate("jsj"):
        with bureaus.activate("czj"):
            assert bureaus.current() == "czj"
        assert bureaus.current() == "jsj"


@pytest.mark.parametrize(
    ("code", "host"),
    [
        ("Js J", "new.localhost"),
        ("public; DROP", "new.localhost"),
        ("new", "jsj.localhost"),
        ("a" * 31, "new.localhost"),
        ("new", "局.localhost"),
    ],
)
def test_a_refused_bureau_leaves_nothing_behind(db, code, host):
    connection.set_schema_to_public()
    before = (schemas(), Bureau.objects.count(), BureauDomain.objects.count())
    with pytest.raises(CannotCreateBureau):
        create_bureau(code=code, name="新局", host=host)
    assert (schemas(), Bureau.objects.count(), BureauDomain.objects.count()) == before


def test_a_failure_after_the_schema_leaves_nothing_behind(db, monkeypatch):
    connection.set_schema_to_public()
    before = (schemas(), Bureau.objects.count(), BureauDomain.objects.count())

    def fail(**kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr("disclosure_plugin.tenancy.provisioning.name_site", fail)
    with pytest.raises(RuntimeError, match="disk full"):
        create_bureau(code="newer", name="新局", host="newer.localhost")
    connection.set_schema_to_public()
    assert (schemas(), Bureau.objects.count(), BureauDomain.objects.count()) == before


def test_creating_again_changes_nothing(jsj):
    home = BureauHomePage.objects.get()
    connection.set_schema_to_public()
    made = create_bureau(code="jsj", name="云岭县住房和城乡建设局", host="jsj.localhost")
    assert not made.created
    with bureaus.activate("jsj"):
        assert BureauHomePage.objects.get().pk == home.pk
        assert BureauHomePage.objects.get().latest_revision_id == home.latest_revision_id


def test_creating_again_brings_what_a_release_added(jsj):
    group = Group.objects.get(name=ADMINISTRATORS)
    permission = Permission.objects.get(codename="access_admin")
    page_permissions = GroupPagePermission.objects.filter(group=group)
    before = set(page_permissions.values_list("permission__codename", flat=True))
    group.permissions.remove(permission)
    page_permissions.filter(permission__codename="publish_page").delete()
    Group.objects.get(name=REVIEWERS).delete()
    WorkflowPage.objects.all()._raw_delete("default")  # which no screen and no ORM call may do
    connection.set_schema_to_public()
    create_bureau(code="jsj", name="云岭县住房和城乡建设局", host="jsj.localhost")
    with bureaus.activate("jsj"):
        assert permission in group.permissions.all()
        assert set(page_permissions.values_list("permission__codename", flat=True)) == before
        assert Group.objects.filter(name=REVIEWERS).exists()
        assert WorkflowPage.objects.get().workflow.name == WORKFLOW


def test_an_existing_bureau_does_not_move_to_another_host(db):
    connection.set_schema_to_public()
    with pytest.raises(CannotCreateBureau, match=r"jsj\.localhost"):
        create_bureau(code="jsj", name="云岭县住房和城乡建设局", host="elsewhere.localhost")


def test_there_is_one_county_office(db):
    connection.set_schema_to_public()
    before = schemas()
    with pytest.raises(CannotCreateBureau):
        create_bureau(code="second", name="又一个", host="second.localhost", is_county_office=True)
    assert schemas() == before

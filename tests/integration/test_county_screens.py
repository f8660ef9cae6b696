"""The county office makes, edits, suspends and closes bureaus; in other bureaus nobody does."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from wagtail.models import PageLogEntry

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS
from disclosure_plugin.models import (
    BureauSettings,
    CommitmentListPage,
    DisclosureBoardPage,
    DisclosureColumnPage,
    Section,
)
from disclosure_plugin.tenancy.county_roles import COUNTY_ADMINISTRATORS
from disclosure_plugin.tenancy.models import Bureau, BureauDomain
from tests.factories.pages import ItemFactory
from tests.factories.users import UserFactory, sign_in

LIST = "/admin/disclosure_bureaus/"
NEW = f"{LIST}new/"
CREDIT_CODE = "11100000000013338W"
VALUES = {
    "name": "云岭县林业局",
    "code": "lyj",
    "social_credit_code": "",
    "host": "lyj.localhost",
    "other_hosts": "",
    "blueprint": "",
}


def everything() -> tuple:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'bureau_%'")
        schemas = {row[0] for row in cursor.fetchall()}
    return (
        schemas,
        list(Bureau.objects.order_by("pk").values()),
        sorted(BureauDomain.objects.values_list("domain", "tenant__code", "is_primary")),
    )


@pytest.fixture
def county_it(db) -> Client:
    with bureaus.activate("county"):
        return sign_in(
            UserFactory(role=COUNTY_ADMINISTRATORS, first_name="赵敏"), "county.localhost"
        )


def key(code: str) -> int:
    return Bureau.objects.get(code=code).pk


def state_of(code: str) -> tuple[str, str]:
    bureau = Bureau.objects.get(code=code)
    return bureau.state, bureau.state_reason


@pytest.mark.parametrize("superuser", [True, False])
def test_in_another_bureau_there_are_no_such_screens(db, superuser):
    """Its superuser has every permission there is, and an editor can be given one by hand."""
    with bureaus.activate("jsj"):
        user = UserFactory(role=ADMINISTRATORS, is_superuser=superuser)
        user.user_permissions.set(
            Permission.objects.filter(content_type__app_label="disclosure_tenancy")
        )
        client = sign_in(user, "jsj.localhost")
    before = everything()
    pk = key("czj")
    lists = "/admin/disclosure_bureau_imports/"
    for path in (
        *(LIST, f"{LIST}results/", f"{LIST}?export=csv", NEW, f"{LIST}{pk}/", f"{LIST}{pk}/edit/"),
        *(f"{LIST}{pk}/suspend/", lists, f"{lists}new/", f"{lists}template/", f"{lists}1/report/"),
    ):
        assert client.get(path).status_code == 404, path
    assert client.post(NEW, VALUES).status_code == 404
    assert client.post(f"{LIST}{pk}/close/", {"reason": "x"}).status_code == 404
    assert client.post(f"{lists}1/start/").status_code == 404
    assert "disclosure_bureaus" not in client.get("/admin/").content.decode()
    connection.set_schema_to_public()
    assert everything() == before


def test_in_the_county_office_an_editor_may_not(db):
    with bureaus.activate("county"):
        client = sign_in(UserFactory(role=EDITORS), "county.localhost")
    before = everything()
    pk = key("czj")
    for path in (LIST, NEW, f"{LIST}{pk}/", f"{LIST}{pk}/edit/", f"{LIST}{pk}/suspend/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/admin/"), path
    assert client.post(NEW, VALUES).status_code == 302
    assert client.post(f"{LIST}{pk}/suspend/", {"reason": "x"}).status_code == 302
    assert "disclosure_bureaus" not in client.get("/admin/").content.decode()
    connection.set_schema_to_public()
    assert everything() == before


def test_a_bureau_is_made_with_its_starting_content(county_it):
    form = {
        **VALUES,
        "social_credit_code": "1110 0000 0000 13338w",
        "other_hosts": "forest.localhost\nLYJ2.localhost",
        "blueprint": "standard",
    }
    answer = county_it.post(NEW, form)
    made = Bureau.objects.get(code="lyj")
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}{made.pk}/")
    assert (made.social_credit_code, made.blueprint) == (CREDIT_CODE, "standard")
    hosts = ["lyj.localhost", "forest.localhost", "lyj2.localhost"]
    assert list(made.domains.values_list("domain", flat=True)) == hosts
    # The message was kept in the county office's session: the connection came back to it.
    page = county_it.get(answer["Location"]).content.decode()
    assert "云岭县林业局" in page
    assert 'class="success"' in page
    with bureaus.activate("lyj"):
        assert BureauSettings.objects.get().enquiry_phone == "12345"
        assert [section.name for section in Section.objects.all()] == ["办公室"]
        board = DisclosureBoardPage.objects.get()
        columns = DisclosureColumnPage.objects.all()
        assert (board.live, board.slug, len(columns)) == (True, "board", 9)
        assert all(column.live for column in columns)
        commitments = CommitmentListPage.objects.get()
        assert not commitments.live, "a promise that nobody reviewed"
        path = commitments.get_url()
        assert set(PageLogEntry.objects.values_list("user_id", flat=True)) == {None}, "whose key?"
    site = Client(headers={"host": "lyj.localhost"})
    assert "机构职能与负责人" in site.get("/board/").content.decode()
    assert site.get(path).status_code == 404
    for host in hosts[1:]:
        sent = Client(headers={"host": host}).get("/board/")
        assert (sent.status_code, sent["Location"]) == (301, "http://lyj.localhost:8000/board/")
    # Once more with the same values: the bureau that exists.
    again = county_it.post(NEW, form)
    assert (again.status_code, again["Location"]) == (302, f"{LIST}{made.pk}/")
    assert 'class="warning"' in county_it.get(again["Location"]).content.decode()
    assert Bureau.objects.count() == 4


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "Js J"),
        ("code", "jsj"),  # exists, with another name
        ("name", "=HYPERLINK(1)"),
        ("host", "jsj.localhost"),
        ("host", "局.localhost"),
        ("host", "https://lyj.localhost/"),
        ("host", "lyj..localhost"),
        ("other_hosts", "forest.localhost\nczj.localhost"),
        ("social_credit_code", "111000000000133380"),
        ("social_credit_code", CREDIT_CODE),  # the finance bureau has it
        ("blueprint", "../standard"),
    ],
)
def test_a_refusal_stands_at_its_field_and_leaves_nothing(county_it, field, value):
    Bureau.objects.filter(code="czj").update(social_credit_code=CREDIT_CODE)
    before = everything()
    answer = county_it.post(NEW, {**VALUES, field: value})
    assert answer.status_code == 200
    expected = "name" if value == "jsj" else field
    assert expected in answer.context["form"].errors, answer.context["form"].errors
    assert f'id="error-id_{expected}"' in answer.content.decode() or 'class="error-message"' in (
        answer.content.decode()
    )
    connection.set_schema_to_public()
    assert everything() == before


def test_a_broken_blueprint_refuses_and_names_the_place(county_it, settings, tmp_path):
    (tmp_path / "own.json").write_text(
        '{"title": "本县", "board": {"title": "栏", "columns": [{"title": "一"}]}}', "utf-8"
    )
    settings.DISCLOSURE = {**settings.DISCLOSURE, "BLUEPRINTS_DIR": str(tmp_path)}
    before = everything()
    answer = county_it.post(NEW, {**VALUES, "blueprint": "own"})
    (sentence,) = answer.context["form"].errors["blueprint"]
    assert "own.json" in sentence
    assert "board.columns 1, description" in sentence
    connection.set_schema_to_public()
    assert everything() == before


def test_the_list_finds_counts_and_is_exported(county_it):
    with bureaus.activate("jsj"):
        ItemFactory(published=True)
        ItemFactory()
    BureauDomain.objects.create(
        domain="build.localhost", tenant=Bureau.objects.get(code="jsj"), is_primary=False
    )
    page = county_it.get(LIST)
    rows = {bureau.code: bureau for bureau in page.context["object_list"]}
    assert list(rows) == ["county", "jsj", "czj"]
    assert page.context["view"].items_of == {"county": 0, "jsj": 1, "czj": 0}
    assert 'href="http://build.localhost' in page.content.decode()
    found = county_it.get(f"{LIST}results/?q=localhost&state=open").context["object_list"]
    assert [bureau.code for bureau in found] == ["county", "jsj", "czj"]
    found = county_it.get(f"{LIST}results/?q=build").context["object_list"]
    assert [bureau.code for bureau in found] == ["jsj"]
    assert not county_it.get(f"{LIST}?state=closed").context["object_list"]
    export = b"".join(county_it.get(f"{LIST}?export=csv").streaming_content).decode()
    assert "jsj,云岭县住房和城乡建设局,,jsj.localhost build.localhost," in export


def test_a_bureau_is_edited(county_it):
    address = f"{LIST}{key('jsj')}/edit/"
    before = everything()
    taken = {"name": "新名", "host": "czj.localhost", "other_hosts": "", "social_credit_code": "1"}
    errors = county_it.post(address, taken).context["form"].errors
    assert set(errors) == {"host", "social_credit_code"}
    connection.set_schema_to_public()
    assert everything() == before
    answer = county_it.post(
        address,
        {
            "name": "云岭县住建局",
            "social_credit_code": CREDIT_CODE,
            "host": "zjj.localhost",
            "other_hosts": "jsj.localhost",
        },
    )
    assert answer.status_code == 302
    bureau = Bureau.objects.get(code="jsj")
    assert (bureau.name, bureau.social_credit_code) == ("云岭县住建局", CREDIT_CODE)
    assert list(bureau.domains.values_list("domain", "is_primary")) == [
        ("zjj.localhost", True),
        ("jsj.localhost", False),
    ]
    assert "云岭县住建局" in Client(headers={"host": "zjj.localhost"}).get("/").content.decode()
    form = county_it.get(address).context["form"].initial
    assert (form["host"], form["other_hosts"]) == ("zjj.localhost", "jsj.localhost")


def test_a_bureau_is_suspended_closed_and_opened_with_its_history(county_it):
    pk = key("jsj")
    empty = county_it.post(f"{LIST}{pk}/suspend/", {"reason": " "})
    assert "reason" in empty.context["form"].errors
    assert county_it.post(f"{LIST}{pk}/resume/").status_code == 404
    assert state_of("jsj") == ("open", "")
    assert county_it.post(f"{LIST}{pk}/suspend/", {"reason": "核查泄露"}).status_code == 302
    assert state_of("jsj") == ("suspended", "核查泄露")
    assert Client(headers={"host": "jsj.localhost"}).get("/").status_code == 503
    assert county_it.post(f"{LIST}{pk}/suspend/", {"reason": "又"}).status_code == 404
    assert county_it.post(f"{LIST}{pk}/close/", {"reason": "并入"}).status_code == 302
    assert county_it.post(f"{LIST}{pk}/resume/").status_code == 302
    assert Client(headers={"host": "jsj.localhost"}).get("/").status_code == 200
    changes = county_it.get(f"{LIST}{pk}/").context["changes"]
    assert [(change.state, change.reason, change.changed_by) for change in changes] == [
        ("open", "", "赵敏"),
        ("closed", "并入", "赵敏"),
        ("suspended", "核查泄露", "赵敏"),
    ]


def test_the_county_office_does_not_lock_itself_out(county_it):
    pk = key("county")
    assert not county_it.get(f"{LIST}{pk}/").context["state_actions"]
    for action in ("suspend", "close"):
        assert county_it.post(f"{LIST}{pk}/{action}/", {"reason": "x"}).status_code == 404
    assert state_of("county") == ("open", "")

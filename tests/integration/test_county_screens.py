"""The county office makes, edits, suspends and closes bureaus; in other bureaus nobody does."""

import re

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext
from wagtail.models import ModelLogEntry, PageLogEntry

from disclosure_plugin import bureaus
from disclosure_plugin.actions.invitations import CannotInvite, invite
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS
from disclosure_plugin.models import (
    BureauSettings,
    CommitmentListPage,
    DisclosureBoardPage,
    DisclosureColumnPage,
    Invitation,
    Section,
)
from disclosure_plugin.tenancy import addresses
from disclosure_plugin.tenancy.county_roles import (
    AUDITORS,
    COUNTY_ADMINISTRATORS,
    COUNTY_SUPERVISORS,
)
from disclosure_plugin.tenancy.models import Bureau, BureauDomain
from tests.factories.credit_codes import CREDIT_CODES
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
    "path": "",
    "canonical": "host",
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


def at_admin_host(county_it: Client) -> Client:
    """Give the county office its second host name and go on there."""
    connection.set_schema_to_public()
    BureauDomain.objects.create(
        domain="admin.county.localhost", tenant=Bureau.objects.get(code="county"), is_primary=False
    )
    staff = Client(headers={"host": "admin.county.localhost"})
    staff.cookies = county_it.cookies
    return staff


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
        ("host", "lyj.elsewhere.example"),  # ALLOWED_HOSTS has it not
        ("path", "Lin Ye"),
        ("path", "czj"),  # the finance bureau has it
        ("path", "search"),  # the site needs it
        ("canonical", "path"),  # without a path
        ("administrator_name", "林青"),  # without a user name
        ("administrator", "lin qing"),
        ("administrator_email", "lin@"),
    ],
)
def test_a_refusal_stands_at_its_field_and_leaves_nothing(county_it, field, value):
    county_it = at_admin_host(county_it)
    Bureau.objects.filter(code="czj").update(social_credit_code=CREDIT_CODE, path="czj")
    before = everything()
    answer = county_it.post(NEW, {**VALUES, field: value})
    assert answer.status_code == 200
    expected = {"jsj": "name", "林青": "administrator"}.get(value, field)
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
    assert (
        f"jsj,云岭县住房和城乡建设局,{CREDIT_CODES['jsj']},jsj.localhost build.localhost,"
        in export
    )


def test_a_bureau_is_edited(county_it):
    address = f"{LIST}{key('jsj')}/edit/"
    before = everything()
    taken = {
        "name": "新名",
        "host": "czj.localhost",
        "other_hosts": "",
        "social_credit_code": "1",
        "canonical": "host",
    }
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
            "canonical": "host",
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


@pytest.mark.parametrize(("first", "second"), [("suspend", "close"), ("close", "suspend")])
def test_of_two_who_change_the_state_at_once_the_second_reads_it(county_it, first, second):
    pk = key("jsj")
    forms = {
        action: {"reason": action, "seen": seen_in(county_it.get(f"{LIST}{pk}/{action}/"))}
        for action in (first, second)
    }
    assert county_it.post(f"{LIST}{pk}/{first}/", forms[first]).status_code == 302
    before = everything()
    answer = county_it.post(f"{LIST}{pk}/{second}/", forms[second], follow=True)
    assert answer.redirect_chain == [(f"{LIST}{pk}/", 302)]
    sentence = gettext(
        "Somebody else has just changed the state of %(name)s. Look at it as it is now, then "
        "decide."
    ) % {"name": "云岭县住房和城乡建设局"}
    assert [str(one).strip() for one in answer.context["messages"]][1:] == [sentence]
    connection.set_schema_to_public()
    assert everything() == before
    assert [one.reason for one in Bureau.objects.get(pk=pk).state_changes.all()] == [first]


def seen_in(answer) -> str:
    """Return for which state a form was shown."""
    return re.search(r'name="seen" value="(\w*)"', answer.content.decode()).group(1)


def test_the_county_office_does_not_lock_itself_out(county_it):
    pk = key("county")
    assert not county_it.get(f"{LIST}{pk}/").context["state_actions"]
    for action in ("suspend", "close"):
        assert county_it.post(f"{LIST}{pk}/{action}/", {"reason": "x"}).status_code == 404
    assert state_of("county") == ("open", "")


def test_a_bureau_gets_its_path_and_loses_it_again(county_it):
    form = {**VALUES, "path": "/linye/", "canonical": "path"}
    # The county office has one host name, and its admin would share it.
    assert set(county_it.post(NEW, form).context["form"].errors) == {"path"}
    connection.set_schema_to_public()
    assert not Bureau.objects.filter(code="lyj").exists()
    staff = at_admin_host(county_it)
    made = staff.post(NEW, form)
    assert made.status_code == 302, made.context["form"].errors
    address = f"{LIST}{key('lyj')}/"
    assert made["Location"] == address
    site = Client(headers={"host": "county.localhost"})
    assert site.get("/linye/").status_code == 200
    moved = Client(headers={"host": "lyj.localhost"}).get("/")
    assert (moved.status_code, moved["Location"]) == (301, "http://county.localhost:8000/linye/")
    assert '<a href="http://county.localhost:8000/linye/">/linye/</a>' in (
        staff.get(f"{LIST}results/?q=linye").content.decode()
    )
    edit = {**form, "name": "新名", "path": "search"}
    errors = staff.post(f"{address}edit/", edit).context["form"].errors
    assert set(errors) == {"path"}
    connection.set_schema_to_public()
    bureau = Bureau.objects.get(code="lyj")
    assert (bureau.name, bureau.path, bureau.canonical) == ("云岭县林业局", "linye", "path")
    kept = staff.get(f"{address}edit/").context["form"].initial
    assert (kept["path"], kept["canonical"]) == ("linye", "path")
    edited = staff.post(f"{address}edit/", {**form, "path": "", "canonical": "host"})
    assert edited.status_code == 302
    assert Client(headers={"host": "lyj.localhost"}).get("/").status_code == 200
    assert site.get("/linye/").status_code == 404


ADMINISTRATOR = {
    "administrator_name": "林青",
    "administrator": "linqing",
    "administrator_email": "lin@yunling.example",
}


def open_links(code: str) -> list[str]:
    with bureaus.activate(code):
        return list(Invitation.objects.open().values_list("user__username", flat=True))


def test_the_administrator_gets_a_link_that_is_shown_once(county_it, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    made = county_it.post(NEW, {**VALUES, **ADMINISTRATOR})
    assert made.status_code == 200
    assert "no-store" in made["Cache-Control"]
    link = made.context["invitation"].link
    assert link.startswith("http://lyj.localhost:8000/admin/")
    assert link in made.content.decode()
    path = link.removeprefix("http://lyj.localhost:8000")
    assert Client(headers={"host": "lyj.localhost"}).get(path).status_code == 200
    assert Client(headers={"host": "jsj.localhost"}).get(path).status_code == 404
    assert open_links("lyj") == ["linqing"]
    with bureaus.activate("lyj"):
        assert [group.name for group in User.objects.get().groups.all()] == [ADMINISTRATORS]
    # Sent again, the same form makes neither account nor link.
    assert county_it.post(NEW, {**VALUES, **ADMINISTRATOR}).status_code == 302
    other = county_it.post(NEW, {**VALUES, **ADMINISTRATOR, "administrator": "another"})
    assert set(other.context["form"].errors) == {"administrator"}
    assert open_links("lyj") == ["linqing"]

    # Lost: the screen knows who waits, makes another, and the one before is worth nothing.
    address = f"{LIST}{key('lyj')}/administrator/"
    known = county_it.get(address).context["form"].initial
    assert known == {"full_name": "林青", "username": "linqing", "email": "lin@yunling.example"}
    again = county_it.post(address, known)
    assert again.context["invitation"].link not in ("", link)
    assert Client(headers={"host": "lyj.localhost"}).get(path).status_code == 404
    with bureaus.activate("county"):
        logged = ModelLogEntry.objects.filter(action="disclosure.administrator_link")
        assert [entry.user.first_name for entry in logged] == ["赵敏"]
    # Whoever has a password keeps it: the county does not become somebody else.
    with bureaus.activate("lyj"):
        user = User.objects.get(username="linqing")
        user.set_password("correct horse 1")
        user.save()
        kept = user.password
    refused = county_it.post(address, known)
    assert set(refused.context["form"].errors) == {"username"}
    with bureaus.activate("lyj"):
        assert User.objects.get(username="linqing").password == kept


def test_mail_that_fails_leaves_the_bureau_and_the_link(
    county_it, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with django_capture_on_commit_callbacks(execute=True):
        made = county_it.post(NEW, {**VALUES, **ADMINISTRATOR})
    assert made.status_code == 200
    with bureaus.activate("lyj"):
        assert Invitation.objects.get().mail == Invitation.Mail.FAILED


@pytest.mark.parametrize("role", [COUNTY_SUPERVISORS, AUDITORS])
def test_only_county_administrators_make_links(db, role):
    with bureaus.activate("county"):
        client = sign_in(UserFactory(role=role), "county.localhost")
    values = {"full_name": "林青", "username": "linqing", "email": ""}
    answer = client.post(f"{LIST}{key('jsj')}/administrator/", values)
    assert answer.status_code in (302, 403)
    assert open_links("jsj") == []


def test_an_invitation_gives_no_role_of_the_county_to_whom_may_not(db):
    for code in ("county", "jsj"):
        with bureaus.activate(code):
            inviter = UserFactory(is_superuser=code == "jsj", role=ADMINISTRATORS)
            if code == "county":
                # All that an auditor may do, and still not the right to make one.
                inviter.groups.add(*Group.objects.filter(name__in=[AUDITORS]))
            role, _made = Group.objects.get_or_create(name=AUDITORS)
            role.permissions.add(Permission.objects.get(codename="access_admin"))
            before = User.objects.count()
            with pytest.raises(CannotInvite) as refused:
                invite(
                    full_name="秦明", username="qin", email="", role=AUDITORS, invited_by=inviter
                )
            assert refused.value.field == "role"
            assert User.objects.count() == before


EDITED = {"name": "云岭县财政局", "social_credit_code": "", "host": "czj.localhost",
          "other_hosts": "fin.localhost", "path": "", "canonical": "host"}  # fmt: skip


def test_who_edits_a_bureau_keeps_all_rows_before_any_one_of_them(county_it):
    """Two who edit two bureaus at once would wait for each other."""
    bureau = Bureau.objects.get(code="czj")
    with CaptureQueriesContext(connection) as queries:
        assert county_it.post(f"{LIST}{bureau.pk}/edit/", EDITED).status_code == 302
    locks = [one["sql"] for one in queries.captured_queries if one["sql"].endswith("FOR UPDATE")]
    assert locks, "nobody else waits"
    assert not [sql for sql in locks if "WHERE" in sql]


def test_a_host_name_that_a_new_bureau_takes_meanwhile_is_refused_in_a_sentence(
    county_it, monkeypatch
):
    def taken(*args):
        raise IntegrityError("duplicate key value violates unique constraint")

    monkeypatch.setattr(addresses, "_set_hosts", taken)
    bureau = Bureau.objects.get(code="czj")
    answer = county_it.post(f"{LIST}{bureau.pk}/edit/", {**EDITED, "name": "另一个名字"})
    assert answer.status_code == 200
    (sentence,) = answer.context["form"].non_field_errors()
    assert sentence == "刚刚有人用其中某个值建了单位，请再看一下。"
    connection.set_schema_to_public()
    assert Bureau.objects.get(code="czj").name == bureau.name


def test_a_bureau_without_its_schema_is_shown_and_refused_in_a_sentence(county_it):
    bureau = Bureau.objects.get(code="czj")
    with connection.cursor() as cursor:
        cursor.execute("ALTER SCHEMA bureau_czj RENAME TO gone_czj")
    rows = county_it.get(LIST).context["object_list"]
    assert {"jsj", "czj"} <= {row.code for row in rows}
    page = f"{LIST}{bureau.pk}/"
    assert "<dd>–</dd>" in county_it.get(page).content.decode()
    assert county_it.get(f"{page}administrator/").status_code == 200
    link = {"full_name": "林青", "username": "linqing", "email": ""}
    for path, values in ((f"{page}edit/", EDITED), (f"{page}administrator/", link)):
        (sentence,) = county_it.post(path, values).context["form"].non_field_errors()
        assert "bureau_czj" in sentence
    connection.set_schema_to_public()
    assert list(bureau.domains.values_list("domain", flat=True)) == ["czj.localhost"]

"""County staff enter a bureau for a reason, for a while, with no more than was granted."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db.models.functions import Now
from django.test import Client
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS
from disclosure_plugin.models import DisclosureItemPage
from disclosure_plugin.tenancy.admin.people_guard import may_give
from disclosure_plugin.tenancy.county_roles import (
    AUDITORS,
    COUNTY_ADMINISTRATORS,
    COUNTY_SUPERVISORS,
    set_up_county_roles,
)
from disclosure_plugin.tenancy.county_sessions import CountySession
from disclosure_plugin.tenancy.models import Bureau
from disclosure_plugin.tenancy.states import suspend
from disclosure_plugin.tenancy.visiting import CountyVisitBackend
from disclosure_plugin.tenancy.visits import CannotEnter, Handover, ask_to_enter
from tests.factories.pages import ItemFactory
from tests.factories.users import PASSWORD, UserFactory, sign_in

REASON = "核对收费公开栏的逾期"
COUNTY, JSJ, CZJ = "county.localhost", "jsj.localhost", "czj.localhost"
BEGIN = "/admin/county-session/"
LIST = "/admin/disclosure_county_sessions/"


def person(role: str, name: str = "张三"):
    with bureaus.activate("county"):
        return UserFactory(role=role, first_name=name)


def ask(who, code: str = "jsj", access: str = "look", minutes: int = 30) -> Handover:
    with bureaus.activate("county"):
        return ask_to_enter(
            person=who,
            bureau=Bureau.objects.get(code=code),
            reason=REASON,
            access=access,
            minutes=minutes,
        )


def bring(token: str, host: str = JSJ) -> Client:
    client = Client(headers={"host": host}, enforce_csrf_checks=True)
    client.answer = client.post(BEGIN, {"token": token})
    # Only the very first form comes from elsewhere.
    client.handler.enforce_csrf_checks = False
    return client


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def enter(who, **kwargs) -> tuple[Client, CountySession]:
    handover = ask(who, **kwargs)
    client = bring(handover.token)
    assert is_in(client)
    return client, CountySession.objects.get(pk=handover.session.pk)


def move(session: CountySession, **fields) -> None:
    """Let time pass for one session; the clock itself is the database's."""
    CountySession.objects.filter(pk=session.pk).update(**fields)


@pytest.fixture
def item(jsj) -> DisclosureItemPage:
    return ItemFactory(published=True)


# --- roles --------------------------------------------------------------------------------


def test_county_roles_stand_in_the_county_office_and_nowhere_else(db):
    with bureaus.activate("county"):
        found = {group.name: group for group in Group.objects.all()}
        assert {COUNTY_ADMINISTRATORS, COUNTY_SUPERVISORS, AUDITORS} < set(found)
        changing = found[AUDITORS].permissions.exclude(codename__startswith="view_")
        assert set(changing.values_list("codename", flat=True)) == {"access_admin"}
        # Repeating takes away what does not belong there.
        found[AUDITORS].permissions.set(found[COUNTY_ADMINISTRATORS].permissions.all())
        set_up_county_roles()
        assert not found[AUDITORS].permissions.filter(codename="add_countysession").exists()
    for code in ("jsj", "czj"):
        with bureaus.activate(code):
            assert not Group.objects.filter(name__startswith="县").exists()


def test_a_permission_of_the_county_means_nothing_in_a_bureau(jsj):
    superuser = UserFactory(is_superuser=True)
    with pytest.raises(CannotEnter):
        ask_to_enter(
            person=superuser,
            bureau=Bureau.objects.get(code="czj"),
            reason=REASON,
            access="look",
            minutes=5,
        )
    client = sign_in(superuser, JSJ)
    assert client.get(f"{LIST}enter/").status_code == 302
    form = {"bureau": Bureau.objects.get(code="czj").pk, "reason": REASON, "access": "look"}
    client.post(f"{LIST}enter/", {**form, "minutes": 5})
    assert not CountySession.objects.exists()


@pytest.mark.parametrize(
    ("role", "code", "changed"),
    [
        (AUDITORS, "jsj", {}),
        (ADMINISTRATORS, "jsj", {}),
        (COUNTY_SUPERVISORS, "jsj", {"access": "edit"}),
        (COUNTY_ADMINISTRATORS, "county", {}),
        (COUNTY_ADMINISTRATORS, "jsj", {"minutes": 61}),
        (COUNTY_ADMINISTRATORS, "jsj", {"minutes": 0}),
    ],
)
def test_what_a_role_does_not_allow_is_refused_and_not_written(db, role, code, changed):
    who = person(role)
    with pytest.raises(CannotEnter):
        ask(who, code, **changed)
    assert not CountySession.objects.exists()


def test_only_a_county_administrator_gives_roles_of_the_county(db):
    who = person(ADMINISTRATORS)
    with bureaus.activate("county"):
        other = UserFactory(role=COUNTY_SUPERVISORS)
        groups = {group.name: group.pk for group in Group.objects.all()}
    client = sign_in(who, COUNTY)
    fields = {
        "username": who.username,
        "first_name": "王",
        "last_name": "芳",
        "email": "w@example.com",
        "is_active": "on",
    }

    def roles_of(user) -> set[str]:
        with bureaus.activate("county"):
            return set(user.groups.values_list("name", flat=True))

    own = {**fields, "groups": [groups[ADMINISTRATORS], groups[COUNTY_ADMINISTRATORS]]}
    client.post(f"/admin/users/edit/{who.pk}/", own)
    assert roles_of(who) == {ADMINISTRATORS}
    taken = {**fields, "username": "taken", "password1": "Neu-2026!", "password2": "Neu-2026!"}
    client.post(f"/admin/users/edit/{other.pk}/", taken)
    bulk = f"/admin/bulk/auth/user/assign_role/?id={who.pk}"
    client.post(bulk, {"role": groups[COUNTY_ADMINISTRATORS]})
    with bureaus.activate("county"):
        other.refresh_from_db()
        assert other.username != "taken"
        assert other.check_password(PASSWORD)
    assert roles_of(who) == {ADMINISTRATORS}
    chief = person(COUNTY_ADMINISTRATORS)
    with bureaus.activate("county"):
        role = Group.objects.get(name=COUNTY_ADMINISTRATORS)
        assert may_give(chief, role)
        assert not may_give(who, role)


# --- coming in ----------------------------------------------------------------------------


def test_an_entry_is_good_once_in_one_bureau_for_a_minute(db):
    who = person(COUNTY_SUPERVISORS)
    handover = ask(who)
    assert handover.token not in str(CountySession.objects.values().get())
    for token, host in (
        ("", JSJ),
        ("x" * 43, JSJ),
        (handover.token, CZJ),
        (handover.token, COUNTY),
    ):
        client = bring(token, host)
        assert client.answer.status_code == 302
        shown = client.get(client.answer["Location"]).content.decode()
        assert _("This entry is not valid any more. Ask for a new one in the county office.") in (
            shown
        )
        assert not is_in(client)
    assert CountySession.objects.get().used_at is None
    assert is_in(bring(handover.token))
    assert not is_in(bring(handover.token)), "used twice"
    late = ask(who)
    move(late.session, handover_until=Now())
    assert not is_in(bring(late.token))
    withdrawn = ask(who)
    move(withdrawn.session, ended_at=Now())
    assert not is_in(bring(withdrawn.token))
    with bureaus.activate("jsj"):
        assert Client(headers={"host": JSJ}).get(BEGIN).status_code == 405


def test_a_visit_is_seen_by_everybody_it_concerns(item):
    who = person(COUNTY_SUPERVISORS)
    client, session = enter(who)
    shown = client.get("/admin/").content.decode()
    for words in ("张三", REASON, "county-visit"):
        assert words in shown
    with bureaus.activate("jsj"):
        (entry,) = ModelLogEntry.objects.filter(action="disclosure.county_session")
        assert entry.user.first_name == "张三（云岭县人民政府办公室）"
        assert entry.user.username == f"county:{who.pk}"
        assert entry.data["reason"] == REASON
        administrator, editor = UserFactory(role=ADMINISTRATORS), UserFactory(role=EDITORS)
    assert REASON in sign_in(administrator, JSJ).get(LIST).content.decode()
    assert sign_in(editor, JSJ).get(LIST).status_code == 302
    with bureaus.activate("czj"):
        elsewhere = UserFactory(role=ADMINISTRATORS)
    assert REASON not in sign_in(elsewhere, CZJ).get(LIST).content.decode()
    for role, sees in (
        (AUDITORS, True),
        (COUNTY_ADMINISTRATORS, True),
        (COUNTY_SUPERVISORS, False),
    ):
        listed = sign_in(person(role), COUNTY).get(LIST).content.decode()
        assert (REASON in listed) is sees, role
    assert (session.full_name, session.post, session.username) == (
        "张三",
        COUNTY_SUPERVISORS,
        who.username,
    )


def test_the_form_of_the_county_leads_into_the_bureau(db):
    county = sign_in(person(COUNTY_ADMINISTRATORS), COUNTY)
    bureau = Bureau.objects.get(code="jsj")
    form = {"bureau": bureau.pk, "reason": REASON, "access": "edit", "minutes": 45}
    for wrong in ({"minutes": 61}, {"reason": "  "}, {"access": "all"}, {"bureau": "0"}):
        assert county.post(f"{LIST}enter/", {**form, **wrong}).status_code == 200
    assert not CountySession.objects.exists()
    page = county.post(f"{LIST}enter/", form)
    policy = page["Content-Security-Policy"]
    assert "form-action 'self' http://jsj.localhost:8000;" in policy
    assert "no-store" in page["Cache-Control"]
    assert page.context_data["action"] == f"http://jsj.localhost:8000{BEGIN}"
    assert "form-action 'self';" in county.get(LIST)["Content-Security-Policy"]
    assert is_in(bring(page.context_data["token"]))
    session = CountySession.objects.get()
    assert session.expires_at - session.asked_at == timedelta(minutes=45)


# --- what a visitor may do ----------------------------------------------------------------


def edit(client: Client, item: DisclosureItemPage, **more):
    shown = client.get(f"/admin/pages/{item.pk}/edit/")
    assert shown.status_code == 200
    form = shown.context["form"]
    data = {
        name: value if value is not None else ""
        for name, value in form.initial.items()
        if isinstance(value, str | int | None)
    }
    for formset in form.formsets.values():
        data |= {f"{formset.prefix}-{key}_FORMS": 0 for key in ("TOTAL", "INITIAL")}
    data |= {
        "body-count": 1,
        "body-0-type": "text",
        "body-0-order": 0,
        "body-0-deleted": "",
        "body-0-value": '{"blocks": [], "entityMap": {}}',
        "formed_on": item.formed_on.isoformat(),
        "category": item.category,
        "validity": item.validity,
        "audience": item.audience,
        "title": "县里改的标题",
    }
    return client.post(f"/admin/pages/{item.pk}/edit/", {**data, **more})


def state_of(item: DisclosureItemPage) -> tuple:
    with bureaus.activate("jsj"):
        now = DisclosureItemPage.objects.get(pk=item.pk)
        return now.live, now.title, now.latest_revision_id, now.latest_revision.content["title"]


def test_who_only_looks_changes_nothing(item):
    client, _session = enter(person(COUNTY_ADMINISTRATORS))
    before = state_of(item)
    assert client.get(f"/admin/pages/{item.pk}/history/").status_code == 200
    shown = client.get(f"/admin/pages/{item.pk}/edit/").content.decode()
    assert "w-editor-form" in shown or "page-edit-form" in shown
    assert "action-submit" not in shown
    assert _("Save draft") not in shown
    assert edit(client, item).status_code == 403
    for path in (
        f"/admin/pages/{item.pk}/unpublish/",
        f"/admin/pages/{item.pk}/delete/",
        f"/admin/pages/{item.pk}/copy/",
        "/admin/disclosure_sections/new/",
        "/admin/disclosure_snapshots/ask/",
        "/admin/images/add/",
        "/admin/users/new/",
        "/admin/account/",
    ):
        answer = client.post(path, {"title": "改了"})
        assert answer.status_code == 403, path
        refusal = _("Your county session lets you look only. Nothing was changed.")
        assert refusal in answer.content.decode()
    assert state_of(item) == before


def test_who_edits_neither_publishes_nor_signs_off_nor_manages_people(item):
    client, _session = enter(person(COUNTY_ADMINISTRATORS), access="edit")
    before = state_of(item)
    assert edit(client, item, **{"action-publish": "1"}).status_code == 403
    assert edit(client, item, **{"action-workflow-action": "1"}).status_code == 403
    assert client.post(f"/admin/pages/{item.pk}/unpublish/").status_code == 403
    for path in ("/admin/users/", "/admin/users/new/", "/admin/account/"):
        assert client.get(path).status_code == 403, path
    assert client.get(LIST).status_code == 302
    assert state_of(item) == before
    answer = edit(client, item)
    assert answer.status_code == 302, answer.context["form"].errors
    live, title, revision, drafted = state_of(item)
    assert (live, title, drafted) == (True, before[1], "县里改的标题")
    with bureaus.activate("jsj"):
        author = DisclosureItemPage.objects.get(pk=item.pk).latest_revision.user
        assert author.first_name == "张三（云岭县人民政府办公室）"
    assert revision != before[2]


def test_rights_that_a_bureau_gave_a_visitor_are_gone_at_the_next_visit(jsj):
    who = person(COUNTY_ADMINISTRATORS)
    enter(who)
    with bureaus.activate("jsj"):
        visitor = Group.objects.get(name="县级查看").user_set.get()
        visitor.groups.add(Group.objects.get(name=ADMINISTRATORS))
        visitor.is_superuser = True
        visitor.set_password(PASSWORD)
        visitor.save()
    # The password opens nothing, not even while the session lasts.
    by_form = Client(headers={"host": JSJ})
    by_form.post("/admin/login/", {"username": visitor.username, "password": PASSWORD})
    assert not is_in(by_form)
    enter(who)
    with bureaus.activate("jsj"):
        visitor.refresh_from_db()
        assert [group.name for group in visitor.groups.all()] == ["县级查看"]
        assert not visitor.is_superuser
        assert not visitor.has_usable_password()


def test_a_visiting_account_cannot_be_changed_by_the_bureau(jsj):
    enter(person(COUNTY_ADMINISTRATORS))
    administrator = UserFactory(role=ADMINISTRATORS)
    visitor = Group.objects.get(name="县级查看").user_set.get()
    group = Group.objects.get(name=ADMINISTRATORS)
    client = sign_in(administrator, JSJ)
    client.post(f"/admin/users/edit/{visitor.pk}/", {"username": "mine", "groups": group.pk})
    client.post(f"/admin/bulk/auth/user/assign_role/?id={visitor.pk}", {"role": group.pk})
    looking = Group.objects.get(name="县级查看")
    client.post(f"/admin/bulk/auth/user/assign_role/?id={administrator.pk}", {"role": looking.pk})
    with bureaus.activate("jsj"):
        visitor.refresh_from_db()
        assert visitor.username.startswith("county:")
        assert [one.name for one in visitor.groups.all()] == ["县级查看"]
        assert [one.name for one in administrator.groups.all()] == [ADMINISTRATORS]


# --- the end ------------------------------------------------------------------------------


def leave(client: Client) -> None:
    answer = client.post("/admin/county-session/end/")
    assert "http://county.localhost:8000/admin/" in answer.content.decode()


def test_a_visit_ends_by_the_clock_by_the_visitor_and_by_the_county(item):
    who = person(COUNTY_ADMINISTRATORS)
    client, session = enter(who)
    kept = client.cookies["sessionid_jsj"].value
    with bureaus.activate("jsj"):
        visitor = Group.objects.get(name="县级查看").user_set.get()
        assert CountyVisitBackend().get_user(visitor.pk) == visitor
    move(session, expires_at=Now())
    with bureaus.activate("jsj"):
        # Also where the middleware is not asked.
        assert CountyVisitBackend().get_user(visitor.pk) is None
    with bureaus.activate("czj"):
        somebody = UserFactory()
        assert CountyVisitBackend().get_user(somebody.pk) is None
    assert edit_is_refused(client, item)
    assert not Session.objects.filter(session_key=kept).exists()

    client, session = enter(who)
    leave(client)
    session.refresh_from_db()
    assert session.ended_by == "张三"
    assert edit_is_refused(client, item)

    supervisor, session = enter(person(COUNTY_SUPERVISORS, "李四"))
    other = sign_in(person(COUNTY_SUPERVISORS), COUNTY)
    assert other.post(f"{LIST}{session.pk}/end/").status_code == 404
    assert sign_in(person(AUDITORS), COUNTY).post(f"{LIST}{session.pk}/end/").status_code == 302
    assert is_in(supervisor)
    chief = sign_in(person(COUNTY_ADMINISTRATORS, "王主任"), COUNTY)
    assert chief.get(f"{LIST}{session.pk}/end/").status_code == 200
    chief.post(f"{LIST}{session.pk}/end/")
    session.refresh_from_db()
    assert session.ended_by == "王主任"
    assert edit_is_refused(supervisor, item)


def edit_is_refused(client: Client, item: DisclosureItemPage) -> bool:
    before = state_of(item)
    answer = client.post(f"/admin/pages/{item.pk}/edit/", {"title": "改了"})
    assert state_of(item) == before
    return answer.status_code == 302 and answer["Location"].startswith("/admin/login/")


@pytest.mark.parametrize(
    "what",
    ["deactivated", "deleted", "role taken", "taken from role", "role emptied", "role gone"],
)
def test_who_leaves_the_county_is_out_of_every_bureau(db, what):
    who = person(COUNTY_ADMINISTRATORS)
    client, session = enter(who)
    unused = ask(who, "czj")
    with bureaus.activate("county"):
        role = Group.objects.get(name=COUNTY_ADMINISTRATORS)
        if what == "deactivated":
            who.is_active = False
            who.save()
        elif what == "deleted":
            who.delete()
        elif what == "role taken":
            who.groups.clear()
        elif what == "taken from role":
            role.user_set.remove(who)
        elif what == "role emptied":
            role.user_set.clear()
        else:
            role.delete()
    assert not is_in(client)
    assert not is_in(bring(unused.token, CZJ))
    session.refresh_from_db()
    assert session.ended_at is not None


def test_a_second_visit_ends_the_first_and_a_session_id_of_it_is_worth_nothing(db):
    who = person(COUNTY_SUPERVISORS)
    first, session = enter(who)
    second, _session = enter(who)
    assert is_in(second)
    assert not is_in(first)
    session.refresh_from_db()
    assert session.ended_at is not None


def test_a_suspended_bureau_is_not_entered(db):
    who = person(COUNTY_ADMINISTRATORS)
    handover = ask(who)
    suspend("jsj", reason="正在核查一次泄露")
    assert bring(handover.token).answer.status_code == 503
    assert CountySession.objects.get().used_at is None
    with pytest.raises(CannotEnter) as refused:
        ask(who)
    sentence = _("%(name)s is suspended or closed: nobody can enter it.")
    assert str(refused.value) == sentence % {"name": "云岭县住房和城乡建设局"}
    assert CountySession.objects.count() == 1

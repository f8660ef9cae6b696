"""Editors see what is due and may try again; the county sees how punctual bureaus are."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.actions import due as due_work
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS
from disclosure_plugin.domain.due import Reason
from disclosure_plugin.register.due import Due, Heartbeat
from disclosure_plugin.tenancy.county_roles import COUNTY_SUPERVISORS
from tests.factories.due import due_row, scheduled_item
from tests.factories.pages import ItemFactory
from tests.factories.users import UserFactory, sign_in

pytestmark = pytest.mark.django_db(transaction=False)
HOME = "/admin/"
COUNTY = "/admin/disclosure_punctuality/"


def words(english: str) -> str:
    with override("zh-hans"):
        return gettext(english)


@pytest.fixture
def administrator(jsj) -> Client:
    return sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")


@pytest.fixture
def parked(jsj):
    item = scheduled_item(-60, title="停水公告")
    park(due_row(item))
    return item


def park(row: Due) -> None:
    Due.objects.filter(pk=row.pk).update(
        attempts=6, parked_at=timezone.now(), reason=Reason.FAILED
    )


def panel(client: Client) -> str:
    page = client.get(HOME).content.decode()
    start = page.index('id="disclosure-due')
    return page[start : page.index("</section>", start)]


def test_the_dashboard_says_when_the_scheduler_ran(administrator):
    due_work.hand_out()
    assert "help-critical" not in panel(administrator)
    Heartbeat.objects.update(at=timezone.now() - timedelta(seconds=11))
    assert "help-critical" in panel(administrator)
    Heartbeat.objects.all().delete()
    assert words("The scheduler has never run.") in panel(administrator)


def test_items_stand_there_with_title_time_and_reason(administrator, parked):
    scheduled_item(3600, title="三月收费标准")
    said = panel(administrator)
    assert said.index("停水公告") < said.index("三月收费标准")
    assert words("The program failed, again and again. County IT finds it in the log.") in said
    assert "Asia/Shanghai（UTC+8:00）" in said
    assert said.count("<form") == 1


def test_a_retry_is_asked_for_with_post_and_publishes(administrator, parked):
    row = due_row(parked)
    address = f"/admin/disclosure/due/{row.pk}/retry/"
    assert administrator.get(address).status_code == 405
    assert due_row(parked).parked_at is not None
    assert administrator.post(address).status_code == 302
    with bureaus.activate("jsj"):
        assert {claim.due for claim in due_work.hand_out()} == {row.pk}
        assert due_work.perform(row.pk) is due_work.Result.DONE
        assert Page.objects.get(pk=parked.pk).live


@pytest.mark.parametrize(("role", "sent_to"), [(EDITORS, "/admin/"), (None, "/admin/login/")])
def test_who_may_not_publish_may_not_retry(jsj, parked, role, sent_to):
    client = Client(headers={"host": "jsj.localhost"})
    if role:
        client = sign_in(UserFactory(role=role), "jsj.localhost")
        assert "<form" not in panel(client)
    before = Due.objects.filter(pk=due_row(parked).pk).values().get()
    answer = client.post(f"/admin/disclosure/due/{before['id']}/retry/")
    assert answer.status_code == 302
    assert answer["Location"].partition("?")[0] == sent_to
    assert Due.objects.filter(pk=before["id"]).values().get() == before


def test_another_bureaus_item_is_neither_shown_nor_retried(administrator):
    with bureaus.activate("czj"):
        other = scheduled_item(-60, title="财政局的事项")
        park(due_row(other))
        before = Due.objects.filter(pk=due_row(other).pk).values().get()
    assert "财政局的事项" not in panel(administrator)
    answer = administrator.post(f"/admin/disclosure/due/{before['id']}/retry/")
    assert answer.status_code == 404
    assert Due.objects.filter(pk=before["id"]).values().get() == before


def test_the_time_zone_stands_beside_both_fields_of_a_schedule(administrator):
    item = ItemFactory()
    page = administrator.get(f"/admin/pages/{item.pk}/edit/").content.decode()
    assert page.count("Asia/Shanghai（UTC+8:00）") == 2


# --- County -------------------------------------------------------------------------------


@pytest.fixture
def supervisor(db) -> Client:
    with bureaus.activate("county"):
        return sign_in(UserFactory(role=COUNTY_SUPERVISORS), "county.localhost")


def test_the_county_reads_how_punctual_each_bureau_is(supervisor, jsj):
    prompt, slow = scheduled_item(-1), scheduled_item(-60)
    for item in (prompt, slow):
        assert due_work.perform(due_row(item).pk) is due_work.Result.DONE
    park(due_row(scheduled_item(-60, title="只有本局知道")))
    page = supervisor.get(COUNTY).content.decode()
    assert "50.0 %" in page
    assert "只有本局知道" not in page
    lines = supervisor.get(f"{COUNTY}csv/").content.decode("utf-8-sig").splitlines()
    [jsj_line] = [line for line in lines if line.startswith("jsj,")]
    _code, name, _state, done, punctual, share, _average, worst, _scheduled, late, laid = (
        jsj_line.split(",")
    )
    assert (name, done, punctual, share, late, laid) == (
        "云岭县住房和城乡建设局",
        "2",
        "1",
        "50.0 %",
        "0",
        "1",
    )
    assert 60 <= float(worst) < 90
    assert len(lines) == 1 + 3


@pytest.mark.parametrize("path", ["", "csv/"])
def test_in_a_bureau_the_countys_page_does_not_exist(administrator, path):
    assert administrator.get(f"{COUNTY}{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "csv/"])
def test_who_may_not_see_bureaus_does_not_see_it(db, path):
    with bureaus.activate("county"):
        client = sign_in(UserFactory(role=EDITORS), "county.localhost")
    assert client.get(f"{COUNTY}{path}").status_code in {302, 403}

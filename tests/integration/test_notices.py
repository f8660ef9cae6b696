"""A notice stands for its whole period, unchanged, and then says what came of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from disclosure_plugin import bureaus, models
from disclosure_plugin.actions import due as due_work
from disclosure_plugin.actions import due_repair
from disclosure_plugin.actions.due import Result
from disclosure_plugin.actions.noticing import end
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.queries.notices import open_notices
from disclosure_plugin.register.due import Due
from disclosure_plugin.register.generations import ask, current_place
from disclosure_plugin.register.models import LogEntry, NoticeMatter, RegisterEntry
from disclosure_plugin.register.working_calendar import working_calendar
from disclosure_plugin.snapshots.models import Snapshot
from disclosure_plugin.tenancy.county_roles import AUDITORS, COUNTY_ADMINISTRATORS
from tests.factories.due import due_row
from tests.factories.notices import end_period, period_passes
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory, NoticeFactory
from tests.factories.reviews import publish
from tests.factories.users import UserFactory, sign_in

pytestmark = pytest.mark.django_db(transaction=False)


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory(), title="公示公告")


@pytest.fixture
def notice(column):
    return NoticeFactory(parent=column, published=True)


def local_day(at: datetime) -> date:
    return timezone.localdate(at)


def period_of(page) -> tuple:
    entry = page.register_entry
    return (
        entry.period_from,
        entry.period_to,
        entry.period_unit,
        entry.period_days,
        entry.period_opens_at,
        entry.period_closes_at,
        entry.period_ended_at,
        entry.period_content,
    )


def kinds(page) -> list[str]:
    return list(
        LogEntry.objects.filter(subject=page.slug).order_by("index").values_list("kind", flat=True)
    )


def generation() -> int | None:
    return ask(current_place()).number


def refused(page) -> str:
    """Try to publish a page as it is, and return the sentence; nothing of it is public."""
    before = RegisterEntry.objects.filter(page=page.pk).values().first()
    with pytest.raises(ActRefused) as caught:
        publish(page)
    assert RegisterEntry.objects.filter(page=page.pk).values().first() == before
    return str(caught.value)


# --- It begins ------------------------------------------------------------------------------


def test_publishing_begins_the_period_on_the_next_day(notice):
    entry = notice.register_entry
    published_on = local_day(entry.first_published_at)
    assert entry.period_from == published_on + timedelta(days=1)
    assert entry.period_to == working_calendar().reckon(published_on, 7).end
    assert (entry.period_days, entry.period_unit) == (7, "working")
    assert entry.period_ended_at is None
    midnight = datetime.combine(
        entry.period_to + timedelta(days=1), datetime.min.time(), timezone.get_default_timezone()
    )
    assert entry.period_closes_at == midnight
    assert entry.period_opens_at < entry.period_closes_at


def test_the_end_is_due_without_a_word_of_the_notice(notice):
    row = due_row(notice)
    assert (row.kind, row.due_at) == ("notice_end", notice.register_entry.period_closes_at)
    assert notice.title not in str(Due.objects.values().get(pk=row.pk))


def test_a_scheduled_notice_has_no_period_before_it_is_public(column):
    notice = NoticeFactory(
        parent=column, go_live_at=timezone.now() + timedelta(days=2), published=True
    )
    assert not notice.live
    assert notice.register_entry is None
    assert not Due.objects.filter(kind="notice_end").exists()


def test_an_item_has_no_period(column):
    item = ItemFactory(parent=column, published=True)
    assert period_of(item) == (None, None, "", None, None, None, None, "")


def test_a_period_into_a_year_without_notice_of_holidays_is_refused(column):
    notice = NoticeFactory(parent=column, days=5, go_live_at=datetime(2034, 12, 29, 1, tzinfo=UTC))
    sentence = refused(notice)
    assert "2034" in sentence or "2035" in sentence
    assert not Page.objects.get(pk=notice.pk).scheduled_revision


@pytest.mark.parametrize("unit", ["working", "calendar"])
def test_a_notice_scheduled_for_the_last_day_that_there_is_can_be_edited(column, unit):
    notice = NoticeFactory(parent=column, unit=unit, go_live_at=datetime(9999, 12, 31, tzinfo=UTC))
    editor = sign_in(UserFactory(role=EDITORS), "jsj.localhost")
    shown = editor.get(f"/admin/pages/{notice.pk}/edit/")
    assert shown.status_code == 200
    assert "9999-12-31" in shown.content.decode()
    assert "9999" in refused(notice)
    assert not Page.objects.get(pk=notice.pk).scheduled_revision


def test_a_notice_for_some_people_only_is_refused(column):
    notice = NoticeFactory(
        parent=column,
        restriction={"restriction_type": PageViewRestriction.LOGIN},
    )
    assert notice.title in refused(notice)
    assert not Page.objects.get(pk=notice.pk).live


def test_a_notice_does_not_expire_before_its_end(column):
    notice = NoticeFactory(parent=column, expire_at=timezone.now() + timedelta(days=3))
    last = working_calendar().reckon(timezone.localdate(), 7).end
    assert last.isoformat() in refused(notice)
    assert not Page.objects.get(pk=notice.pk).live


def test_a_result_cannot_be_there_from_the_beginning(column):
    notice = NoticeFactory(parent=column, result="<p>公示期间未收到异议。</p>")
    assert refused(notice)
    assert not Page.objects.get(pk=notice.pk).live


# --- It runs --------------------------------------------------------------------------------


def test_the_same_words_published_again_run_on(notice):
    before = period_of(notice)
    publish(notice)
    assert period_of(notice) == before


@pytest.mark.parametrize(
    "change", [{"title": "更正后的公示"}, {"days": 8}, {"objection_phone": "0890-6121999"}]
)
def test_a_change_begins_the_period_anew(notice, change):
    before = notice.register_entry
    for name, value in change.items():
        setattr(notice, name, value)
    publish(notice)
    after = notice.register_entry
    assert after.period_opens_at > before.period_opens_at
    assert after.period_content != before.period_content
    assert after.number == before.number
    assert Due.objects.open().filter(kind="notice_end").count() == 1
    assert due_row(notice).due_at == after.period_closes_at


def test_a_notice_that_was_off_the_site_begins_anew(notice):
    first = notice.register_entry
    notice.unpublish()
    assert not Due.objects.open().filter(kind="notice_end").exists()
    notice.refresh_from_db()
    publish(notice)
    assert notice.register_entry.period_opens_at > first.period_opens_at
    assert due_row(notice).due_at == notice.register_entry.period_closes_at


def test_what_the_county_changes_in_its_list_does_not_change_what_stands(notice):
    NoticeMatter.objects.filter(code="other").update(name="杂项", basis="新的依据")
    before = period_of(notice)
    notice.full_clean()
    assert notice.matter_name == "其他公示"
    publish(notice)
    assert period_of(notice) == before


# --- It ends --------------------------------------------------------------------------------


def test_when_its_last_day_is_over_that_is_noted_once(notice):
    standing, asked = generation(), Snapshot.objects.count()
    Snapshot.objects.all().delete()
    row = period_passes(notice)
    assert due_work.perform(row.pk) is Result.DONE
    entry = notice.register_entry
    assert entry.period_ended_at is not None
    assert kinds(notice) == ["page.published", "notice.ended"]
    assert generation() != standing
    assert asked
    assert Snapshot.objects.get().wanted_pages == [notice.pk]
    assert due_work.perform(row.pk) is Result.NOTHING
    assert kinds(notice) == ["page.published", "notice.ended"]


def test_nothing_ends_before_its_time(notice):
    row = due_row(notice)
    assert due_work.perform(row.pk) is Result.LATER
    assert notice.register_entry.period_ended_at is None
    assert kinds(notice) == ["page.published"]


def test_a_notice_that_left_the_site_has_no_end(notice):
    notice.unpublish()
    row = period_passes(notice)
    assert due_work.perform(row.pk) is Result.NOTHING
    row.refresh_from_db()
    assert row.outcome == "cancelled"
    assert notice.register_entry.period_ended_at is None


def test_a_notice_that_expires_at_its_end_has_stood_through_it(notice):
    end_row = period_passes(notice)
    Page.objects.filter(pk=notice.pk).update(expire_at=end_row.due_at)
    expiry = Due.objects.get(kind="expire", object_id=str(notice.pk))
    assert due_work.perform(expiry.pk) is Result.DONE
    assert due_work.perform(end_row.pk) is Result.NOTHING
    assert kinds(notice) == ["page.published", "notice.ended", "page.unpublished"]
    notice.refresh_from_db()
    notice.expire_at, notice.result = None, "<p>公示期间未收到异议。</p>"
    publish(notice)
    assert notice.live


def test_the_sweep_puts_an_end_right_that_is_lost_or_wrong(notice):
    right = due_row(notice).due_at
    Due.objects.filter(pk=due_row(notice).pk).delete()
    assert due_repair.repair() == due_repair.Repaired(set=1)
    assert due_row(notice).due_at == right
    assert due_repair.repair() == due_repair.Repaired()
    Due.objects.open().update(due_at=right + timedelta(days=1))
    assert due_repair.repair() == due_repair.Repaired(set=1)
    assert due_row(notice).due_at == right
    end_period(notice)
    assert due_repair.repair() == due_repair.Repaired()
    assert not Due.objects.open().exists()


def test_another_bureau_cannot_end_it(notice):
    row = period_passes(notice)
    row.bureau = "county"
    assert end(row) is False
    assert notice.register_entry.period_ended_at is None


def test_over_it_takes_its_result_and_nothing_else(notice):
    assert end_period(notice) is Result.DONE
    before = period_of(notice)
    notice.result = "<p>公示期间未收到异议。</p>"
    publish(notice)
    assert period_of(notice) == before
    notice.title = "另一个标题"
    assert refused(notice)
    assert Page.objects.get(pk=notice.pk).title != "另一个标题"


def test_an_emptied_result_field_is_no_result(column):
    notice = NoticeFactory(parent=column, result='<p data-block-key="a1b2c"></p>', published=True)
    assert notice.live


# --- It is checked while it is edited -----------------------------------------------------


def test_fewer_days_than_the_law_asks_for_are_refused_at_the_field(column):
    notice = NoticeFactory.build(matter="planning-draft", days=29, unit="calendar", slug="x")
    notice.path, notice.depth = column.path + "0001", column.depth + 1
    with pytest.raises(ValidationError) as wrong:
        notice.clean()
    assert list(wrong.value.message_dict) == ["days"]
    notice.days = 30
    notice.clean()
    assert notice.matter_basis == "《中华人民共和国城乡规划法》第二十六条"


def test_an_unknown_matter_is_refused_at_the_field(column):
    notice = NoticeFactory.build(matter="no-such", slug="x")
    with pytest.raises(ValidationError) as wrong:
        notice.clean()
    assert list(wrong.value.message_dict) == ["matter"]


# --- It is read -----------------------------------------------------------------------------


def get(page_or_path) -> str:
    path = page_or_path if isinstance(page_or_path, str) else page_or_path.url
    answer = Client().get(path, headers={"host": "jsj.localhost"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_from_when_to_when_and_how_it_is_counted(notice):
    html = get(notice)
    with bureaus.activate("jsj"):
        entry = notice.register_entry
    assert "公示中" in html
    assert f'datetime="{entry.period_to.isoformat()}"' in html
    assert html.count("<li><time datetime=") == 7
    assert "0890-6121952" in html
    assert get(notice) == html


def test_the_page_says_that_it_is_over_and_asks_for_the_result(notice):
    end_period(notice)
    html = get(notice)
    assert "公示中" not in html
    assert "公示已结束" in html
    assert "公示结果待公布" in html


def test_home_and_column_tell_open_notices(notice, column):
    assert [one.page.pk for one in open_notices(limit=5)] == [notice.pk]
    home, listed = get("/"), get(column)
    with bureaus.activate("jsj"):
        title = notice.title
    assert "正在公示" in home
    assert title in home
    assert "公示中" in listed
    with bureaus.activate("jsj"):
        end_period(notice)
    assert "正在公示" not in get("/")
    assert "公示已结束" in get(column)


def test_a_clock_that_runs_ahead_makes_no_period_longer(column):
    # Machines' clocks may be wrong; the database's is the one that counts.
    with time_machine.travel(timezone.now() + timedelta(days=40), tick=True):
        notice = NoticeFactory(parent=column, published=True)
    expected = working_calendar().reckon(timezone.localdate(), 7).end
    assert notice.register_entry.period_to == expected
    assert isinstance(notice, models.DisclosureNoticePage)


# --- The county keeps the list of matters -----------------------------------------------------


MATTERS = "/admin/disclosure_notice_matters/"
CHANGED = {
    "name": "城乡规划草案报批前公告",
    "shortest": "45",
    "unit": "calendar",
    "basis": "本省条例第三十条",
    "remark": "",
    "is_offered": "on",
}


def planning() -> NoticeMatter:
    return NoticeMatter.objects.get(code="planning-draft")


def test_the_county_changes_the_days_of_a_matter(db):
    with bureaus.activate("county"):
        client = sign_in(UserFactory(role=COUNTY_ADMINISTRATORS), "county.localhost")
        pk = planning().pk
    answer = client.post(f"{MATTERS}{pk}/edit/", CHANGED)
    assert answer.status_code == 302
    with bureaus.activate("county"):
        assert (planning().shortest, planning().basis) == (45, "本省条例第三十条")
        assert planning().code == "planning-draft"


def test_days_without_their_rule_are_refused_and_change_nothing(db):
    with bureaus.activate("county"):
        client = sign_in(UserFactory(role=COUNTY_ADMINISTRATORS), "county.localhost")
        pk = planning().pk
    answer = client.post(f"{MATTERS}{pk}/edit/", {**CHANGED, "basis": ""})
    assert answer.status_code == 200
    with bureaus.activate("county"):
        assert (planning().shortest, planning().basis) == (
            30,
            "《中华人民共和国城乡规划法》第二十六条",
        )


def test_auditors_look_and_do_not_change(db):
    with bureaus.activate("county"):
        client = sign_in(UserFactory(role=AUDITORS), "county.localhost")
        pk = planning().pk
    assert "城乡规划草案" in client.get(MATTERS).content.decode()
    assert client.post(f"{MATTERS}{pk}/edit/", CHANGED).status_code == 302
    with bureaus.activate("county"):
        assert planning().shortest == 30


def test_a_bureau_has_no_such_screen(jsj):
    client = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")
    assert client.get(MATTERS).status_code == 404

"""The first panel of the dashboard: what there is to do for whoever looks, in this bureau."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, TaskState

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.queries.day import SHOWN, Pile, day_of
from tests.factories.due import expiring_item, scheduled_item
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory
from tests.factories.users import UserFactory, sign_in

pytestmark = pytest.mark.django_db(transaction=False)
TODAY = date(2026, 11, 26)
DAY = 24 * 3600


@pytest.fixture
def editor(jsj):
    return UserFactory(role=EDITORS)


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


def titles(pile: Pile) -> list[str]:
    return [entry.title for entry in pile.entries]


def hand_in(page: Page, user) -> TaskState:
    page.get_workflow().start(page, user)
    return page.current_workflow_task_state


def aged(page: Page, days: int) -> Page:
    Page.objects.filter(pk=page.pk).update(
        latest_revision_created_at=timezone.now() - timedelta(days=days)
    )
    return page


def test_an_empty_desk(editor):
    day = day_of(editor, today=TODAY)
    assert [getattr(day, name) for name in vars(day)] == [Pile()] * 6


def test_drafts_stand_in_the_order_in_which_the_law_wants_them(editor, column):
    ItemFactory(parent=column, title="在期", formed_on=date(2026, 11, 20))
    ItemFactory(parent=column, title="逾期", formed_on=date(2026, 10, 12))
    ItemFactory(parent=column, title="公开过", formed_on=date(2026, 10, 12), published=True)
    ItemFactory(parent=column, title="将来", formed_on=date(2026, 12, 1))
    pile = day_of(editor, today=TODAY).to_disclose
    assert titles(pile) == ["逾期", "在期"]
    # 20 working days: after 12 October to 9 November, after 20 November to 18 December.
    assert [(entry.until, entry.is_late) for entry in pile.entries] == [
        (date(2026, 11, 9), True),
        (date(2026, 12, 18), False),
    ]


def test_the_date_is_that_of_the_newest_version(editor, column):
    item = ItemFactory(parent=column, formed_on=date(2026, 11, 20))
    item.formed_on = date(2026, 10, 12)
    item.title = "改过的标题"
    item.save_revision()
    [entry] = day_of(editor, today=TODAY).to_disclose.entries
    assert (entry.title, entry.until) == ("改过的标题", date(2026, 11, 9))


def test_what_reviewers_sent_back_stands_there_for_its_author_with_their_words(editor, column):
    reviewer = UserFactory(role=REVIEWERS)
    item = ItemFactory(parent=column, title="退回的事项", owner=editor)
    hand_in(item, editor).reject(user=reviewer, comment="请写明收费依据。")
    [entry] = day_of(editor, today=TODAY).returned.entries
    assert (entry.page, entry.title, entry.note) == (item.pk, "退回的事项", "请写明收费依据。")
    assert entry.at is not None
    assert day_of(UserFactory(role=EDITORS), today=TODAY).returned == Pile()


def test_what_waits_stands_there_for_who_decides(editor, column):
    reviewer = UserFactory(role=REVIEWERS)
    item = ItemFactory(parent=column, title="待审的事项", owner=editor)
    hand_in(item, editor)
    assert titles(day_of(reviewer, today=TODAY).waiting) == ["待审的事项"]
    assert day_of(editor, today=TODAY).waiting == Pile()


def test_what_is_scheduled_lies_still_or_ends_soon(editor, column):
    scheduled_item(3600, parent=column, title="明天公开")
    expiring_item(3 * DAY, parent=column, title="快到期")
    expiring_item(40 * DAY, parent=column, title="还早")
    aged(ItemFactory(parent=column, title="放了很久"), 31)
    aged(ItemFactory(parent=column, title="放了不久"), 29)
    day = day_of(editor, today=TODAY)
    assert titles(day.scheduled) == ["明天公开"]
    assert titles(day.expiring) == ["快到期"]
    assert titles(day.stale) == ["放了很久"]


def test_the_first_are_named_and_all_are_counted(editor, column):
    for number in range(SHOWN + 3):
        ItemFactory(parent=column, title=f"第{number}件", formed_on=date(2026, 11, 2 + number))
    pile = day_of(editor, today=TODAY).to_disclose
    assert (len(pile.entries), pile.total, pile.more) == (SHOWN, SHOWN + 3, 3)
    assert pile.entries[0].title == "第0件"


def count_queries(user) -> int:
    user = type(user).objects.get(pk=user.pk)  # permissions are remembered with the object
    with CaptureQueriesContext(connection) as captured:
        day_of(user, today=TODAY)
    return len(captured)


def fill(column, editor, times: int) -> None:
    for _time in range(times):
        aged(ItemFactory(parent=column, owner=editor), 40)
        expiring_item(DAY, parent=column)
        hand_in(ItemFactory(parent=column, owner=editor), editor)


def test_however_much_there_is_it_takes_as_many_queries(editor, column):
    reviewer = UserFactory(role=REVIEWERS)
    fill(column, editor, 1)
    count_queries(editor)  # what is asked once in a process
    first = count_queries(editor), count_queries(reviewer)
    fill(column, editor, 4)
    assert (count_queries(editor), count_queries(reviewer)) == first
    assert max(first) <= 20


def test_another_bureaus_pages_are_on_nobody_elses_desk(jsj):
    with bureaus.activate("czj"):
        column = ColumnFactory(parent=BoardFactory())
        author = UserFactory(role=EDITORS)
        aged(ItemFactory(parent=column, title="财政局的草稿", owner=author), 40)
        hand_in(ItemFactory(parent=column, title="财政局待审", owner=author), author)
        scheduled_item(3600, parent=column, title="财政局预定")
        expiring_item(DAY, parent=column, title="财政局到期")
    with bureaus.activate("jsj"):
        for role in (EDITORS, REVIEWERS, ADMINISTRATORS):
            day = day_of(UserFactory(role=role), today=TODAY)
            assert [getattr(day, name) for name in vars(day)] == [Pile()] * 6
        client = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")
    assert "财政局" not in client.get("/admin/").content.decode()


def panel(client: Client) -> str:
    page = client.get("/admin/").content.decode()
    start = page.index('id="disclosure-day')
    return page[start : page.index('id="disclosure-due', start)]


def test_the_dashboard_leads_to_each_page_and_says_what_is_not_there(editor, column):
    item = ItemFactory(parent=column, title="逾期的<b>事项", formed_on=date(2026, 1, 12))
    client = sign_in(editor, "jsj.localhost")
    said = panel(client)
    assert f'href="/admin/pages/{item.pk}/edit/"' in said
    assert "逾期的&lt;b&gt;事项" in said
    assert "disclosure-wrong" in said
    assert said.count("<section aria-labelledby") == 1


def test_an_empty_dashboard_says_what_will_stand_there(editor):
    said = panel(sign_in(editor, "jsj.localhost"))
    assert "<section aria-labelledby" not in said
    assert "<p" in said


@pytest.mark.parametrize(
    ("index", "query"),
    [
        (
            "disclosure_page_stale",
            "SELECT id FROM wagtailcore_page WHERE has_unpublished_changes "
            "AND latest_revision_created_at < now() ORDER BY latest_revision_created_at LIMIT 5",
        ),
        (
            "disclosure_page_ends",
            "SELECT id FROM wagtailcore_page WHERE live AND expire_at > now() "
            "ORDER BY expire_at LIMIT 5",
        ),
        (  # Wagtail's own
            "wagtailcore_page_first_published_at_",
            "SELECT id FROM wagtailcore_page WHERE NOT live AND first_published_at IS NULL",
        ),
    ],
)
def test_each_list_has_an_index(jsj, index, query):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {query}")
        plan = "\n".join(line for [line] in cursor.fetchall())
    assert index in plan

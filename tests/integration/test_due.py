"""What is due is done at its time and once, each item on its own, and what happened is kept."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import DateTimeField, QuerySet, Value
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from disclosure_plugin import bureaus, tasks
from disclosure_plugin.actions import due as due_work
from disclosure_plugin.actions.due import Result
from disclosure_plugin.domain.due import AT_ONCE, BACK_OFF, LOOK_AHEAD
from disclosure_plugin.register import due_claims as claims
from disclosure_plugin.register.clock import database_now
from disclosure_plugin.register.due import Due, Heartbeat
from disclosure_plugin.snapshots.models import Snapshot
from disclosure_plugin.tenancy import states
from tests.factories.due import due_row, expiring_item, schedule, scheduled_item
from tests.factories.pages import ColumnFactory, ItemFactory
from tests.factories.reviews import publish

pytestmark = pytest.mark.django_db(transaction=False)


def is_live(page) -> bool:
    return Page.objects.get(pk=page.pk).live


def actions_of(page) -> list[str]:
    return list(
        PageLogEntry.objects.filter(
            page=page.pk, action__in=["wagtail.publish.scheduled", "wagtail.unpublish.scheduled"]
        ).values_list("action", flat=True)
    )


def handed_out() -> set[int]:
    return {claim.due for claim in due_work.hand_out()}


def waited(row: Due) -> None:
    """As if the time until the next attempt, and that of a claim, were over."""
    Due.objects.filter(pk=row.pk).update(
        next_at=timezone.now() - timedelta(seconds=1), claimed_until=None
    )


def break_content(page) -> None:
    """What is published is checked as the form checks it, and this is refused."""
    Revision.objects.for_instance(page).update(content={"pk": page.pk, "nothing": "of a page"})


@pytest.fixture
def failing_host():
    """A host whose own code fails at every publication while the test says so."""
    from wagtail.signals import page_published

    broken = {"is": False}

    def fail(**kwargs):
        if broken["is"]:
            raise RuntimeError("the host's own code")

    page_published.connect(fail)
    yield broken
    page_published.disconnect(fail)


# --- Rows follow Wagtail's tables ---------------------------------------------------------


def test_a_scheduled_item_has_a_row_without_its_title(jsj):
    item = scheduled_item(3600, title="绝不出现的标题")
    revision = item.scheduled_revision
    row = due_row(item)
    assert (row.bureau, row.kind, row.object_type, row.object_id, row.revision) == (
        "jsj",
        "publish",
        "wagtailcore.page",
        str(item.pk),
        revision.pk,
    )
    assert row.due_at == row.next_at == revision.approved_go_live_at
    assert "绝不出现的标题" not in str(Due.objects.values().get(pk=row.pk))


def test_another_time_moves_the_row_and_begins_anew(jsj):
    item = scheduled_item(3600)
    row = due_row(item)
    Due.objects.filter(pk=row.pk).update(attempts=6, parked_at=timezone.now(), reason="failed")
    later = row.due_at + timedelta(hours=1)
    Revision.objects.filter(pk=row.revision).update(approved_go_live_at=later)
    moved = due_row(item)
    assert (moved.pk, moved.due_at, moved.next_at) == (row.pk, later, later)
    assert (moved.attempts, moved.parked_at, moved.reason) == (0, None, "")


@pytest.mark.parametrize(
    "end",
    [lambda scheduled: scheduled.update(approved_go_live_at=None), QuerySet.delete],
    ids=["cancelled", "deleted"],
)
def test_an_item_that_is_not_scheduled_any_more_is_not_due(jsj, end):
    item = ItemFactory()
    revisions = Revision.objects.for_instance(item)
    revisions.update(approved_go_live_at=timezone.now() + timedelta(hours=1))
    pk = due_row(item).pk
    end(revisions)
    row = Due.objects.get(pk=pk)
    assert (row.outcome, row.delay) == ("cancelled", None)
    assert row.ended_at is not None


def test_a_change_that_is_taken_back_leaves_the_row(jsj):
    item = scheduled_item(3600)
    before = Due.objects.filter(pk=due_row(item).pk).values().get()
    with transaction.atomic():
        Revision.objects.for_instance(item).update(approved_go_live_at=None)
        transaction.set_rollback(True)
    assert Due.objects.filter(pk=before["id"]).values().get() == before


def test_only_what_is_live_expires(jsj):
    draft = ItemFactory(expire_at=timezone.now() + timedelta(hours=1))
    assert due_row(draft) is None
    item = expiring_item(3600)
    row = due_row(item)
    assert (row.kind, row.due_at) == ("expire", item.expire_at)
    Page.objects.filter(pk=item.pk).update(expire_at=row.due_at + timedelta(days=1))
    assert due_row(item).due_at == row.due_at + timedelta(days=1)
    item.refresh_from_db()
    item.unpublish()
    assert due_row(item).outcome == "cancelled"


def test_a_bureau_that_is_copied_from_the_template_has_the_triggers(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relnamespace::regnamespace::text, array_agg(tgname::text ORDER BY tgname)"
            " FROM pg_trigger JOIN pg_class rel ON rel.oid = tgrelid"
            " WHERE tgname LIKE 'disclosure\\_%\\_due\\_%' GROUP BY 1 ORDER BY 1"
        )
        found = dict(cursor.fetchall())
    names = [
        f"disclosure_{what}_due_{event}"
        for what in ("page", "revision")
        for event in ("delete", "insert", "update")
    ]
    assert found == dict.fromkeys(
        ["_bureau_template", "bureau_county", "bureau_czj", "bureau_jsj"], names
    )


# --- Handing out --------------------------------------------------------------------------


def test_nothing_is_handed_out_before_its_time_comes_near(jsj):
    scheduled_item(60)
    assert handed_out() == set()
    soon = due_row(scheduled_item(LOOK_AHEAD.total_seconds()))
    left = soon.due_at - database_now()
    [claim] = due_work.hand_out()
    assert (claim.due, claim.bureau) == (soon.pk, "jsj")
    assert max(0, (soon.due_at - database_now()).total_seconds()) <= claim.wait
    assert claim.wait <= left.total_seconds()


def test_what_is_handed_out_is_not_handed_out_again_while_the_claim_lasts(jsj):
    row = due_row(scheduled_item(-1))
    assert handed_out() == {row.pk}
    assert handed_out() == set()
    Due.objects.filter(pk=row.pk).update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert handed_out() == {row.pk}


def test_one_bureau_is_handed_out_a_few_at_a_time_and_another_has_its_own(jsj):
    column = ColumnFactory()
    for _number in range(AT_ONCE + 3):
        scheduled_item(-60, parent=column)
    with bureaus.activate("czj"):
        other = due_row(scheduled_item(-1))
    handed = due_work.hand_out()
    assert len(handed) == AT_ONCE + 1
    assert [claim.due for claim in handed if claim.bureau == "czj"] == [other.pk]
    # The first of each comes before the second of any, whichever was entered first.
    assert {claim.bureau for claim in handed[:2]} == {"jsj", "czj"}
    assert handed_out() == set()


def test_what_is_due_in_a_suspended_bureau_waits_and_is_done_when_it_opens(jsj):
    item = scheduled_item(-1)
    states.suspend("jsj", reason="数据核对")
    assert handed_out() == set()
    tasks.perform_due(bureau="jsj", due=due_row(item).pk)
    assert not is_live(item)
    states.resume("jsj")
    assert handed_out() == {due_row(item).pk}
    assert due_work.perform(due_row(item).pk) is Result.DONE
    row = due_row(item)
    assert is_live(item)
    assert row.delay > timedelta(seconds=1)


def test_the_scheduler_leaves_a_sign_of_life(jsj):
    Heartbeat.objects.all().delete()
    due_work.hand_out()
    first = Heartbeat.objects.get(name="scheduler").at
    due_work.hand_out()
    assert Heartbeat.objects.get(name="scheduler").at > first


def test_an_idle_second_costs_one_question(jsj, django_assert_num_queries):
    scheduled_item(3600)
    with django_assert_num_queries(1):
        assert due_work.hand_out() == []


def test_kinds_that_nobody_does_are_not_handed_out(jsj):
    Due.objects.create(
        bureau="jsj",
        kind="of later code",
        object_type="wagtailcore.page",
        object_id="1",
        due_at=timezone.now(),
        next_at=timezone.now(),
    )
    assert handed_out() == set()


def test_each_item_is_sent_by_itself_with_its_bureau(jsj, monkeypatch):
    rows = [due_row(scheduled_item(-1)), due_row(expiring_item(3))]
    sent = []
    monkeypatch.setattr(tasks.perform_due, "apply_async", lambda **message: sent.append(message))
    tasks.find_due()
    assert [message["kwargs"] for message in sent] == [
        {"bureau": "jsj", "due": row.pk} for row in rows
    ]
    assert sent[0]["countdown"] is None
    assert 0 < sent[1]["countdown"] <= 3
    assert sent[1]["expires"] == pytest.approx(sent[1]["countdown"] + 5)


# --- Doing it -----------------------------------------------------------------------------


def test_an_item_goes_live_once_and_its_delay_is_kept(jsj):
    item = scheduled_item(-1.5)
    row = due_row(item)
    assert due_work.perform(row.pk) is Result.DONE
    assert is_live(item)
    assert due_work.perform(row.pk) is Result.NOTHING
    assert actions_of(item) == ["wagtail.publish.scheduled"]
    row.refresh_from_db()
    assert (row.outcome, row.attempts, row.claimed_until) == ("done", 1, None)
    assert row.delay == row.ended_at - row.due_at
    assert timedelta(seconds=1.5) < row.delay < timedelta(seconds=30)


def test_an_item_expires_once(jsj):
    item = expiring_item(-1)
    row = due_row(item)
    assert due_work.perform(row.pk) is Result.DONE
    assert due_work.perform(row.pk) is Result.NOTHING
    page = Page.objects.get(pk=item.pk)
    assert (page.live, page.expired) == (False, True)
    assert actions_of(item) == ["wagtail.unpublish.scheduled"]
    row.refresh_from_db()
    assert row.outcome == "done"


def test_what_comes_too_early_waits_for_the_databases_clock(jsj):
    """As from a worker whose clock is ahead."""
    item = scheduled_item(1)
    row = due_row(item)
    assert due_work.perform(row.pk) is Result.DONE
    row.refresh_from_db()
    assert row.delay >= timedelta(0)
    far = scheduled_item(3600)
    assert due_work.perform(due_row(far).pk) is Result.LATER
    assert not is_live(far)
    assert due_row(far).attempts == 0


def test_a_machine_whose_clock_is_behind_publishes_all_the_same(jsj, time_machine):
    item = scheduled_item(-1)
    at = due_row(item).due_at
    Snapshot.objects.all().delete()
    time_machine.move_to(timezone.now() - timedelta(hours=2))
    assert due_work.perform(due_row(item).pk) is Result.DONE
    time_machine.move_to(at)
    # Whoever listens to what Wagtail says of published pages hears it then, too.
    assert [wanted.reason for wanted in Snapshot.objects.all()] == [Snapshot.Reason.PUBLISHED]
    page = Page.objects.get(pk=item.pk)
    assert page.live
    assert page.go_live_at == at
    assert page.first_published_at > at
    assert page.last_published_at == page.first_published_at


def test_a_clock_set_back_while_an_item_is_begun_leaves_it_due(jsj, time_machine, monkeypatch):
    item = scheduled_item(-1)
    row = due_row(item)
    begun_at, back = row.due_at + timedelta(seconds=1), row.due_at - timedelta(seconds=20)
    time_machine.move_to(back)
    # The database's clock can be set in no test: it has said that it is time, and says so no more.
    monkeypatch.setattr(due_work, "database_now", lambda: back)
    assert due_work.perform(row.pk) is Result.NOTHING
    assert not is_live(item)
    row.refresh_from_db()
    assert (row.ended_at, row.due_at) == (None, item.go_live_at)
    monkeypatch.undo()
    time_machine.move_to(begun_at)
    assert due_work.perform(row.pk) is Result.DONE
    assert is_live(item)


def test_a_clock_set_back_while_an_item_is_published_takes_it_back(jsj, monkeypatch):
    item = scheduled_item(-1)
    row = due_row(item)
    back = row.due_at - timedelta(seconds=20)
    monkeypatch.setattr(claims, "Now", lambda: Value(back, DateTimeField()))
    assert due_work.perform(row.pk) is Result.LATER
    assert not is_live(item)
    assert "wagtail.publish.scheduled" not in actions_of(item)
    row.refresh_from_db()
    assert (row.ended_at, row.attempts) == (None, 0)
    monkeypatch.undo()
    assert due_work.perform(row.pk) is Result.DONE
    assert is_live(item)


def test_a_revision_that_says_later_itself_is_scheduled_for_then(jsj):
    item = scheduled_item(3600)
    row = due_row(item)
    wanted = row.due_at
    Revision.objects.filter(pk=row.revision).update(
        approved_go_live_at=timezone.now() - timedelta(seconds=1)
    )
    assert due_work.perform(row.pk) is Result.NOTHING
    row.refresh_from_db()
    assert (row.ended_at, row.due_at, row.attempts) == (None, wanted, 0)
    assert not is_live(item)


def test_published_by_hand_before_its_time_it_is_not_published_again(jsj):
    item = scheduled_item(3600)
    row = due_row(item)
    page = item.specific
    page.go_live_at = None
    publish(page)
    row.refresh_from_db()
    assert row.outcome == "cancelled"
    assert due_work.perform(row.pk) is Result.NOTHING
    assert actions_of(item) == []


def test_a_live_page_gets_its_scheduled_revision(jsj):
    item = ItemFactory(published=True, title="旧标题")
    item.title = "新标题"
    schedule(item, -1)
    assert due_work.perform(due_row(item).pk) is Result.DONE
    assert Page.objects.get(pk=item.pk).title == "新标题"


# --- One bureau cannot reach another's ----------------------------------------------------


def test_a_task_of_another_bureau_does_nothing_even_with_the_right_key(jsj):
    item = scheduled_item(-1)
    row = due_row(item)
    before = Due.objects.filter(pk=row.pk).values().get()
    tasks.perform_due(bureau="czj", due=row.pk)
    assert Due.objects.filter(pk=row.pk).values().get() == before
    assert not is_live(item)
    assert not claims.retry("czj", row.pk)
    tasks.perform_due(bureau="jsj", due=row.pk)
    assert is_live(item)


def test_the_task_must_name_a_bureau(jsj):
    with pytest.raises(TypeError, match="bureau"):
        tasks.perform_due(due=1)


# --- Failures -----------------------------------------------------------------------------


def test_one_broken_item_stops_no_other_and_keeps_its_schedule(jsj, caplog):
    column = ColumnFactory()
    broken, good = scheduled_item(-2, parent=column), scheduled_item(-1, parent=column)
    break_content(broken)
    assert [due_work.perform(claim.due) for claim in due_work.hand_out()] == [
        Result.PARKED,
        Result.DONE,
    ]
    assert (is_live(broken), is_live(good)) == (False, True)
    row = due_row(broken)
    assert (row.reason, row.attempts, row.claimed_until) == ("refused", 1, None)
    reason = PageLogEntry.objects.get(page=broken.pk, action=due_work.PARKED).data["reason"]
    assert reason.startswith(f"“{broken.title}”和批准的内容不一致")
    assert Revision.objects.get(pk=row.revision).approved_go_live_at == row.due_at
    assert "What is due was refused" in caplog.text
    assert broken.title not in caplog.text


def test_it_is_tried_less_and_less_often_and_then_laid_aside_with_a_reason(jsj, failing_host):
    item = scheduled_item(-1)
    failing_host["is"] = True
    row = due_row(item)
    for wait in BACK_OFF:
        assert due_work.perform(row.pk) is Result.FAILED
        row.refresh_from_db()
        left = row.next_at - timezone.now()
        assert wait - timedelta(seconds=2) < left <= wait
        waited(row)
    assert due_work.perform(row.pk) is Result.PARKED
    row.refresh_from_db()
    assert (row.reason, row.attempts) == ("failed", len(BACK_OFF) + 1)
    assert handed_out() == set()
    assert due_work.perform(row.pk) is Result.NOTHING
    entry = PageLogEntry.objects.get(page=item.pk, action=due_work.PARKED)
    assert entry.data["reason"]
    assert Revision.objects.get(pk=row.revision).approved_go_live_at == row.due_at


def test_a_refusal_is_laid_aside_at_once_in_its_own_words(jsj, monkeypatch):
    def refuse(row):
        raise ValidationError("摘要里有身份证号码：请先删除。")

    monkeypatch.setitem(due_work.DO, Due.Kind.PUBLISH, refuse)
    item = scheduled_item(-1)
    assert due_work.perform(due_row(item).pk) is Result.PARKED
    row = due_row(item)
    assert row.reason == "refused"
    assert "身份证" not in str(Due.objects.filter(pk=row.pk).values().get())
    entry = PageLogEntry.objects.get(page=item.pk, action=due_work.PARKED)
    assert entry.data["reason"] == "摘要里有身份证号码：请先删除。"


def test_an_item_that_kills_its_workers_is_laid_aside(jsj):
    item = scheduled_item(-1)
    row = due_row(item)
    for _time in range(len(BACK_OFF) + 1):
        assert claims.begin("jsj", row.pk).attempts  # and the worker is gone
    assert due_work.perform(row.pk) is Result.PARKED
    row.refresh_from_db()
    assert row.reason == "died"
    assert not is_live(item)
    assert PageLogEntry.objects.filter(page=item.pk, action=due_work.PARKED).count() == 1


def test_what_was_laid_aside_is_tried_again_when_somebody_asks(jsj, failing_host):
    item = scheduled_item(-1)
    failing_host["is"] = True
    row = due_row(item)
    Due.objects.filter(pk=row.pk).update(attempts=len(BACK_OFF))
    assert due_work.perform(row.pk) is Result.PARKED
    failing_host["is"] = False
    assert claims.retry("jsj", row.pk)
    assert handed_out() == {row.pk}
    assert due_work.perform(row.pk) is Result.DONE
    assert not claims.retry("jsj", row.pk)


def test_what_has_not_failed_cannot_be_retried(jsj):
    row = due_row(scheduled_item(3600))
    assert not claims.retry("jsj", row.pk)


def test_waiting_for_the_turn_is_no_failure(jsj, monkeypatch):
    monkeypatch.setattr(due_work, "has_turn", lambda: False)
    item = scheduled_item(-1)
    assert due_work.perform(due_row(item).pk) is Result.LATER
    row = due_row(item)
    assert (row.attempts, row.claimed_until) == (0, None)
    assert row.next_at > timezone.now()
    assert not is_live(item)

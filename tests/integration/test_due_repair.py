"""The sweep finds what passed the triggers, and puts it right."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from disclosure_plugin import bureaus, tasks
from disclosure_plugin.actions.due_repair import Repaired, repair
from disclosure_plugin.register.due import Due
from tests.factories.due import due_row, expiring_item, scheduled_item

pytestmark = pytest.mark.django_db(transaction=False)


def columns(page) -> tuple:
    row = due_row(page)
    return row.kind, row.due_at, row.ended_at, row.revision


def test_what_is_right_stays(jsj):
    items = [scheduled_item(3600), expiring_item(3600)]
    before = list(Due.objects.order_by("pk").values())
    assert repair() == Repaired()
    assert list(Due.objects.order_by("pk").values()) == before
    assert len(before) >= len(items)


def test_lost_wrong_and_left_over_rows_are_put_right(jsj):
    lost, wrong, expiring = scheduled_item(3600), scheduled_item(3600), expiring_item(3600)
    expected = [columns(lost), columns(wrong), columns(expiring)]
    Due.objects.filter(pk__in=[due_row(lost).pk, due_row(expiring).pk]).delete()
    Due.objects.filter(pk=due_row(wrong).pk).update(due_at=timezone.now() + timedelta(days=9))
    left = Due.objects.create(
        bureau="jsj",
        kind=Due.Kind.PUBLISH,
        object_type="wagtailcore.page",
        object_id="999999",
        revision=999999,
        due_at=timezone.now(),
        next_at=timezone.now(),
    )
    assert repair() == Repaired(set=3, cancelled=1)
    assert [columns(lost), columns(wrong), columns(expiring)] == expected
    left.refresh_from_db()
    assert left.outcome == "cancelled"
    assert repair() == Repaired()


def test_other_bureaus_rows_are_not_touched(jsj):
    with bureaus.activate("czj"):
        item = scheduled_item(3600)
        before = Due.objects.filter(pk=due_row(item).pk).values().get()
    assert repair() == Repaired()
    assert Due.objects.filter(pk=before["id"]).values().get() == before


def test_the_task_goes_through_all_bureaus_in_chunks(jsj, monkeypatch):
    monkeypatch.setattr(tasks, "SWEPT_AT_ONCE", 2)
    item = scheduled_item(3600)
    Due.objects.of("jsj").delete()
    sent = []
    monkeypatch.setattr(tasks.sweep_due, "apply_async", lambda **message: sent.append(message))
    tasks.sweep_due()
    assert [message["kwargs"] for message in sent] == [{"after": "czj"}]
    assert due_row(item) is None
    tasks.sweep_due(**sent[0]["kwargs"])
    assert due_row(item) is not None
    assert len(sent) == 1


def test_rows_of_a_bureau_that_is_no_more_are_ended_and_no_others(jsj):
    item = scheduled_item(3600)
    row = Due.objects.get(pk=due_row(item).pk)
    row.pk, row.bureau = None, "gone"
    row.save()
    tasks.sweep_due()
    assert Due.objects.get(bureau="gone").outcome == "cancelled"
    assert due_row(item).ended_at is None


def test_a_broken_bureau_stops_no_other(jsj, caplog):
    item = scheduled_item(3600)
    Due.objects.of("jsj").delete()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE bureau_czj.wagtailcore_revision RENAME TO away")
    tasks.sweep_due()
    assert due_row(item) is not None
    assert "what is due cannot be compared" in caplog.text

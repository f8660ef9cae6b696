"""The text of a scheduled version is taken apart when it is approved, and found all the same."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Revision

from disclosure_plugin.actions.reviewing import void_approvals
from disclosure_plugin.actions.search_sections import rebuild
from disclosure_plugin.models import DisclosureItemPage, PreparedSections, SignOff
from disclosure_plugin.queries.search_texts import is_all_written
from disclosure_plugin.register.models import SearchSection
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory
from tests.factories.reviews import approve, publish

LONG_TEXT = "".join(f"<p>第{number}条 占用城市道路的应当缴纳费用。</p>" for number in range(150))
FIELDS = ("kind", "number", "column", "text", "vector")


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


def scheduled(column, *, seconds: float = 3600) -> Revision:
    """An approved version of a new item that waits for its time."""
    due = timezone.now().replace(microsecond=0) + timedelta(seconds=seconds)
    item = ItemFactory(
        parent=column,
        title="占道收费标准",
        abstract="按面积和天数。",
        body=[("text", LONG_TEXT)],
        go_live_at=due,
    )
    approve(item)
    return Revision.objects.get(object_id=str(item.pk), approved_go_live_at=due)


def at_its_time(revision: Revision) -> None:
    due = revision.approved_go_live_at
    time.sleep(max(0, (due - timezone.now()).total_seconds()) + 0.1)
    revision.publish(log_action="wagtail.publish.scheduled")


def found_by(page: int) -> list[tuple]:
    rows = SearchSection.objects.filter(entry__page=page).order_by("kind", "number")
    return list(rows.values_list(*FIELDS))


def test_what_was_prepared_is_what_the_door_would_have_written(column):
    revision = scheduled(column, seconds=2)
    [prepared] = PreparedSections.objects.all()
    assert prepared.sign_off.revision == revision
    assert len(prepared.sections) > 1
    assert not SearchSection.objects.filter(entry__page=revision.object_id).exists()
    at_its_time(revision)
    assert not PreparedSections.objects.exists()
    written = found_by(int(revision.object_id))
    assert [row[3] for row in written if row[0] == SearchSection.Kind.BODY] == [
        text for text, _lexemes in prepared.sections
    ]
    rebuild()
    assert found_by(int(revision.object_id)) == written


def test_only_the_newest_approval_has_prepared(column):
    first = scheduled(column)
    page = first.as_object()
    page.title = "占道收费新标准"
    publish(page)
    [prepared] = PreparedSections.objects.all()
    assert prepared.sign_off.revision_id == page.latest_revision_id != first.pk


def test_what_was_prepared_goes_when_the_next_version_is_for_staff_or_at_once(column):
    for change in ({"audience": "staff"}, {"go_live_at": None}):
        page = scheduled(column).as_object()
        for name, value in change.items():
            setattr(page, name, value)
        publish(page)
        assert not PreparedSections.objects.exists()


def test_what_is_published_at_once_or_is_for_staff_is_not_prepared(column):
    ItemFactory(parent=column, published=True)
    item = ItemFactory(parent=column, audience="staff", go_live_at=timezone.now() + timedelta(1))
    approve(item)
    assert SignOff.objects.filter(is_last=True).count() == 2
    assert not PreparedSections.objects.exists()


def test_nothing_stays_prepared_when_the_approval_ends(column):
    revision = scheduled(column)
    void_approvals(revision.content_object, SignOff.Void.UNPUBLISHED)
    assert not PreparedSections.objects.exists()


def test_nothing_stays_prepared_when_the_schedule_is_cancelled(column):
    revision = scheduled(column)
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    assert not PreparedSections.objects.exists()


def test_the_door_takes_apart_what_older_code_had_prepared(column):
    revision = scheduled(column, seconds=2)
    rebuild()
    assert not PreparedSections.objects.exists()
    at_its_time(revision)
    assert any(row[0] == SearchSection.Kind.BODY for row in found_by(int(revision.object_id)))


def test_a_class_that_computes_what_it_is_found_by_is_not_prepared(monkeypatch):
    assert is_all_written(DisclosureItemPage)
    from wagtail.search import index

    computed = [*DisclosureItemPage.search_fields, index.SearchField("get_absolute_url")]
    monkeypatch.setattr(DisclosureItemPage, "search_fields", computed)
    assert not is_all_written(DisclosureItemPage)

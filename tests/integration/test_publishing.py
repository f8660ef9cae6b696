"""What the door writes down. Which ways lead through it: test_ways_in.py."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.models import Page, TaskState
from wagtail.search.backends import get_search_backend

from disclosure_plugin.actions.content_hash import content_hash
from disclosure_plugin.actions.publishing import hang_the_door
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import BureauHomePage, DisclosureBoardPage
from disclosure_plugin.register.models import LogEntry, RegisterEntry
from tests.factories.pages import ItemFactory
from tests.factories.reviews import approve, publish, save


def entries(page) -> list[str]:
    found = LogEntry.objects.filter(subject=page.slug).order_by("index")
    return list(found.values_list("kind", flat=True))


def is_public(page) -> bool:
    return Page.objects.get(pk=page.pk).live


def test_wagtail_still_has_what_the_door_hangs_on():
    for action, name in (
        (PublishRevisionAction, "_publish_revision"),
        (UnpublishAction, "_unpublish_object"),
        (CopyPageAction, "_copy_page"),
        (DeletePageAction, "_delete_page"),
        (TaskState, "approve"),
        (TaskState, "reject"),
    ):
        method = getattr(action, name)
        assert method.is_wrapped
        assert method.__wrapped__.__qualname__ == f"{action.__name__}.{name}"
        assert not hasattr(method.__wrapped__, "is_wrapped")
    before = PublishRevisionAction._publish_revision
    hang_the_door()
    assert PublishRevisionAction._publish_revision is before


def test_what_the_log_commits_to_is_the_revision_that_was_published(jsj):
    item = ItemFactory(published=True)
    first = item.live_revision
    leaf = json.loads(LogEntry.objects.get(subject=item.slug).leaf)
    assert leaf["hashes"] == {"content": content_hash(first, [])}
    item.abstract = "另一段摘要。"
    second = item.save_revision()
    assert content_hash(second, []) != content_hash(first, [])
    item.abstract = first.content["abstract"]
    assert content_hash(item.save_revision(), []) == content_hash(first, [])
    assert entries(item) == ["page.published"]


def test_a_schedule_is_no_publication(jsj, time_machine):
    item = ItemFactory()
    item.go_live_at = timezone.now() + timezone.timedelta(hours=1)
    publish(item)
    assert entries(item) == []
    assert not is_public(item)


def test_what_expired_before_it_was_public_takes_no_number(jsj, time_machine):
    item = ItemFactory(expire_at=timezone.now() + timezone.timedelta(hours=1))
    save(item)
    time_machine.move_to(timezone.now() + timezone.timedelta(hours=2))
    with pytest.raises(ActRefused, match=r"已于.*到期"):
        approve(item)
    assert not is_public(item)
    assert not RegisterEntry.objects.exists()
    assert entries(item) == []


def test_a_public_page_stays_public_when_what_was_written_before_is_scheduled(jsj, time_machine):
    item = ItemFactory(title="第一版", go_live_at=timezone.now() + timezone.timedelta(hours=1))
    publish(item)
    newer = item.get_latest_revision_as_object()
    newer.title, newer.go_live_at = "第二版", None
    save(newer)
    time_machine.move_to(timezone.now() + timezone.timedelta(hours=2))
    Page.objects.get(pk=item.pk).scheduled_revision.publish()
    draft = Page.objects.get(pk=item.pk).get_latest_revision_as_object()
    draft.go_live_at = timezone.now() + timezone.timedelta(hours=1)
    publish(draft)
    kept = Page.objects.get(pk=item.pk)
    assert kept.scheduled_revision.object_str == "第二版"
    assert (kept.live, kept.title) == (True, "第一版")
    assert entries(item) == ["page.published"]


def test_the_next_version_of_a_public_page_is_not_found_before_its_time(jsj):
    item = ItemFactory(published=True)
    item.title = "绝密下一版"
    item.go_live_at = timezone.now() + timezone.timedelta(hours=1)
    publish(item)
    assert Page.objects.get(pk=item.pk).scheduled_revision is not None
    assert not list(get_search_backend().search("绝密下一版", Page))


def test_a_public_page_stays_public_when_it_is_saved(jsj):
    item = ItemFactory(published=True)
    item.save()
    Page.objects.get(pk=item.pk).save()
    assert is_public(item)


def test_an_address_that_somebody_has_is_refused_at_the_door(jsj):
    other = ItemFactory(published=True)
    item = ItemFactory(parent=other.get_parent())
    Page.objects.filter(pk=item.pk).update(slug=other.slug)
    item.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        publish(item)
    assert list(refused.value.message_dict) == ["slug"]
    assert not is_public(item)
    assert entries(other) == ["page.published"]


def test_pages_that_disclose_nothing_keep_their_ways(jsj):
    board = DisclosureBoardPage(live=True, title="另一栏")
    BureauHomePage.objects.get().add_child(instance=board)
    assert is_public(board)
    board.save_revision().publish()
    assert entries(board) == []


def test_a_failure_inside_the_door_leaves_everything_as_it_was(jsj, monkeypatch):
    item = ItemFactory()

    def fail(*args, **kwargs):
        raise RuntimeError("the log is away")

    monkeypatch.setattr("disclosure_plugin.actions.publishing.append", fail)
    with pytest.raises(RuntimeError, match="the log is away"):
        publish(item)
    assert not is_public(item)
    assert entries(item) == []

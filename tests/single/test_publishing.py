"""Items of a site without tenants: published, served, scheduled."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry

from disclosure_plugin import tasks
from disclosure_plugin.bureaus import NoBureau
from tests.factories.pages import ItemFactory
from tests.factories.reviews import publish


def get(path: str):
    return Client(headers={"host": "localhost"}).get(path)


@pytest.fixture
def later():
    # Whole seconds: a version keeps no more than milliseconds.
    return (timezone.now() + timedelta(hours=1)).replace(microsecond=0)


def scheduled_item(later):
    item = ItemFactory()
    item.go_live_at = later
    publish(item)
    assert not item.live
    return item


def test_a_draft_has_no_public_page(jsj):
    assert get(ItemFactory().url).status_code == 404


def test_a_published_item_is_served_at_its_address(jsj):
    item = ItemFactory(published=True, title="临时占道审批")
    assert item.full_url == f"http://localhost{item.url}"
    response = get(item.url)
    assert response.status_code == 200
    assert "<h1>临时占道审批</h1>" in response.content.decode()
    item.unpublish()
    assert get(item.url).status_code == 404


def test_the_task_refuses_a_bureau_that_is_not_ours(jsj, later, time_machine):
    item = scheduled_item(later)
    time_machine.move_to(later, tick=False)
    with pytest.raises(NoBureau, match="'czj'"):
        tasks.publish_due(bureau="czj")
    item.refresh_from_db()
    assert (item.live, item.scheduled_revision.approved_go_live_at) == (False, later)
    assert not PageLogEntry.objects.filter(
        page=item.pk, action="wagtail.publish.scheduled"
    ).exists()
    assert get(item.url).status_code == 404


def test_the_task_publishes_what_is_due_and_not_before(jsj, later, time_machine):
    item = scheduled_item(later)
    time_machine.move_to(later - timedelta(seconds=1), tick=False)
    tasks.publish_due(bureau="jsj")
    assert get(item.url).status_code == 404
    time_machine.move_to(later, tick=False)
    tasks.publish_due(bureau="jsj")
    tasks.publish_due(bureau="jsj")
    assert get(item.url).status_code == 200
    entries = PageLogEntry.objects.filter(page=item.pk, action="wagtail.publish.scheduled")
    assert entries.count() == 1


def test_the_task_expires_what_is_over(jsj, later, time_machine):
    item = ItemFactory(expire_at=later, published=True)
    time_machine.move_to(later, tick=False)
    tasks.publish_due(bureau="jsj")
    assert get(item.url).status_code == 404
    item.refresh_from_db()
    assert (item.live, item.expired) == (False, True)

"""Items of a site without tenants: published, served, scheduled."""

import pytest
from django.test import Client
from wagtail.models import PageLogEntry

from disclosure_plugin import tasks
from disclosure_plugin.bureaus import NoBureau
from tests.factories.due import due_row, expiring_item, scheduled_item
from tests.factories.pages import ItemFactory


def get(path: str):
    return Client(headers={"host": "localhost"}).get(path)


def test_a_draft_has_no_public_page(jsj):
    assert get(ItemFactory().url).status_code == 404


def test_a_published_item_is_served_at_its_address(jsj):
    item = ItemFactory(published=True, title="临时占道审批")
    assert item.full_url == f"http://localhost{item.url}"
    response = get(item.url)
    assert response.status_code == 200
    assert "<h1>临时占道审批</h1>" in response.content.decode()
    item.unpublish()
    assert get(item.url).status_code == 410


def test_the_task_refuses_a_bureau_that_is_not_ours(jsj):
    item = scheduled_item(-1)
    row = due_row(item)
    with pytest.raises(NoBureau, match="'czj'"):
        tasks.perform_due(bureau="czj", due=row.pk)
    item.refresh_from_db()
    assert (item.live, due_row(item).attempts) == (False, 0)
    assert get(item.url).status_code == 404


def test_what_is_due_is_sent_and_published_once_and_not_before(jsj, monkeypatch):
    sent = []
    monkeypatch.setattr(
        tasks.perform_due, "apply_async", lambda **message: sent.append(message["kwargs"])
    )
    later, item = scheduled_item(60), scheduled_item(-1)
    tasks.find_due()
    assert sent == [{"bureau": "jsj", "due": due_row(item).pk}]
    for _time in range(2):
        tasks.perform_due(**sent[0])
    assert get(item.url).status_code == 200
    assert get(later.url).status_code == 404
    entries = PageLogEntry.objects.filter(page=item.pk, action="wagtail.publish.scheduled")
    assert entries.count() == 1


def test_the_task_expires_what_is_over(jsj):
    item = expiring_item(-1)
    tasks.perform_due(bureau="jsj", due=due_row(item).pk)
    assert get(item.url).status_code == 410
    item.refresh_from_db()
    assert (item.live, item.expired) == (False, True)


def test_the_sweep_finds_nothing_to_put_right(jsj, caplog):
    scheduled_item(60)
    expiring_item(60)
    tasks.sweep_due()
    assert caplog.records == []

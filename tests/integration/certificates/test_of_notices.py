"""A notice's certificate speaks of the period that the door began last."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from disclosure_plugin.certificates import issuing, probing
from disclosure_plugin.certificates.models import Certificate
from disclosure_plugin.register.models import RegisterEntry
from tests.factories.pages import NoticeFactory
from tests.factories.reviews import publish

from .conftest import CLOSES_AT, FIRST_DAY, LAST_DAY, PUBLISHED_AT

pytestmark = pytest.mark.long


@pytest.fixture
def notice(jsj, clock):
    return NoticeFactory(days=7, unit="working", published=True)


def entry_of(page) -> RegisterEntry:
    return RegisterEntry.objects.get(bureau="jsj", page=page.pk)


def certified(clock, until) -> dict:
    clock.set(until + timedelta(minutes=6))
    assert issuing.issue_ended() == 1
    return json.loads(bytes(Certificate.objects.get().document))


def test_the_door_gives_the_days_that_are_certified(site, notice, clock):
    entry = entry_of(notice)
    assert (entry.period_from, entry.period_to) == (FIRST_DAY, LAST_DAY)
    assert (entry.period_opens_at, entry.period_closes_at) == (PUBLISHED_AT, CLOSES_AT)
    while clock.now < CLOSES_AT - timedelta(hours=1):
        clock.go(hours=1)
        probing.probe(entry)
    said = certified(clock, CLOSES_AT)
    assert said["verdict"] == ["complete"]
    assert said["period"]["days"] == 7
    assert said["item"]["number"] == entry.number


def test_an_edit_that_was_reverted_begins_the_period_anew_and_only_that_is_certified(
    site, notice, clock
):
    title = notice.title
    clock.go(days=1)
    notice.title = "改过的公示"
    publish(notice)
    clock.go(hours=2)
    notice.title = title
    publish(notice)
    entry = entry_of(notice)
    begun_anew, closes_at = clock.now, entry.period_closes_at
    assert entry.period_opens_at == begun_anew
    assert closes_at == CLOSES_AT + timedelta(days=1)
    while clock.now < closes_at - timedelta(hours=1):
        clock.go(hours=1)
        probing.probe(entry)
    said = certified(clock, closes_at)
    assert said["verdict"] == ["complete"]
    assert said["period"]["opens_at"] == begun_anew.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert len(said["versions"]) == 1

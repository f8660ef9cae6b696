"""An item is looked at over HTTP, and what is seen is written down as it was."""

from __future__ import annotations

import hashlib
import socket
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import override_settings

from disclosure_plugin import bureaus
from disclosure_plugin.archive.notice_block import notice_block
from disclosure_plugin.certificates import probing, tasks
from disclosure_plugin.certificates.days import log_days
from disclosure_plugin.certificates.fetching import fetch
from disclosure_plugin.certificates.models import Probe, ProbeDay
from disclosure_plugin.conf import get_settings
from disclosure_plugin.models import ItemAttachment
from disclosure_plugin.register.models import LogEntry
from tests.factories.pages import ItemFactory
from tests.factories.removals import taken_down, withdrawn
from tests.factories.reviews import publish
from tests.factories.uploads import DocumentFactory

from .conftest import CLOSES_AT, PUBLISHED_AT, with_period

pytestmark = pytest.mark.long


def test_what_a_visitor_would_get_is_hashed(site, clock, entry, client):
    [one] = probing.probe(entry)
    assert (one.kind, one.status, one.problem, one.vantage) == ("page", 200, "", "测试机")
    assert one.url == f"http://jsj.localhost/{one.url.split('/', 3)[3]}"
    assert site.asked == [("jsj.localhost", one.url.removeprefix("http://jsj.localhost"))]
    page = client.get(
        one.url.removeprefix("http://jsj.localhost"), headers={"host": "jsj.localhost"}
    )
    block = notice_block(page.content)
    assert one.sha256 == hashlib.sha256(block).hexdigest()
    assert "公租房分配名单公示" in block.decode()
    assert one.size == len(block)


def test_navigation_and_voucher_are_no_part_of_the_text(site, clock, item, entry):
    """Another publication changes the times of the item, and a board the navigation."""
    [before] = probing.probe(entry)
    publish(item)
    ItemFactory(title="另一件", published=True)
    clock.go(hours=1)
    [after] = probing.probe(entry)
    assert after.sha256 == before.sha256


@pytest.mark.parametrize("status", ["503 Service Unavailable", "301 Moved", "404 Not Found"])
def test_anything_but_200_is_a_problem_and_nothing_is_followed(site, clock, entry, status):
    site.status = status
    [one] = probing.probe(entry)
    assert (one.status, one.problem, one.sha256) == (int(status[:3]), status[:3], "")
    assert len(site.asked) == 1


def test_nobody_answers(site, clock, entry):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        settings = {"PROBE_CONNECT_TO": f"127.0.0.1:{taken.getsockname()[1]}"}
        with override_settings(DISCLOSURE=settings):
            [one] = probing.probe(entry)
    assert (one.status, one.problem, one.sha256) == (0, "no_answer", "")


def test_a_host_that_does_not_exist_is_no_answer():
    assert fetch("http://nowhere.invalid/", max_bytes=10, keep=True).problem == "no_answer"


def test_more_than_is_read_is_a_problem(site, item):
    answer = fetch(
        item.full_url,
        max_bytes=100,
        keep=True,
        connect_to=get_settings().PROBE_CONNECT_TO,
    )
    assert (answer.status, answer.problem, answer.body) == (200, "too_large", b"")


def test_a_page_without_the_text_is_a_problem(site, clock, entry, monkeypatch):
    monkeypatch.setattr(probing, "page_address", lambda page: "http://jsj.localhost/")
    [one] = probing.probe(entry)
    assert (one.status, one.problem, one.sha256) == (200, "no_block", "")


def test_each_item_is_looked_at_when_it_is_due(site, clock, entry):
    clock.go(minutes=1)
    assert probing.probe_due() == 1
    clock.go(minutes=59)
    assert probing.probe_due() == 0
    clock.go(minutes=1)
    assert probing.probe_due() == 1
    assert Probe.objects.count() == 2


def test_a_clock_that_is_set_back_stops_no_observation(site, clock, entry):
    clock.go(hours=5)
    assert probing.probe_due() == 1
    clock.go(hours=-2)
    assert probing.probe_due() == 1


def test_after_the_last_day_nobody_looks(site, clock, entry):
    clock.set(CLOSES_AT - timedelta(seconds=1))
    assert list(probing.due(clock.now)) == [entry]
    clock.set(CLOSES_AT)
    assert list(probing.due(clock.now)) == []


def test_before_it_was_published_nobody_looks(site, clock, entry):
    assert list(probing.due(PUBLISHED_AT - timedelta(seconds=1))) == []


def test_a_withdrawn_item_is_looked_at_and_found_gone(site, clock, item, entry):
    withdrawn(item)
    clock.go(minutes=1)
    assert probing.probe_due() == 1
    assert Probe.objects.get().problem == "410"


def test_of_what_was_taken_down_nothing_is_asked_any_more(site, clock, item, entry):
    taken_down(item)
    clock.go(minutes=1)
    assert probing.probe_due() == 0
    assert site.asked == []


def test_attachments_are_hashed_once_a_day(site, clock, jsj):
    content = "姓名,面积\n".encode()
    document = DocumentFactory(title="名单", file=ContentFile(content, "list.csv"))
    page = ItemFactory(attachments=[ItemAttachment(document=document)])
    publish(page)
    entry = with_period(page)
    seen = probing.probe(entry)
    assert [one.kind for one in seen] == ["page", "file"]
    assert seen[1].sha256 == hashlib.sha256(content).hexdigest()
    assert (seen[1].size, seen[1].problem) == (len(content), "")
    assert seen[1].url.startswith("http://jsj.localhost/media/")
    clock.go(hours=1)
    assert [one.kind for one in probing.probe(entry)] == ["page"]
    clock.go(hours=24)
    assert [one.kind for one in probing.probe(entry)] == ["page", "file"]


def test_each_bureau_looks_at_its_own(site, clock, entry):
    clock.go(minutes=1)
    with bureaus.activate("czj"):
        assert probing.probe_due() == 0
    assert site.asked == []


def test_the_days_before_are_entered_into_the_log_once(site, clock, entry):
    for _number in range(3):
        clock.go(hours=6)
        probing.probe_due()
    before = LogEntry.objects.count()
    tasks.log_days()
    tasks.log_days()
    [day] = ProbeDay.objects.all()
    assert (day.bureau, str(day.day)) == ("jsj", "2026-11-02")
    assert LogEntry.objects.count() == before + 1
    logged = day.log_entry
    assert (logged.kind, logged.subject) == ("probe.day", "probes/2026-11-02")
    assert day.probes.count() == 2
    assert Probe.objects.filter(day=None).count() == 1  # of the night that has begun
    assert entry.number.encode() not in bytes(logged.leaf)


def test_observations_that_cannot_be_entered_wait(site, clock, entry, monkeypatch):
    clock.go(hours=1)
    probing.probe_due()

    def refuse(*args, **kwargs):
        raise OSError("no log")

    monkeypatch.setattr("disclosure_plugin.certificates.days.append", refuse)
    with pytest.raises(OSError, match="no log"):
        log_days("jsj")
    assert ProbeDay.objects.count() == 0
    assert Probe.objects.filter(day=None).count() == 1

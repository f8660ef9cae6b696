"""Feeds: identities that last, text that XML can hold, and the form of JSON Feed."""

import json
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure_plugin.domain.feeds import Feed, FeedEntry, entry_id, feed_id, json_feed, xml_text

SHANGHAI = timezone(timedelta(hours=8))
OPENED = datetime(2013, 5, 1, tzinfo=UTC)
NUMBER = "11539999000000002B-/2026-1102001"
PINNED_ENTRY = "urn:uuid:71aca15f-ae87-5330-b8fb-df800a36ca05"
PINNED_FEED = "urn:uuid:e814f052-58f7-5f8e-b3d6-0196063f93e9"


def entry(**values) -> FeedEntry:
    usual = {
        "id": entry_id(NUMBER),
        "number": NUMBER,
        "title": "占道收费标准",
        "summary": "道路占用。",
        "link": "http://jsj.localhost/a/",
        "lasting_link": f"http://jsj.localhost/n/{NUMBER}",
        "author": "住建局",
        "category": "收费",
        "published": datetime(2026, 11, 2, 7, 30, 5, 123456, tzinfo=SHANGHAI),
        "updated": datetime(2026, 11, 3, 9, 0, tzinfo=SHANGHAI),
        "formed_on": date(2026, 11, 2),
    }
    return FeedEntry(**{**usual, **values})


def feed(*entries: FeedEntry) -> Feed:
    return Feed("urn:x", "标题", "说明", "http://a/", "http://a/f", "局", "zh-hans", OPENED,
                list(entries))  # fmt: skip


def test_an_identity_is_a_urn_that_never_changes():
    # Written down: whoever changes the rule makes every item new to every reader.
    assert uuid.UUID(entry_id(NUMBER).removeprefix("urn:uuid:")).version == 5
    assert entry_id(NUMBER) == PINNED_ENTRY
    assert feed_id("11539999000000002B") == PINNED_FEED


@given(st.sets(st.text(max_size=20), min_size=2, max_size=20))
def test_different_numbers_have_different_identities(numbers):
    assert len({entry_id(one) for one in numbers}) == len(numbers)
    assert len({feed_id("x", one) for one in numbers}) == len(numbers)
    assert not {entry_id(one) for one in numbers} & {feed_id(one) for one in numbers}


@given(st.text())
def test_any_text_can_be_written_as_xml(text):
    element = ElementTree.Element("title")
    element.text = xml_text(text)
    read = ElementTree.fromstring(ElementTree.tostring(element, encoding="utf-8"))
    assert (read.text or "") == xml_text(text).replace("\r\n", "\n").replace("\r", "\n")


def test_what_xml_holds_is_kept():
    assert xml_text("占道<b>&\t\n😀") == "占道<b>&\t\n😀"
    assert xml_text("a\x0bb\x00c\ufffed") == "abcd"


def test_times_are_in_utc():
    [item] = json_feed(feed(entry()))["items"]
    assert item["date_published"] == "2026-11-01T23:30:05Z"
    assert item["date_modified"] == "2026-11-03T01:00:00Z"


def test_a_feed_is_as_new_as_its_newest_entry():
    newer = entry(updated=datetime(2027, 1, 1, tzinfo=UTC))
    assert feed(entry(), newer).updated == newer.updated
    assert feed().updated == OPENED


@pytest.mark.parametrize("summary", ["", "道路占用。"])
def test_the_form_is_that_of_json_feed(summary):
    found = json.loads(json.dumps(json_feed(feed(entry(summary=summary)))))
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    [item] = found["items"]
    # Required: an id and a text. All else is optional.
    assert item["id"] == entry_id(NUMBER)
    assert item["content_text"]
    assert item["_disclosure"]["number"] == NUMBER

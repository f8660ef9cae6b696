"""Versions of a page, and what differs between two of them."""

from __future__ import annotations

import pytest

from disclosure_plugin.snapshots.models import Capture
from disclosure_plugin.snapshots.public import band, version_views
from disclosure_plugin.snapshots.public.versions import history
from tests.factories.pages import ItemFactory
from tests.factories.reviews import publish

from .conftest import ARCHIVE, get, moment_of, replay_of, retitled, soup_of, take


def test_each_run_of_equal_bytes_is_a_version(item):
    first, again = take(), take()
    retitled(item, "占道收费标准（修订）")
    second = take()
    retitled(item, "占道收费标准")
    third = take()
    found = history(item.slug)
    assert found.key == item.slug
    assert [one.snapshots for one in found.versions[:1]] == [[first, again]]
    one, two, *_rest = found.versions
    assert (one.first, one.last) == tuple(
        Capture.objects.get(snapshot=snapshot, response__url=item.full_url).at
        for snapshot in (first, again)
    )
    assert one.until == two.first
    assert [version.response.title for version in found.versions] == [
        "占道收费标准",
        "占道收费标准（修订）",
        "占道收费标准",
    ]
    assert found.versions[-1].until is None
    assert (second, third) == (two.snapshots[0], found.versions[-1].snapshots[0])


def test_they_are_listed_the_newest_first(item, two_versions):
    first, second = two_versions
    for key in (item.slug, item.pk):
        soup = soup_of(f"{ARCHIVE}page/{key}/")
        links = [one["href"] for one in soup.select(".versions > li > a")]
        assert links == [replay_of(item, second), replay_of(item, first)]
    text = soup.get_text(" ", strip=True)
    assert "2个版本" in text
    assert "当时的标题是“占道收费标准”" in text
    assert soup.h1.get_text() == "占道收费标准（修订）"


def test_a_page_without_a_register_entry_has_versions_too(item, two_versions):
    column = item.get_parent()
    soup = soup_of(f"{ARCHIVE}page/{column.pk}/")
    assert len(soup.select(".versions > li")) == 2
    get(f"{ARCHIVE}page/{column.slug}/", status=404)


def test_a_page_that_was_not_captured_yet_says_so(item):
    for address in (f"{ARCHIVE}page/{item.slug}/", f"{ARCHIVE}page/{item.slug}/compare/"):
        assert "还没有可以显示的版本" in get(address).text_of_page


def test_marks_that_would_stand_on_each_other_are_left_out():
    places = [0, 0.1, 0.2, 50, 50.1, 89]
    assert band._with_room(places, 1, band.MARK_WIDTH) == {1, 3, 5}
    assert band._with_room([0, 5, 10, 20, 89], 2, band.LABEL_WIDTH) == {2, 4}


def test_a_title_of_a_draft_is_not_shown(item, two_versions):
    item.title = "尚未公开的标题"
    item.save_revision()
    assert "尚未公开的标题" not in get(f"{ARCHIVE}page/{item.slug}/").text_of_page


@pytest.fixture
def changed(column):
    item = ItemFactory(
        parent=column,
        title="占道收费",
        body=[("text", "<p>占用城市道路按面积和天数收费。</p><p>周末不收。</p>")],
        published=True,
    )
    first = take()
    item.body = [
        ("text", "<p>占用城市道路按面积和小时收费。</p><p>周末不收。</p><p>春节不收。</p>")
    ]
    publish(item)
    return item, first, take()


def test_what_differs_is_marked_by_characters_with_words(changed):
    item, first, second = changed
    query = f"?from={moment_of(item, first)}&to={moment_of(item, second)}"
    soup = soup_of(f"{ARCHIVE}page/{item.slug}/compare/{query}")
    lines = [one.get_text() for one in soup.select(".differences .changed")]
    assert "占用城市道路按面积和【删去：天数】【加入：小时】收费。" in lines
    assert "【加入：春节不收。】" in lines
    assert soup.select_one(".differences del").get_text() == "【删去：天数】"
    # Not what stands around the content.
    assert "主导航" not in soup.select_one(".differences").get_text()


def test_without_a_choice_the_two_newest_are_compared(changed):
    item, first, second = changed
    soup = soup_of(f"{ARCHIVE}page/{item.slug}/compare/")
    chosen = [one["value"] for one in soup.select("option[selected]")]
    assert chosen == [moment_of(item, first), moment_of(item, second)]


def test_the_same_version_twice_is_the_same(changed):
    item, first, _second = changed
    moment = moment_of(item, first)
    text = get(f"{ARCHIVE}page/{item.slug}/compare/?from={moment}&to={moment}").text_of_page
    assert "正文文字相同" in text


def test_a_page_with_one_version_can_be_asked(item):
    take()
    assert "正文文字相同" in get(f"{ARCHIVE}page/{item.slug}/compare/").text_of_page


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?from=x", 400),
        ("?from=20260101000000", 404),
        ("?to=%00", 400),
        ("?to=20261399000000", 400),
    ],
)
def test_a_version_that_is_not_there(changed, query, status):
    item, _first, _second = changed
    get(f"{ARCHIVE}page/{item.slug}/compare/{query}", status=status)


def test_what_is_too_large_is_not_compared(changed, monkeypatch):
    item, _first, _second = changed
    monkeypatch.setattr(version_views, "MAX_PAYLOAD", 100)
    text = get(f"{ARCHIVE}page/{item.slug}/compare/").text_of_page
    assert "太大" in text

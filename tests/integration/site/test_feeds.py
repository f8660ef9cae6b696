"""Feeds: what stands in them, what never does, and that programs can read them."""

from __future__ import annotations

import json
from pathlib import Path

import feedparser
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from lxml import etree
from wagtail.models import PageViewRestriction

from disclosure_plugin import bureaus
from disclosure_plugin.conf import get_settings
from disclosure_plugin.models import DisclosureItemPage
from disclosure_plugin.queries import feeds as queries
from disclosure_plugin.queries.search import SearchTooLong
from disclosure_plugin.register.due import Due
from disclosure_plugin.register.models import RegisterEntry
from disclosure_plugin.tenancy.models import Bureau
from tests.factories.credit_codes import CREDIT_CODES
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory

JSJ, CZJ = CREDIT_CODES["jsj"], CREDIT_CODES["czj"]
GRAMMAR = Path(__file__).parents[2] / "corpus/atom.rng"
KINDS = ("atom.xml", "feed.json")


def get(address: str, *, code: str = "jsj", status: int = 200, **headers: str):
    response = Client().get(address, headers={"host": f"{code}.localhost", **headers})
    assert response.status_code == status, (address, response.status_code)
    return response


def root(code: str) -> str:
    return f"http://{code}.localhost:{get_settings().PUBLIC_PORT}"


def atom(address: str = "/feeds/atom.xml", **kwargs):
    """Return a feed as a reader of feeds understands it, after the grammar had its say."""
    content = get(address, **kwargs).content
    grammar = etree.RelaxNG(etree.parse(GRAMMAR))
    grammar.assertValid(etree.fromstring(content))
    parsed = feedparser.parse(content)
    assert parsed.bozo == 0, parsed.bozo_exception
    return parsed


def titles(address: str = "/feeds/atom.xml", **kwargs) -> list[str]:
    """Return the titles of a feed, which the two forms tell alike."""
    found = [entry.title for entry in atom(address, **kwargs).entries]
    other = json.loads(get(address.replace("atom.xml", "feed.json"), **kwargs).content)
    assert [item["title"] for item in other["items"]] == found
    return found


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


@pytest.fixture
def county(column):
    """Two items of one bureau, in two columns, and one of another."""
    ItemFactory(parent=column, published=True, title="占道收费标准", abstract="道路占用。")
    other = ColumnFactory(parent=column.get_parent().specific, title="许可")
    ItemFactory(parent=other, published=True, title="施工许可结果", category="20.5")
    with bureaus.activate("czj"):
        ItemFactory(published=True, title="预算公开", category="20.7")
    connection.set_schema_to_public()
    return column


def test_no_feed_has_anything_of_another_bureau(county):
    with bureaus.activate("czj"):
        theirs = DisclosureItemPage.objects.get().get_parent().slug
    connection.set_schema_to_public()
    for kind in KINDS:
        for query in ("", "?bureau=czj", "?q=预算", "?category=20.7"):
            for path in (f"/feeds/{kind}", f"/feeds/{county.slug}/{kind}"):
                content = get(f"{path}{query}").content
                assert "预算公开".encode() not in content
                assert CZJ.encode() not in content
        get(f"/feeds/{theirs}/{kind}", status=404)
        get(f"/feeds/{theirs}/{kind}", code="county", status=404)
        assert "预算公开".encode() in get(f"/feeds/{theirs}/{kind}", code="czj").content


def test_a_bureau_tells_its_own_and_the_county_office_all(county):
    assert titles() == ["施工许可结果", "占道收费标准"]
    assert titles(code="czj") == ["预算公开"]
    assert titles(code="county") == ["预算公开", "施工许可结果", "占道收费标准"]
    assert titles(f"/feeds/{county.slug}/atom.xml") == ["占道收费标准"]


def test_what_stops_being_public_stops_being_told(county):
    with bureaus.activate("jsj"):
        ItemFactory(parent=county, title="草稿")
    connection.set_schema_to_public()
    Due.objects.all().delete()
    gone, expired = RegisterEntry.objects.filter(bureau="jsj").order_by("pk")
    with bureaus.activate("jsj"):
        DisclosureItemPage.objects.get(pk=gone.page).unpublish()
    connection.set_schema_to_public()
    assert titles() == ["施工许可结果"]
    assert titles(f"/feeds/{county.slug}/atom.xml") == []
    Due.objects.create(
        bureau="jsj", kind=Due.Kind.EXPIRE, object_type="wagtailcore.page",
        object_id=str(expired.page), due_at=expired.first_published_at,
        next_at=expired.first_published_at,
    )  # fmt: skip
    assert titles() == []
    assert titles(code="county") == ["预算公开"]


def test_a_column_that_is_not_for_everybody_has_no_feed(county):
    with bureaus.activate("jsj"):
        # Past every refusal.
        PageViewRestriction.objects.bulk_create(
            [PageViewRestriction(page=county, restriction_type="login")]
        )
    connection.set_schema_to_public()
    for kind in KINDS:
        get(f"/feeds/{county.slug}/{kind}", status=404)


@pytest.mark.parametrize(
    "path",
    ["nosuch/atom.xml", "%00/atom.xml", "../atom.xml", "atom.json", "", "长/feed.json",
     "a/b/atom.xml"],
)  # fmt: skip
def test_other_addresses_lead_nowhere(county, path):
    get(f"/feeds/{path}", status=404)


def test_a_page_that_is_no_column_has_no_feed(county):
    item = RegisterEntry.objects.filter(bureau="jsj").first()
    for kind in KINDS:
        get(f"/feeds/{item.short_id}/{kind}", status=404)


def test_an_item_is_told_in_full(county):
    entry = RegisterEntry.objects.get(title="占道收费标准")
    feed = atom(f"/feeds/{county.slug}/atom.xml")
    [told] = feed.entries
    assert told.link == f"{root('jsj')}{page_path(entry)}"
    assert told.summary == "道路占用。"
    assert told.author == "云岭县住房和城乡建设局"
    assert told.published_parsed[:6] == entry.first_published_at.timetuple()[:6]
    assert told.updated_parsed[:6] == entry.version_published_at.timetuple()[:6]
    assert feed.feed.updated_parsed == told.updated_parsed
    [item] = json.loads(get(f"/feeds/{county.slug}/feed.json").content)["items"]
    assert item["id"] == told.id
    assert item["_disclosure"]["address"] == f"{root('jsj')}/n/{entry.number}"
    # Another bureau's page is reached by its number.
    link = atom(code="county").entries[0].link
    assert link == f"{root('czj')}/n/{CZJ}-/2026-1102001"


def page_path(entry: RegisterEntry) -> str:
    with bureaus.activate(entry.bureau):
        path = DisclosureItemPage.objects.get(pk=entry.page).url
    connection.set_schema_to_public()
    return path


def test_identities_stay_when_the_addresses_change(county):
    before = [entry.id for entry in atom(code="czj").entries]
    feed_before = atom(code="czj").feed.id
    Bureau.objects.filter(code="czj").update(path="czj", canonical=Bureau.Canonical.PATH)
    after = atom("/czj/feeds/atom.xml", code="county")
    assert [entry.id for entry in after.entries] == before
    assert after.feed.id == feed_before
    assert after.entries[0].link.startswith(f"{root('county')}/czj/")
    links = {link.rel: link.href for link in after.feed.links}
    assert links == {
        "self": f"{root('county')}/czj/feeds/atom.xml",
        "alternate": f"{root('county')}/czj/",
    }
    assert [entry.id for entry in atom(code="county").entries][:1] == before


def test_markup_and_characters_no_xml_can_hold_do_no_harm(column):
    title, abstract = "<script>alert(1)</script> & \x0b", 'a<b <img src=x onerror="alert(1)">\x08'
    ItemFactory(parent=column, published=True, title=title, abstract=abstract)
    [entry] = atom().entries
    assert entry.title == "<script>alert(1)</script> &"
    # As the reader of feeds shows it: text, and no picture.
    assert BeautifulSoup(entry.summary, "lxml").find("img") is None
    assert "<img" in BeautifulSoup(entry.summary, "lxml").get_text()
    [item] = json.loads(get("/feeds/feed.json").content)["items"]
    assert item["title"] == title
    assert item["content_text"] == abstract


def test_only_the_newest_are_told(column, monkeypatch):
    monkeypatch.setattr(queries, "NEWEST", 3)
    for number in range(5):
        ItemFactory(parent=column, published=True, title=f"第{number}件")
    assert titles() == ["第4件", "第3件", "第2件"]
    assert titles(f"/feeds/{column.slug}/atom.xml") == ["第4件", "第3件", "第2件"]


def test_a_feed_without_items_is_a_feed(column):
    feed = atom(f"/feeds/{column.slug}/atom.xml")
    assert feed.entries == []
    assert feed.feed.updated_parsed[:6] == column.first_published_at.timetuple()[:6]
    assert titles() == []


def test_who_has_it_already_is_told_so(county):
    for path in ("/feeds/atom.xml", "/feeds/feed.json", f"/feeds/{county.slug}/atom.xml"):
        first = get(path)
        assert first.content == get(path).content
        assert not first.cookies
        assert first["Access-Control-Allow-Origin"] == "*"
        again = get(path, status=304, **{"if-none-match": first["ETag"]})
        assert again["Access-Control-Allow-Origin"] == "*"
        assert not again.content
    with bureaus.activate("jsj"):
        DisclosureItemPage.objects.get(title="施工许可结果").unpublish()
    connection.set_schema_to_public()
    old = get("/feeds/atom.xml", code="county")["ETag"]
    assert get("/feeds/atom.xml", **{"if-none-match": old})
    for kind in KINDS:
        assert "Last-Modified" not in get(f"/feeds/{kind}")


def test_a_take_down_changes_the_validator(county):
    before = get("/feeds/atom.xml")["ETag"]
    with bureaus.activate("jsj"):
        DisclosureItemPage.objects.get(title="施工许可结果").unpublish()
    connection.set_schema_to_public()
    after = get("/feeds/atom.xml", **{"if-none-match": before})
    assert "施工许可结果".encode() not in after.content


def test_nothing_but_reading(county):
    for kind in KINDS:
        for path in (f"/feeds/{kind}", f"/feeds/{county.slug}/{kind}"):
            answer = Client().post(path, headers={"host": "jsj.localhost"})
            assert answer.status_code == 405


def test_pages_name_their_feeds(county):
    def named(path: str) -> list[str]:
        soup = BeautifulSoup(get(path).content, "lxml")
        return [link["href"] for link in soup.select('link[rel="alternate"]')]

    everything = ["/feeds/atom.xml", "/feeds/feed.json"]
    assert named("/") == named("/register/") == everything
    with bureaus.activate("jsj"):
        path = county.url
    connection.set_schema_to_public()
    assert named(path) == [f"/feeds/{county.slug}/{kind}" for kind in KINDS] + everything
    for address in named(path):
        get(address)


def test_a_search_has_a_feed_of_what_it_finds(county):
    assert titles("/search/atom.xml?q=占道收费") == ["占道收费标准"]
    assert titles("/search/atom.xml?category=20.5") == ["施工许可结果"]
    assert titles("/search/atom.xml?q=没有这样的事") == []
    assert titles("/search/atom.xml?q=预算公开") == [], "It is another bureau's."
    assert titles("/search/atom.xml?category=20.7", code="county") == ["预算公开"]

    found = atom("/search/atom.xml?year=&q=收费&order=date")
    assert found.feed.title == "查询“收费”的结果 – 云岭县住房和城乡建设局"
    assert found.feed.link == f"{root('jsj')}/search/?q=%E6%94%B6%E8%B4%B9"
    [itself] = [link.href for link in found.feed.links if link.rel == "self"]
    assert itself == f"{root('jsj')}/search/atom.xml?q=%E6%94%B6%E8%B4%B9"
    assert found.feed.id == atom("/search/atom.xml?q=收费").feed.id
    assert found.feed.id != atom("/search/atom.xml?q=许可").feed.id


def test_the_feed_of_a_search_has_the_newest_first_and_not_what_is_gone(column):
    items = [
        ItemFactory(parent=column, published=True, title=f"收费之{number}") for number in (1, 2, 3)
    ]
    items[1].unpublish()
    assert titles("/search/atom.xml?q=收费") == ["收费之3", "收费之1"]


def test_a_search_without_a_question_is_the_feed_of_everything(county):
    answer = get("/search/feed.json?order=date", status=302)
    assert answer["Location"] == f"{root('jsj')}/feeds/feed.json"


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_filter_is_named_in_the_feed(county, kind):
    answer = get(f"/search/{kind}?since=2026-02-01&until=2026-01-01", status=400)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == "公开日期止：这一天早于起始日。\n"


def test_a_search_that_takes_too_long_asks_its_reader_to_wait(county, monkeypatch):
    def given_up(*args):
        raise SearchTooLong

    monkeypatch.setattr(queries, "find", given_up)
    answer = get("/search/atom.xml?q=收费", status=503)
    assert answer["Retry-After"] == "60"
    assert answer.content.decode() == "查询时间过长，已停止。请用长一点的词，或者加上筛选。\n"


def test_the_search_names_its_feeds_once_something_was_asked(county):
    def named(address: str) -> list[str]:
        soup = BeautifulSoup(get(address).content, "html.parser")
        return [
            link["href"]
            for link in soup.select("link[rel=alternate], main a")
            if "/search/atom" in link["href"] or "/search/feed" in link["href"]
        ]

    assert named("/search/") == []
    asked = "?q=%E6%94%B6%E8%B4%B9"
    both = [f"{root('jsj')}/search/{kind}{asked}" for kind in KINDS]
    assert named("/search/?q=收费&order=date") == both * 2

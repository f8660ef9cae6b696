"""The search page: what a visitor sees, and what no visitor gets."""

from __future__ import annotations

from urllib.parse import quote, unquote, urlencode

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client

from disclosure_plugin import bureaus
from disclosure_plugin.actions.search_sections import index_published
from disclosure_plugin.conf import get_settings
from disclosure_plugin.models import ItemAttachment
from disclosure_plugin.queries import search as queries
from disclosure_plugin.register.models import RegisterEntry, SearchSection, SearchSynonym
from disclosure_plugin.site import search
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory, NoticeFactory
from tests.factories.removals import taken_down, withdrawn
from tests.factories.reviews import publish
from tests.factories.uploads import DocumentFactory

from .test_sections import HOSTILE, xlsx


def get(address: str, *, code: str = "jsj", status: int = 200):
    response = Client().get(address, headers={"host": f"{code}.localhost"})
    assert response.status_code == status, (address, response.status_code)
    return response


def root(code: str) -> str:
    return f"http://{code}.localhost:{get_settings().PUBLIC_PORT}"


def soup(address: str, **kwargs) -> BeautifulSoup:
    return BeautifulSoup(get(address, **kwargs).content, "lxml")


def titles(code: str = "jsj", **asked) -> list[str]:
    found = soup(f"/search/?{urlencode(asked)}", code=code)
    return [link.get_text() for link in found.select(".entry-title")]


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


@pytest.fixture
def county(column):
    ItemFactory(parent=column, title="建设项目收费标准", published=True)
    NoticeFactory(parent=column, title="公租房公示", published=True)
    with bureaus.activate("czj"):
        ItemFactory(title="财政收费目录", category="20.7", published=True)
    connection.set_schema_to_public()


def test_a_word_inside_a_title(county):
    assert titles(q="项目收费") == titles(q="項目收費") == ["建设项目收费标准"]
    found = soup(f"/search/?q={quote('收费')}")
    [link] = found.select(".entry-title")
    assert [mark.get_text() for mark in link.select("mark")] == ["收费"]
    assert get(link["href"].removeprefix(root("jsj"))).status_code == 200
    assert found.select_one("#search-words")["value"] == "收费"


def test_no_question_gets_another_bureaus_texts(county):
    for query in (
        "q=财政", "bureau=czj", "q=财政&bureau=czj", "category=20.7", "q=收费&bureau=czj",
        "q=%3Db:czj", "order=date", "q=收费 财政",
    ):  # fmt: skip
        answer = Client().get(f"/search/?{query}", headers={"host": "jsj.localhost"})
        assert "财政收费目录" not in answer.content.decode(), query
    assert titles("czj", q="收费") == ["财政收费目录"]
    assert sorted(titles("county", q="收费")) == ["建设项目收费标准", "财政收费目录"]
    assert titles("county", q="收费", bureau="czj") == ["财政收费目录"]


def test_what_the_county_finds_leads_to_the_bureau(county):
    [link] = soup(f"/search/?q={quote('财政收费')}", code="county").select(".entry-title")
    number = RegisterEntry.objects.get(title="财政收费目录").number
    assert unquote(link["href"]) == f"{root('czj')}/n/{number}"


@pytest.mark.parametrize("end", [taken_down, withdrawn, lambda item: item.unpublish()])
def test_what_is_gone_is_found_by_nothing(column, end):
    item = ItemFactory(parent=column, title="泄露姓名的名单", published=True)
    assert titles(q="泄露") == [item.title]
    end(item)
    for address in (
        f"/search/?q={quote('泄露')}",
        "/search/?order=date",
        "/search/?category=20.8",
    ):
        assert "泄露姓名" not in get(address).content.decode()
    assert titles("county", q="泄露") == []


def test_staff_only_items_never_appear(column):
    item = ItemFactory(parent=column, title="内部收费通报", audience="staff")
    publish(item)
    assert titles(q="内部") == titles("county", q="内部") == titles(category="20.8") == []


def test_a_page_that_a_visitor_may_not_see_is_left_out_whatever_the_rows_say(column):
    item = ItemFactory(parent=column, title="收费一", published=True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET live = false WHERE id = %s", [item.pk])
        assert titles(q="收费") == []
        # So it may not stay at the end of a transaction.
        cursor.execute("UPDATE wagtailcore_page SET live = true WHERE id = %s", [item.pk])


def test_markup_in_words_and_texts_stays_text(column):
    ItemFactory(parent=column, title="<script>alert(1)</script>收费", published=True)
    answer = get(f"/search/?q={quote('<script>alert(1) 收费')}").content.decode()
    assert "<script>alert" not in answer
    assert "&lt;<mark>script&gt;alert(1</mark>)" in answer


@pytest.mark.parametrize("words", [one for one in HOSTILE if one != "\ud800"])
def test_any_question_is_answered(county, words):
    answer = Client().get("/search/", {"q": words}, headers={"host": "jsj.localhost"})
    assert answer.status_code in (200, 400)
    page = BeautifulSoup(answer.content, "lxml")
    if answer.status_code == 400:
        assert page.select_one("#q-problem").get_text().strip()
    else:
        assert page.select_one("#found-heading").get_text().strip()


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "长" * 101, "q=%00", "category=99.9", "year=1", "page_type=auth.user",
        "since=yesterday", "since=2026-11-02&until=2026-11-01", "column_type=x", "order=x",
        "bureau=nobody",
    ],
)  # fmt: skip
def test_what_cannot_be_looked_for_is_said(county, query):
    answer = Client().get(f"/search/?{query}", headers={"host": "county.localhost"})
    assert answer.status_code == 400
    assert not BeautifulSoup(answer.content, "lxml").select(".entries")


def test_nothing_asked_says_how(county):
    page = soup("/search/")
    assert not page.select(".entries")
    assert page.select_one("form.filters")["method"] == "get"
    assert page.select(".contact-band, .plain a")
    assert not page.select("form[method=post]")


def test_nothing_found_leads_on(county):
    page = soup(f"/search/?q={quote('建设项目验收办法')}")
    [link] = [one for one in page.select(".plain a") if one.get_text() == "建设项目"]
    assert titles_at(link["href"]) == ["建设项目收费标准"]
    assert page.select('.plain a[href="/register/"]')


def titles_at(address: str) -> list[str]:
    return [link.get_text() for link in soup(address).select(".entry-title")]


def test_filters_are_named_and_taken_away(county):
    page = soup(f"/search/?q={quote('收费')}&category=20.8")
    [chip] = page.select(".chips a")
    assert chip["href"] == f"/search/?q={quote('收费')}"
    assert page.select_one("details.more-filters").has_attr("open")
    assert not soup("/search/").select_one("details.more-filters").has_attr("open")


def test_an_attachment_is_named(column):
    document = DocumentFactory(data=xlsx(["路面挖掘修复", 320]), name="表.xlsx", title="价目表")
    ItemFactory(parent=column, attachments=[ItemAttachment(document=document)], published=True)
    index_published(RegisterEntry.objects.get().pk)
    assert (
        "价目表" in soup(f"/search/?q={quote('挖掘修复')}").select_one(".entry-facts").get_text()
    )


def test_pages_keep_the_question(column, monkeypatch):
    monkeypatch.setattr(search, "HITS_PER_PAGE", 2)
    for number in range(5):
        ItemFactory(parent=column, title=f"收费第{number}件", published=True)
    asked = {"q": "收费", "category": "20.8", "order": "date"}
    first = soup(f"/search/?{urlencode(asked)}")
    following = first.select_one("a[rel=next]")["href"]
    second = soup(f"/search/{following}")
    found = [link.get_text() for page in (first, second) for link in page.select(".entry-title")]
    assert found == [f"收费第{number}件" for number in (4, 3, 2, 1)]
    assert titles(page="99", **asked) == ["收费第0件"]
    assert titles(page="x", **asked) == ["收费第4件", "收费第3件"]


def test_more_than_are_counted_is_said(column, monkeypatch):
    monkeypatch.setattr(queries, "MOST_COUNTED", 2)
    for number in range(4):
        ItemFactory(parent=column, title=f"收费第{number}件", published=True)
    page = soup(f"/search/?q={quote('收费')}")
    assert len(page.select(".entry-title")) == 2
    assert "2" in page.select_one("#found-heading").get_text()


def test_other_words_are_said(column):
    SearchSynonym.objects.create(words="房产证 不动产权证")
    ItemFactory(parent=column, title="不动产权证办理", published=True)
    page = soup(f"/search/?q={quote('房产证')}")
    assert "不动产权证" in page.select_one(".found > .note").get_text()
    assert page.select_one(".entry-title mark").get_text() == "不动产权证"


def test_a_search_that_took_too_long_says_so(county, monkeypatch):
    def given_up(*args):
        raise queries.SearchTooLong("late")

    monkeypatch.setattr(queries, "find", given_up)
    assert soup(f"/search/?q={quote('收费')}", status=503).select_one(".empty").get_text()


def test_every_page_has_the_field(county):
    for address in ("/", "/register/", "/nothing-here/"):
        answer = Client().get(address, headers={"host": "jsj.localhost"})
        page = BeautifulSoup(answer.content, "lxml")
        [box] = page.select("form.search-box")
        assert (box["action"], box["method"]) == ("/search/", "get")


def test_the_same_question_is_the_same_bytes(county):
    address = f"/search/?q={quote('收费')}"
    assert get(address).content == get(address).content


def test_it_is_not_in_other_peoples_index(county):
    assert soup("/search/?q=1").select_one("meta[name=robots]")["content"] == "noindex, follow"


def test_only_reading(county):
    answer = Client().post("/search/", {"q": "1"}, headers={"host": "jsj.localhost"})
    assert answer.status_code == 405
    assert SearchSection.objects.exists()

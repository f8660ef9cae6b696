"""The interface for programs: what it tells, what it never does, and how it refuses."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from disclosure_plugin import bureaus
from disclosure_plugin.actions.registering import make_void
from disclosure_plugin.conf import get_settings
from disclosure_plugin.domain.annual_report_form import CELLS
from disclosure_plugin.models import DisclosureItemPage
from disclosure_plugin.register.due import Due
from disclosure_plugin.register.models import RegisterEntry
from disclosure_plugin.site.api import limits
from disclosure_plugin.tenancy.models import Bureau
from tests.factories.credit_codes import CREDIT_CODES
from tests.factories.pages import (
    AnnualReportFactory,
    BoardFactory,
    ColumnFactory,
    CommitmentListFactory,
    ItemFactory,
)

pytestmark = pytest.mark.long

JSJ, CZJ = CREDIT_CODES["jsj"], CREDIT_CODES["czj"]
API = "/api/disclosure/v1/"
LISTS = ("items", "bureaus", "columns", "commitments", "annual-reports")


def ask(path: str, *, code: str = "jsj", status: int = 200, mount: str = "", **headers: str):
    response = Client().get(
        f"{mount}{API}{path}", headers={"host": f"{code}.localhost", **headers}
    )
    assert response.status_code == status, (path, response.status_code, response.content[:300])
    return response


def told(path: str, **kwargs):
    return json.loads(ask(path, **kwargs).content)


def titles(query: str = "", **kwargs) -> list[str]:
    return [item["title"] for item in told(f"items{query}", **kwargs)["items"]]


def root(code: str) -> str:
    return f"http://{code}.localhost:{get_settings().PUBLIC_PORT}"


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


@pytest.fixture
def county(column):
    ItemFactory(parent=column, published=True, title="占道收费标准", abstract="道路占用。")
    ItemFactory(parent=column, published=True, title="施工许可结果", category="20.5")
    ItemFactory(parent=column, title="草稿")
    AnnualReportFactory(parent=column, published=True, year=2025)
    CommitmentListFactory(published=True, title="住建承诺")
    with bureaus.activate("czj"):
        theirs = ColumnFactory(parent=BoardFactory(), title="预决算")
        ItemFactory(parent=theirs, published=True, title="预算公开", category="20.7")
        AnnualReportFactory(parent=theirs, published=True, year=2024, title="财政年报")
        CommitmentListFactory(published=True, title="财政承诺")
    connection.set_schema_to_public()
    return column


def test_nothing_of_another_bureau_is_reached_at_a_bureau(county):
    theirs = RegisterEntry.objects.filter(bureau="czj")
    asked = [f"{one}{query}" for one in LISTS for query in ("", "?bureau=czj", "?bureau=county")]
    asked += [f"items?{name}={value}" for name, value in (
        ("number", f"{CZJ}-/2026-1102001"), ("category", "20.7"), ("year", 2026), ("page", 2),
    )]  # fmt: skip
    asked += [f"items/{quote(one.number)}" for one in theirs]
    asked += [f"items/{quote(one.number)}?bureau=czj" for one in theirs]
    asked += [
        "annual-reports/2024",
        "annual-reports/2024?bureau=czj",
        "annual-reports/2025?bureau=czj",
    ]
    for path in asked:
        response = Client().get(f"{API}{path}", headers={"host": "jsj.localhost"})
        assert response.status_code in (200, 404, 422), path
        for word in ("预算公开", "财政", "预决算", CZJ):
            assert word.encode() not in response.content, (path, word)
    assert titles("?bureau=jsj") == titles()
    ask("items?bureau=czj", status=422)
    ask(f"items/{CZJ}-/2026-1102001", status=404)


def test_the_county_office_answers_for_all_that_it_lists(county):
    everything = set(titles(code="county"))
    assert everything >= {"占道收费标准", "施工许可结果", "预算公开", "财政年报", "财政承诺"}
    assert set(titles("?bureau=czj", code="county")) == {"预算公开", "财政年报", "财政承诺"}
    [one] = told("columns?bureau=czj", code="county")
    assert (one["title"], one["items"]) == ("预决算", 2)
    assert one["atom"].startswith(f"{root('czj')}/feeds/")
    assert told("columns", code="county") == []
    [promises] = told("commitments?bureau=czj", code="county")
    assert promises["title"] == "财政承诺"
    assert told("annual-reports/2024?bureau=czj", code="county")["title"] == "财政年报"
    ask("annual-reports/2025?bureau=czj", code="county", status=404)
    assert {one["code"] for one in told("bureaus", code="county")} == {"county", "jsj", "czj"}
    for one in told("bureaus", code="county"):
        assert one["api"] == f"{root(one['code'])}{API}"
    Bureau.objects.filter(code="czj").update(state=Bureau.State.TRIAL)
    assert not {"预算公开", "财政年报"} & set(titles(code="county"))
    for path in LISTS:
        if path != "bureaus":
            ask(f"{path}?bureau=czj", code="county", status=422)


def test_what_is_not_public_is_not_told(county):
    number = RegisterEntry.objects.get(title="施工许可结果").number
    with bureaus.activate("jsj"):
        DisclosureItemPage.objects.get(title="施工许可结果").unpublish()
    connection.set_schema_to_public()
    assert "施工许可结果" not in titles(code="county")
    assert "草稿" not in titles(code="county")
    gone = told(f"items/{number}", status=410)["error"]
    assert (gone["code"], gone["number"], gone["state"]) == ("gone", number, "unpublished")
    with bureaus.activate("jsj"):
        make_void(number, reason="重复公开。")
    connection.set_schema_to_public()
    for code in ("jsj", "county"):
        answer = ask(f"items/{number}", code=code, status=410)
        assert json.loads(answer.content)["error"]["reason"] == "重复公开。"
        assert "施工许可结果".encode() not in answer.content
    expired = RegisterEntry.objects.get(title="占道收费标准")
    Due.objects.filter(object_id=str(expired.page)).delete()
    Due.objects.create(
        bureau="jsj", kind=Due.Kind.EXPIRE, object_type="wagtailcore.page",
        object_id=str(expired.page), due_at=expired.first_published_at,
        next_at=expired.first_published_at,
    )  # fmt: skip
    assert "占道收费标准" not in titles()
    ask(f"items/{expired.number}", status=404)


def test_a_report_that_is_not_public_has_no_tables(column):
    AnnualReportFactory(parent=column, year=2025)
    assert told("annual-reports") == []
    ask("annual-reports/2025", status=404)


def test_one_item_is_told_as_the_register_tells_it(county):
    entry = RegisterEntry.objects.get(title="占道收费标准")
    item = told(f"items/{entry.number}")
    [row] = [
        row
        for row in json.loads(
            Client().get("/register/register.json", headers={"host": "jsj.localhost"}).content
        )["entries"]
        if row["number"] == entry.number
    ]
    page = item.pop("page_address")
    assert item == row
    assert Client().get(page, headers={"host": "jsj.localhost"}).status_code == 200
    assert told("items?number=" + entry.number)["items"][0]["number"] == entry.number


def test_filters(county):
    today = timezone.localdate()
    tomorrow, yesterday = today + timedelta(days=1), today - timedelta(days=1)
    for query, count in [
        ("?category=20.8", 1), (f"?year={today.year}", 4), (f"?year={today.year - 1}", 0),
        (f"?from={today}", 4), (f"?from={tomorrow}", 0), (f"?to={yesterday}", 0),
        (f"?to={today}", 4), (f"?from={yesterday}&to={tomorrow}&category=20.5", 2),
        ("?from=1900-01-01&to=2999-12-31", 4), ("?number=x", 0),
    ]:  # fmt: skip
        assert told(f"items{query}")["count"] == count, query


def test_the_range_ends_with_the_countys_day(jsj):
    last_second = datetime(2026, 11, 2, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in the county
    for number, at in enumerate((last_second, last_second + timedelta(seconds=1))):
        RegisterEntry.objects.create(
            number=str(number), bureau="jsj", bureau_name="局", page=number + 1, short_id="x",
            title=f"第{number}件", abstract="x", category="20.8", validity="valid",
            formed_on=at.date(), due_by=at.date(), content_hash="0" * 64, first_published_at=at,
            version_published_at=at, state_since=at,
        )  # fmt: skip
    connection.set_schema_to_public()
    assert titles("?from=2026-11-02&to=2026-11-02") == ["第0件"]
    assert titles("?from=2026-11-03&to=2026-11-03") == ["第1件"]
    assert titles("?to=2026-11-03&from=2026-11-02") == ["第1件", "第0件"]


def test_pages_follow_each_other(county):
    first = told("items?per_page=3")
    assert (first["count"], first["pages"], first["previous"]) == (4, 2, None)
    assert len(first["items"]) == 3
    assert first["next"].startswith(f"{root('jsj')}{API}items?")
    second = told(first["next"].partition(API)[2])
    assert len(second["items"]) == 1
    assert second["next"] is None
    assert second["previous"] == f"{root('jsj')}{API}items?page=1&per_page=3"
    seen = [item["number"] for item in first["items"] + second["items"]]
    assert len(set(seen)) == 4
    beyond = told("items?page=10000")
    assert (beyond["items"], beyond["next"], beyond["previous"]) == ([], None, None)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("?year=abc", "year"), ("?year=1", "year"), ("?year=99999999999999999999", "year"),
        ("?category=99.9", "category"), ("?category=%00", "category"),
        ("?bureau=nosuch", "bureau"),
        ("?bureau=%00", "bureau"), ("?number=%00", "number"), ("?number=" + "长" * 101, "number"),
        ("?from=yesterday", "from"), ("?from=0001-01-01", "from"), ("?to=9999-12-31", "to"),
        ("?page=0", "page"), ("?page=-1", "page"), ("?page=10001", "page"), ("?page=%00", "page"),
        ("?per_page=101", "per_page"), ("?per_page=0", "per_page"), ("?yaer=2026", "yaer"),
        ("?year=2025&year=2026", "year"), ("?q=x", "q"), ("?published_from=2026-01-01",
         "published_from"),
    ],
)  # fmt: skip
def test_a_parameter_that_makes_no_sense_is_named(county, query, parameter):
    error = told(f"items{query}", code="county", status=422)["error"]
    assert error["code"] == "bad-parameter"
    assert error["message"]
    assert [one["parameter"] for one in error["parameters"]] == [parameter]
    assert error["parameters"][0]["problem"]


@pytest.mark.parametrize(
    "path",
    ["nosuch", "items/", "items/%00", "items/x", "items/" + "长" * 300, "annual-reports/x",
     "annual-reports/1", "annual-reports/99999999999999999999", "items/../../admin/", "v2",
     "items/a%0Ab"],
)  # fmt: skip
def test_other_addresses_are_answered_in_the_same_form(county, path):
    for code in ("jsj", "county"):
        answer = ask(path, code=code, status=404)
        assert answer["Content-Type"].startswith("application/json")
        assert json.loads(answer.content)["error"]["code"] == "not-found"


def test_columns_commitments_and_reports(county):
    [column] = told("columns")
    assert column["short_id"] == county.slug
    assert (column["title"], column["items"]) == ("收费项目和标准", 3)
    assert Client().get(column["atom"], headers={"host": "jsj.localhost"}).status_code == 200
    [promises] = told("commitments")
    assert promises["title"] == "住建承诺"
    assert promises["figures"] is None
    assert promises["commitments"][0]["promised_days"] >= 1
    assert RegisterEntry.objects.get(title="住建承诺").number == promises["number"]
    [line] = told("annual-reports")
    assert line["year"] == 2025
    report = told("annual-reports/2025")
    assert {one["code"] for one in report["cells"]} == set(CELLS)
    assert any(one["value"] not in ("", "0") for one in report["cells"])


def test_who_has_it_already_is_told_so(county):
    for path in (*LISTS, "openapi.json", "annual-reports/2025"):
        first = ask(path)
        assert first.content == ask(path).content
        assert not first.cookies
        again = ask(path, status=304, **{"if-none-match": first["ETag"]})
        assert not again.content
        assert again["Access-Control-Allow-Origin"] == first["Access-Control-Allow-Origin"] == "*"
    before = ask("items")["ETag"]
    with bureaus.activate("jsj"):
        DisclosureItemPage.objects.get(title="施工许可结果").unpublish()
    connection.set_schema_to_public()
    assert "施工许可结果".encode() not in ask("items", **{"if-none-match": before}).content


@pytest.fixture
def three_a_minute(settings):
    settings.DISCLOSURE = {**settings.DISCLOSURE, "API_REQUESTS_PER_MINUTE": 3}
    cache.clear()


def test_who_asks_too_often_is_told_when_to_come_back(county, three_a_minute, monkeypatch):
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_015.0)
    for path in ("items", "items?year=x", "bureaus"):
        Client().get(f"{API}{path}", headers={"host": "jsj.localhost"})
    refused = ask("items", status=429)
    assert refused["Retry-After"] == "45"
    assert refused["Access-Control-Allow-Origin"] == "*"
    assert "45" in json.loads(refused.content)["error"]["message"]
    # What describes it is not counted, nor is another visitor, another site or the next minute.
    ask("openapi.json")
    ask("items", code="czj")
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert elsewhere.get(f"{API}items", headers={"host": "jsj.localhost"}).status_code == 200
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_060.0)
    ask("items")


def test_a_network_of_the_sixth_protocol_is_one_visitor(county, three_a_minute):
    answers = [
        Client(REMOTE_ADDR=f"2001:db8:0:1::{end}").get(
            f"{API}bureaus", headers={"host": "jsj.localhost"}
        ).status_code
        for end in range(1, 6)
    ]  # fmt: skip
    assert answers == [200, 200, 200, 429, 429]


def test_without_redis_nobody_is_refused(county, three_a_minute, monkeypatch):
    from disclosure_plugin.site.redis_breaker import Breaker

    monkeypatch.setattr(Breaker, "ask", lambda self, work, otherwise: otherwise)
    for _time in range(5):
        ask("bureaus")


def test_nothing_but_reading(county):
    number = RegisterEntry.objects.filter(bureau="jsj").first().number
    for path in (*LISTS, f"items/{number}", "openapi.json", ""):
        for method in ("post", "put", "delete", "patch"):
            answer = getattr(Client(), method)(f"{API}{path}", headers={"host": "jsj.localhost"})
            assert answer.status_code == 405, (path, method)
    head = Client().head(f"{API}items", headers={"host": "jsj.localhost"})
    assert (head.status_code, head["ETag"]) == (200, ask("items")["ETag"])
    asked = Client().options(f"{API}items", headers={"host": "jsj.localhost"})
    assert asked.status_code == 204
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD"


def test_below_the_countys_site_every_address_is_there(county):
    Bureau.objects.filter(code="czj").update(path="czj", canonical=Bureau.Canonical.PATH)
    below = f"{root('county')}/czj{API}"
    described = told("openapi.json", code="county", mount="/czj")
    assert described["servers"] == [{"url": below.rstrip("/")}]
    listed = told("items?per_page=1", code="county", mount="/czj")
    assert listed["next"].startswith(below)
    assert listed["items"][0]["page_address"].startswith(f"{root('county')}/czj/")
    assert {one["code"]: one["api"] for one in told("bureaus", code="county")}["czj"] == below
    [column] = told("columns?bureau=czj", code="county")
    assert column["atom"].startswith(f"{root('county')}/czj/feeds/")


def test_the_description_names_every_address_and_has_examples(county):
    described = told("openapi.json")
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) == {
        "/items", "/items/{number}", "/bureaus", "/columns", "/commitments", "/annual-reports",
        "/annual-reports/{year}",
    }  # fmt: skip
    assert {method for one in described["paths"].values() for method in one} == {"get"}
    assert described["components"]["schemas"]["Item"]["properties"]["number"]["examples"]
    content = ask("").content
    soup = BeautifulSoup(content, "lxml")
    shown = {row.code.get_text() for row in soup.select("table.records tbody tr")}
    assert shown == {path.removeprefix("/") for path in described["paths"]}
    assert not soup.select("script:not([src]), [style], style")
    for link in soup.select("main a"):
        address = link["href"].removeprefix(root("jsj"))
        assert Client().get(address, headers={"host": "jsj.localhost"}).status_code == 200
    assert soup.select_one('.site-footer a[href="/api/disclosure/v1/"]')


def test_a_date_is_a_date(county):
    assert date.fromisoformat(told("items")["items"][0]["formed_on"])

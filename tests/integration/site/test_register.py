"""The public register: its list, its filters, its files and its numbers."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test import Client
from openpyxl import load_workbook

from disclosure_plugin import bureaus
from disclosure_plugin.actions.registering import make_void
from disclosure_plugin.conf import get_settings
from disclosure_plugin.models import DisclosureItemPage
from disclosure_plugin.register.models import RegisterEntry
from disclosure_plugin.site import register
from disclosure_plugin.tenancy.models import Bureau
from tests.factories.credit_codes import CREDIT_CODES
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory

JSJ, CZJ = CREDIT_CODES["jsj"], CREDIT_CODES["czj"]


def get(address: str, *, code: str = "jsj", status: int = 200):
    response = Client().get(address, headers={"host": f"{code}.localhost"})
    assert response.status_code == status, (address, response.status_code)
    return response


def root(code: str) -> str:
    return f"http://{code}.localhost:{get_settings().PUBLIC_PORT}"


def titles(address: str, **kwargs) -> list[str]:
    soup = BeautifulSoup(get(address, **kwargs).content, "lxml")
    return [link.get_text() for link in soup.select(".entry-title")]


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


@pytest.fixture
def county(column):
    """Two items of one bureau and one of another."""
    ItemFactory(parent=column, published=True, title="占道收费标准", abstract="道路占用。")
    ItemFactory(
        parent=column,
        published=True,
        title="施工许可结果",
        abstract="十月的许可。",
        category="20.5",
        formed_on=date(2026, 10, 30),
    )
    with bureaus.activate("czj"):
        ItemFactory(published=True, title="预算公开", abstract="部门预算。", category="20.7")
    connection.set_schema_to_public()


def test_a_bureau_shows_its_own_and_the_county_office_all(county):
    assert titles("/register/") == ["施工许可结果", "占道收费标准"]
    assert titles("/register/", code="czj") == ["预算公开"]
    assert titles("/register/", code="county") == ["预算公开", "施工许可结果", "占道收费标准"]


def test_no_question_gets_another_bureaus_entries(county):
    for query in ("?q=预算", "?bureau=czj", "?category=20.7", "?bureau=czj&q=预算", f"?q={CZJ}"):
        assert titles(f"/register/{query}") in ([], ["施工许可结果", "占道收费标准"]), query
        for kind in ("csv", "json", "xlsx"):
            answer = get(f"/register/register.{kind}{query}").content
            assert "预算公开".encode() not in answer
            assert CZJ.encode() not in answer
    get(f"/n/{CZJ}-/2026-1102001", status=404)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["预算公开", "施工许可结果", "占道收费标准"]),
        ("?q=许可", ["施工许可结果"]),
        ("?q=十月 许可", ["施工许可结果"]),
        ("?q=许可 占道", []),
        ("?q=1030001", ["施工许可结果"]),
        ("?category=20.8", ["占道收费标准"]),
        ("?bureau=jsj", ["施工许可结果", "占道收费标准"]),
        ("?bureau=jsj&category=20.5&q=结果", ["施工许可结果"]),
        ("?q=%25", []),
        ("?q=_", []),
        ("?q=%27%3B+DROP+TABLE+disclosure_register_registerentry", []),
    ],
)
def test_filters(county, query, found):
    assert titles(f"/register/{query}", code="county") == found


def test_the_year_is_the_one_of_disclosure(county):
    [year] = {entry.first_published_at.year for entry in RegisterEntry.objects.all()}
    assert len(titles(f"/register/?year={year}")) == 2
    soup = BeautifulSoup(get("/register/").content, "lxml")
    assert [option["value"] for option in soup.select("#id_year option")] == ["", str(year)]


@pytest.mark.parametrize(
    "query",
    [
        "?q=%00",
        "?q=" + "长" * 101,
        "?category=99.9",
        "?category=%00",
        "?year=1",
        "?year=abc",
        "?year=99999999999999999999",
        "?bureau=nosuch",
    ],
)
def test_a_question_that_makes_no_sense_is_said_at_its_field(county, query):
    answer = get(f"/register/{query}", code="county", status=400)
    soup = BeautifulSoup(answer.content, "lxml")
    assert len(soup.select(".field.wrong .problem")) == 1
    [field] = soup.select("[aria-invalid=true]")
    assert soup.select_one(f"#{field['aria-describedby']}")
    assert not soup.select(".entry-title")
    for kind in ("csv", "json", "xlsx"):
        assert get(f"/register/register.{kind}{query}", code="county", status=400)


@pytest.mark.parametrize(
    "query",
    ["?page=0", "?page=-1", "?page=99999999999999999999", "?page=%00", "?page=x", "?q=%ff",
     "?unknown=1", "?q[]=1", "?q=a&q=b"],
)  # fmt: skip
def test_other_questions_are_answered(county, query):
    get(f"/register/{query}")


def test_the_same_question_is_answered_with_the_same_bytes(county):
    for address in (
        "/register/?q=许可",
        "/register/register.csv",
        "/register/register.json",
        "/register/register.xlsx",
    ):
        first = get(address)
        assert first.content == get(address).content
        assert not first.cookies


def test_the_pages_of_the_list_keep_the_filters(column):
    for number in range(22):
        ItemFactory(parent=column, published=True, title=f"收费{number}")
    soup = BeautifulSoup(get("/register/?q=收费&category=20.8&evil=1").content, "lxml")
    following = soup.select_one(".pagination [rel=next]")["href"]
    assert "evil" not in following
    second = get(f"/register/{following}")
    assert len(BeautifulSoup(second.content, "lxml").select(".entry-title")) == 2
    downloads = [link["href"] for link in soup.select(".downloads a")]
    assert len(downloads) == 3
    assert len(json.loads(get(downloads[1]).content)["entries"]) == 22


def test_files_hold_what_the_list_finds(county):
    address = "/register/register.{}?category=20.8"
    header, row = csv.reader(io.StringIO(get(address.format("csv")).content.decode("utf-8-sig")))
    assert row[:2] == [f"{JSJ}-/2026-1102001", "占道收费标准"]
    sheet = load_workbook(io.BytesIO(get(address.format("xlsx")).content)).active
    cells = [[cell.value or "" for cell in line] for line in sheet.iter_rows()]
    assert cells == [header, row]
    [entry] = json.loads(get(address.format("json")).content)["entries"]
    assert entry["number"] == f"{JSJ}-/2026-1102001"
    assert entry["due_by"] == "2026-11-30"
    assert entry["address"] == f"{root('jsj')}/n/{JSJ}-/2026-1102001"
    assert entry["content_sha256"] == RegisterEntry.objects.get(category="20.8").content_hash
    assert get(entry["address"].removeprefix(root("jsj")), status=302)


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_a_long_file_is_sent_from_disk(county, monkeypatch, kind):
    address = f"/register/register.{kind}"
    short = get(address)
    monkeypatch.setattr(register, "IN_MEMORY", 100)
    cache.clear()
    long = get(address)
    assert (short.streaming, long.streaming) == (False, True)
    assert b"".join(long.streaming_content) == short.content
    long.close()
    for name in ("Content-Type", "Content-Disposition", "Content-Length"):
        assert long[name] == short[name]


def test_a_title_cannot_run_in_a_spreadsheet_or_a_page(column):
    title = '=HYPERLINK("http://evil.example")'
    ItemFactory(parent=column, published=True, title=title, abstract="<script>alert(1)</script>")
    [_header, row] = csv.reader(
        io.StringIO(get("/register/register.csv").content.decode("utf-8-sig"))
    )
    assert row[1] == f"'{title}"
    sheet = load_workbook(io.BytesIO(get("/register/register.xlsx").content)).active
    assert sheet.cell(2, 2).value == f"'{title}"
    assert sheet.cell(2, 2).data_type == "s"
    [entry] = json.loads(get("/register/register.json").content)["entries"]
    assert entry["title"] == title
    assert b"<script>alert" not in get("/register/").content


def test_a_number_leads_to_its_page(county):
    entry = RegisterEntry.objects.get(category="20.8")
    answer = get(f"/n/{entry.number}", status=302)
    assert answer["Location"].startswith(f"{root('jsj')}/")
    assert answer["Location"].endswith(f"/{entry.short_id}/")
    page = get(answer["Location"].removeprefix(root("jsj")))
    assert entry.number in page.content.decode()


def test_the_county_office_knows_all_numbers(county):
    number = f"{CZJ}-/2026-1102001"
    answer = get(f"/n/{number}", code="county", status=302)
    assert answer["Location"] == f"{root('czj')}/n/{number}"
    get(f"/n/{number}", code="czj", status=302)


@pytest.mark.parametrize(
    "number",
    ["", "x", f"{JSJ}-/2026-1102999", f"{JSJ}-/2026-1102001/", "%00", "../admin/", "长" * 500,
     "http://evil.example/", "%ff"],
)  # fmt: skip
def test_a_number_that_nobody_has_leads_nowhere(county, number):
    get(f"/n/{quote(number, safe='/%')}", status=404)
    get(f"/n/{quote(number, safe='/%')}", code="county", status=404)


def test_what_is_gone_answers_with_number_date_and_reason(county):
    item = RegisterEntry.objects.get(category="20.8")
    with bureaus.activate("jsj"):
        DisclosureItemPage.objects.get(pk=item.page).unpublish()
    for code in ("jsj", "county"):
        gone = get(f"/n/{item.number}", code=code, status=410).content.decode()
        assert item.number in gone
        assert "占道收费标准" not in gone
    with bureaus.activate("jsj"):
        make_void(item.number, reason="重复公开，见另一件。")
    void = get(f"/n/{item.number}", status=410).content.decode()
    assert "重复公开，见另一件。" in void
    assert titles("/register/") == ["施工许可结果"]
    assert "占道收费标准".encode() not in get("/register/register.json").content
    get(f"/n/{item.number}", code="czj", status=404)


def test_a_bureau_on_trial_is_in_no_list_of_the_county(county):
    Bureau.objects.filter(code="czj").update(state=Bureau.State.TRIAL)
    assert "预算公开" not in titles("/register/", code="county")
    get(f"/n/{CZJ}-/2026-1102001", code="county", status=404)


def test_a_bureau_below_the_countys_site(county):
    Bureau.objects.filter(code="czj").update(path="czj", canonical=Bureau.Canonical.PATH)
    soup = BeautifulSoup(get("/czj/register/", code="county").content, "lxml")
    assert soup.select_one("link[rel=canonical]")["href"] == f"{root('county')}/czj/register/"
    assert soup.select_one(".filters")["action"] == "/czj/register/"
    [link] = [one["href"] for one in soup.select(".entry-title")]
    assert link.startswith(f"{root('county')}/czj/")
    [entry] = json.loads(get("/czj/register/register.json", code="county").content)["entries"]
    assert entry["address"] == f"{root('county')}/czj/n/{CZJ}-/2026-1102001"
    answer = get(f"/czj/n/{CZJ}-/2026-1102001", code="county", status=302)
    assert answer["Location"] == link
    get(f"/czj/n/{JSJ}-/2026-1102001", code="county", status=404)
    sent_on = get(f"/n/{CZJ}-/2026-1102001", code="county", status=302)
    assert sent_on["Location"] == entry["address"]


def test_nothing_but_reading(county):
    for address in ("/register/", "/register/register.csv", f"/n/{JSJ}-/2026-1102001"):
        answer = Client().post(address, headers={"host": "jsj.localhost"})
        assert answer.status_code == 405
    get("/register/register.xml", status=404)


def test_a_page_shows_its_number_and_what_the_register_says(column):
    item = ItemFactory(
        parent=column,
        published=True,
        original_published_on=date(2013, 12, 3),
        original_source="旧网站",
    )
    soup = BeautifulSoup(get(item.url).content, "lxml")
    facts = soup.select_one(".facts").get_text(" ", strip=True)
    assert f"{JSJ}-/2026-1102001" in facts
    assert "2013年12月3日" in facts
    assert "旧网站" in facts
    assert soup.select_one('.site-footer a[href="/register/"]')

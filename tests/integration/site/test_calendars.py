"""The bureau's calendar, and the code on a printed page."""

from __future__ import annotations

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from icalendar import Calendar

from disclosure_plugin import bureaus
from disclosure_plugin.conf import get_settings
from disclosure_plugin.models import DisclosureNoticePage
from disclosure_plugin.paper.qr import inline_svg
from disclosure_plugin.register.models import AnnualReportDays, RegisterEntry
from tests.factories.credit_codes import CREDIT_CODES
from tests.factories.pages import (
    AnnualReportFactory,
    BoardFactory,
    ColumnFactory,
    ItemFactory,
    NoticeFactory,
)


def get(address: str, *, code: str = "jsj", status: int = 200, **headers: str):
    response = Client().get(address, headers={"host": f"{code}.localhost", **headers})
    assert response.status_code == status, (address, response.status_code)
    return response


def root(code: str) -> str:
    return f"http://{code}.localhost:{get_settings().PUBLIC_PORT}"


def events(address: str = "/feeds/calendar.ics", **kwargs) -> list:
    return Calendar.from_ical(get(address, **kwargs).content).walk("VEVENT")


def names(*args, **kwargs) -> list[str]:
    return [re.split("[:：]", one["SUMMARY"])[1].strip() for one in events(*args, **kwargs)]


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


@pytest.fixture
def county(column):
    notice = NoticeFactory(parent=column, published=True, title="住房保障对象公示")
    NoticeFactory(parent=column, title="未发布的公示")
    ItemFactory(parent=column, published=True, title="没有期限的事项")
    with bureaus.activate("czj"):
        NoticeFactory(published=True, title="预算公示")
    connection.set_schema_to_public()
    return notice


def test_a_bureau_tells_its_own_and_the_county_office_all(county):
    assert names() == ["住房保障对象公示"]
    assert names(code="czj") == ["预算公示"]
    assert sorted(names(code="county")) == ["住房保障对象公示", "预算公示"]
    for query in ("?bureau=czj", "?code=czj"):
        assert "预算公示".encode() not in get(f"/feeds/calendar.ics{query}").content
    theirs = RegisterEntry.objects.get(bureau="czj")
    get(f"/feeds/{theirs.short_id}/period.ics", status=404)
    get(f"/feeds/{theirs.short_id}/period.ics", code="county", status=404)


def test_a_notice_has_its_days_and_says_where_they_are(county):
    entry = RegisterEntry.objects.get(title="住房保障对象公示")
    [one] = events(f"/feeds/{entry.short_id}/period.ics")
    assert one["DTSTART"].dt == entry.period_from
    assert (one["DTEND"].dt - entry.period_to).days == 1
    assert one["URL"] == f"{root('jsj')}/n/{entry.number}"
    with bureaus.activate("jsj"):
        path = county.url
    connection.set_schema_to_public()
    soup = BeautifulSoup(get(path).content, "lxml")
    assert soup.select_one(f'a[href="/feeds/{entry.short_id}/period.ics"]')


def test_what_stops_being_public_stops_being_told(county):
    short_id = RegisterEntry.objects.get(title="住房保障对象公示").short_id
    before = get("/feeds/calendar.ics")["ETag"]
    with bureaus.activate("jsj"):
        DisclosureNoticePage.objects.get(title="住房保障对象公示").unpublish()
    connection.set_schema_to_public()
    after = get("/feeds/calendar.ics", **{"if-none-match": before})
    assert "住房保障对象公示".encode() not in after.content
    get(f"/feeds/{short_id}/period.ics", status=404)


def test_the_days_of_annual_reports(column):
    assert events() == []
    AnnualReportFactory(parent=column, published=True, year=2025)
    connection.set_schema_to_public()
    [one] = events()
    assert one["DTSTART"].dt == date(2027, 1, 31)
    AnnualReportDays.objects.create(
        year=2026, bureau_by=date(2027, 1, 26), county_by=date(2027, 2, 20), source="县通知",
        set_by="x",
    )  # fmt: skip
    [moved] = events()
    assert moved["DTSTART"].dt == date(2027, 1, 26)
    assert (moved["UID"], str(moved["DESCRIPTION"])) == (one["UID"], "县通知")
    assert [one["DTSTART"].dt for one in events(code="county")] == [date(2027, 2, 20)]


def test_the_same_bytes_until_something_happens(county):
    first = get("/feeds/calendar.ics")
    assert first.content == get("/feeds/calendar.ics").content
    assert first["Content-Type"].startswith("text/calendar")
    get("/feeds/calendar.ics", status=304, **{"if-none-match": first["ETag"]})
    assert (
        Client().post("/feeds/calendar.ics", headers={"host": "jsj.localhost"}).status_code == 405
    )
    get("/feeds/nosuch/period.ics", status=404)
    get("/feeds/%00/period.ics", status=404)


def test_a_printed_page_has_the_code_of_its_short_address(county):
    entry = RegisterEntry.objects.get(title="住房保障对象公示")
    with bureaus.activate("jsj"):
        notice, column = county.url, county.get_parent().specific.url
    connection.set_schema_to_public()
    short = f"{root('jsj')}/n/{CREDIT_CODES['jsj']}-/2026-1113001"
    assert short.endswith(entry.number)
    for path, address in [
        (notice, short), (column, f"{root('jsj')}{column}"), ("/", f"{root('jsj')}/"),
        ("/register/", f"{root('jsj')}/register/"),
    ]:  # fmt: skip
        content = get(path).content.decode()
        code = BeautifulSoup(content, "lxml").select_one(".print-code")
        assert address in code.get_text()
        assert inline_svg(address) in content, path

"""The platform with its five parts, the site map, the footer's duties, and the report on them."""

from __future__ import annotations

import csv
import io

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from wagtail.models import Site

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import ADMINISTRATORS
from disclosure_plugin.domain.page_tags import Level, tag_faults
from disclosure_plugin.domain.platform import Part
from disclosure_plugin.models import BureauSettings, SiteCheck, SiteFault
from disclosure_plugin.tenancy.models import Bureau
from tests.factories.pages import (
    AnnualReportFactory,
    BoardFactory,
    ColumnFactory,
    CommitmentListFactory,
    ItemFactory,
    RuleDocumentFactory,
)
from tests.factories.users import UserFactory, sign_in

OFFICE = {
    "office_name": "住建局办公室", "office_address": "云岭县翠屏路18号",
    "office_hours": "9:00—17:00",
    "office_phone": "0890-6121900", "office_fax": "0890-6121901", "office_email": "x@yl.gov.cn",
}  # fmt: skip


def get(address: str, *, code: str = "jsj", status: int = 200):
    response = Client().get(address, headers={"host": f"{code}.localhost"})
    assert response.status_code == status, (address, response.status_code)
    return response


def look_at(address: str, **kwargs) -> BeautifulSoup:
    return BeautifulSoup(get(address, **kwargs).content, "lxml")


def tags(soup: BeautifulSoup) -> list[tuple[str, str]]:
    return [(one["name"], one["content"]) for one in soup.select("meta[name]")]


def enter(**values: str) -> None:
    settings = BureauSettings.for_site(Site.objects.get())
    for name, value in values.items():
        setattr(settings, name, value)
    settings.save()


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


def test_the_five_parts_are_made_from_settings_and_pages(column):
    enter(**OFFICE)
    RuleDocumentFactory(parent=column, published=True, title="信息公开制度")
    RuleDocumentFactory(parent=column, title="草稿制度")
    AnnualReportFactory(parent=column, published=True, year=2025, title="2025年年报")
    soup = look_at("/open-information/")
    assert [one["id"] for one in soup.select("main h2[id]")] == [part.value for part in Part]
    text = soup.main.get_text(" ", strip=True)
    for value in (*OFFICE.values(), "信息公开制度", "2025年年报", column.title):
        assert value in text
    assert "草稿制度" not in text
    for link in soup.select("main a[href^='/']"):
        get(link["href"])


def test_a_bureau_without_anything_has_a_platform_all_the_same(jsj):
    connection.set_schema_to_public()
    soup = look_at("/open-information/")
    assert len(soup.select("main h2[id]")) == 5
    assert len(soup.select(".empty")) == 4


def test_no_page_has_anything_of_another_bureau(column):
    ItemFactory(parent=column, published=True)
    with bureaus.activate("czj"):
        enter(office_name="财政局办公室")
        theirs = ColumnFactory(parent=BoardFactory(title="财政公开栏"), title="预决算")
        AnnualReportFactory(parent=theirs, published=True, year=2025, title="财政年报")
    connection.set_schema_to_public()
    for address in ("/open-information/", "/site-map/"):
        content = get(address).content.decode()
        for word in ("财政局办公室", "财政公开栏", "预决算", "财政年报"):
            assert word not in content
        assert "财政公开栏" in get(address, code="czj").content.decode()


def test_the_site_map_leads_to_everything(column):
    promises = CommitmentListFactory(published=True, title="服务承诺")
    hidden = ColumnFactory(parent=column.get_parent().specific, title="未发布", published=False)
    soup = look_at("/site-map/")
    links = {link["href"] for link in soup.select("main a")}
    assert {column.url, column.get_parent().url, promises.url, "/register/"} <= links
    assert hidden.title not in soup.get_text()
    for link in links:
        get(link)
    assert soup.select_one('.site-footer a[href="/site-map/"]')


@pytest.mark.parametrize(
    "address",
    ["/register/", "/open-information/", "/site-map/", "/api/disclosure/v1/", "/archive/"],
)
def test_lists_have_the_tags_of_lists(column, address):
    enter(site_code="5399990001", site_name="云岭县人民政府")
    soup = look_at(address)
    assert list(tag_faults(Level.COLUMN, tags(soup))) == []
    assert dict(tags(soup))["SiteName"] == "云岭县人民政府"


def test_an_article_tells_its_column(column):
    enter(site_code="bm14000002")
    column.column_type = "policies"
    column.save_revision().publish()
    item = ItemFactory(parent=column, published=True, title="占道收费标准")
    soup = look_at(item.url)
    assert list(tag_faults(Level.ARTICLE, tags(soup))) == []
    found = dict(tags(soup))
    assert found["ColumnName"] == column.title
    assert found["ColumnDescription"] == column.description
    assert found["ColumnType"] == "政策文件"
    assert found["ColumnKeywords"] == f"{column.title},政务公开栏,政策文件"
    assert {name: one for name, one in tags(look_at(column.url)) if name.startswith("Column")} == {
        name: one for name, one in found.items() if name.startswith("Column")
    }


def test_the_footer_has_its_duties(column):
    assert not look_at("/").select('a[rel="external"]')
    enter(
        filing_number="滇ICP备2026000001号", police_number="滇公网安备 53999902000001号",
        error_report_address="https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=5399990001",
    )  # fmt: skip
    footer = look_at("/").select_one(".site-footer")
    assert "滇ICP备2026000001号" in footer.get_text()
    assert "滇公网安备 53999902000001号" in footer.get_text()
    assert footer.select_one('a[rel="external"]')["href"].endswith("site_code=5399990001")


def test_below_the_countys_site(column):
    Bureau.objects.filter(code="czj").update(path="czj", canonical=Bureau.Canonical.PATH)
    for name in ("open-information", "site-map"):
        soup = look_at(f"/czj/{name}/", code="county")
        assert soup.select_one("link[rel=canonical]")["href"].endswith(f"/czj/{name}/")
        for link in soup.select("main a[href^='/']"):
            assert link["href"].startswith("/czj/")


# --- The report in the admin ------------------------------------------------------------------


@pytest.fixture
def editor(column):
    return sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")


def test_the_report_tells_what_there_is_to_do(editor):
    enter(office_name="住建局办公室")
    check = SiteCheck.objects.create(pages=7, links=9)
    check.finished_at = check.started_at
    check.save()
    SiteFault.objects.create(
        check_of=check, kind="link", subject="http://jsj.localhost/nosuch/", detail="404",
        page_title="=1+1", page_address="http://jsj.localhost/a/", pages=3,
    )  # fmt: skip
    SiteFault.objects.create(
        check_of=check, kind="tag", subject="SiteIDCode", detail="missing",
        page_address="http://jsj.localhost/", pages=7,
    )  # fmt: skip
    SiteCheck.objects.create(pages=99)  # it runs
    answer = editor.get("/admin/disclosure/site-checks/")
    soup = BeautifulSoup(answer.content, "lxml")
    platform, faults = soup.select("main table.listing")
    assert len(platform.select("tbody tr")) == 5
    assert len(platform.select(".disclosure-wrong")) == 5
    assert [row.select("td")[1].get_text(strip=True) for row in faults.select("tbody tr")] == [
        "http://jsj.localhost/nosuch/", "SiteIDCode",
    ]  # fmt: skip
    file = editor.get("/admin/disclosure/site-checks/?export=csv").content.decode("utf-8-sig")
    _header, first, second = csv.reader(io.StringIO(file))
    assert first[1] == "http://jsj.localhost/nosuch/"
    assert first[3] == "'=1+1"
    assert second[5] == "7"
    assert editor.get("/admin/disclosure/site-checks/?export=pdf").status_code == 404


def test_a_complete_platform_has_nothing_to_do(editor, column):
    enter(**OFFICE)
    RuleDocumentFactory(parent=column, published=True)
    AnnualReportFactory(parent=column, published=True, year=2025)
    answer = editor.get("/admin/disclosure/site-checks/")
    assert not BeautifulSoup(answer.content, "lxml").select("main .disclosure-wrong")


def test_a_stranger_sees_no_report(column):
    answer = Client().get("/admin/disclosure/site-checks/", headers={"host": "jsj.localhost"})
    assert answer.status_code == 302

"""The public pages over HTTP: what they show, what they leave out, and that they do not change."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import PageViewRestriction, Site

from disclosure_plugin import models
from tests.factories.credit_codes import CREDIT_CODES
from tests.factories.pages import (
    BoardFactory,
    ColumnFactory,
    CommitmentListFactory,
    ItemFactory,
    SectionFactory,
    SummaryFactory,
    commitment,
)
from tests.factories.reviews import publish
from tests.factories.uploads import DocumentFactory, pdf

HOST = "jsj.localhost"


def get(address: str, *, status: int = 200, host: str = HOST):
    response = Client().get(address, headers={"host": host})
    assert response.status_code == status, address
    return response


def look_at(address: str, **kwargs) -> BeautifulSoup:
    return BeautifulSoup(get(address, **kwargs).content, "lxml")


def texts(soup: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(found.get_text(" ", strip=True).split()) for found in soup.select(selector)]


def meta(soup: BeautifulSoup) -> dict[str, str]:
    return {tag["name"]: tag["content"] for tag in soup.select("meta[name]")}


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory(), update_rule="有变动20个工作日内")


@pytest.fixture
def full_site(column):
    """One page of every type, and settings with every cell filled."""
    settings = models.BureauSettings.for_site(Site.objects.get())
    settings.seal_text = "云岭住建"
    settings.county_name = "云岭县人民政府"
    settings.county_address = "http://county.localhost/"
    settings.report_phone = "0890-6121971"
    settings.enquiry_phone = "12345"
    settings.office_name = "局办公室"
    settings.site_code = "5399990017"
    settings.save()
    pages = {
        "home": models.BureauHomePage.objects.get(),
        "board": column.get_parent(),
        "column": column,
        "item": ItemFactory(parent=column, published=True, title="占道收费标准"),
        "commitments": CommitmentListFactory(published=True),
        "summary": SummaryFactory(published=True),
    }
    return {name: page.url for name, page in pages.items()}


@pytest.mark.parametrize("name", ["home", "board", "column", "item", "commitments", "summary"])
def test_a_page_is_the_same_bytes_twice_and_sets_no_cookie(full_site, name):
    first, second = get(full_site[name]), get(full_site[name])
    assert first.content == second.content
    assert not first.cookies
    assert "Cookie" not in first.get("Vary", "")
    assert b"csrfmiddlewaretoken" not in first.content


@pytest.mark.parametrize("name", ["home", "board", "column", "item", "commitments", "summary"])
def test_a_page_has_no_inline_script_or_style_and_no_dead_link(full_site, name):
    soup = look_at(full_site[name])
    assert soup.html["lang"] == "zh-CN"
    assert len(soup.select("h1")) == 1
    assert not soup.select("style, [style], script:not([src]), [onclick], form:not([method=get])")
    for link in soup.select("a[href]"):
        address = urljoin(full_site[name], link["href"])
        if address.startswith(("tel:", "mailto:", "http://county")):
            continue
        address = re.sub(rf"^http://{HOST}:\d+", "", address)
        path, _hash, anchor = address.partition("#")
        target = look_at(path)
        assert not anchor or target.find(id=anchor), address


def test_home_leads_to_everything_there_is(full_site):
    soup = look_at("/")
    assert texts(soup, ".navigation a") == ["首页", "政务公开栏", "服务承诺", "年度总结"]
    assert texts(soup, ".contact-band dt") == ["举报电话", "政务查询"]
    assert texts(soup, ".finding") == ["其中1项有法定时限，1项承诺比法定时限短。"]
    assert texts(soup, "#annual-summaries li") == ["2025年政务公开工作总结"]
    assert texts(soup, ".board-index li") == ["一 收费项目和标准 1 件"]
    assert [row.split()[1] for row in texts(soup, ".ledger li")] == [
        "2025年政务公开工作总结",
        "服务承诺",
        "占道收费标准",
    ]


def test_drafts_and_restricted_pages_are_nowhere(full_site, column):
    ItemFactory(parent=column, title="还是草稿")
    restricted = ItemFactory(
        parent=column,
        published=True,
        title="只给内部看",
        restriction={"restriction_type": PageViewRestriction.LOGIN},
    )
    home = models.BureauHomePage.objects.get()
    home.frequent_tasks = [("task", {"page": restricted, "label": "内部的事", "note": ""})]
    home.save_revision().publish()
    for name in ("home", "board", "column"):
        shown = get(full_site[name]).content.decode()
        assert "还是草稿" not in shown
        assert "只给内部看" not in shown
        assert "内部的事" not in shown
    assert texts(look_at(full_site["column"]), "h2")[0] == "共1件"
    assert texts(look_at(full_site["board"]), ".items") == ["1件"]


def test_an_empty_site_says_so(jsj):
    BoardFactory()
    soup = look_at("/")
    assert texts(soup, ".empty") == [
        "还没有公开事项。",
        "还没有公开年度总结。",
        "公开栏还没有栏目。",
    ]
    assert not soup.select(".contact-band, .seal, .tasks")


def test_an_empty_column_says_so_and_when_it_is_due(column):
    soup = look_at(column.url)
    assert texts(soup, ".empty") == ["本栏目还没有公开事项。"]
    assert texts(soup, ".section-head .note") == ["更新要求：有变动20个工作日内"]
    assert texts(look_at(column.get_parent().url), ".update") == ["尚未公开"]


def test_the_county_office_lists_its_bureaus_and_not_itself(db):
    from disclosure_plugin import bureaus

    with bureaus.activate("county"):
        home = models.BureauHomePage.objects.get()
        home.lists_bureaus = True
        home.save_revision().publish()
        soup = look_at("/", host="county.localhost")
    assert texts(soup, ".bureaus li") == ["云岭县住房和城乡建设局", "云岭县财政局"]
    address = soup.select_one(".bureaus a")["href"]
    assert re.fullmatch(r"http://jsj\.localhost(:\d+)?/", address)


def test_columns_are_numbered_in_chinese(jsj):
    board = BoardFactory()
    for number in range(1, 13):
        ColumnFactory(parent=board, title=f"第{number}类")
    assert texts(look_at(board.url), ".ordinal")[-3:] == ["十", "十一", "十二"]
    assert texts(look_at("/"), ".board-index .ordinal")[0] == "一"


def test_an_item_shows_its_facts_bases_and_files(column):
    document = DocumentFactory(title="收费目录", name="目录.pdf", data=pdf().ljust(2048))
    item = ItemFactory(
        parent=column,
        published=True,
        title="占道收费标准",
        formed_on=date(2026, 11, 2),
        legal_bases=[models.LegalBasis(title="《城市道路管理条例》", article="第三十七条")],
        attachments=[models.ItemAttachment(document=document)],
    )
    soup = look_at(item.url)
    assert texts(soup, ".facts dd")[:4] == [
        f"{CREDIT_CODES['jsj']}-/2026-1102001",
        "云岭县住房和城乡建设局",
        "建筑业管理股",
        "2026年11月2日",
    ]
    assert texts(soup, ".main-column .links li") == ["《城市道路管理条例》第三十七条"]
    assert texts(soup, ".attachments li") == ["收费目录 PDF 2.0 KB"]
    assert texts(soup, ".breadcrumbs li")[:3] == ["首页", "政务公开栏", "收费项目和标准"]
    tags = meta(soup)
    assert tags["ArticleTitle"] == "占道收费标准"
    assert tags["ColumnName"] == "收费项目和标准"
    assert tags["ContentSource"] == "云岭县住房和城乡建设局"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", tags["PubDate"])
    assert tags["SiteDomain"] == "jsj.localhost"
    assert "SiteIDCode" not in tags


def test_the_voucher_counts_publications(column):
    item = ItemFactory(parent=column, published=True)
    assert texts(look_at(item.url), ".voucher dd")[2] == "1次，此后没有改动"
    publish(item)
    assert texts(look_at(item.url), ".voucher dd")[2] == "2次"


def test_no_legal_basis_is_said_not_hidden(column):
    item = ItemFactory(parent=column, published=True)
    assert "本件没有写明公开依据。" in texts(look_at(item.url), ".empty")


def test_markup_in_a_title_stays_text(column):
    title = "<script>alert(1)</script>"
    item = ItemFactory(parent=column, published=True, title=title)
    for address in ("/", column.url, item.url):
        page = get(address).content.decode()
        assert title not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_commitment_without_a_statutory_limit_gets_no_drawing(jsj):
    page = CommitmentListFactory(published=True)
    section = SectionFactory()
    page.commitments.add(
        commitment(
            code="02",
            text="公租房申请审核",
            section=section,
            statutory_days=None,
            promised_days=20,
        ),
        commitment(
            code="03", text="排水许可", section=section, statutory_days=30, promised_days=12
        ),
    )
    publish(page)
    rows = look_at(page.url).select("tbody tr")
    assert [texts(row, "td")[:2] for row in rows] == [
        ["7个工作日", "2个工作日"],
        ["未规定", "20个工作日"],
        ["30个工作日", "12个工作日"],
    ]
    assert len(rows[0].select(".ruler span")) == 7
    assert len(rows[0].select(".ruler .filled")) == 2
    assert not rows[1].select(".ruler, svg")
    assert rows[2].svg["viewbox"] == "0 0 30 1"
    assert rows[2].rect["width"] == "12"


def test_a_summary_shows_figures_with_their_source_and_its_sections(jsj):
    part = {
        "marker": "1.",
        "heading": "公开栏",
        "body": "",
        "points": [{"marker": "一是", "text": "按月更新。"}],
    }
    page = SummaryFactory(
        published=True,
        sections=[
            ("section", {"marker": "一、", "heading": "公开载体", "body": "", "parts": [part]})
        ],
        figures=[
            models.SummaryFigure(label="宣传单", value=3260, unit="份", source="活动台账9条"),
            models.SummaryFigure(
                label="受众", value=1000, unit="人", approximate=True, source="活动台账9条"
            ),
        ],
    )
    soup = look_at(page.url)
    assert texts(soup, ".figures .value") == ["3,260 份", "1,000 余 人"]
    assert texts(soup, ".figures .source") == ["出处：活动台账9条"] * 2
    assert texts(soup, "#section-1 h2, #section-1 h3, #section-1 li") == [
        "一、公开载体",
        "1. 公开栏",
        "一是 按月更新。",
    ]
    assert texts(soup, ".facts .links a") == ["一、公开载体"]


def test_long_columns_have_pages_and_bad_page_numbers_do_no_harm(column):
    for number in range(21):
        ItemFactory(parent=column, published=True, title=f"第{number}号")
    assert len(look_at(column.url).select(".ledger li")) == 20
    last = look_at(f"{column.url}?page=2&view=large")
    assert texts(last, ".ledger a") == ["第0号"]
    assert last.select_one(".pagination a[rel=prev]")["href"] == "?page=1&view=large"
    for page in ("0", "99", "x", "%00"):
        get(f"{column.url}?page={page}")


def test_large_text_and_theme_are_chosen_by_address(full_site):
    plain = look_at("/").html
    assert "data-view" not in plain.attrs
    assert "data-theme" not in plain.attrs
    chosen = look_at("/?view=large&theme=dark")
    assert chosen.html["data-view"] == "large"
    assert chosen.html["data-theme"] == "dark"
    assert "?theme=dark&view=standard" in [a["href"] for a in chosen.select(".switches a")]
    refused = look_at('/?view="><script>&theme=pink')
    assert "data-view" not in refused.html.attrs
    assert "data-theme" not in refused.html.attrs


def test_an_unknown_address_answers_in_the_bureaus_frame(full_site):
    soup = look_at("/nowhere/", status=404)
    assert texts(soup, "h1") == ["这个网址没有页面"]
    assert texts(soup, ".bureau-name") == ["云岭县住房和城乡建设局"]
    assert texts(soup, "main .links a") == ["首页", "政务公开栏", "服务承诺"]


def test_drafts_can_be_previewed_before_anything_is_public(column):
    drafts = [
        ItemFactory(parent=column),
        CommitmentListFactory(),
        SummaryFactory(),
        ColumnFactory(parent=column.get_parent(), published=False),
    ]
    for draft in drafts:
        response = draft.make_preview_request()
        assert response.status_code == 200
        soup = BeautifulSoup(response.content, "lxml")
        assert texts(soup, "h1") == [draft.title]
        assert not soup.select(".voucher")
        assert "PubDate" not in meta(soup)


def test_a_page_can_be_previewed_while_it_is_being_created(column):
    # As Wagtail's view for new pages prepares it: with a path, but not saved.
    page = models.DisclosureItemPage(title="新的事项", slug="new", body=[("text", "<p>正文</p>")])
    page.set_url_path(column)
    page.depth = column.depth + 1
    page.path = column._get_children_path_interval(column.path)[1]
    response = page.make_preview_request()
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "lxml")
    assert texts(soup, "h1") == ["新的事项"]
    assert texts(soup, ".breadcrumbs li")[:3] == ["首页", "政务公开栏", "收费项目和标准"]

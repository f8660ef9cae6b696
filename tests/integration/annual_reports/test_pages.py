"""Annual reports on the public site and in the editor."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from disclosure_plugin import models
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS
from disclosure_plugin.actions.templating import keep_as_template
from disclosure_plugin.documents.grids import read_grids
from disclosure_plugin.domain.annual_report_form import CELLS
from disclosure_plugin.domain.annual_report_reading import GridCell, read_tables
from disclosure_plugin.domain.annual_report_values import from_json, with_zeros, written
from disclosure_plugin.editor.refusals import ActRefused
from tests.factories.annual_reports import small_report
from tests.factories.pages import AnnualReportFactory, RuleDocumentFactory
from tests.factories.reviews import approve, colleague, publish
from tests.factories.users import UserFactory, sign_in

HOST = "jsj.localhost"


def get(path: str, host: str = HOST):
    return Client().get(path, headers={"host": host})


def soup(answer) -> BeautifulSoup:
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def read_back(name: str, data: bytes) -> dict:
    document = read_grids(data, name)
    grids = [[[GridCell(*cell) for cell in row] for row in grid] for grid in document.tables]
    read = read_tables(grids)
    assert (read.unread, read.strange_rows) == ([], [])
    return read.tables


# --- Public ------------------------------------------------------------------------------------


def test_the_page_has_the_tables_with_their_heads_and_every_number(jsj):
    page = AnnualReportFactory(published=True)
    found = soup(get(page.url_path.removeprefix("/disclosure")))
    tables = found.select("table.report")
    assert len(tables) == 3
    assert all(table.find("caption") for table in tables)
    matters, applications, remedies = tables
    assert len(applications.select("tbody tr:not(.group)")) == 25
    assert [len(row.select("td")) for row in applications.select("tbody tr:not(.group)")] == [
        7
    ] * 25
    assert all(row.find("th", scope="row") for row in applications.select("tr:not(.group)")[2:])
    assert [th.get_text() for th in applications.select("thead th[scope=col]")] == [
        "自然人", "总计", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他",
    ]  # fmt: skip
    printed = [td.get_text(strip=True) for td in applications.select("tbody td")]
    wanted = [written(number) for code, number in page.cells.items() if code.startswith("3/")]
    assert printed == wanted
    assert len(matters.select("tbody td")) == 10
    assert len(remedies.select("tbody td")) == 15
    assert [h2.get_text() for h2 in found.select("section h2")][:6] == [
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    ]


def test_earlier_years_stand_beside_it_and_later_ones_do_not(jsj):
    AnnualReportFactory(year=2023, numbers=small_report(new=11, before=0, over=1), published=True)
    AnnualReportFactory(year=2025, published=True)
    page = AnnualReportFactory(year=2024, published=True)
    found = soup(get(page.url_path.removeprefix("/disclosure")))
    table = found.select("#years table")[0]
    assert [th.get_text(strip=True) for th in table.select("thead th")[1:]] == ["2024", "2023"]
    rows = {
        row.th.get_text(): [td.get_text(strip=True) for td in row.select("td")]
        for row in table.select("tbody tr")
    }
    assert rows["本年新收申请"] == ["17", "11"]


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_files_are_the_same_bytes_and_can_be_read_in_again(jsj, kind):
    page = AnnualReportFactory(published=True)
    address = f"/annual-reports/{page.slug}.{kind}"
    first, second = get(address), get(address)
    assert first.status_code == 200
    assert first.content == second.content
    assert f'annual-report-2025.{kind}"' in first["Content-Disposition"]
    assert read_back(f"a.{kind}", first.content) == page.cells
    link = soup(get(page.url_path.removeprefix("/disclosure"))).find(
        "a", href=True, string=kind.upper()
    )
    assert link["href"] == address


def test_numbers_of_the_spreadsheet_can_be_reckoned_with(jsj):
    page = AnnualReportFactory(published=True)
    data = get(f"/annual-reports/{page.slug}.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["二、主动公开", "三、申请", "四、复议诉讼"]
    sheet = book["三、申请"]
    assert [cell.value for cell in sheet[5]][2:] == [14, 3, 0, 0, 0, 0, 17]


def test_the_text_stands_in_the_word_document(jsj):
    page = AnnualReportFactory(published=True)
    data = get(f"/annual-reports/{page.slug}.docx").content
    lines = read_grids(data, "a.docx").lines
    assert lines[0] == "2025年政府信息公开工作年度报告"
    assert "· 解读形式单一。" in lines
    assert lines[-2:] == ("六、其他需要报告的事项", "无")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}


def test_a_draft_has_no_files_and_another_bureau_has_none_of_ours(jsj):
    draft = AnnualReportFactory()
    page = AnnualReportFactory(year=2024, published=True)
    assert get(f"/annual-reports/{draft.slug}.xlsx").status_code == 404
    assert get(f"/annual-reports/{page.slug}.xlsx").status_code == 200
    assert get(f"/annual-reports/{page.slug}.xlsx", "czj.localhost").status_code == 404
    assert get(f"/annual-reports/{page.slug}.csv").status_code == 404


def test_history_is_shown_as_it_was_with_what_does_not_add_up(jsj):
    numbers = {**small_report(), "2/regulations/made": 2, "3/4/person": 1}
    page = AnnualReportFactory(
        numbers=numbers,
        original_published_on=date(2026, 1, 20),
        original_source="https://old.example/report",
        published=True,
    )
    text = soup(get(page.url_path.removeprefix("/disclosure"))).get_text()
    assert "item 1 + item 2" in text or "第一项+第二项=15，第三项+第四项=14" in text


# --- Before it is public -------------------------------------------------------------------------


def test_a_report_that_does_not_add_up_is_not_published(jsj):
    page = AnnualReportFactory(numbers={**small_report(), "3/1/person": 15})
    with pytest.raises(ActRefused) as refused:
        publish(page)
    assert "自然人" in str(refused.value)
    page.refresh_from_db()
    assert not page.live


def test_an_empty_draft_says_what_is_missing(jsj):
    page = models.AnnualReportPage(title="没有写完的年报", year=2025, live=False)
    models.BureauHomePage.objects.get().add_child(instance=page)
    sentences = page.reasons_to_wait()
    assert len(sentences) == 2
    assert "200" in sentences[1]


def test_a_year_has_one_report(jsj):
    first = AnnualReportFactory(published=True)
    other = models.AnnualReportPage(title="又一份", year=2025)
    with pytest.raises(ValidationError) as refused:
        other.full_clean()
    assert "2025" in refused.value.message_dict["year"][0]
    second = AnnualReportFactory(year=2026)
    second.year = 2025  # a program may write it, into a draft
    second.save_revision(user=colleague(EDITORS), clean=False)
    with pytest.raises(ActRefused) as held:
        approve(second)
    assert "2025" in str(held.value)
    assert [page.pk for page in models.AnnualReportPage.objects.live()] == [first.pk]


def test_a_template_keeps_the_words_and_no_numbers(jsj):
    page = AnnualReportFactory()
    template = keep_as_template(page, name="年报", user=None)
    assert template.content["problems"] == page.problems
    assert not {"tables", "year"} & set(template.content)


# --- In the editor -------------------------------------------------------------------------------


@pytest.fixture
def editor(jsj):
    return sign_in(UserFactory(role=EDITORS), HOST)


def form(page=None, **changes: str) -> dict[str, str]:
    """What a browser sends for a report."""
    numbers = small_report() if page is None else from_json(page.tables)
    return {
        "title": "2025年政府信息公开工作年度报告",
        "year": "2025",
        "validity": "valid",
        "audience": "public",
        "abstract": "全年情况。",
        **{f"tables-{code}": written(numbers.get(code)) for code in CELLS},
        **{f"comments-{name}": value for name, value in (
            ("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"), ("MIN_NUM_FORMS", "0"),
            ("MAX_NUM_FORMS", "1000"))},
        **changes,
    }  # fmt: skip


def edit(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=(page.pk,))


def stored(page) -> dict:
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object().cells


def test_a_new_report_begins_with_what_the_records_say(editor):
    AnnualReportFactory(year=2024, numbers=small_report(over=5), published=True)
    home = models.BureauHomePage.objects.get()
    address = reverse(
        "wagtailadmin_pages:add", args=("disclosure_plugin", "annualreportpage", home.pk)
    )
    found = soup(editor.get(address))
    assert found.find("input", id="id_year")["value"] == "2025"
    value = {
        code: found.find("input", attrs={"name": f"tables-{code}"})["value"] for code in CELLS
    }
    assert value["2/regulations/made"] == "0"
    assert (value["3/2/person"], value["3/2/total"]) == ("5", "5")
    assert value["3/1/person"] == ""


def test_the_grid_is_saved_cell_by_cell_and_empty_totals_are_worked_out(editor):
    page = AnnualReportFactory()
    changes = {
        "tables-3/1/person": "20",
        "tables-3/1/total": "",
        "tables-2/fees/amount": "１２.50",
    }
    answer = editor.post(edit(page), form(**changes))
    assert answer.status_code == 302
    cells = stored(page)
    assert (cells["3/1/person"], cells["3/1/total"]) == (20, 23)
    assert written(cells["2/fees/amount"]) == "12.5"
    shown = soup(editor.get(edit(page)))
    said = shown.select("[data-report-faults] li")
    assert len(said) == 2  # the balance of two columns
    assert "自然人" in said[0].get_text()


def test_what_is_no_number_is_refused_at_its_cell_and_nothing_typed_is_lost(editor):
    page = AnnualReportFactory()
    before = stored(page)
    answer = editor.post(
        edit(page), form(**{"tables-3/1/person": "十四", "tables-3/4/person": "3"})
    )
    assert answer.status_code == 200
    shown = soup(answer)
    assert shown.find("input", attrs={"name": "tables-3/1/person"})["value"] == "十四"
    assert shown.find("input", attrs={"name": "tables-3/1/person"})["aria-invalid"] == "true"
    assert shown.find("input", attrs={"name": "tables-3/4/person"})["value"] == "3"
    assert "第一项·自然人" in shown.select("[data-report-faults]")[0].get_text()
    assert stored(page) == before


def test_zeros_are_written_when_asked_for(editor):
    page = AnnualReportFactory()
    sent = {name: "" for name in form() if name.startswith("tables-")}
    sent |= {"tables-3/1/person": "2", "tables-3/3.1/person": "2", "tables-zeros": "on"}
    assert editor.post(edit(page), form(**sent)).status_code == 302
    assert stored(page) == with_zeros({"3/1/person": 2, "3/3.1/person": 2})


def test_a_form_without_the_grid_leaves_the_numbers_alone(editor):
    page = AnnualReportFactory()
    sent = {name: value for name, value in form().items() if not name.startswith("tables-")}
    assert editor.post(edit(page), sent).status_code == 302
    assert stored(page) == small_report()


def test_handed_in_with_a_wrong_sum_the_form_names_the_cell(editor):
    page = AnnualReportFactory()
    section = page.responsible_section_id
    sent = form(**{
        "tables-3/3.1/person": "13", "formed_on": "2026-01-12", "category": "20.15",
        "responsible_section": str(section), "action-submit": "1",
    })  # fmt: skip
    answer = editor.post(edit(page), sent)
    assert answer.status_code == 200
    told = " ".join(str(one) for one in answer.context["messages"])
    assert "第三项（一）予以公开" in told
    assert stored(page) == small_report()


def test_last_year_and_the_text_are_compared(editor):
    AnnualReportFactory(year=2024, numbers=small_report(over=3, seed=-1), published=True)
    page = AnnualReportFactory(
        overview="<p>主动公开302条，收到公开申请18件，平台正常，开展监督。</p>"
    )
    text = soup(editor.get(edit(page))).get_text(" ", strip=True)
    assert "3" in text
    faults = page.faults()
    assert [fault.rule for fault in faults] == ["V4", "V4", "V6"]
    assert page.topics_not_covered() == ["政府信息管理"]


# --- Records -------------------------------------------------------------------------------------


def test_the_records_are_counted_and_taken_by_hand(editor):
    name = models.BureauSettings.objects.get().bureau_name
    RuleDocumentFactory(issuing_body=name, published=True, issued_on=date(2025, 2, 2),
                        in_force_from=date(2025, 3, 1))  # fmt: skip
    RuleDocumentFactory(issuing_body="云岭县人民政府", published=True)
    page = AnnualReportFactory()
    address = reverse("disclosure_annual_report_records", args=(page.pk,))
    found = soup(editor.get(address))
    boxes = {box["value"] for box in found.select("input[name=cells]")}
    assert "2/documents/made" in boxes
    assert not found.select("input[name=cells][checked]")  # nothing is empty
    answer = editor.post(address, {"cells": ["2/documents/made", "no/such/cell"]})
    assert answer.status_code == 302
    assert stored(page)["2/documents/made"] == 1
    assert stored(page)["2/documents/in_force"] == 6


def test_nothing_is_taken_from_the_records_without_a_choice(editor):
    page = AnnualReportFactory()
    revisions = page.revisions.count()
    address = reverse("disclosure_annual_report_records", args=(page.pk,))
    editor.post(address, {"cells": ["3/1/person"]})  # the records know nothing of it
    assert page.revisions.count() == revisions
    assert stored(page) == small_report()


@pytest.mark.parametrize("screen", ["records", "county"])
def test_the_screens_are_for_those_who_may_edit(jsj, screen):
    page = AnnualReportFactory()
    address = f"/admin/disclosure/annual-reports/{page.pk}/{screen}/"
    assert Client().get(address, headers={"host": HOST}).status_code == 302
    assert sign_in(UserFactory(role="审查员"), HOST).get(address).status_code == 302
    assert sign_in(UserFactory(role=ADMINISTRATORS), HOST).get(address).status_code == 200

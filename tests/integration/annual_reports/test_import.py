"""Published reports become drafts; what cannot be read is listed."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from disclosure_plugin import bureaus, models
from disclosure_plugin.actions.annual_report_import import (
    NoTables,
    NowhereToPutIt,
    ReportExists,
    import_report,
)
from disclosure_plugin.actions.site_setup import EDITORS, STAFF
from disclosure_plugin.documents import DocumentRefused
from disclosure_plugin.documents.grids import WrongType
from disclosure_plugin.queries.annual_report_files import file_of, report_of
from tests.factories.annual_reports import html_report, small_report
from tests.factories.pages import AnnualReportFactory, BoardFactory, ColumnFactory
from tests.factories.reviews import publish
from tests.factories.users import UserFactory, sign_in

HOST = "jsj.localhost"
TABLES = small_report()


@pytest.fixture
def editor(jsj):
    return UserFactory(role=EDITORS)


def kept() -> tuple[int, int]:
    return models.AnnualReportPage.objects.count(), models.AnnualReportImport.objects.count()


def read(editor, html: str, **changes):
    said = {"file_name": "年报.html", "data": html.encode(), "year": 2024, "user": editor}
    return import_report(**{**said, **changes})


def test_a_report_becomes_a_draft_with_its_numbers_and_text(editor):
    imported = read(
        editor, html_report(TABLES), published_on=date(2025, 1, 20), source="县政府网站"
    )
    page = models.AnnualReportPage.objects.get()
    assert (page.live, page.year, page.title) == (
        False, 2024, "云岭县住房和城乡建设局2024年政府信息公开工作年度报告",
    )  # fmt: skip
    newest = page.get_latest_revision_as_object()
    assert newest.cells == TABLES
    assert newest.introduction == "<p>本报告依据条例编制。</p>"
    assert newest.overview == "<p>主动公开信息302条。</p>"
    assert (newest.problems, newest.other) == ("<p>更新不够及时。</p>", "<p>无。</p>")
    assert (newest.original_published_on, newest.original_source) == (
        date(2025, 1, 20), "县政府网站",
    )  # fmt: skip
    record = imported.record
    assert (record.read_cells, record.unread, record.missing_sections) == (200, [], [])
    with bureaus.activate("czj"):
        assert kept() == (0, 0)


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_our_own_files_come_back_as_they_were(editor, kind):
    page = AnnualReportFactory(year=2023)
    data = file_of(kind, report_of(page))
    imported = import_report(file_name=f"a.{kind}", data=data, year=2024, user=editor)
    newest = imported.page.get_latest_revision_as_object()
    assert newest.cells == page.cells
    if kind == "docx":
        assert "收到公开申请17件" in newest.overview
        assert newest.other == "<p>无</p>"
    else:
        assert imported.record.missing_sections == ["overview", "problems", "other"]


def test_it_goes_into_the_column_for_annual_reports_if_there_is_one(editor):
    column = ColumnFactory(
        parent=BoardFactory(), title="信息公开年报", column_type="annual-reports"
    )
    imported = read(editor, html_report(TABLES))
    assert imported.page.get_parent().pk == column.pk


def test_what_is_not_read_is_listed_and_left_empty(editor):
    html = html_report({**TABLES, "3/1/person": None}).replace("<p>9</p>", "<p>九件</p>", 1)
    imported = read(editor, html)
    assert [one[:3] for one in imported.record.unread] == [
        ["2/penalties/decisions", "unreadable", "九件"],
        ["3/1/person", "empty", ""],
    ]
    newest = imported.page.get_latest_revision_as_object()
    assert "3/1/person" not in newest.tables
    with_client = sign_in(editor, HOST)
    answer = with_client.get(f"/admin/disclosure/annual-reports/imports/{imported.record.pk}/")
    text = BeautifulSoup(answer.content, "html.parser").get_text(" ")
    assert "九件" in text
    assert "第一项·自然人" in text


def test_history_that_does_not_add_up_can_be_published_as_it_was(editor):
    wrong = {**TABLES, "3/4/person": 1}
    imported = read(editor, html_report(wrong), published_on=date(2025, 1, 20), source="网站")
    page = imported.page.get_latest_revision_as_object()
    page.abstract = "全年情况。"
    page.formed_on = date(2025, 1, 20)
    page.responsible_section = models.Section.objects.get_or_create(name="办公室")[0]
    publish(page)
    assert page.live


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("年报.pdf", b"%PDF", WrongType),
        ("年报.docx", b"", DocumentRefused),
        ("年报.docx", b"PK\x03\x04", DocumentRefused),
        ("年报.html", "<p>没有表格</p>".encode(), NoTables),
        ("年报.html", "<table><tr><td>姓名</td><td>职务</td></tr></table>".encode(), NoTables),
    ],
)
def test_nothing_is_kept_of_what_is_refused(editor, name, data, error):
    with pytest.raises(error) as refused:
        import_report(file_name=name, data=data, year=2024, user=editor)
    assert name in str(refused.value)
    assert kept() == (0, 0)


def test_a_year_that_has_a_report_is_refused(editor):
    AnnualReportFactory(year=2024)
    before = kept()
    with pytest.raises(ReportExists) as refused:
        read(editor, html_report(TABLES))
    assert "2024" in str(refused.value)
    assert kept() == before


def test_who_may_add_no_page_imports_nothing(jsj):
    reviewer = UserFactory(role="审查员")
    with pytest.raises(NowhereToPutIt):
        read(reviewer, html_report(TABLES))
    assert kept() == (0, 0)
    client = sign_in(reviewer, HOST)
    assert client.get("/admin/disclosure/annual-reports/import/").status_code == 302


def test_drafts_and_imports_are_shown_to_who_works_on_them(editor):
    imported = read(editor, html_report(TABLES), year=timezone.localdate().year - 1)
    title = models.AnnualReportPage.objects.get().draft_title
    index = "/admin/disclosure/annual-reports/"
    record = f"{index}imports/{imported.record.pk}/"
    reader = sign_in(UserFactory(role=STAFF), HOST)
    for path in (index, record, "/admin/"):
        text = reader.get(path).content.decode()
        assert title not in text, path
        assert "年报.html" not in text, path
    assert reader.get(record).status_code == 302
    client = sign_in(editor, HOST)
    assert "年报.html" in client.get(index).content.decode()
    for path in (index, "/admin/"):
        assert title in client.get(path).content.decode(), path


def test_the_screen_reads_a_file_and_says_why_it_does_not(editor):
    client = sign_in(editor, HOST)
    address = "/admin/disclosure/annual-reports/import/"
    assert client.get(address).status_code == 200
    half = {"year": "2024", "published_on": "2025-01-20", "source": ""}
    file = SimpleUploadedFile("年报.html", html_report(TABLES).encode())
    assert client.post(address, {**half, "file": file}).status_code == 200
    assert kept() == (0, 0)
    wrong = SimpleUploadedFile("年报.html", b"<p>x</p>")
    answer = client.post(address, {"year": "2024", "file": wrong})
    assert "年报.html" in answer.context["form"].errors["file"][0]
    assert kept() == (0, 0)
    file = SimpleUploadedFile("年报.html", html_report(TABLES).encode())
    answer = client.post(address, {**half, "source": "县政府网站", "file": file})
    assert answer.status_code == 302
    assert kept() == (1, 1)


def test_a_bureaus_import_cannot_be_seen_in_another(editor):
    imported = read(editor, html_report(TABLES))
    with bureaus.activate("czj"):
        other = sign_in(UserFactory(role=EDITORS), "czj.localhost")
    path = f"/admin/disclosure/annual-reports/imports/{imported.record.pk}/"
    assert other.get(path).status_code == 404

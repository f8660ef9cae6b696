"""A summary document becomes a draft, once, or nothing at all."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from docx import Document

from disclosure_plugin import bureaus
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.actions.summary_import import SummaryExists, import_summary
from disclosure_plugin.documents import DocumentRefused
from disclosure_plugin.domain.register import Category
from disclosure_plugin.models import AnnualSummaryPage, SummaryImport
from tests.factories.pages import SectionFactory, SummaryFactory
from tests.factories.reviews import publish
from tests.factories.users import UserFactory, sign_in

TEXT = """2024年政务公开工作总结

全年公开信息三百余条，现总结如下：

一、健全机构
局长任组长，共召开专题会议4次。
二、做实载体
1.更新公开栏。更换宣传栏6块，发放宣传单1,200余份。
2.畅通渠道。举报电话6121971。
（1）电话有人接。
（2）信箱有人开。
三、下一步打算
××县将继续推进。

总之，成绩与不足并存。
"""


def text_file(text: str = TEXT, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(text.encode(encoding))


def rows() -> tuple[int, int]:
    return AnnualSummaryPage.objects.count(), SummaryImport.objects.count()


def test_a_text_becomes_a_draft_with_its_structure(jsj):
    imported = import_summary(file_name="总结.txt", file=text_file(), year=2024)
    assert imported.created
    page = AnnualSummaryPage.objects.get()
    assert (page.title, page.year, page.live) == ("2024年政务公开工作总结", 2024, False)
    assert page.introduction == "<p>全年公开信息三百余条，现总结如下：</p>"
    sections = [block.value for block in page.sections]
    assert [(value["marker"], value["heading"]) for value in sections] == [
        ("一、", "健全机构"),
        ("二、", "做实载体"),
        ("三、", "下一步打算"),
    ]
    assert sections[0]["body"].source == "<p>局长任组长，共召开专题会议4次。</p>"
    parts = sections[1]["parts"]
    assert [part["marker"] for part in parts] == ["1.", "2."]
    assert [(point["marker"], point["text"]) for point in parts[1]["points"]] == [
        ("（1）", "电话有人接。"),
        ("（2）", "信箱有人开。"),
    ]
    assert page.conclusion == "<p>总之，成绩与不足并存。</p>"


def test_the_draft_edited_in_the_admin_is_the_one_imported(jsj):
    page = import_summary(file_name="总结.txt", file=text_file(), year=2024).page
    latest = page.get_latest_revision_as_object()
    assert [block.value["heading"] for block in latest.sections] == [
        "健全机构",
        "做实载体",
        "下一步打算",
    ]
    assert latest.figures.count() == page.figures.count()


def test_counted_things_become_figures_with_their_words(jsj):
    page = import_summary(file_name="总结.txt", file=text_file(), year=2024).page
    figures = [
        (figure.value, figure.unit, figure.approximate, figure.label)
        for figure in page.figures.all()
    ]
    assert figures == [
        (Decimal(4), "次", False, "共召开专题会议"),
        (Decimal(6), "块", False, "更换宣传栏"),
        (Decimal(1200), "份", True, "发放宣传单"),
    ]
    assert all(figure.source for figure in page.figures.all())


def test_the_report_accounts_for_every_character(jsj):
    record = import_summary(file_name="总结.txt", file=text_file(), year=2024).record
    assert record.characters == len(TEXT)
    assert sum(record.report["accounted"].values()) == len(TEXT)
    assert {warning["code"] for warning in record.report["warnings"]} >= {
        "placeholder",
        "approximate_figure",
    }
    phones = [figure for figure in record.report["figures"] if figure["written"] == "6121971"]
    assert [phone["unit"] for phone in phones] == [None]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_give_the_same_page(jsj, encoding):
    page = import_summary(file_name="a.txt", file=text_file(encoding=encoding), year=2024).page
    assert page.introduction == "<p>全年公开信息三百余条，现总结如下：</p>"


def test_a_word_document_is_imported(jsj):
    document = Document()
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    file.seek(0)
    page = import_summary(file_name="总结.docx", file=file, year=2024).page
    assert [block.value["heading"] for block in page.sections] == [
        "健全机构",
        "做实载体",
        "下一步打算",
    ]


def test_importing_again_makes_no_second_page(jsj):
    first = import_summary(file_name="总结.txt", file=text_file(), year=2024)
    first.page.title = "改过的标题"
    first.page.abstract = "全年政务公开工作情况。"
    first.page.formed_on = date(2025, 1, 8)
    first.page.category = Category.OTHER
    first.page.responsible_section = SectionFactory()
    # A document that stood elsewhere before is reproduced with the gaps it had.
    first.page.original_published_on = date(2025, 1, 10)
    first.page.original_source = "县政府旧网站"
    publish(first.page)
    again = import_summary(file_name="改名.txt", file=text_file(), year=2024)
    assert not again.created
    assert again.record.pk == first.record.pk
    assert rows() == (1, 1)
    assert AnnualSummaryPage.objects.get().title == "改过的标题"


def test_another_document_of_the_same_year_is_refused(jsj):
    SummaryFactory(year=2024)
    before = rows()
    with pytest.raises(SummaryExists, match="2024"):
        import_summary(file_name="总结.txt", file=text_file(), year=2024)
    assert rows() == before


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("空.txt", b"", "empty"),
        ("图.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), "wrong_content"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "wrong_type"),
        ("坏.docx", b"PK\x03\x04 not really", "damaged"),
        ("大.txt", "字".encode() * (7 * 1024 * 1024), "too_large"),
    ],
)
def test_a_refused_file_creates_nothing(jsj, name, data, code):
    before = rows()
    with pytest.raises(DocumentRefused) as refused:
        import_summary(file_name=name, file=io.BytesIO(data), year=2024)
    assert refused.value.code == code
    assert rows() == before


def test_markup_in_the_document_stays_text(jsj):
    text = "一、标题\n<script>alert(1)</script>与<b>粗体</b>。\n二、第二\n正文。\n"
    page = import_summary(file_name="a.txt", file=text_file(text), year=2024).page
    assert page.sections[0].value["body"].source == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;与&lt;b&gt;粗体&lt;/b&gt;。</p>"
    )


def test_a_heading_too_long_for_its_field_is_kept_in_the_text(jsj):
    long = "很长" * 200
    text = f"一、{long}\n正文。\n二、短\n正文。\n"
    page = import_summary(file_name="a.txt", file=text_file(text), year=2024).page
    section = page.sections[0].value
    assert section["heading"] == ""
    assert section["body"].source == f"<p>{long}</p><p>正文。</p>"


def test_the_command_prints_what_to_look_at(jsj, tmp_path, capsys):
    path = tmp_path / "总结.txt"
    path.write_bytes(TEXT.encode())
    call_command("import_summary", path, bureau="jsj", year=2024)
    said = capsys.readouterr().out
    for words in ("2024年政务公开工作总结", "二、做实载体", "（1）电话有人接。", "6121971"):
        assert words in said
    call_command("import_summary", path, bureau="jsj", year=2024)
    assert "2024年政务公开工作总结" in capsys.readouterr().out
    with bureaus.activate("jsj"):
        assert rows() == (1, 1)


def test_the_command_refuses_in_a_sentence(jsj, tmp_path):
    path = tmp_path / "b.txt"
    path.write_text(TEXT)
    with pytest.raises(CommandError, match="nosuch"):
        call_command("import_summary", path, bureau="nosuch", year=2024)
    with pytest.raises(CommandError, match=r"a\.txt"):
        call_command("import_summary", tmp_path / "a.txt", bureau="jsj", year=2024)
    for year in (-5, 0, 40000, 10**30):
        with pytest.raises(CommandError, match=f"{year}.*1949"):
            call_command("import_summary", path, bureau="jsj", year=year)
    with bureaus.activate("jsj"):
        assert rows() == (0, 0)


def browser_of(role: str) -> Client:
    return sign_in(UserFactory(role=role), "jsj.localhost")


def upload(client: Client, data: bytes = TEXT.encode(), year: int = 2024):
    file = io.BytesIO(data)
    file.name = "总结.txt"
    return client.post(
        "/admin/disclosure_summary_imports/new/", {"file": file, "year": year}, follow=True
    )


@pytest.mark.parametrize("role", [EDITORS, ADMINISTRATORS])
def test_editors_import_in_the_admin_and_get_the_report(jsj, role):
    response = upload(browser_of(role))
    assert response.status_code == 200
    assert "6121971" in response.content.decode()
    with bureaus.activate("jsj"):
        assert rows() == (1, 1)
        assert AnnualSummaryPage.objects.get().owner is not None


def test_a_reviewer_may_not_import(jsj):
    response = upload(browser_of(REVIEWERS))
    assert "6121971" not in response.content.decode()
    with bureaus.activate("jsj"):
        assert rows() == (0, 0)


def test_a_refused_upload_says_why_beside_the_field(jsj):
    response = upload(browser_of(EDITORS), data=b"\x00\x01\x02" * 50)
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    with bureaus.activate("jsj"):
        assert rows() == (0, 0)


@pytest.mark.parametrize("path", ["", "new/"])
def test_the_screens_open(jsj, path):
    client = browser_of(EDITORS)
    assert client.get(f"/admin/disclosure_summary_imports/{path}").status_code == 200

"""A spreadsheet becomes drafts, all of them, once, and in this bureau only; or nothing at all."""

import functools
import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override
from wagtail.models import Page, PageLogEntry

from disclosure_plugin import bureaus, tasks
from disclosure_plugin.actions import item_import
from disclosure_plugin.actions.item_import import (
    CannotStart,
    CannotUndo,
    ImportedBefore,
    NothingToImport,
    TooManyRows,
    check_list,
    run_waiting,
    start,
    undo,
)
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from disclosure_plugin.documents.spreadsheets import LIMITS, SpreadsheetRefused, read_spreadsheet
from disclosure_plugin.domain.item_rows import HEADINGS
from disclosure_plugin.domain.spreadsheet_rows import HeadingsRefused
from disclosure_plugin.models import (
    DisclosureItemPage,
    ItemImport,
    ItemImportRow,
    LegalBasis,
    Section,
)
from disclosure_plugin.queries.sign_offs import authors
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory, SectionFactory
from tests.factories.users import UserFactory, sign_in
from tests.unit.documents.word_files import with_extra_file

pytestmark = pytest.mark.django_db(transaction=False)
State, RowState = ItemImport.State, ItemImportRow.State
ADDRESS = "/admin/disclosure_item_imports/"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def row(number: int = 1, **changes: str) -> list[str]:
    said = {
        "栏目": "收费项目和标准",
        "标题": f"占道收费标准之{number}",
        "内容概述": "收费对象、标准和依据。",
        "生成日期": "2026-11-02",
        "责任股室": "建筑业管理股",
        "公开类别": "20.8 收费",
        "有效性": "有效",
        "正文": "第一段<b>。\n第二段。",
        "公开依据": "《城市道路管理条例》第三十七条\n《价格法》",
        "首次公开于别处": "",
        "出处": "",
    } | changes
    return [said[heading] for heading in HEADINGS.values()]


def excel(*rows: list[str]) -> bytes:
    return sheet_of([list(HEADINGS.values()), *rows])


def sheet_of(rows: list[list[str]]) -> bytes:
    """Return a workbook; of equal rows the same bytes, though a workbook says when it was made."""
    return _sheet_of(tuple(map(tuple, rows)))


@functools.cache
def _sheet_of(rows: tuple[tuple[str, ...], ...]) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "公开事项"
    for one in rows:
        book.active.append(one)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def counts() -> tuple[int, int, int]:
    return (
        DisclosureItemPage.objects.count(),
        ItemImport.objects.count(),
        ItemImportRow.objects.count(),
    )


@pytest.fixture
def column(jsj):
    SectionFactory()
    return ColumnFactory(parent=BoardFactory())


@pytest.fixture
def editor(column):
    return UserFactory(role=EDITORS)


def check(editor, *rows, name="名单.xlsx"):
    return check_list(file_name=name, data=excel(*rows), user=editor)


def made(editor, *rows):
    kept = check(editor, *rows)
    start(kept, user=editor)
    run_waiting()
    kept.refresh_from_db()
    assert kept.state == State.MADE
    return kept


# --- Hostile files -------------------------------------------------------------------------------


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><x>&l9;</x>'.encode()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("炸弹.xlsx", lambda: with_extra_file(excel(row()), "xl/media/a.png", bytes(30 << 20))),
        ("笑.xlsx", lambda: with_extra_file(excel(row()), "xl/comments1.xml", laughs())),
        ("宏.xlsx", lambda: with_extra_file(excel(row()), "xl/vbaProject.bin", b"x")),
        ("锁.xlsx", lambda: OLE + "EncryptedPackage".encode("utf-16-le")),
        ("改名.csv", lambda: excel(row())),
        ("改名.xlsx", lambda: b"name,id"),
        ("旧.xls", lambda: excel(row())),
        ("网页.xlsx", lambda: b"<html><script>alert(1)</script>"),
        ("大.csv", lambda: b"x" * (LIMITS.file_size + 1)),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_and_nothing_is_kept(editor, name, data):
    before = counts()
    with pytest.raises(SpreadsheetRefused) as refused:
        check_list(file_name=name, data=data(), user=editor)
    assert name in str(refused.value)
    assert counts() == before


def test_a_list_that_is_none_is_refused_and_nothing_is_kept(editor, settings):
    before = counts()
    with pytest.raises(HeadingsRefused):
        check_list(file_name="名单.xlsx", data=sheet_of([["张三"]]), user=editor)
    with pytest.raises(NothingToImport):
        check(editor)
    settings.DISCLOSURE = {**settings.DISCLOSURE, "ITEM_IMPORT_MAX_ROWS": 2}
    with pytest.raises(TooManyRows, match=r"3 items.*at most 2"):
        check(editor, row(1), row(2), row(3))
    assert counts() == before


# --- Checking ------------------------------------------------------------------------------------


def test_checking_makes_no_page_and_gives_a_verdict_on_each_row(editor):
    pages = Page.objects.count()
    kept = check(editor, row(1), row(2, 责任股室="没有的股", 内容概述=""), row(1))
    assert Page.objects.count() == pages
    assert [(one.number, one.state) for one in kept.rows.all()] == [
        (2, RowState.GOOD),
        (3, RowState.BAD),
        (4, RowState.BAD),
    ]
    bad, twice = kept.rows.all()[1:]
    assert [(fault[0], fault[1], fault[2]) for fault in bad.faults] == [
        ("empty", "C", "内容概述"),
        ("unknown_section", "E", "责任股室"),
    ]
    assert twice.faults == [["twice", "B", "标题", {"sheet": "公开事项", "row": 2}]]


def test_a_list_with_a_bad_row_is_not_started(editor):
    kept = check(editor, row(1), row(2, 标题=""))
    with pytest.raises(CannotStart):
        start(kept, user=editor)
    run_waiting()
    kept.refresh_from_db()
    assert kept.state == State.CHECKED
    assert DisclosureItemPage.objects.count() == 0


def test_columns_of_the_same_name_are_told_apart_by_their_boards(editor, column):
    other = ColumnFactory(parent=BoardFactory(title="第二栏"))
    kept = check(editor, row(1), row(2, 栏目="第二栏 / 收费项目和标准"))
    assert [one.state for one in kept.rows.all()] == [RowState.BAD, RowState.GOOD]
    kept = made(editor, row(2, 栏目="第二栏 / 收费项目和标准"))
    assert kept.rows.get().page.get_parent().pk == other.pk


def test_who_may_not_add_to_a_column_learns_it_from_each_row(column):
    reviewer = UserFactory(role=REVIEWERS)
    kept = check(reviewer, row(1))
    assert kept.rows.get().faults[0][0] == "forbidden_column"


# --- Making --------------------------------------------------------------------------------------


def test_every_row_becomes_a_draft_and_nothing_is_public(editor, column):
    kept = made(editor, row(1), row(2, 有效性="废止", 首次公开于别处="2020-05-01", 出处="旧网站"))
    first, second = (one.page.specific for one in kept.rows.all())
    assert (first.live, first.first_published_at, first.owner) == (False, None, editor)
    assert first.get_parent().pk == column.pk
    assert (first.title, first.category, first.formed_on) == (
        "占道收费标准之1",
        "20.8",
        date(2026, 11, 2),
    )
    assert first.body[0].value.source == "<p>第一段&lt;b&gt;。</p><p>第二段。</p>"
    assert [(one.title, one.article) for one in first.legal_bases.all()] == [
        ("《城市道路管理条例》", "第三十七条"),
        ("《价格法》", ""),
    ]
    assert (second.validity, second.original_source) == ("repealed", "旧网站")
    assert len(first.slug) == 8
    latest = first.get_latest_revision_as_object()
    assert latest.body[0].value.source == first.body[0].value.source
    assert latest.legal_bases.count() == 2
    # What the draft says is not kept a second time.
    assert [one.values for one in kept.rows.all()] == [{}, {}]


def test_who_imports_counts_as_author_and_cannot_approve(editor):
    page = made(editor, row(1)).rows.get().page
    assert authors(page.latest_revision) == {editor.pk}
    assert PageLogEntry.objects.filter(page=page.pk, action=item_import.IMPORTED).exists()


def test_the_same_file_is_noticed_and_asked_about(editor):
    data = excel(row(1))  # once: a workbook says when it was written
    start(check_list(file_name="名单.xlsx", data=data, user=editor), user=editor)
    run_waiting()
    again = check_list(file_name="再来.xlsx", data=data, user=editor)
    with pytest.raises(ImportedBefore):
        start(again, user=editor)
    run_waiting()
    assert DisclosureItemPage.objects.count() == 1
    start(again, user=editor, again=True)
    run_waiting()
    assert DisclosureItemPage.objects.count() == 2


def test_a_list_is_started_once(editor):
    kept = check(editor, row(1))
    start(kept, user=editor)
    with pytest.raises(CannotStart):
        start(kept, user=editor)
    run_waiting()
    with pytest.raises(CannotStart):
        start(kept, user=editor)
    assert DisclosureItemPage.objects.count() == 1


def test_a_worker_that_dies_leaves_the_job_to_the_next(editor, monkeypatch):
    kept = check(editor, *(row(number) for number in range(25)))
    start(kept, user=editor)
    true = item_import._make_some
    calls = []

    def die_in_the_second(job):
        calls.append(true(job))
        if len(calls) == 2:
            raise SystemExit
        return calls[-1]

    monkeypatch.setattr(item_import, "_make_some", die_in_the_second)
    with pytest.raises(SystemExit):
        run_waiting()
    # What the dead worker had not committed is as if it had never been.
    assert DisclosureItemPage.objects.count() == 10
    assert kept.rows.filter(state=RowState.MADE).count() == 10
    monkeypatch.undo()
    run_waiting()
    kept.refresh_from_db()
    assert kept.state == State.MADE
    titles = sorted(DisclosureItemPage.objects.values_list("title", flat=True))
    assert titles == sorted(f"占道收费标准之{number}" for number in range(25))


def test_a_row_that_fits_no_more_takes_back_everything(editor, column):
    SectionFactory(name="会没有的股")
    rows = [*(row(number) for number in range(15)), row(99, 责任股室="会没有的股")]
    kept = check(editor, *rows)
    start(kept, user=editor)
    assert item_import._step(kept.pk)
    assert DisclosureItemPage.objects.count() == 10
    Section.objects.filter(name="会没有的股").delete()
    run_waiting()
    kept.refresh_from_db()
    assert (kept.state, DisclosureItemPage.objects.count()) == (State.UNDONE, 0)
    assert "17" in kept.failure % kept.failure_params


def test_a_row_that_cannot_be_made_is_not_tried_for_ever(editor, monkeypatch):
    kept = check(editor, *(row(number) for number in range(12)))
    start(kept, user=editor)
    assert item_import._step(kept.pk)
    tries = []

    def fail(*args):
        tries.append(1)
        raise RuntimeError

    monkeypatch.setattr(item_import, "_make_draft", fail)
    run_waiting()
    kept.refresh_from_db()
    assert len(tries) == item_import.MAX_ATTEMPTS
    assert (kept.state, kept.failure) == (State.UNDONE, item_import.BROKEN)
    assert DisclosureItemPage.objects.count() == 0


def test_who_was_deactivated_meanwhile_imports_nothing(editor):
    kept = check(editor, row(1))
    start(kept, user=editor)
    editor.is_active = False
    editor.save()
    run_waiting()
    kept.refresh_from_db()
    assert (kept.state, DisclosureItemPage.objects.count()) == (State.UNDONE, 0)


# --- Undoing -------------------------------------------------------------------------------------


def test_untouched_drafts_are_deleted_together_and_others_stay(editor):
    kept = made(editor, *(row(number) for number in range(3)))
    edited = kept.rows.all()[1].page.specific
    edited.title = "改过的标题"
    edited.save_revision(user=editor)
    undo(kept, user=editor)
    run_waiting()
    kept.refresh_from_db()
    assert kept.state == State.UNDONE
    assert [one.state for one in kept.rows.all()] == [
        RowState.DELETED,
        RowState.KEPT,
        RowState.DELETED,
    ]
    assert list(DisclosureItemPage.objects.values_list("pk", flat=True)) == [edited.pk]
    with pytest.raises(CannotUndo):
        undo(kept, user=editor)


def test_what_was_handed_in_stays(editor):
    kept = made(editor, row(1))
    page = kept.rows.get().page
    page.get_workflow().start(page, editor)
    undo(kept, user=editor)
    run_waiting()
    assert kept.rows.get().state == RowState.KEPT
    assert DisclosureItemPage.objects.filter(pk=page.pk).exists()


def test_what_somebody_may_not_delete_stays(editor):
    kept = made(editor, row(1))
    undo(kept, user=UserFactory(role=REVIEWERS))
    run_waiting()
    assert kept.rows.get().state == RowState.KEPT
    assert DisclosureItemPage.objects.count() == 1


# --- The task, and other bureaus -----------------------------------------------------------------


def test_the_sweep_names_the_bureau_and_only_its_task_works(editor, monkeypatch):
    kept = check(editor, row(1))
    start(kept, user=editor)
    sent = []
    monkeypatch.setattr(
        tasks.run_item_imports, "apply_async", lambda kwargs, **options: sent.append(kwargs)
    )
    tasks.find_item_imports()
    assert sent == [{"bureau": "jsj"}]
    tasks.run_item_imports(bureau="czj")
    with bureaus.activate("jsj"):
        assert DisclosureItemPage.objects.count() == 0
    tasks.run_item_imports(bureau="jsj")
    with bureaus.activate("jsj"):
        assert DisclosureItemPage.objects.count() == 1
    with bureaus.activate("czj"):
        assert DisclosureItemPage.objects.count() == 0


def test_a_list_of_another_bureau_cannot_be_reached(editor):
    with bureaus.activate("jsj"):
        kept = check(editor, row(1))
    with bureaus.activate("czj"):
        client = sign_in(UserFactory(role=EDITORS), "czj.localhost")
    for path in ("", "progress/", "report/"):
        assert client.get(f"{ADDRESS}{kept.pk}/{path}").status_code == 404
    for path in ("start/", "undo/"):
        assert client.post(f"{ADDRESS}{kept.pk}/{path}").status_code == 404
    with bureaus.activate("jsj"):
        kept.refresh_from_db()
        assert kept.state == State.CHECKED


# --- Screens -------------------------------------------------------------------------------------


def browser_of(user) -> Client:
    return sign_in(user, "jsj.localhost")


def upload(client, data, name="名单.xlsx"):
    file = SimpleUploadedFile(name, data)
    return client.post(f"{ADDRESS}new/", {"file": file}, follow=True)


def test_from_the_upload_to_the_drafts_and_back(editor):
    client = browser_of(editor)
    page = upload(client, excel(row(1), row(2))).content.decode()
    assert "占道收费标准之2" in page
    with bureaus.activate("jsj"):
        kept = ItemImport.objects.get()
        assert kept.uploaded_by == editor
    assert client.get(f"{ADDRESS}{kept.pk}/start/").status_code == 405
    assert client.post(f"{ADDRESS}{kept.pk}/start/").status_code == 302
    now = client.get(f"{ADDRESS}{kept.pk}/progress/").json()
    assert (now["done"], now["total"], now["running"]) == (0, 2, True)
    tasks.run_item_imports(bureau="jsj")
    now = client.get(f"{ADDRESS}{kept.pk}/progress/").json()
    assert (now["done"], now["total"], now["running"]) == (2, 2, False)
    with bureaus.activate("jsj"):
        first = kept.rows.first().page_id
    assert f"/admin/pages/{first}/edit/" in client.get(f"{ADDRESS}{kept.pk}/").content.decode()
    assert client.post(f"{ADDRESS}{kept.pk}/undo/").status_code == 302
    tasks.run_item_imports(bureau="jsj")
    with bureaus.activate("jsj"):
        assert DisclosureItemPage.objects.count() == 0


def test_a_bad_row_names_sheet_row_and_column_on_the_screen_and_in_the_report(editor):
    client = browser_of(editor)
    page = upload(client, excel(row(1), row(2, 生成日期="昨天"))).content.decode()
    for words in ("公开事项", "<td>3</td>", "D", "生成日期", "昨天"):
        assert words in page
    assert "占道收费标准之1" not in page  # only what has to be corrected
    with bureaus.activate("jsj"):
        kept = ItemImport.objects.get()
    lines = client.get(f"{ADDRESS}{kept.pk}/report/").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "昨天" in lines[2]
    answer = client.post(f"{ADDRESS}{kept.pk}/start/", follow=True)
    assert answer.context["messages"]
    with bureaus.activate("jsj"):
        assert DisclosureItemPage.objects.count() == 0


def test_a_refused_file_says_why_beside_the_field(editor):
    answer = upload(browser_of(editor), b"<html>", name="网页.xlsx")
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    with bureaus.activate("jsj"):
        assert counts() == (0, 0, 0)


def test_the_same_file_is_asked_about_on_the_screen(editor):
    made(editor, row(1))
    client = browser_of(editor)
    page = upload(client, excel(row(1))).content.decode()
    assert 'name="again"' in page
    with bureaus.activate("jsj"):
        kept = ItemImport.objects.first()
    client.post(f"{ADDRESS}{kept.pk}/start/")
    with bureaus.activate("jsj"):
        kept.refresh_from_db()
        assert kept.state == State.CHECKED
    client.post(f"{ADDRESS}{kept.pk}/start/", {"again": "on"})
    with bureaus.activate("jsj"):
        kept.refresh_from_db()
        assert kept.state == State.MAKING


@pytest.mark.parametrize("path", ["", "new/", "template/", "export.xlsx", "export.csv"])
def test_the_screens_open_for_who_may_add_items_and_for_nobody_else(editor, path):
    assert browser_of(editor).get(f"{ADDRESS}{path}").status_code == 200
    with bureaus.activate("jsj"):
        reviewer = UserFactory(role=REVIEWERS)
        visitor = Client(headers={"host": "jsj.localhost"})
    assert browser_of(reviewer).get(f"{ADDRESS}{path}").status_code == 302
    assert visitor.get(f"{ADDRESS}{path}").status_code == 302


def test_the_template_offers_what_this_bureau_has_and_can_be_filled_in(editor):
    with bureaus.activate("czj"):
        SectionFactory(name="财政局的股")
    with bureaus.activate("jsj"), override("zh-hans"):
        data = browser_of(editor).get(f"{ADDRESS}template/").content
    book = openpyxl.load_workbook(io.BytesIO(data))
    shown, choices = book.worksheets
    assert [cell.value for cell in shown[1]] == list(HEADINGS.values())
    offered = [[cell.value for cell in column if cell.value] for column in choices.columns]
    assert offered[0] == ["栏目", "收费项目和标准"]
    assert offered[1] == ["责任股室", "建筑业管理股"]
    assert len(offered[2]) == 1 + 22
    assert len(shown.data_validations.dataValidation) == 4
    shown.append(row(1, 公开类别=offered[2][8], 有效性=offered[3][2]))
    file = io.BytesIO()
    book.save(file)
    with bureaus.activate("jsj"):
        kept = check_list(file_name="模板.xlsx", data=file.getvalue(), user=editor)
        assert [(one.state, one.faults) for one in kept.rows.all()] == [(RowState.GOOD, [])]


def exported(client, kind):
    return read_spreadsheet(client.get(f"{ADDRESS}export.{kind}").content, f"x.{kind}").sheets


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_export_import_export_is_identical(editor, column, kind):
    with bureaus.activate("jsj"):
        ItemFactory(
            parent=column,
            title="=HYPERLINK(“x”)",
            abstract="-负号开头，逗号，“引号”",
            body=[
                ("text", "<p>一&amp;二<br/>三</p><ul><li>四</li></ul>"),
                ("text", "<h3>五</h3>"),
            ],
            legal_bases=[LegalBasis(title="县办发〔2026〕3号", article="第二条")],
            original_published_on=date(2020, 5, 1),
            original_source="旧网站",
        )
    client = browser_of(editor)
    first = client.get(f"{ADDRESS}export.{kind}").content
    [sheet] = exported(client, kind)
    assert sheet.rows[1].cells["B"].startswith("'=")
    with bureaus.activate("jsj"):
        DisclosureItemPage.objects.get().delete()
        kept = check_list(file_name=f"x.{kind}", data=first, user=editor)
        assert [one.faults for one in kept.rows.all()] == [[]]
        start(kept, user=editor)
        run_waiting()
    assert exported(client, kind) == [sheet] or exported(client, kind) == (sheet,)


def test_export_shows_nothing_of_another_bureau(editor):
    with bureaus.activate("czj"):
        ItemFactory(title="财政局的事项")
    client = browser_of(editor)
    assert client.get(f"{ADDRESS}export.xls", follow=True).status_code == 404
    text = client.get(f"{ADDRESS}export.csv").content.decode("utf-8-sig")
    assert "财政局的事项" not in text
    assert text.count("\n") == 1


def test_an_administrator_sees_who_uploaded_what(editor):
    made(editor, row(1))
    administrator = browser_of(UserFactory(role=ADMINISTRATORS))
    page = administrator.get(ADDRESS).content.decode()
    assert "名单.xlsx" in page

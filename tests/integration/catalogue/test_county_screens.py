"""The county edits a catalogue on its screens, or with a table, and pushes it."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from disclosure_plugin import bureaus
from disclosure_plugin.actions.catalogue_editing import (
    CellsRefused,
    CodeIsTaken,
    CodeTakenSince,
    EditedSince,
    TakenAlready,
    save_row,
    take_table,
)
from disclosure_plugin.actions.site_setup import ADMINISTRATORS
from disclosure_plugin.domain.catalogue_table import HEADER
from disclosure_plugin.models import HeldRow
from disclosure_plugin.queries.catalogues import working_rows
from disclosure_plugin.register.models import (
    Catalogue,
    CatalogueImport,
    CatalogueRow,
    CatalogueVersion,
    InboxItem,
)
from disclosure_plugin.tenancy.county_roles import AUDITORS, COUNTY_ADMINISTRATORS
from tests.factories.users import UserFactory, sign_in

PAGE = "/admin/disclosure_catalogues/"


@pytest.fixture
def construction(db) -> Catalogue:
    return Catalogue.objects.get(code="construction")


def of_the_county(role: str):
    with bureaus.activate("county"):
        return sign_in(UserFactory(role=role, first_name="张三"), "county.localhost")


@pytest.fixture
def county(db):
    return of_the_county(COUNTY_ADMINISTRATORS)


def form_of(row: CatalogueRow, **changes) -> dict[str, str]:
    return {**row.row().as_json(), **changes}


def upload(client, catalogue, data: bytes, name="目录.xlsx"):
    file = SimpleUploadedFile(name, data)
    return client.post(f"{PAGE}{catalogue.pk}/table/", {"file": file})


def workbook(lines) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "目录"
    for line in [list(HEADER.values()), *lines]:
        book.active.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def lines_of(catalogue) -> list[list[str]]:
    return [list(row.as_json().values()) for row in working_rows(catalogue)]


def contents(catalogue):
    return working_rows(Catalogue.objects.get(pk=catalogue.pk))


def test_every_screen_is_shown(county, construction):
    row = construction.rows.first()
    shown = county.get(PAGE).content.decode()
    assert construction.name in shown
    for place in ("", "name/", "rows/new/", f"rows/{row.pk}/", "table/", "push/"):
        answer = county.get(f"{PAGE}{construction.pk}/{place}")
        assert answer.status_code == 200, place
    assert county.get(f"{PAGE}new/").status_code == 200
    found = county.get(f"{PAGE}{construction.pk}/?q=公租房").content.decode()
    assert "公租房承租资格受理" in found
    assert "燃气经营许可" not in found


def test_a_row_is_edited_and_written_in_its_one_way(county, construction):
    row = construction.rows.get(code="zs-01")
    where = f"{PAGE}{construction.pk}/rows/{row.pk}/"
    answer = county.post(where, form_of(row, elements="●甲 ○乙", mode="主动公开", body="县征收办"))
    assert answer.status_code == 302, answer.context["form"].errors
    row.refresh_from_db()
    assert (row.elements, row.body, row.code) == ("●甲\n○乙", "县征收办", "zs-01")


def test_the_code_of_a_row_stays(county, construction):
    row = construction.rows.get(code="zs-01")
    county.post(f"{PAGE}{construction.pk}/rows/{row.pk}/", form_of(row, code="zs-90"))
    row.refresh_from_db()
    assert row.code == "zs-01"


def test_a_bad_cell_is_refused_beside_its_field_and_nothing_changes(county, construction):
    row = construction.rows.get(code="zs-01")
    before = contents(construction)
    answer = county.post(
        f"{PAGE}{construction.pk}/rows/{row.pk}/", form_of(row, channels="■小喇叭")
    )
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["channels"]
    assert contents(construction) == before


def test_a_row_is_added_last_with_a_code_and_dropped_again(county, construction):
    row = construction.rows.get(code="zs-01")
    answer = county.post(
        f"{PAGE}{construction.pk}/rows/new/", form_of(row, code="", level_two="新的事项")
    )
    assert answer.status_code == 302, answer.context["form"].errors
    made = construction.rows.last()
    assert made.level_two == "新的事项"
    assert made.code.startswith("r-")
    # And one with a time limit that nobody can reckon is kept as it is written.
    county.post(
        f"{PAGE}{construction.pk}/rows/new/",
        form_of(row, code="", level_two="另一事项", time_limit="及时公开"),
    )
    assert construction.rows.last().time_limit == "及时公开"
    where = f"{PAGE}{construction.pk}/rows/{made.pk}/delete/"
    assert county.get(where).status_code == 405
    assert county.post(where).status_code == 302
    assert not CatalogueRow.objects.filter(pk=made.pk).exists()


def test_a_code_that_somebody_took_meanwhile_is_refused_and_nothing_changes(construction):
    late = CatalogueRow(catalogue=construction, **construction.rows.first().row().as_json())
    before = contents(construction)
    with pytest.raises(CodeIsTaken):
        save_row(late)
    assert contents(construction) == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_import_export_is_identical(county, construction, kind):
    where = f"{PAGE}{construction.pk}/export/{kind}/"
    once = county.get(where).content
    construction.rows.filter(code="zs-03").update(body="=1+1", remark="'@x")
    once = county.get(where).content
    before = contents(construction)
    # Into a catalogue that was emptied meanwhile.
    construction.rows.all().delete()
    answer = upload(county, construction, once, f"目录.{kind}")
    table = CatalogueImport.objects.get()
    assert table.problems == []
    assert county.post(f"{answer['Location']}take/")["Location"] == f"{PAGE}{construction.pk}/"
    assert contents(construction) == before
    assert county.get(where).content == once


def test_a_table_is_looked_at_first_and_changes_nothing_before_it_is_taken(county, construction):
    before = contents(construction)
    lines = lines_of(construction)
    lines[0][7] = "县征收办"
    lines[1][0] = "new-1"
    answer = upload(county, construction, workbook(lines[:-1]))
    table = CatalogueImport.objects.get()
    assert answer["Location"] == f"{PAGE}{construction.pk}/table/{table.pk}/"
    shown = county.get(answer["Location"])
    difference = shown.context["difference"]
    assert [row.code for row in difference["added"]] == ["new-1"]
    assert [row.code for row in difference["removed"]] == ["zs-02", "sz-09"]
    assert [one["row"].code for one in difference["changed"]] == ["zs-01"]
    assert "县征收办" in shown.content.decode()
    assert contents(construction) == before
    county.post(f"{answer['Location']}take/")
    assert len(contents(construction)) == 55
    assert contents(construction)[0].body == "县征收办"
    with pytest.raises(TakenAlready):
        take_table(table.pk, by="张三")
    assert county.get(answer["Location"]).status_code == 200


def test_a_bad_row_names_sheet_row_and_column_and_nothing_is_taken(county, construction):
    before = contents(construction)
    lines = lines_of(construction)
    lines[3][10] = "<b>不公开</b>"
    answer = upload(county, construction, workbook(lines))
    shown = county.get(answer["Location"]).content.decode()
    table = CatalogueImport.objects.get()
    assert [one[:4] for one in table.problems] == [["目录", 5, "K", "mode"]]
    assert "&lt;b&gt;不公开" in shown
    assert "<b>不公开" not in shown
    assert "/take/" not in shown
    assert "zs-04" not in shown  # which is unread and not dropped
    county.post(f"{answer['Location']}take/")
    with pytest.raises(CellsRefused):
        take_table(table.pk, by="张三")
    assert contents(construction) == before
    table.refresh_from_db()
    assert table.taken_at is None


def test_a_table_is_not_taken_over_what_was_edited_meanwhile(county, construction):
    lines = lines_of(construction)
    answer = upload(county, construction, workbook(lines[:5]))
    construction.rows.filter(code="zs-01").update(body="另一单位")
    before = contents(construction)
    with pytest.raises(EditedSince):
        take_table(CatalogueImport.objects.get().pk, by="张三")
    county.post(f"{answer['Location']}take/")
    assert contents(construction) == before


def test_a_code_that_another_catalogue_took_meanwhile_is_not_overwritten(county, construction):
    lines = lines_of(construction)
    lines[0][0] = "new-1"
    upload(county, construction, workbook(lines))
    general = Catalogue.objects.get(code="general")
    general.rows.filter(code="art20-01").update(code="new-1")
    before = contents(general)
    with pytest.raises(CodeTakenSince):
        take_table(CatalogueImport.objects.get().pk, by="张三")
    assert contents(general) == before
    assert construction.rows.filter(code="zs-01").exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("a.xlsx", b"MZ\x90\x00"),
        ("a.xlsx", b"PK\x03\x04" + b"\xff" * 50),
        ("a.csv", b"<script>alert(1)</script>"),
        ("a.csv", b""),
        ("a.csv", "甲,乙\n1,2\n".encode()),
        ("a.docx", b"PK\x03\x04"),
        ("a.csv", b"\x00\x01"),
    ],
)
def test_a_hostile_file_is_refused_with_a_sentence_and_not_kept(county, construction, name, data):
    before = contents(construction)
    answer = upload(county, construction, data, name)
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not CatalogueImport.objects.exists()
    assert contents(construction) == before


def test_300_rows_are_taken_together(county, construction):
    line = lines_of(construction)[0]
    lines = [[f"row-{n}", str(n), "大类", f"事项{n}", *line[4:]] for n in range(300)]
    answer = upload(county, construction, workbook(lines))
    county.post(f"{answer['Location']}take/")
    assert len(contents(construction)) == 300


def test_a_push_from_the_screen_reaches_the_bureaus_that_are_ticked(county, construction):
    where = f"{PAGE}{construction.pk}/push/"
    assert county.post(where, {"bureaus": ["jsj"]})["Location"] == where
    assert [one.bureau for one in InboxItem.objects.all()] == ["jsj"]
    assert InboxItem.objects.get().sent_by == "张三"
    shown = county.get(where).content.decode()
    assert "云岭县住房和城乡建设局" in shown
    county.post(where, {"bureaus": ["jsj"]})
    county.post(where, {})
    county.post(where, {"bureaus": ["nobody"]})
    assert InboxItem.objects.count() == 1
    assert CatalogueVersion.objects.count() == 1
    assert county.get(f"{PAGE}{construction.pk}/1/").status_code == 200
    assert county.get(f"{PAGE}{construction.pk}/2/").status_code == 404


def every_address(catalogue) -> list[str]:
    row = catalogue.rows.first().pk
    names = ["rows", "edit", "add_row", "upload", "push"]
    return [
        reverse("disclosure_catalogues:index"),
        reverse("disclosure_catalogues:add"),
        *(reverse(f"disclosure_catalogues:{name}", args=[catalogue.pk]) for name in names),
        reverse("disclosure_catalogues:edit_row", args=[catalogue.pk, row]),
        reverse("disclosure_catalogues:delete_row", args=[catalogue.pk, row]),
        reverse("disclosure_catalogues:export", args=[catalogue.pk, "csv"]),
    ]


def test_in_a_bureau_the_countys_screens_do_not_exist(construction):
    with bureaus.activate("jsj"):
        user = UserFactory(role=ADMINISTRATORS, is_superuser=True)
        client = sign_in(user, "jsj.localhost")
    for address in every_address(construction):
        assert client.get(address).status_code == 404, address
        assert client.post(address, {"bureaus": ["jsj"]}).status_code == 404, address
    assert not InboxItem.objects.exists()
    assert len(contents(construction)) == 56


def test_who_may_only_look_changes_nothing(construction):
    auditor = of_the_county(AUDITORS)
    assert auditor.get(f"{PAGE}{construction.pk}/").status_code == 200
    assert auditor.get(f"{PAGE}{construction.pk}/push/").status_code == 200
    row = construction.rows.first()
    for address, data in (
        (f"rows/{row.pk}/delete/", {}),
        (f"rows/{row.pk}/", form_of(row, body="他人")),
        ("push/", {"bureaus": ["jsj"]}),
        ("name/", {"name": "他名"}),
    ):
        assert auditor.post(f"{PAGE}{construction.pk}/{address}", data).status_code == 302
    assert not InboxItem.objects.exists()
    assert contents(construction)[0] == row.row()


def test_a_person_of_the_office_without_the_countys_role_may_not_enter(construction):
    with bureaus.activate("county"):
        client = sign_in(UserFactory(role=ADMINISTRATORS), "county.localhost")
    assert client.get(PAGE).status_code == 302
    client.post(f"{PAGE}{construction.pk}/push/", {"bureaus": ["jsj"]})
    assert not InboxItem.objects.exists()


def test_the_command_says_what_would_change_and_takes_it_when_it_is_told(
    construction, tmp_path, capsys
):
    lines = lines_of(construction)
    path = tmp_path / "目录.xlsx"
    path.write_bytes(workbook(lines[:10]))
    call_command("import_catalogue", "construction", str(path))
    assert "0 rows added, 0 changed, 46 dropped" in capsys.readouterr().out
    assert len(contents(construction)) == 56
    call_command("import_catalogue", "construction", str(path), take=True)
    assert "100 %" in capsys.readouterr().err
    assert len(contents(construction)) == 10
    lines[0][10] = "不公开"
    path.write_bytes(workbook(lines))
    with pytest.raises(CommandError):
        call_command("import_catalogue", "construction", str(path), take=True)
    assert "目录 K2: " in capsys.readouterr().out
    assert len(contents(construction)) == 10
    for name, file in (("none", path), ("construction", tmp_path / "none.csv")):
        with pytest.raises(CommandError):
            call_command("import_catalogue", name, str(file))


def test_nothing_reached_any_bureau_by_editing(county, construction):
    construction.rows.filter(code="zs-01").update(body="县征收办")
    for code in bureaus.codes():
        with bureaus.activate(code):
            assert not HeldRow.objects.exists()

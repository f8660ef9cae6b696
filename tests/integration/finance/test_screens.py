"""The screens: a month is begun, filled in as a table, missed on the dashboard."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import Page, Site

from disclosure_plugin import bureaus, models
from disclosure_plugin.actions.site_setup import EDITORS, REVIEWERS
from disclosure_plugin.admin.finance import HEAD
from disclosure_plugin.register.models import AssessmentGrade, FinanceLineKind
from disclosure_plugin.tenancy.county_roles import COUNTY_ADMINISTRATORS
from tests.factories.pages import FinanceStatementFactory
from tests.factories.users import UserFactory, sign_in

HOST = "jsj.localhost"


@pytest.fixture
def editor(jsj):
    return sign_in(UserFactory(role=EDITORS), HOST)


def begin(client, column, **said):
    form = {"month": "2026-02", "column": str(column.pk), "unit": "yuan", "pasted": "", **said}
    return client.post(reverse("disclosure_finance_begin"), form)


def made() -> models.FinanceStatementPage:
    return models.FinanceStatementPage.objects.get().get_latest_revision_as_object()


# --- Begin ------------------------------------------------------------------------------------


def test_a_month_is_begun_from_pasted_cells_and_opened(editor, column):
    pasted = "\n".join("\t".join(row) for row in [HEAD, ["差旅费", "1.5", "1.25"]])
    answer = begin(editor, column, unit="wan", pasted=pasted)
    page = made()
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    [line] = page.finance_lines()
    assert (line.code, line.actual) == ("travel", Decimal("12500.00"))
    soup = BeautifulSoup(editor.get(answer["Location"]).content, "html.parser")
    rows = soup.select("[data-finance-grid] tbody tr")
    assert len(rows) == FinanceLineKind.objects.count()
    by_code = {row.select_one("input[name$=-code]")["value"]: row for row in rows}
    assert by_code["travel"].select_one("input[name$=-actual]")["value"] == "1.25"


def test_wrong_cells_are_named_and_what_was_pasted_stays(editor, column):
    pasted = "\n".join("\t".join(row) for row in [HEAD, ["招待费", "一", "2"]])
    before = Page.objects.count()
    answer = begin(editor, column, pasted=pasted)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "A2" in text
    assert "招待费" in BeautifulSoup(text, "html.parser").select_one("textarea").get_text()
    assert Page.objects.count() == before


@pytest.mark.parametrize("month", ["", "2026-13", "26-1", "2026-02-01", "二月"])
def test_a_month_that_is_none_is_refused(editor, column, month):
    before = Page.objects.count()
    assert begin(editor, column, month=month).status_code == 200
    assert Page.objects.count() == before


def test_who_may_add_no_page_has_no_such_screen(column):
    reviewer = sign_in(UserFactory(role=REVIEWERS), HOST)
    assert begin(reviewer, column).status_code in (302, 403)
    assert not models.FinanceStatementPage.objects.exists()


# --- The table --------------------------------------------------------------------------------


def form_with(client, page, **changes):
    answer = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return {**fields_of(answer), "body-count": "0", **changes}


def fields_of(answer) -> dict[str, str]:
    """What a browser would send from the form of a page, unchanged and without its script."""
    soup = BeautifulSoup(answer.content, "html.parser")
    form = soup.select_one("form#page-edit-form")
    found = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.get("type") in ("checkbox", "radio", "submit") or field.has_attr("disabled"):
            continue
        if field.find_parent("template"):
            continue
        value = field.get("value", "")
        if field.name == "textarea":
            value = field.get_text()
        if field.name == "select":
            chosen = field.select_one("option[selected]")
            value = chosen["value"] if chosen else ""
        found[field["name"]] = value
    return found


def cell_of(form, code: str, name: str) -> str:
    prefix = next(
        key.removesuffix("-code")
        for key, value in form.items()
        if key.endswith("-code") and key.startswith("lines-") and value == code
    )
    return f"{prefix}-{name}"


def save(client, page, form):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)


def test_amounts_are_kept_exactly_in_yuan_whatever_the_unit(editor, column):
    page = FinanceStatementFactory(parent=column)
    form = form_with(editor, page)
    assert form[cell_of(form, "travel", "actual")] == "4000.00"
    form[cell_of(form, "travel", "actual")] = "￥3,999.99"
    form[cell_of(form, "expenditure", "actual")] = "4,650.49"
    assert save(editor, page, form).status_code == 302
    rows = {row.code: row for row in made().lines.all()}
    assert rows["travel"].actual == Decimal("3999.99")
    assert rows["travel"].year_to_date == Decimal("3999.99")
    assert rows["travel"].name == "差旅费"


def test_a_cell_that_is_no_amount_is_named_and_nothing_is_kept(editor, column):
    page = FinanceStatementFactory(parent=column)
    form = form_with(editor, page)
    form[cell_of(form, "travel", "actual")] = "约四千"
    answer = save(editor, page, form)
    assert answer.status_code == 200
    assert "约四千" in answer.content.decode()
    assert {row.code: row.actual for row in made().lines.all()}["travel"] == Decimal("4000.00")


def test_a_line_of_the_list_can_be_filled_in_and_one_that_is_not_there_cannot(editor, column):
    page = FinanceStatementFactory(parent=column)
    form = form_with(editor, page)
    form[cell_of(form, "training", "actual")] = "0"
    assert save(editor, page, form).status_code == 302
    assert "training" in [line.code for line in made().finance_lines()]
    form = form_with(editor, page)
    form[cell_of(form, "abroad", "code")] = "bribes"
    answer = save(editor, page, form)
    assert answer.status_code == 200
    assert "bribes" not in [row.code for row in made().lines.all()]


def test_the_month_of_a_draft_stays(editor, column):
    page = FinanceStatementFactory(parent=column)
    save(editor, page, form_with(editor, page, month="7", year="2031"))
    assert str(made().of_month) == "2026-01"


def test_saving_again_and_again_keeps_each_line_once(editor, column):
    page = FinanceStatementFactory(parent=column)
    for _time in range(3):
        assert save(editor, page, form_with(editor, page)).status_code == 302
    codes = [row.code for row in made().lines.all()]
    assert len(codes) == len(set(codes)) == FinanceLineKind.objects.count()
    assert [line.code for line in made().finance_lines()] == ["expenditure", "reception", "travel"]


# --- The alarm --------------------------------------------------------------------------------


@pytest.fixture
def late(column):
    models.FinanceSettings.objects.create(
        site=Site.objects.get(), due_day=10, owed_from=date(2026, 1, 1)
    )
    with time_machine.travel(date(2026, 3, 11), tick=False):
        yield


def test_the_dashboard_names_late_months_to_those_who_write(late, editor):
    text = editor.get(reverse("wagtailadmin_home")).content.decode()
    assert 'id="disclosure-finance-section"' in text
    assert "2026-01" in text
    assert "2026-02-10" in text


def test_the_report_lists_every_month_on_screen_and_as_a_file(late, editor, column):
    FinanceStatementFactory(parent=column)
    address = reverse("disclosure_finance")
    soup = BeautifulSoup(editor.get(address).content, "html.parser")
    # Of the list: older Pythons' parser also looks into Wagtail's templates of dialogs.
    rows = soup.select("table.listing tbody tr")
    months = [row.select_one("td").get_text(strip=True) for row in rows]
    assert months == ["2026-02", "2026-01"]
    book = openpyxl.load_workbook(io.BytesIO(editor.get(f"{address}?export=xlsx").content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == ["2026-02", "2026-01"]
    assert rows[1][2] == "2026-03-10"


# --- The county's lists -----------------------------------------------------------------------


@pytest.fixture
def county_it(db):
    with bureaus.activate("county"):
        user = UserFactory(role=COUNTY_ADMINISTRATORS)
    return sign_in(user, "county.localhost")


def test_the_county_sets_the_scores_of_grades(county_it, db):
    index = "/admin/disclosure_assessment_grades/"
    assert county_it.get(index).status_code == 200
    grade = AssessmentGrade.objects.get(name="优秀")
    form = {"name": "优秀", "lowest": "90", "consequence": "按县里规定", "place": "1"}
    assert county_it.post(f"{index}{grade.pk}/", {**form, "lowest": "101"}).status_code == 200
    grade.refresh_from_db()
    assert grade.lowest is None
    assert county_it.post(f"{index}{grade.pk}/", form).status_code == 302
    grade.refresh_from_db()
    assert grade.lowest == Decimal(90)


def test_the_county_adds_a_line_and_its_code_stays(county_it, db):
    index = "/admin/disclosure_finance_lines/"
    form = {"code": "meetings", "name": "会议费", "part_of": "expenditure", "place": "9",
            "remark": "本县自定", "is_offered": "on"}  # fmt: skip
    county_it.post(f"{index}new/", {**form, "part_of": "nothing"})
    assert not FinanceLineKind.objects.filter(code="meetings").exists()
    county_it.post(f"{index}new/", form)
    line = FinanceLineKind.objects.get(code="meetings")
    county_it.post(f"{index}{line.pk}/", {**form, "code": "other-code", "name": "会议"})
    line.refresh_from_db()
    assert (line.code, line.name) == ("meetings", "会议")


@pytest.mark.parametrize("name", ["finance_lines", "assessment_grades"])
def test_in_another_bureau_the_countys_lists_do_not_exist(editor, name):
    assert editor.get(f"/admin/disclosure_{name}/").status_code == 404

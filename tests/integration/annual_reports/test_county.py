"""A bureau hands in, the county returns or accepts, and adds up what it has accepted."""

from __future__ import annotations

import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import Error, transaction
from django.test import Client
from wagtail.models import PageLogEntry

from disclosure_plugin import bureaus
from disclosure_plugin.actions import inbox as taking
from disclosure_plugin.actions.annual_report_days import forget_days, set_days
from disclosure_plugin.actions.annual_report_submitting import (
    RETURNED,
    DecidedAlready,
    DoesNotAddUpYet,
    HandedInAlready,
    NoSuchSubmission,
    ReasonMissing,
    accept,
    give_back,
    submit,
    take_in_decision,
)
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS
from disclosure_plugin.documents.grids import read_grids
from disclosure_plugin.domain.annual_report_deadlines import Deadlines, LaterThanTheLaw
from disclosure_plugin.domain.annual_report_form import CELLS
from disclosure_plugin.domain.annual_report_reading import GridCell, read_tables
from disclosure_plugin.domain.annual_report_values import from_json, to_json
from disclosure_plugin.models import AnnualReportPage
from disclosure_plugin.queries.annual_report_rollup import roll_up
from disclosure_plugin.queries.annual_reports import open_standings, standing
from disclosure_plugin.register.annual_reports import deadlines
from disclosure_plugin.register.models import AnnualReportSubmission, InboxItem
from disclosure_plugin.tenancy.county_roles import COUNTY_ADMINISTRATORS, COUNTY_SUPERVISORS
from tests.factories.annual_reports import small_report
from tests.factories.pages import AnnualReportFactory
from tests.factories.users import UserFactory, sign_in

TODAY = date(2026, 1, 20)
State = AnnualReportSubmission.State


def handed_in(code: str, numbers: dict | None = None, year: int = 2025) -> AnnualReportSubmission:
    """Hand in a bureau's report; a page there is changed, or a new one is made."""
    with bureaus.activate(code):
        page = AnnualReportPage.objects.filter(year=year).first()
        if page is None:
            page = AnnualReportFactory(year=year, numbers=numbers)
        elif numbers is not None:
            page.tables = to_json(numbers)
            page.save_revision()
        return submit(page.pk, user=None, by="周明远")


def counts() -> tuple[int, int]:
    return AnnualReportSubmission.objects.count(), InboxItem.objects.count()


def total(year: int = 2025) -> dict:
    return roll_up(year, today=TODAY).total


@pytest.fixture
def county(db):
    with bureaus.activate("county"):
        yield


def test_what_is_handed_in_are_the_numbers_and_nothing_of_the_text(county):
    one = handed_in("jsj")
    assert (one.bureau, one.year, one.number, one.state) == ("jsj", 2025, 1, State.SUBMITTED)
    assert from_json(one.tables) == small_report()
    assert (one.submitted_by, one.bureau_name) == ("周明远", "云岭县住房和城乡建设局")
    kept = " ".join(str(value) for value in vars(one).values())
    for words in ("按目录主动公开", "更新不够及时", "全年主动公开"):
        assert words not in kept


def test_a_report_that_does_not_add_up_is_not_handed_in(county):
    with pytest.raises(DoesNotAddUpYet) as refused:
        handed_in("jsj", {**small_report(), "3/1/person": 15})
    assert {cell for fault in refused.value.faults for cell in fault.cells} >= {"3/1/person"}
    assert counts() == (0, 0)


def test_the_county_accepts_and_the_bureau_reads_it_in_the_history_of_its_page(county):
    one = handed_in("jsj")
    assert total()["3/1/total"] == 0
    accept(one.pk, by="赵建国")
    assert {code: total()[code] for code in CELLS} == small_report()
    with bureaus.activate("czj"):
        assert taking.take_in() == 0
    with bureaus.activate("jsj"):
        assert taking.take_in() == 1
        assert taking.take_in() == 0
        entry = PageLogEntry.objects.filter(action="disclosure.annual_report_accepted").get()
        assert entry.data["by"] == "赵建国"
        assert standing(2025, today=TODAY).is_accepted
    row = InboxItem.objects.get()
    assert (row.bureau, row.refusal, row.answer["state"]) == ("jsj", "", "accepted")


def test_the_county_returns_with_a_reason_and_the_bureau_hands_in_again(county):
    one = handed_in("jsj")
    with pytest.raises(ReasonMissing):
        give_back(one.pk, reason=" ", by="赵建国")
    give_back(one.pk, reason="行政许可数量与审批系统不一致，请核对。", by="赵建国")
    with bureaus.activate("jsj"):
        taking.take_in()
        entry = PageLogEntry.objects.get(action=RETURNED)
        assert "请核对" in entry.formatter.format_message(entry)
    with pytest.raises(DecidedAlready):
        accept(one.pk, by="赵建国")
    again = handed_in("jsj", small_report(seed=3))
    assert (again.number, again.state) == (2, State.SUBMITTED)
    accept(again.pk, by="赵建国")
    assert total()["2/licences/decisions"] == 123


def test_what_is_accepted_counts_until_the_county_accepts_anew(county):
    accept(handed_in("jsj").pk, by="赵建国")
    before = total()
    with pytest.raises(HandedInAlready):
        handed_in("jsj")
    again = handed_in("jsj", small_report(seed=5))
    assert total() == before
    third = handed_in("jsj", small_report(seed=7))
    again.refresh_from_db()
    assert (again.state, third.number) == (State.REPLACED, 3)
    assert total() == before
    with pytest.raises(DecidedAlready):
        accept(again.pk, by="赵建国")
    give_back(third.pk, reason="请核对。", by="赵建国")
    assert total() == before
    accept(handed_in("jsj", small_report(seed=9)).pk, by="赵建国")
    assert total()["2/licences/decisions"] == 129


def with_year_put_right(year: int) -> AnnualReportSubmission:
    with bureaus.activate("jsj"):
        page = AnnualReportPage.objects.get()
        page.year = year
        page.save_revision()
        page.save()
        return submit(page.pk, user=None, by="周明远")


def test_a_report_that_waits_for_the_wrong_year_is_replaced_by_that_for_the_right_one(county):
    wrong = handed_in("jsj", year=2024)
    right = with_year_put_right(2025)
    wrong.refresh_from_db()
    assert (wrong.state, right.state, right.number) == (State.REPLACED, State.SUBMITTED, 1)
    with pytest.raises(DecidedAlready):
        accept(wrong.pk, by="赵建国")


def test_what_was_accepted_for_the_wrong_year_counts_until_the_right_one_is_accepted(county):
    accept(handed_in("jsj", year=2024).pk, by="赵建国")
    right = with_year_put_right(2025)
    assert (total(2024)["3/1/total"], total(2025)["3/1/total"]) == (17, 0)
    accept(right.pk, by="赵建国")
    assert (total(2024)["3/1/total"], total(2025)["3/1/total"]) == (0, 17)
    assert [one.code for one in roll_up(2024, today=TODAY).counted] == []
    with bureaus.activate("jsj"):
        assert not standing(2024, today=TODAY).is_accepted
        assert standing(2025, today=TODAY).is_accepted
        # Last year's report is compared with none that was never made.
        assert AnnualReportPage.objects.get().cells_of_the_year_before() is None
    # And back, if the first year was right after all.
    accept(with_year_put_right(2024).pk, by="赵建国")
    assert (total(2024)["3/1/total"], total(2025)["3/1/total"]) == (17, 0)


def test_another_bureaus_report_is_not_touched_when_a_year_is_put_right(county):
    other = handed_in("czj", year=2024)
    handed_in("jsj", year=2024)
    with_year_put_right(2025)
    other.refresh_from_db()
    assert other.state == State.SUBMITTED


def test_the_sum_is_of_the_accepted_and_the_missing_are_named(county):
    accept(handed_in("jsj").pk, by="赵建国")
    accept(handed_in("county", small_report(seed=1)).pk, by="赵建国")
    handed_in("czj", small_report(seed=2))  # waits
    one = roll_up(2025, today=TODAY)
    wanted = [small_report(), small_report(seed=1)]
    assert one.total == {code: sum(r[code] for r in wanted) for code in CELLS}
    assert one.faults == []
    assert [(s.code, s.waits) for s in one.missing] == [("czj", True)]
    assert {s.code for s in one.counted} == {"jsj", "county"}


def test_what_was_handed_in_is_never_changed(county):
    one = handed_in("jsj")
    rows = AnnualReportSubmission.objects.filter(pk=one.pk)
    for change in ({"tables": {}}, {"bureau": "czj"}, {"submitted_by": "别人"}):
        with pytest.raises(Error), transaction.atomic():
            rows.update(**change)
    with pytest.raises(Error), transaction.atomic():
        rows.delete()
    accept(one.pk, by="赵建国")
    with pytest.raises(Error), transaction.atomic():
        rows.update(state=State.RETURNED, reason="x")
    assert rows.get().state == State.ACCEPTED


def test_a_decision_on_another_bureaus_report_is_not_taken_in(county):
    one = handed_in("jsj")
    accept(one.pk, by="赵建国")
    with bureaus.activate("czj"):
        for payload in ({"submission": one.pk}, {"submission": "x"}, {}):
            with pytest.raises(NoSuchSubmission):
                take_in_decision(payload)
        assert not PageLogEntry.objects.filter(action__startswith="disclosure.annual").exists()


# --- Days ----------------------------------------------------------------------------------------


def at(day: date):
    return time_machine.travel(
        datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Asia/Shanghai")), tick=False
    )


def test_the_last_days_are_those_of_the_law_or_earlier_ones_with_their_source(county):
    assert deadlines(2025).bureau == date(2026, 1, 31)
    with pytest.raises(LaterThanTheLaw):
        set_days(2025, Deadlines(date(2026, 2, 1), date(2026, 3, 1), "通知"), by="赵建国")
    assert deadlines(2025).bureau == date(2026, 1, 31)
    earlier = Deadlines(date(2026, 1, 26), date(2026, 2, 20), "云政办〔2025〕60号")
    set_days(2025, earlier, by="赵建国")
    assert deadlines(2025) == earlier
    assert deadlines(2024).bureau == date(2025, 1, 31)
    forget_days(2025)
    assert deadlines(2025).bureau == date(2026, 1, 31)


def test_a_bureau_sees_how_many_days_are_left_until_it_is_done(county):
    with bureaus.activate("jsj"):
        (one,) = open_standings(today=date(2026, 1, 19))
        assert (one.year, one.left, one.page) == (2025, 12, None)
        page = AnnualReportFactory(published=True)
        assert not standing(2025, today=TODAY).is_done
        made = submit(page.pk, user=None, by="周明远")
    accept(made.pk, by="赵建国")
    with bureaus.activate("jsj"):
        assert open_standings(today=date(2026, 1, 20)) == []
        (coming,) = open_standings(today=date(2026, 12, 2))
        assert (coming.year, coming.left) == (2026, 60)
        page.tables = to_json(small_report(seed=4))
        page.save()
        assert standing(2025, today=TODAY).differs


def test_who_hands_in_after_the_last_day_is_late(county):
    accept(handed_in("jsj").pk, by="赵建国")  # today is later than the report's last day
    one = roll_up(2025, today=date(2026, 1, 31))
    late = {s.code: s.is_late for s in one.standings}
    assert late == {"jsj": True, "czj": False, "county": False}
    assert all(s.is_late for s in roll_up(2025, today=date(2026, 2, 1)).standings)
    assert (one.left, roll_up(2025, today=date(2026, 4, 1)).late) == (59, 1)


# --- Screens -------------------------------------------------------------------------------------

INDEX = "/admin/disclosure_county_reports/2025/"


def text(answer) -> str:
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


def test_the_county_decides_on_its_screen_and_downloads_the_sum(county):
    one = handed_in("jsj")
    with bureaus.activate("county"):
        client = sign_in(UserFactory(role=COUNTY_ADMINISTRATORS), "county.localhost")
    address = f"/admin/disclosure_county_reports/handed-in/{one.pk}/"
    assert "云岭县住房和城乡建设局" in text(client.get(INDEX))
    assert "waits" in text(client.get(address)) or "等待" in text(client.get(address))
    refused = client.post(address, {"reason": ""})
    assert refused.status_code == 200
    one.refresh_from_db()
    assert one.state == State.SUBMITTED
    assert client.post(address, {"accept": "1"}).status_code == 302
    one.refresh_from_db()
    assert one.state == State.ACCEPTED
    answer = client.get(f"{INDEX}sum.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert [cell.value for cell in book["已汇总单位"][2]][:2] == ["云岭县住房和城乡建设局", 1]
    missing = {row[0].value for row in book["未汇总单位"].iter_rows(min_row=2)}
    assert missing == {"云岭县财政局", "云岭县人民政府办公室"}
    for kind in ("xlsx", "docx"):
        data = client.get(f"{INDEX}sum.{kind}").content
        grids = read_grids(data, f"a.{kind}").tables
        read = read_tables([[[GridCell(*c) for c in row] for row in grid] for grid in grids])
        assert read.tables == small_report()
        assert read.unread == []


def test_a_supervisor_looks_and_does_not_decide(county):
    one = handed_in("jsj")
    client = sign_in(UserFactory(role=COUNTY_SUPERVISORS), "county.localhost")
    address = f"/admin/disclosure_county_reports/handed-in/{one.pk}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"accept": "1"}).status_code == 302  # to the dashboard
    one.refresh_from_db()
    assert one.state == State.SUBMITTED


def test_the_days_are_set_on_a_screen(county):
    client = sign_in(UserFactory(role=COUNTY_ADMINISTRATORS), "county.localhost")
    address = f"{INDEX}days/"
    sent = {"bureau": "2026-02-01", "county": "2026-03-01", "source": "通知"}
    assert client.post(address, sent).status_code == 200
    assert deadlines(2025).bureau == date(2026, 1, 31)
    assert client.post(address, {**sent, "bureau": "2026-01-26"}).status_code == 302
    assert deadlines(2025).bureau == date(2026, 1, 26)
    for year in ("0", "9999", "10000", "9" * 30):
        for screen in ("", "days/", "sum.xlsx"):
            answer = client.get(INDEX.replace("2025", year) + screen, follow=True)
            assert answer.status_code == 404


@pytest.mark.parametrize("path", [INDEX, f"{INDEX}days/", f"{INDEX}sum.xlsx"])
def test_the_countys_screens_do_not_exist_in_a_bureau(db, path):
    with bureaus.activate("jsj"):
        client = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")
    assert client.get(path).status_code == 404
    assert Client().get(path, headers={"host": "county.localhost"}).status_code == 302


def test_a_bureau_hands_in_on_its_screen_and_an_editor_does_not(db):
    with bureaus.activate("jsj"):
        page = AnnualReportFactory(published=True)
        editor = sign_in(UserFactory(role=EDITORS), "jsj.localhost")
        admin = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")
    address = f"/admin/disclosure/annual-reports/{page.pk}/county/"
    assert editor.get(address).status_code == 200
    assert editor.post(address).status_code == 302
    assert counts() == (0, 0)
    assert admin.post(address).status_code == 302
    assert counts() == (1, 0)
    assert "王芳" in text(admin.get(address))
    assert "2025" in text(admin.get("/admin/"))
    assert text(admin.get("/admin/disclosure/annual-reports/"))
    download = admin.get(f"/admin/disclosure/annual-reports/{page.pk}/report.docx")
    assert download.status_code == 200


# --- Many ----------------------------------------------------------------------------------------


def row(bureau: int, numbers: dict, state: str, **more) -> AnnualReportSubmission:
    """What a bureau would have left, without a bureau."""
    decided = {} if state == State.SUBMITTED else {"decided_at": AT, "reason": "x"}
    return AnnualReportSubmission(
        **{
            "bureau": f"b{bureau}", "bureau_name": f"第{bureau}局", "year": 2025, "number": 1,
            "page": 1, "short_id": "x", "tables": to_json(numbers), "sha256": "0" * 64,
            "submitted_at": AT, "submitted_by": "x", "state": state, **decided, **more,
        }
    )  # fmt: skip


AT = datetime(2026, 1, 15, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
LATE = datetime(2026, 2, 3, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_thirty_are_added_up_to_the_cell(county):
    """The rows of 30 bureaus: one late, one returned, one of them handed in again and waiting."""
    reports = {n: small_report(new=10 + n, before=n % 4, over=n % 3, seed=n) for n in range(30)}
    rows = [row(n, numbers, State.ACCEPTED) for n, numbers in reports.items() if n not in (7, 9)]
    rows += [
        row(7, reports[7], State.ACCEPTED, submitted_at=LATE),
        row(9, reports[9], State.RETURNED),
        row(3, small_report(new=99), State.SUBMITTED, number=2),
        row(4, small_report(new=98), State.ACCEPTED, number=2),
        row(5, small_report(new=97), State.ACCEPTED, year=2024, short_id="before"),
    ]
    AnnualReportSubmission.objects.bulk_create(rows)
    one = roll_up(2025, today=date(2026, 2, 10))
    counted = {**reports, 4: small_report(new=98)}
    del counted[9]
    wanted = dict.fromkeys(CELLS, 0)
    for numbers in counted.values():
        for code in CELLS:
            wanted[code] += numbers[code]
    assert one.total == wanted
    assert [s.code for s in one.standings if s.is_late and s.accepted] == ["b7"]
    assert len(one.counted) == 29
    assert "b9" not in {s.code for s in one.counted}

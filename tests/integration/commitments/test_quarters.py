"""A quarter is frozen once, with the hash of what it is reckoned from, and shown after review."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from disclosure_plugin import bureaus, models
from disclosure_plugin.actions import assessing
from disclosure_plugin.actions.site_setup import EDITORS
from disclosure_plugin.models import CaseAssessment
from disclosure_plugin.queries.commitments import commitment_page
from tests.factories.pages import CommitmentListFactory, commitment
from tests.factories.removals import withdrawn
from tests.factories.reviews import approve, publish
from tests.factories.users import UserFactory, sign_in

from .conftest import csv_of, line, taken_in

pytestmark = pytest.mark.django_db(transaction=False)
TODAY = date(2026, 11, 27)
ADDRESS = "/admin/disclosure_quarters/"
CASES = [
    line("1", "2026-03-02", "2026-03-04"),  # two working days: kept
    line("2", "2026-03-02", "2026-03-05"),  # three: late
    line("3", "2026-03-20"),  # never finished: late
    line("4", "2026-03-31"),  # runs at the end of the quarter
    line("5", "2026-01-05", "2026-01-06"),  # before anything was promised
    line("6", "2026-02-12", "2026-02-24", 承诺事项="02"),  # seven days end in the holidays: kept
]


@pytest.fixture
def cases(promised, keeper):
    return taken_in(csv_of(*CASES), keeper, "办件.csv")


def freeze(page, keeper, **more) -> CaseAssessment:
    looked = assessing.look(page, 2026, 1, today=TODAY)
    return assessing.freeze(
        page,
        2026,
        1,
        **{"sha256": looked.assessment.sha256, "user": keeper, "today": TODAY} | more,
    )


def test_a_quarter_that_is_not_over_is_not_assessed(promised, keeper):
    with pytest.raises(assessing.QuarterNotOver):
        assessing.look(promised, 2026, 4, today=date(2026, 12, 31))
    assert assessing.look(promised, 2026, 4, today=date(2027, 1, 1)).frozen is None


def test_what_was_not_looked_at_is_not_frozen(promised, keeper, cases):
    looked = assessing.look(promised, 2026, 1, today=TODAY)
    taken_in(csv_of(line("1", "2026-03-02", "2026-03-06")), keeper, "办件.csv")
    with pytest.raises(assessing.ChangedMeanwhile):
        freeze(promised, keeper, sha256=looked.assessment.sha256)
    assert not CaseAssessment.objects.exists()


def test_a_frozen_quarter_says_what_the_cases_say_and_carries_their_hash(promised, keeper, cases):
    kept = freeze(promised, keeper)
    assert [
        (one["code"], one["running"], one["without_promise"], one["months"])
        for one in kept.figures["commitments"]
    ] == [
        (
            "01",
            1,
            1,
            {
                "2026-03": {
                    "kept": 1,
                    "broken": 2,
                    "unfinished": 1,
                    "days": {"2": 1, "3": 1, "7": 1},
                }
            },
        ),
        (
            "02",
            0,
            0,
            {"2026-02": {"kept": 1, "broken": 0, "unfinished": 0, "days": {"12": 1}}},
        ),
    ]
    inputs = assessing.unpacked(kept)
    assert kept.sha256 == hashlib.sha256(inputs).hexdigest()
    assert inputs.decode().count("\ncase\t") == 6


def test_postgresql_refuses_to_change_or_delete_it(promised, keeper, cases):
    kept = freeze(promised, keeper)
    for change in (
        lambda: CaseAssessment.objects.update(figures={}),
        lambda: CaseAssessment.objects.filter(pk=kept.pk).delete(),
        lambda: kept.save(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    kept.refresh_from_db()
    assert kept.figures["commitments"][0]["running"] == 1


def test_a_later_list_that_alters_the_past_is_a_difference_and_is_corrected_beside_it(
    promised, keeper, cases
):
    kept = freeze(promised, keeper)
    with pytest.raises(assessing.NothingToCorrect):
        freeze(promised, keeper)
    # Case 2 was in time after all, 4 was finished in April, 7 had been forgotten.
    taken_in(
        csv_of(
            line("2", "2026-03-02", "2026-03-04"),
            line("4", "2026-03-31", "2026-04-20"),
            line("7", "2026-03-09", "2026-03-30"),
        ),
        keeper,
        "更正.csv",
    )
    looked = assessing.look(promised, 2026, 1, today=TODAY)
    assert (looked.difference.added, looked.difference.removed) == (("7",), ())
    assert (looked.difference.changed, looked.difference.others) == (("2",), ())
    with pytest.raises(assessing.ReasonNeeded):
        freeze(promised, keeper, reason=" ")
    assert CaseAssessment.objects.count() == 1
    corrected = freeze(promised, keeper, reason="一季度漏报一件。")
    kept.refresh_from_db()
    assert (kept.version, kept.total.kept, kept.total.broken) == (1, 2, 2)
    assert (corrected.version, corrected.total.kept, corrected.total.broken) == (2, 3, 2)


def test_it_is_public_only_when_the_list_that_shows_it_was_reviewed(promised, keeper, cases):
    kept = freeze(promised, keeper)
    assert look_at(promised).select(".kept-bar") == []
    assert assessing.show(promised, kept, user=keeper) is not None
    assert assessing.show(promised, kept, user=keeper) is None
    assert look_at(promised).select(".kept-bar") == []
    approve(promised)
    page = look_at(promised)
    assert len(page.select(".kept-bar")) == 1
    table = page.select_one("table.kept")
    rows = table.select("tbody tr")
    assert [cells_of(row)[3:] for row in rows] == [
        ["3", "1", "33.3%", "3", "7", "2"],
        ["1", "1", "100.0%", "12", "12", "0"],
    ]
    assert cells_of(table.select_one("tfoot tr"))[1:] == ["4", "2", "50.0%", "–", "–", "2"]
    assert len(rows[0].select(".squares span")) == 2
    months = page.select("table.months tbody tr")
    assert [row.select("td")[0].get_text(strip=True) for row in months] == ["1", "3"]
    assert kept.sha256 in page.get_text()
    # Neither a number of a case nor who froze it is public.
    for hidden in ("2026-03-02", keeper.get_full_name()):
        assert hidden not in page.get_text()


def cells_of(row) -> list[str]:
    return [cell.get_text(" ", strip=True) for cell in row.select("th, td")]


def look_at(page) -> BeautifulSoup:
    page.refresh_from_db()
    answer = Client().get(page.url, headers={"host": "jsj.localhost"})
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "lxml")


def test_the_page_prints_a_correction_beside_what_it_corrects(promised, keeper, cases):
    freeze(promised, keeper)
    taken_in(csv_of(line("2", "2026-03-02", "2026-03-04")), keeper, "更正.csv")
    corrected = freeze(promised, keeper, reason="2号件按时办结，登记有误。")
    assessing.show(promised, corrected, user=keeper)
    promised.refresh_from_db()
    approve(promised)
    text = look_at(promised).get_text(" ", strip=True)
    assert "2号件按时办结，登记有误。" in text
    assert len(look_at(promised).select(".kept-bar")) == 1


def test_days_of_two_units_are_not_told_as_those_of_the_present_promise(promised, keeper, cases):
    assessing.show(promised, freeze(promised, keeper), user=keeper)
    promised.refresh_from_db()
    page = promised.get_latest_revision_as_object()
    rows = list(page.commitments.all())
    [row] = [one for one in rows if one.code == "02"]
    row.promised_days, row.promised_unit = 5, "working"
    row.in_force_from, row.loosening_reason = timezone.localdate(), "按工作日计算。"
    page.commitments = rows
    page.earlier_promises.add(
        models.EarlierPromise(
            code="02", promised_days=7, promised_unit="calendar", in_force_from=date(2026, 2, 1)
        )
    )
    publish(page)
    lines = {
        line.row.code: line
        for line in commitment_page(type(promised).objects.get(pk=promised.pk)).lines
    }
    assert (lines["01"].told.unit, lines["02"].told.unit) == ("working", "")
    rows = [
        [cell.get_text(strip=True) for cell in row.find_all("td")]
        for row in look_at(promised).find_all("tr")
        if row.th and row.th.get_text(strip=True) == "路灯报修"
    ]
    assert ["1", "1", "100.0%", "–", "–"] in [cells[2:7] for cells in rows]


def test_a_bureau_cannot_reach_anothers_assessment(promised, keeper, cases):
    kept = freeze(promised, keeper)
    with bureaus.activate("czj"):
        assert not CaseAssessment.objects.exists()
        stranger = UserFactory(role=EDITORS)
    client = sign_in(stranger, "czj.localhost")
    for address in (f"{ADDRESS}{kept.pk}/", f"{ADDRESS}{kept.pk}/inputs/"):
        assert client.get(address).status_code in (302, 403, 404)


def test_an_editor_computes_looks_freezes_and_shows(promised, keeper, cases):
    client = sign_in(keeper, "jsj.localhost")
    query = f"?page={promised.pk}&year=2026&quarter=1"
    screen = BeautifulSoup(client.get(ADDRESS + query).content, "lxml")
    [form] = [one for one in screen.select("form") if one.get("action", "").endswith("freeze/")]
    said = {one["name"]: one["value"] for one in form.select("input[type=hidden]")}
    answer = client.post(f"{ADDRESS}freeze/", said)
    [kept] = CaseAssessment.objects.all()
    assert answer.headers["Location"] == f"{ADDRESS}{kept.pk}/"
    assert (kept.by_name, kept.total.handled) == (keeper.get_full_name(), 4)
    assert client.get(f"{ADDRESS}{kept.pk}/inputs/").content == assessing.unpacked(kept)
    taken_in(csv_of(line("2", "2026-03-02", "2026-03-04")), keeper, "更正.csv")
    frozen = client.get(f"{ADDRESS}{kept.pk}/").content.decode()
    assert "help-warning" in frozen
    assert client.post(f"{ADDRESS}{kept.pk}/show/").status_code == 302
    draft = models.CommitmentListPage.objects.get(pk=promised.pk).get_latest_revision_as_object()
    assert [one.assessment for one in draft.assessments.all()] == [kept]
    assert not models.ShownAssessment.objects.exists()


def public_since(page, day: date) -> None:
    at = timezone.make_aware(datetime.combine(day, time(9)))
    type(page).objects.filter(pk=page.pk).update(first_published_at=at)


def handled(page, number: int) -> dict[str, int]:
    accounts = assessing.look(page, 2026, number, today=TODAY).assessment.accounts
    return {code: one.total.handled for code, one in accounts.items()}


def test_a_case_counts_in_one_of_two_lists_that_name_its_number(promised, keeper, cases):
    section = promised.responsible_section
    newer = CommitmentListFactory(
        published=True,
        responsible_section=section,
        commitments=[commitment(section=section, in_force_from=date(2026, 3, 10))],
    )
    public_since(promised, date(2026, 1, 4))
    public_since(newer, date(2026, 4, 1))
    # On the last day of March only the first list was public.
    assert handled(promised, 1) == {"01": 3, "02": 1}
    assert handled(newer, 1) == {"01": 0}
    public_since(newer, date(2026, 3, 31))
    # The newer list answers for cases received since it promises something.
    assert handled(promised, 1) == {"01": 2, "02": 1}
    assert handled(newer, 1) == {"01": 1}
    looked = assessing.look(promised, 2026, 1, today=TODAY)
    assert looked.elsewhere == {newer.title: 3}  # 3, 4 and 5
    assert b"case\t3\t" not in looked.assessment.inputs
    assert looked.assessment.accounts["01"].without_promise == 0
    # Nothing was promised on the day of case 5: the newest list says so, and it alone.
    assert (
        assessing.look(newer, 2026, 1, today=TODAY).assessment.accounts["01"].without_promise == 1
    )


def test_the_screen_says_for_which_list_the_other_cases_count(promised, keeper, cases):
    section = promised.responsible_section
    newer = CommitmentListFactory(
        title="2027年服务承诺",
        published=True,
        responsible_section=section,
        commitments=[commitment(section=section, in_force_from=date(2026, 3, 10))],
    )
    public_since(newer, date(2026, 3, 31))
    client = sign_in(keeper, "jsj.localhost")
    answer = client.get(ADDRESS, {"page": promised.pk, "year": 2026, "quarter": 1})
    assert "“2027年服务承诺”" in BeautifulSoup(answer.content, "html.parser").text


def test_a_case_of_a_list_that_was_withdrawn_counts_for_the_other(promised, keeper, cases):
    section = promised.responsible_section
    newer = CommitmentListFactory(
        published=True, responsible_section=section, commitments=[commitment(section=section)]
    )
    public_since(newer, date(2026, 3, 31))
    assert handled(promised, 1) == {"01": 0, "02": 1}
    withdrawn(newer)
    assert handled(promised, 1) == {"01": 3, "02": 1}

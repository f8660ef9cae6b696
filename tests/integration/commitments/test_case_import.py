"""Cases are taken in all or not at all, once, and in this bureau only; and can be taken back."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosure_plugin import bureaus, tasks
from disclosure_plugin.actions import case_import
from disclosure_plugin.actions.case_checking import NoCases
from disclosure_plugin.actions.case_import import (
    BROKEN,
    CannotTakeBack,
    CannotTakeIn,
    NoCommitments,
    TakenInSince,
)
from disclosure_plugin.actions.site_setup import EDITORS, REVIEWERS
from disclosure_plugin.documents.spreadsheets import SpreadsheetRefused
from disclosure_plugin.domain.case_rows import (
    HEADINGS,
    CaseHeadingUnknown,
)
from disclosure_plugin.domain.spreadsheet_rows import HeadingsRefused
from disclosure_plugin.models import CaseImport, CaseImportRow, CaseRecord
from tests.factories.users import UserFactory, sign_in

from .conftest import csv_of, excel, line, taken_in, uploaded

pytestmark = pytest.mark.django_db(transaction=False)
State, RowState = CaseImport.State, CaseImportRow.State
ADDRESS = "/admin/disclosure_cases/"
A, B = line("2026-1", "2026-03-02", "2026-03-04"), line("2026-2", "2026-03-03")


def records() -> dict[str, dict]:
    return {one.number: one.said() for one in CaseRecord.objects.all()}


def rows(kept) -> list[tuple[int, str, str]]:
    return [(one.row, one.number, one.state) for one in kept.rows.all()]


# --- Refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "refusal"),
    [
        (b"PK\x03\x04", "办件.xlsx", SpreadsheetRefused),
        (excel(), "办件.xlsx", NoCases),
        (b"2026-1,01,2026-03-02", "办件.csv", HeadingsRefused),
        (
            excel([*A[:5], "张三"], headings=(*list(HEADINGS.values())[:5], "申请人")),
            "办件.xlsx",
            CaseHeadingUnknown,
        ),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_is_refused_and_leaves_nothing(
    promised, keeper, data, name, refusal
):
    kept = uploaded(data, keeper, name)
    assert kept.state == State.REFUSED
    assert kept.failure
    if hasattr(refusal, "sentence"):
        assert kept.failure == refusal.sentence
    assert kept.failure % kept.failure_params
    assert kept.data is None
    assert (records(), rows(kept)) == ({}, [])
    with pytest.raises(CannotTakeIn):
        case_import.take_in(kept)


def test_another_kind_of_file_is_refused_at_once(promised, keeper):
    with pytest.raises(SpreadsheetRefused):
        case_import.upload(file_name="办件.docx", data=b"x", user=keeper)
    data = b"0" * (case_import.LIMITS.file_size + 1)
    with pytest.raises(SpreadsheetRefused):
        case_import.upload(file_name="办件.csv", data=data, user=keeper)
    assert not CaseImport.objects.exists()


def test_without_a_public_promise_there_is_nothing_to_judge_by(keeper):
    kept = uploaded(excel(A), keeper)
    assert (kept.state, kept.failure) == (State.REFUSED, NoCommitments.sentence)


def test_one_bad_row_keeps_all_out_and_each_is_named(promised, keeper):
    kept = uploaded(
        excel(
            A,
            line("2026-2", "昨天"),
            line("", "2026-03-03"),
            line("530102199003074573", "2026-03-03"),
            line("2026-1", "2026-03-05"),
            line("2026-3", "2026-03-03", 承诺事项="03"),
        ),
        keeper,
    )
    assert kept.state == State.CHECKED
    assert kept.counts == {"new": 1, "bad": 5}
    faults = {one.row: [fault[0] for fault in one.faults] for one in kept.rows.filter(state="bad")}
    assert faults == {
        3: ["no_date"],
        4: ["empty"],
        5: ["personal"],
        6: ["twice"],
        7: ["unknown_commitment"],
    }
    # What is no case number is not kept either.
    assert "530102199003074573" not in str(list(kept.rows.values()))
    with pytest.raises(CannotTakeIn):
        case_import.take_in(kept)
    assert records() == {}


# --- Taken in ------------------------------------------------------------------------------------


def test_cases_are_taken_in_as_they_are_written(promised, keeper):
    kept = taken_in(
        excel(A, line("2026-2", "2026-03-03", 应办结日期="2026-03-05", 暂停自="2026-03-04")),
        keeper,
    )
    assert (kept.state, kept.counts, kept.data) == (State.TAKEN, {"new": 2}, None)
    assert records() == {
        "2026-1": {
            "commitment": "01",
            "received": "2026-03-02",
            "due": None,
            "finished": "2026-03-04",
            "pauses": [],
        },
        "2026-2": {
            "commitment": "01",
            "received": "2026-03-03",
            "due": "2026-03-05",
            "finished": None,
            "pauses": [["2026-03-04", None]],
        },
    }


def test_the_same_twice_counts_once_and_a_changed_row_is_named(promised, keeper):
    taken_in(csv_of(A, B), keeper, "办件.csv")
    before = records()
    again = taken_in(excel(A, B), keeper)
    assert (again.counts, rows(again), records()) == ({"same": 2}, [], before)
    changed = taken_in(excel(A, line("2026-2", "2026-03-03", "2026-03-06")), keeper)
    assert changed.counts == {"same": 1, "changed": 1}
    [row] = changed.rows.all()
    assert (row.number, row.before["finished"], row.values["finished"]) == (
        "2026-2",
        None,
        "2026-03-06",
    )
    assert len(records()) == 2


def test_another_last_day_in_the_file_is_noted_and_not_believed(promised, keeper):
    kept = uploaded(
        excel(
            line("2026-1", "2026-03-02", "2026-03-04", 应办结日期="2026-03-04"),
            line("2026-2", "2026-03-02", "2026-03-04", 应办结日期="2026-03-09"),
        ),
        keeper,
    )
    assert [str(one.reckoned_due) for one in kept.rows.all()] == ["None", "2026-03-04"]


def test_what_was_taken_in_meanwhile_is_compared_again(promised, keeper):
    first = uploaded(excel(A), keeper)
    taken_in(excel(line("2026-1", "2026-03-02", "2026-03-03"), B), keeper)
    case_import.take_in(first)
    case_import.run_waiting()
    first.refresh_from_db()
    assert (first.state, first.counts) == (State.CHECKED, {"changed": 1})
    assert first.failure == case_import.COMPARED_AGAIN
    assert records()["2026-1"]["finished"] == "2026-03-03"
    case_import.take_in(first)
    case_import.run_waiting()
    assert records()["2026-1"]["finished"] == "2026-03-04"


# --- Taken back ----------------------------------------------------------------------------------


def test_a_list_is_taken_back_and_the_records_say_what_they_said(promised, keeper):
    first = taken_in(excel(A, B), keeper)
    before = records()
    later = excel(line("2026-1", "2026-03-02", "2026-03-05"), line("2026-9", "2026-03-09"))
    second = taken_in(later, keeper)
    with pytest.raises(TakenInSince):
        case_import.take_back(first)
    assert CaseRecord.objects.get(number="2026-1").last_import == second
    case_import.take_back(second)
    case_import.run_waiting()
    second.refresh_from_db()
    assert (second.state, second.place) == (State.UNDONE, None)
    assert records() == before
    assert {one.last_import for one in CaseRecord.objects.all()} == {first}
    with pytest.raises(CannotTakeBack):
        case_import.take_back(second)
    case_import.take_back(first)
    case_import.run_waiting()
    assert records() == {}


# --- Workers -------------------------------------------------------------------------------------


def test_a_worker_that_fails_again_and_again_leaves_the_list_and_says_so(
    promised, keeper, monkeypatch
):
    kept = uploaded(excel(A), keeper)
    case_import.take_in(kept)

    def fail(records):
        CaseRecord.objects.bulk_create(records)
        raise RuntimeError("no space left")

    monkeypatch.setattr(case_import, "_write", fail)
    assert case_import.run_waiting() == case_import.MAX_ATTEMPTS
    kept.refresh_from_db()
    assert (kept.state, kept.failure, records()) == (State.CHECKED, BROKEN, {})


def test_a_list_that_another_worker_is_at_is_left_to_it(promised, keeper):
    kept = case_import.upload(file_name="办件.xlsx", data=excel(A), user=keeper)
    mine = case_import._claimed(kept.pk)
    assert case_import.run_waiting() == 0
    # It was believed to be dead; the other one has finished meanwhile.
    CaseImport.objects.filter(pk=kept.pk).update(claimed_until=None)
    case_import.run_waiting()
    with pytest.raises(case_import._Lost):
        case_import._check(mine)
    assert rows(kept) == [(2, "2026-1", "new")]


def test_the_number_of_questions_does_not_grow_with_the_rows(promised, keeper):
    def asked(count: int) -> int:
        data = excel(*(line(f"{count}-{number}", "2026-03-02") for number in range(count)))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            taken_in(data, keeper)
        return len(queries)

    few = asked(3)
    assert asked(400) <= few + 2


# --- Sealed, and the screens ---------------------------------------------------------------------


def test_a_bureau_knows_nothing_of_anothers_cases(promised, keeper):
    kept = taken_in(excel(A, B), keeper)
    with bureaus.activate("czj"):
        assert not CaseRecord.objects.exists()
        assert not CaseImport.objects.exists()
        stranger = UserFactory(role=EDITORS)
    client = sign_in(stranger, "czj.localhost")
    for address in (f"{ADDRESS}{kept.pk}/", f"{ADDRESS}{kept.pk}/report/"):
        assert client.get(address).status_code in (302, 403, 404)
    assert client.get(f"{ADDRESS}export.csv").status_code in (302, 403)


def test_the_sweep_finds_a_list_and_the_task_checks_it(promised, keeper):
    kept = case_import.upload(file_name="办件.xlsx", data=excel(A), user=keeper)
    assert list(bureaus.where(lambda: case_import.waiting().exists())) == ["jsj"]
    tasks.run_case_imports(bureau="jsj")
    kept.refresh_from_db()
    assert (kept.state, kept.done, kept.total) == (State.CHECKED, 1, 1)


def test_an_editor_uploads_follows_takes_in_and_downloads(promised, keeper):
    client = sign_in(keeper, "jsj.localhost")
    form = client.get(f"{ADDRESS}new/").content.decode()
    assert "01 建筑工程施工许可" in form
    answer = client.post(f"{ADDRESS}new/", {"file": SimpleUploadedFile("办件.csv", csv_of(A, B))})
    [kept] = CaseImport.objects.all()
    inspect = f"{ADDRESS}{kept.pk}/"
    assert answer.headers["Location"] == inspect
    assert "<progress" in client.get(inspect).content.decode()
    case_import.run_waiting()
    assert client.get(f"{inspect}progress/").json()["running"] is False
    assert "take-in" in client.get(inspect).content.decode()
    client.post(f"{inspect}take-in/")
    case_import.run_waiting()
    page = client.get(inspect).content.decode()
    assert "2026-2" in page
    assert "take-back" in page
    report = list(
        csv.reader(io.StringIO(client.get(f"{inspect}report/").content.decode("utf-8-sig")))
    )
    assert [row[2] for row in report[1:]] == ["2026-1", "2026-2"]
    # What is exported and imported again is the same.
    for kind in ("csv", "xlsx"):
        data = client.get(f"{ADDRESS}export.{kind}").content
        assert uploaded(data, keeper, f"办件.{kind}").counts == {"same": 2}
    client.post(f"{inspect}take-back/")
    case_import.run_waiting()
    assert records() == {}


def test_who_edits_no_list_keeps_no_cases(promised):
    client = sign_in(UserFactory(role=REVIEWERS), "jsj.localhost")
    assert client.get(ADDRESS).status_code in (302, 403)

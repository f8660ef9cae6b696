"""An assessment is seen by one group, signed by two people, and frozen as they signed it."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from disclosure_plugin import bureaus, models
from disclosure_plugin.actions import assessments as actions
from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS, STAFF
from disclosure_plugin.domain.assessment import SameSigner, ScoreOutOfRange, SignsOwnAssessment
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import Assessment, AssessmentScore
from disclosure_plugin.register.models import AssessmentGrade
from tests.factories.users import UserFactory, sign_in

HOST = "jsj.localhost"
TABLE = Assessment._meta.db_table


@pytest.fixture
def group(jsj):
    return Group.objects.create(name="考核小组")


@pytest.fixture
def members(group):
    """Three of the group; the third is an administrator and is assessed."""
    found = [UserFactory(role=role) for role in (REVIEWERS, STAFF, ADMINISTRATORS)]
    for user in found:
        user.groups.add(group)
    models.Person.objects.filter(user=found[0]).update(post="局长")
    return found


@pytest.fixture
def countys_grades(jsj):
    for name, lowest in (("优秀", 90), ("良好", 80), ("合格", 60), ("不合格", 0)):
        AssessmentGrade.objects.filter(name=name).update(lowest=lowest)
    AssessmentGrade.objects.filter(name="良好").update(consequence="发放年终奖的百分之九十")


@pytest.fixture
def assessment(group, members):
    """Two criteria for sections, one for persons; everybody is scored by the first member."""
    made = Assessment.objects.create(title="2026年度考核", year=2026, group=group)
    actions.add_tasks(members[0], made.pk, ["完成危房改造 120 户", "", "完成危房改造 120 户"])
    models.AssessmentSubject(assessment=made, kind="section", name="村镇建设股").save()
    models.AssessmentSubject(
        assessment=made, kind="person", name="王芳", account=members[2]
    ).save()
    for of, name, weight in (("section", "按时完成", 60), ("section", "质量", 40),
                             ("person", "出勤", 100)):  # fmt: skip
        models.AssessmentCriterion(assessment=made, of=of, name=name, weight=weight).save()
    for subject in made.subjects.all():
        actions.give_scores(members[0], subject, scores(subject, "90", "75"))
    return made


def scores(subject, *values):
    criteria = subject.assessment.criteria.filter(of=subject.kind)
    return {one: (Decimal(value), "") for one, value in zip(criteria, values, strict=False)}


def frozen(assessment, members):
    actions.sign(members[0], assessment.pk)
    actions.sign(members[1], assessment.pk)
    assessment.refresh_from_db()
    return assessment


# --- Who sees it ------------------------------------------------------------------------------


SCREENS = ["result", "parts", "export"]


@pytest.mark.parametrize("role", [ADMINISTRATORS, EDITORS])
@pytest.mark.parametrize("screen", SCREENS)
def test_whoever_is_not_in_the_group_finds_nothing(assessment, role, screen):
    client = sign_in(UserFactory(role=role), HOST)
    answer = client.get(reverse(f"disclosure_assessments:{screen}", args=[assessment.pk]))
    # Who may begin assessments finds none at this address; others have no such screen.
    assert answer.status_code in (302, 403, 404)
    assert "考核" not in answer.content.decode()
    for act in ("sign", "reopen"):
        client.post(reverse(f"disclosure_assessments:{act}", args=[assessment.pk]))
    assessment.refresh_from_db()
    assert (assessment.state, assessment.signatures.count()) == ("open", 0)


def test_nor_does_a_superuser_or_a_visitor(assessment):
    boss = UserFactory(is_superuser=True, is_staff=True)
    answer = sign_in(boss, HOST).get(reverse("disclosure_assessments:index"))
    assert answer.status_code == 200
    assert "2026年度考核" not in answer.content.decode()
    address = reverse("disclosure_assessments:export", args=[assessment.pk])
    from django.test import Client

    assert Client(headers={"host": HOST}).get(address).status_code == 302


def test_nor_does_another_bureau(assessment, members, czj):
    with bureaus.activate("czj"):
        assert Assessment.objects.count() == 0
        user = UserFactory(role=ADMINISTRATORS)
        answer = sign_in(user, "czj.localhost").get(
            reverse("disclosure_assessments:result", args=[assessment.pk])
        )
        assert answer.status_code == 404


# --- What is given ----------------------------------------------------------------------------


def test_tasks_come_from_a_list_each_once(assessment, members):
    assert list(assessment.tasks.values_list("text", flat=True)) == ["完成危房改造 120 户"]
    assert actions.add_tasks(members[0], assessment.pk, ["完成危房改造 120 户", "巡查工地"]) == 1
    for wrong in ("长" * 301, "任务\0"):
        with pytest.raises(ActRefused, match="2"):
            actions.add_tasks(members[0], assessment.pk, ["新任务", wrong])
    assert assessment.tasks.count() == 2


def test_nobody_scores_themselves(assessment, members):
    subject = assessment.subjects.get(kind="person")
    with pytest.raises(ActRefused):
        actions.give_scores(members[2], subject, scores(subject, "100"))
    assert not AssessmentScore.objects.filter(assessor=members[2]).exists()


@pytest.mark.parametrize("value", ["100.1", "-1", "90.05"])
def test_a_wrong_score_leaves_all_as_they_were(assessment, members, value):
    subject = assessment.subjects.get(kind="section")
    before = list(AssessmentScore.objects.order_by("pk").values_list("pk", "score"))
    with pytest.raises(ScoreOutOfRange):
        actions.give_scores(members[1], subject, scores(subject, "50", value))
    assert list(AssessmentScore.objects.order_by("pk").values_list("pk", "score")) == before


def test_a_score_may_be_taken_back_and_a_second_assessors_counts_by_the_mean(
    assessment, members, countys_grades
):
    subject = assessment.subjects.get(kind="section")
    actions.give_scores(members[1], subject, scores(subject, "80", "75"))
    [found, _person] = actions.result_of(assessment)["subjects"]
    assert (found["total"], found["grade"]) == ("81.00", "良好")
    nothing = dict.fromkeys(scores(subject, "1", "1"), (None, ""))
    actions.give_scores(members[1], subject, nothing)
    [found, _person] = actions.result_of(assessment)["subjects"]
    assert (found["total"], found["consequence"]) == ("84.00", "发放年终奖的百分之九十")


# --- Signatures -------------------------------------------------------------------------------


def test_without_the_countys_scores_for_grades_nobody_signs(assessment, members):
    with pytest.raises(ActRefused) as refused:
        actions.sign(members[0], assessment.pk)
    assert len(refused.value.sentences) == 1
    assert assessment.signatures.count() == 0


def test_weights_and_scores_must_be_whole(assessment, members, countys_grades):
    one = assessment.criteria.get(name="质量")
    one.weight = Decimal("39.5")
    one.save()
    AssessmentScore.objects.filter(criterion__name="出勤").delete()
    with pytest.raises(ActRefused) as refused:
        actions.sign(members[0], assessment.pk)
    weights, missing = refused.value.sentences
    assert "99.5" in weights
    assert "+0.5" in weights
    assert "王芳" in missing
    assert assessment.signatures.count() == 0


def test_two_people_sign_and_neither_is_assessed(assessment, members, countys_grades):
    with pytest.raises(SignsOwnAssessment):
        actions.sign(members[2], assessment.pk)
    actions.sign(members[0], assessment.pk)
    with pytest.raises(SameSigner):
        actions.sign(members[0], assessment.pk)
    models.Person.objects.filter(user=members[0]).update(human="h")
    models.AssessmentSignature.objects.update(human="h")
    models.Person.objects.filter(user=members[1]).update(human="h")  # the same human
    with pytest.raises(SameSigner):
        actions.sign(members[1], assessment.pk)
    assessment.refresh_from_db()
    assert assessment.state == "signed"


def test_signed_by_two_it_is_frozen_with_names_and_posts(assessment, members, countys_grades):
    one = frozen(assessment, members)
    assert one.is_frozen
    assert actions.is_as_signed(one)
    assert [row.post for row in one.signatures.all()] == ["局长", ""]
    assert [row["total"] for row in one.result["subjects"]] == ["84.00", "90.00"]
    # Grades of later years do not change it.
    AssessmentGrade.objects.filter(name="优秀").update(lowest=85)
    assert one.result["subjects"][0]["grade"] == "良好"


@pytest.mark.parametrize("state", ["signed", "frozen"])
def test_what_is_signed_is_not_changed(assessment, members, countys_grades, state):
    actions.sign(members[0], assessment.pk)
    if state == "frozen":
        actions.sign(members[1], assessment.pk)
    subject = assessment.subjects.get(kind="section")
    before = actions.result_of(assessment)
    for change in (
        lambda: actions.give_scores(members[1], subject, scores(subject, "1", "1")),
        lambda: actions.add_tasks(members[1], assessment.pk, ["补一项"]),
        lambda: actions.save_parts(members[1], assessment.pk, saved=[], deleted=[subject]),
        subject.delete,
        subject.scores.first().save,
        assessment.criteria.first().delete,
    ):
        with pytest.raises(ActRefused):
            change()
    assert actions.result_of(assessment) == before


def test_the_first_signature_can_be_taken_back_the_second_not(assessment, members, countys_grades):
    with pytest.raises(ActRefused):
        actions.reopen(members[0], assessment.pk)
    actions.sign(members[0], assessment.pk)
    actions.reopen(members[1], assessment.pk)
    assessment.refresh_from_db()
    assert (assessment.state, assessment.signatures.count()) == ("open", 0)
    frozen(assessment, members)
    with pytest.raises(ActRefused):
        actions.reopen(members[0], assessment.pk)
    assert assessment.signatures.count() == 2


def test_grades_changed_between_the_signatures_make_the_first_void(
    assessment, members, countys_grades
):
    actions.sign(members[0], assessment.pk)
    AssessmentGrade.objects.filter(name="优秀").update(lowest=84)
    with pytest.raises(ActRefused):
        actions.sign(members[1], assessment.pk)
    assessment.refresh_from_db()
    assert (assessment.state, assessment.signatures.count(), assessment.result) == (
        "open",
        0,
        None,
    )


def test_a_result_changed_behind_our_back_is_told(assessment, members, countys_grades):
    one = frozen(assessment, members)
    one.result["subjects"][0]["total"] = "100.00"
    with connection.cursor() as cursor:  # as whoever owns the server can
        cursor.execute("SET LOCAL session_replication_role = replica")
        Assessment.objects.filter(pk=one.pk).update(result=one.result)
        cursor.execute("SET LOCAL session_replication_role = origin")
    one.refresh_from_db()
    assert not actions.is_as_signed(one)


@pytest.mark.parametrize("written", ["result = NULL", "state = 'open'", "title = '另一个'"])
def test_postgresql_refuses_to_change_a_frozen_one(assessment, members, countys_grades, written):
    one = frozen(assessment, members)
    before = Assessment.objects.filter(pk=one.pk).values().get()
    for statement in (f"UPDATE {TABLE} SET {written}", f"DELETE FROM {TABLE}"):
        with (
            pytest.raises(DatabaseError, match="only ever added"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert Assessment.objects.filter(pk=one.pk).values().get() == before


# --- On screen --------------------------------------------------------------------------------


def test_the_whole_way_on_screen(group, members, countys_grades):
    client = sign_in(members[2], HOST)  # an administrator of the group
    answer = client.post(
        reverse("disclosure_assessments:add"),
        {"title": "年终考核", "year": "2026", "group": str(group.pk)},
    )
    made = Assessment.objects.get()
    parts = reverse("disclosure_assessments:parts", args=[made.pk])
    assert answer["Location"] == parts
    assert client.get(parts).status_code == 200
    client.post(parts, {"add_tasks": "1", "listed": "一\n二"})
    assert made.tasks.count() == 2
    task = made.tasks.first()
    form = {
        **{f"{prefix}-{name}": value for prefix, total, initial in
           (("tasks", "2", "2"), ("criteria", "1", "0"), ("subjects", "1", "0"))
           for name, value in (("TOTAL_FORMS", total), ("INITIAL_FORMS", initial))},
        **{f"tasks-{place}-{name}": value for place, one in enumerate(made.tasks.all())
           for name, value in (("id", str(one.pk)), ("text", one.text), ("outcome", "完成"))},
        "criteria-0-of": "section", "criteria-0-name": "完成情况", "criteria-0-weight": "100",
        "criteria-0-task": str(task.pk),
        "subjects-0-kind": "section", "subjects-0-name": "办公室",
    }  # fmt: skip
    wrong = client.post(parts, {**form, "criteria-0-weight": "101"})
    assert wrong.status_code == 200
    assert not made.criteria.exists()
    assert not made.subjects.exists()
    client.post(parts, form)
    [subject] = made.subjects.all()
    [criterion] = made.criteria.all()
    assert (criterion.task, made.tasks.first().outcome) == (task, "完成")
    address = reverse("disclosure_assessments:score", args=[made.pk, subject.pk])
    assert client.get(address).status_code == 200
    client.post(address, {f"score-{criterion.pk}": "88.5", f"note-{criterion.pk}": "好"})
    result = reverse("disclosure_assessments:result", args=[made.pk])
    assert "88.50" in client.get(result).content.decode()
    for user in members[:2]:
        sign_in(user, HOST).post(reverse("disclosure_assessments:sign", args=[made.pk]))
    made.refresh_from_db()
    assert made.is_frozen
    answer = client.get(result)
    assert "良好" in answer.content.decode()
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    book = client.get(reverse("disclosure_assessments:export", args=[made.pk]))
    sheets = openpyxl.load_workbook(io.BytesIO(book.content))
    assert len(sheets.sheetnames) == 6
    row = [cell.value or "" for cell in sheets.worksheets[0][2]]
    assert row[1:] == ["办公室", "", "88.50", "良好", "发放年终奖的百分之九十"]

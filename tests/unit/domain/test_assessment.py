"""Weights make a whole, nobody is graded by a guess, and two people sign."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure_plugin.domain.assessment import (
    Criterion,
    Grade,
    GradesNotSet,
    GradeTwice,
    NobodyScored,
    PersonsWeightsNotWhole,
    SameSigner,
    Score,
    ScoreMissing,
    ScoreOutOfRange,
    SignsOwnAssessment,
    Subject,
    SubjectKind,
    WeightsNotWhole,
    check_grades,
    check_score,
    check_signer,
    grade_of,
    mean_of,
    score_faults,
    total_of,
    weight_faults,
    written,
)

SECTION, PERSON = SubjectKind.SECTION, SubjectKind.PERSON
OFFICE = Subject(1, "办公室", SECTION)
WANG = Subject(2, "王芳", PERSON)
ON_TIME = Criterion(1, "按时完成", Decimal(60), SECTION)
QUALITY = Criterion(2, "完成质量", Decimal(40), SECTION)
ATTENDANCE = Criterion(3, "出勤", Decimal(100), PERSON)
CRITERIA = [ON_TIME, QUALITY, ATTENDANCE]
GRADES = [
    Grade("优秀", Decimal(90), "发放奖金"),
    Grade("良好", Decimal(80)),
    Grade("合格", Decimal(60)),
    Grade("不合格", Decimal(0), "扣发奖金"),
]
NAMES = {7: "张三", 8: "李四"}


def score(subject, criterion, assessor, value):
    return Score(subject.key, criterion.key, assessor, Decimal(value))


# --- Weights ----------------------------------------------------------------------------------


def test_weights_that_make_a_whole_pass():
    assert list(weight_faults(CRITERIA, [OFFICE, WANG])) == []


@pytest.mark.parametrize(
    ("weight", "total", "difference"), [("39.99", "99.99", "+0.01"), ("50", "110", "-10")]
)
def test_weights_that_do_not_are_refused_with_the_difference(weight, total, difference):
    other = Criterion(2, "完成质量", Decimal(weight), SECTION)
    [fault] = weight_faults([ON_TIME, other], [OFFICE])
    assert type(fault) is WeightsNotWhole
    assert fault.params == {"sum": total, "difference": difference}


def test_each_kind_has_a_whole_of_its_own_and_only_if_it_is_assessed():
    [fault] = weight_faults([ON_TIME, QUALITY], [OFFICE, WANG])
    assert type(fault) is PersonsWeightsNotWhole
    assert list(weight_faults([ON_TIME, QUALITY], [OFFICE])) == []


# --- Scores -----------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["-0.1", "100.1", "99.95", "NaN", "Infinity", "1E+3"])
def test_what_is_no_score_is_refused(value):
    with pytest.raises(ScoreOutOfRange):
        check_score(Decimal(value))


@pytest.mark.parametrize("value", ["0", "100", "99.5", "1E+1"])
def test_scores_are_0_to_100_with_one_decimal(value):
    check_score(Decimal(value))


def test_who_begins_to_score_gives_every_score():
    given_scores = [score(OFFICE, ON_TIME, 7, 90), score(OFFICE, QUALITY, 7, 80),
                    score(OFFICE, QUALITY, 8, 70)]  # fmt: skip
    found = list(score_faults(CRITERIA, [OFFICE, WANG], given_scores, NAMES))
    assert [(type(one), one.params) for one in found] == [
        (ScoreMissing, {"subject": "办公室", "criterion": "按时完成", "assessor": "李四"}),
        (NobodyScored, {"subject": "王芳"}),
    ]


def test_the_total_is_the_mean_of_each_criterion_by_its_weight():
    given_scores = [score(OFFICE, ON_TIME, 7, 90), score(OFFICE, ON_TIME, 8, 85),
                    score(OFFICE, QUALITY, 7, 80), score(WANG, ATTENDANCE, 7, 10)]  # fmt: skip
    assert mean_of(OFFICE, ON_TIME, given_scores) == Fraction(175, 2)
    assert total_of(OFFICE, CRITERIA, given_scores) == Fraction(845, 10)
    assert total_of(WANG, CRITERIA, given_scores) == 10
    assert total_of(OFFICE, CRITERIA, given_scores[:2]) is None
    assert total_of(WANG, [ON_TIME], given_scores) is None


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=9), st.integers(1, 99))
def test_a_total_lies_between_the_lowest_and_the_highest_score(values, weight):
    criteria = [Criterion(1, "甲", Decimal(weight), SECTION),
                Criterion(2, "乙", Decimal(100 - weight), SECTION)]  # fmt: skip
    exact = [Decimal(value) / 10 for value in values]
    given_scores = [
        score(OFFICE, criterion, assessor, value)
        for criterion in criteria
        for assessor, value in enumerate(exact)
    ]
    total = total_of(OFFICE, criteria, given_scores)
    assert min(exact) <= total <= max(exact)
    assert total == sum(map(Fraction, exact)) / len(exact)


@pytest.mark.parametrize(
    ("total", "text"),
    [
        (Fraction(845, 10), "84.50"),
        (Fraction(179999, 2000), "90.00"),
        (Fraction(1, 200), "0.01"),
        (Fraction(200, 3), "66.67"),
        (None, ""),
    ],
)
def test_totals_are_written_with_two_decimals_a_half_upwards(total, text):
    assert written(total) == text


# --- Grades -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "name"),
    [
        (Fraction(90), "优秀"),
        # It is written 90.00, and is not 90.
        (Fraction(179999, 2000), "良好"),
        (Fraction(60), "合格"),
        (Fraction(0), "不合格"),
        (Fraction(100), "优秀"),
    ],
)
def test_a_grade_begins_with_its_score_before_any_rounding(total, name):
    assert grade_of(total, GRADES).name == name
    assert grade_of(total, GRADES[::-1]).name == name


@pytest.mark.parametrize("grades", [[], [Grade("优秀"), Grade("合格", Decimal(0))], GRADES[:3]])
def test_without_the_countys_scores_nobody_is_graded(grades):
    with pytest.raises(GradesNotSet):
        grade_of(Fraction(95), grades)


def test_two_grades_do_not_begin_with_the_same_score():
    with pytest.raises(GradeTwice) as refused:
        check_grades([*GRADES, Grade("及格", Decimal(60))])
    assert refused.value.params == {"first": "合格", "second": "及格"}


# --- Signatures -------------------------------------------------------------------------------


def test_two_people_sign_neither_of_whom_is_assessed():
    check_signer(signer="a", signed=["b"], assessed=["c"])
    with pytest.raises(SameSigner):
        check_signer(signer="a", signed=["a"], assessed=["c"])
    with pytest.raises(SignsOwnAssessment):
        check_signer(signer="c", signed=[], assessed=["c"])

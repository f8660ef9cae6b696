"""What chain a bureau may choose, and what the county may demand."""

import pytest

from disclosure_plugin.domain.review_chain import (
    NobodySigns,
    NoChecklist,
    NoConfidentiality,
    OverrideTooLong,
    OverrideUnexplained,
    ReductionUnexplained,
    Requirement,
    SameName,
    SignsTwice,
    Step,
    StepsOutOfRange,
    TooFewSteps,
    TooManySteps,
    WantedStep,
    check_chain,
    check_is_enough,
    check_override_reason,
    check_rule,
    check_signs_once,
    forms_due,
    requirement_for,
    steps_due,
)


def wanted(name="科室审核", *, signers=True, checklist=True, confidentiality=True) -> WantedStep:
    return WantedStep(name, signers, checklist, confidentiality)


def chain(number: int) -> list[WantedStep]:
    return [wanted(f"第{place}步") for place in range(number)]


@pytest.mark.parametrize(
    ("steps", "least", "refusal"),
    [
        ([], 2, TooFewSteps),
        (chain(1), 2, TooFewSteps),
        (chain(2), 3, TooFewSteps),
        ([], 0, TooFewSteps),  # whatever the county lets pass, a bureau has a review
        (chain(6), 2, TooManySteps),
        ([wanted(), wanted()], 2, SameName),
        ([wanted("甲"), wanted("乙", signers=False)], 2, NobodySigns),
        ([wanted("甲", checklist=False), wanted("乙", checklist=False)], 2, NoChecklist),
        (
            [wanted("甲", confidentiality=False), wanted("乙", confidentiality=False)],
            2,
            NoConfidentiality,
        ),
    ],
)
def test_a_chain_that_is_none_is_refused(steps, least, refusal):
    with pytest.raises(refusal):
        check_chain(steps, least=least)


@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_two_to_five_steps_are_a_chain(number):
    check_chain(chain(number), least=2)


def test_each_form_is_asked_for_somewhere_in_the_chain():
    check_chain(
        [wanted("甲", confidentiality=False), wanted("乙", checklist=False)],
        least=2,
    )


STEPS = [Step(1, True, True), Step(2, False, False), Step(3, False, False)]


def test_a_kind_without_a_rule_of_its_own_has_the_one_for_all():
    assert requirement_for("a.page", {}) == Requirement(2, is_reduced=False, several=False)
    rules = {"": (3, True), "a.page": (1, False)}
    assert requirement_for("b.page", rules) == Requirement(3, is_reduced=False, several=True)
    assert requirement_for("a.page", rules) == Requirement(1, is_reduced=True, several=False)
    assert requirement_for("a.page", {"a.page": (4, False)}) == Requirement(4)


@pytest.mark.parametrize(("number", "keys"), [(0, []), (1, [1]), (2, [1, 2])])
def test_a_reduced_review_is_the_first_steps(number, keys):
    due = steps_due(STEPS, Requirement(number, is_reduced=True))
    assert [step.key for step in due] == keys


def test_a_demand_for_fewer_steps_leaves_the_bureaus_longer_chain():
    assert steps_due(STEPS, Requirement(2)) == STEPS


def test_what_nobody_was_asked_is_asked_at_the_last_step():
    silent = Step(9, False, False)
    assert forms_due(silent, is_last=False, answered=()) == (False, False)
    assert forms_due(silent, is_last=True, answered=()) == (True, True)
    assert forms_due(silent, is_last=True, answered=("checklist",)) == (False, True)
    assert forms_due(Step(9, True, False), is_last=False, answered=("checklist",)) == (True, False)


def test_a_chain_that_became_too_short_is_not_enough():
    with pytest.raises(TooFewSteps):
        check_is_enough(STEPS[:1], Requirement(2))
    check_is_enough(STEPS[:1], Requirement(1, is_reduced=True))


@pytest.mark.parametrize(
    ("steps", "kind", "reason", "refusal"),
    [
        (0, "", "理由", StepsOutOfRange),  # never for everything
        (6, "a.page", "", StepsOutOfRange),
        (-1, "a.page", "理由", StepsOutOfRange),
        (1, "a.page", " ", ReductionUnexplained),
        (1, "", "", ReductionUnexplained),
        (0, "a.page", "", ReductionUnexplained),
    ],
)
def test_the_county_explains_what_it_reduces(steps, kind, reason, refusal):
    with pytest.raises(refusal):
        check_rule(steps, kind=kind, reason=reason, least=2)


def test_the_county_may_switch_the_review_of_one_kind_off_with_a_reason():
    check_rule(0, kind="a.page", reason="县政府办决定", least=2)
    check_rule(3, kind="", reason="", least=2)
    check_rule(2, kind="a.page", reason="", least=2)


@pytest.mark.parametrize(
    ("signer", "stands_for", "signed"),
    [(1, None, {1}), (1, 2, {2}), (1, 2, {1})],
)
def test_nobody_signs_two_steps_neither_by_a_deputy(signer, stands_for, signed):
    with pytest.raises(SignsTwice):
        check_signs_once(
            signer=signer, stands_for=stands_for, signed=signed, requirement=Requirement()
        )
    check_signs_once(
        signer=signer, stands_for=stands_for, signed=signed, requirement=Requirement(several=True)
    )
    check_signs_once(signer=7, stands_for=8, signed=signed, requirement=Requirement())


def test_an_override_is_explained():
    with pytest.raises(OverrideUnexplained):
        check_override_reason(" \n")
    with pytest.raises(OverrideTooLong):
        check_override_reason("长" * 401)
    assert check_override_reason(" 审查员住院。 ") == "审查员住院。"

"""What a reviewer has to say, and what is kept of it; what comes in may be anything."""

import pytest

from disclosure_plugin.domain.review_answers import (
    AnswersMissing,
    ChoiceMissing,
    NoteTooLong,
    NotForEverybody,
    Point,
    PointOpen,
    ReasonMissing,
    WithheldNotApproved,
    all_hold,
    check_answers,
    returned_opinion,
)


def check(answers, *, checklist=True, confidentiality=True, is_public=True):
    return check_answers(
        answers, checklist=checklist, confidentiality=confidentiality, is_public=is_public
    )


def test_what_is_kept_are_the_six_points_and_the_check():
    kept = check(all_hold(note_true=" 已核对原件 ", channels=["board", "website"], more="x"))
    assert [one["point"] for one in kept["checklist"]] == [
        "lawful",
        "standard",
        "specific",
        "true",
        "uniform",
        "effective",
    ]
    assert {one["point"]: one["note"] for one in kept["checklist"]}["true"] == "已核对原件"
    assert kept["confidentiality"] == {
        "carrier": "other",
        "channels": ["website", "board"],
        "opinion": "disclose",
        "note": "",
        "disclosure": "open",
        "disclosure_reason": "",
    }
    assert set(kept) == {"checklist", "confidentiality"}


def test_what_is_not_asked_is_not_kept():
    assert check(all_hold(), checklist=False, confidentiality=False) == {}
    assert check(None, checklist=False, confidentiality=False) == {}
    assert set(check(all_hold(), confidentiality=False)) == {"checklist"}


@pytest.mark.parametrize("nothing", [None, {}])
def test_a_form_that_was_not_sent_is_not_filled_in(nothing):
    with pytest.raises(AnswersMissing):
        check(nothing)


@pytest.mark.parametrize("point", list(Point))
@pytest.mark.parametrize("value", [False, None, "", "on", 1, [True]])
def test_each_point_is_ticked_by_itself(point, value):
    with pytest.raises(PointOpen):
        check(all_hold(**{point.value: value}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("carrier", None),
        ("carrier", "paper; DROP"),
        ("channels", []),
        ("channels", "website"),
        ("channels", ["website", "x"]),
        ("channels", [["website"]]),
        ("opinion", ""),
        ("opinion", {"a": 1}),
        ("disclosure", None),
        ("disclosure", "secret"),
    ],
)
def test_a_choice_that_was_not_made_is_asked_for(field, value):
    with pytest.raises(ChoiceMissing):
        check(all_hold(**{field: value}))


def test_what_must_not_be_disclosed_cannot_be_approved():
    with pytest.raises(WithheldNotApproved):
        check(all_hold(opinion="withhold"), is_public=False)


@pytest.mark.parametrize("attribute", ["on_request", "withheld"])
def test_what_is_not_open_is_neither_public_nor_unexplained(attribute):
    restricted = all_hold(disclosure=attribute, disclosure_reason="条例第十六条")
    with pytest.raises(NotForEverybody):
        check(restricted)
    with pytest.raises(ReasonMissing):
        check({**restricted, "disclosure_reason": " "}, is_public=False)
    assert check(restricted, is_public=False)["confidentiality"]["disclosure"] == attribute


@pytest.mark.parametrize("name", ["note_lawful", "confidentiality_note", "disclosure_reason"])
def test_a_note_is_short(name):
    with pytest.raises(NoteTooLong):
        check(all_hold(**{name: "长" * 401}))


def test_what_was_said_against_disclosing_is_kept_with_a_return():
    said = {"ground": "privacy", "basis": "条例第十五条"}
    assert returned_opinion(said) == {
        "confidentiality": {
            "opinion": "withhold",
            "ground": "privacy",
            "basis": "条例第十五条",
        }
    }
    for nothing in (None, {}, {"ground": ""}, {"ground": ["privacy"]}, {"ground": "x"}):
        assert returned_opinion(nothing) == {}

"""Why something is taken off the site, and who decides."""

import pytest

from disclosure_plugin.domain.removals import (
    BASIS_SENTENCES,
    TAKE_DOWN_BASES,
    WITHDRAWAL_BASES,
    AlreadyDecided,
    Basis,
    ReasonMissing,
    ReasonTooLong,
    SecondPersonMissing,
    check_reason,
    check_second_person,
)


def test_every_basis_has_a_sentence_and_serves_one_act():
    assert set(BASIS_SENTENCES) == set(Basis)
    assert {*TAKE_DOWN_BASES, *WITHDRAWAL_BASES} == set(Basis)
    assert not set(TAKE_DOWN_BASES) & set(WITHDRAWAL_BASES)
    assert TAKE_DOWN_BASES[0] == Basis.PRIVACY


def test_a_reason_is_kept_without_blanks_around():
    assert check_reason(" 决定已被撤销。\n") == "决定已被撤销。"
    assert check_reason("因" * 400) == "因" * 400


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [("", ReasonMissing), (" \n", ReasonMissing), ("因" * 401, ReasonTooLong)],
)
def test_no_reason_and_too_long_a_reason_are_refused(reason, refusal):
    with pytest.raises(refusal):
        check_reason(reason)


def test_two_people_and_one_decision():
    check_second_person(first=1, second=2, decided=False)
    check_second_person(first=None, second=2, decided=False)
    for second in (1, None):
        with pytest.raises(SecondPersonMissing):
            check_second_person(first=1, second=second, decided=False)
    with pytest.raises(AlreadyDecided):
        check_second_person(first=1, second=2, decided=True)

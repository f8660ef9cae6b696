"""A promise may only tighten the law's limit."""

import pytest

from disclosure_plugin.domain.commitments import PromiseLongerThanLaw, check_limits


@pytest.mark.parametrize(("statutory", "promised"), [(7, 8), (1, 2), (20, 365)])
def test_a_promise_longer_than_the_law_is_refused(statutory, promised):
    with pytest.raises(PromiseLongerThanLaw) as refused:
        check_limits(statutory_days=statutory, promised_days=promised)
    assert (refused.value.statutory_days, refused.value.promised_days) == (statutory, promised)
    assert str(refused.value) == (
        f"The promised limit ({promised} working days) is longer than the statutory limit "
        f"({statutory} working days)."
    )


@pytest.mark.parametrize(
    ("statutory", "promised"), [(7, 7), (7, 2), (None, 365), (7, None), (None, None)]
)
def test_a_promise_within_the_law_or_without_one_is_accepted(statutory, promised):
    check_limits(statutory_days=statutory, promised_days=promised)

"""What a version still lacks before it may be published."""

import pytest

from disclosure_plugin.domain.sign_offs import Missing, Signature, steps_left, what_is_missing

AUTHOR, REVIEWER, CHIEF = 1, 2, 3


def signed(signer=CHIEF, content="abc", *, is_last=True) -> Signature:
    return Signature(signer, content, is_last)


@pytest.mark.parametrize(
    ("signatures", "missing"),
    [
        ([], Missing.REVIEW),
        ([signed(is_last=False)], Missing.LAST_STEP),
        ([signed(content="other")], Missing.SAME_CONTENT),
        # The last step signed other content than the first: the last one counts.
        ([signed(REVIEWER, is_last=False), signed(content="other")], Missing.SAME_CONTENT),
        ([signed(AUTHOR)], Missing.SECOND_PERSON),
        ([signed(AUTHOR, is_last=False), signed()], Missing.SECOND_PERSON),
        ([signed()], None),
        ([signed(REVIEWER, is_last=False), signed()], None),
        ([signed(None)], None),
    ],
)
def test_what_is_missing(signatures, missing):
    assert what_is_missing(signatures, content="abc", authors={AUTHOR}) == missing


def test_a_step_that_nobody_signed_is_left():
    assert steps_left([1, 2, 3], {2}) == {1, 3}
    assert steps_left([1, 2], {1, 2, 9}) == set()

"""What hangs at a place, and whether it still should; told from the log alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from disclosure_plugin.domain.channels import (
    Act,
    Event,
    HangsAlready,
    HangsNot,
    NoteTooLong,
    NotTheLast,
    Sheet,
    check_note,
    check_posting,
    check_removal,
    check_undoing,
    hanging,
    judge,
)

AT = datetime(2026, 11, 26, tzinfo=UTC)
OLD, NEW = "a" * 64, "b" * 64


def log(*rows: tuple[Act, str] | int) -> list[Event]:
    """Rows numbered from 1; a number undoes the row of that number."""
    events = []
    for key, row in enumerate(rows, 1):
        if isinstance(row, int):
            events.append(Event(key, Act.UNDONE, "", AT, undoes=row))
        else:
            events.append(Event(key, row[0], row[1], AT))
    return events


POSTED_OLD, POSTED_NEW, REMOVED = (Act.POSTED, OLD), (Act.POSTED, NEW), (Act.REMOVED, OLD)


@pytest.mark.parametrize(
    ("rows", "public", "wanted", "expected"),
    [
        ([], NEW, True, Sheet.TO_POST),
        ([], NEW, False, Sheet.ABSENT),
        ([], "", True, Sheet.ABSENT),
        ([POSTED_NEW], NEW, False, Sheet.CURRENT),
        ([POSTED_OLD], NEW, True, Sheet.OUTDATED),
        ([POSTED_OLD], "", True, Sheet.TO_REMOVE),
        ([POSTED_OLD, REMOVED], "", True, Sheet.ABSENT),
        ([POSTED_OLD, REMOVED], NEW, True, Sheet.TO_POST),
        ([POSTED_OLD, POSTED_NEW], NEW, True, Sheet.CURRENT),
        # The second posting was a mistake: the old sheet still hangs there.
        ([POSTED_OLD, POSTED_NEW, 2], NEW, True, Sheet.OUTDATED),
        # It was not taken off after all.
        ([POSTED_NEW, REMOVED, 2], NEW, True, Sheet.CURRENT),
        ([POSTED_NEW, 1], NEW, True, Sheet.TO_POST),
        ([POSTED_NEW, 1, POSTED_NEW], NEW, True, Sheet.CURRENT),
    ],
)
def test_how_an_item_stands(rows, public, wanted, expected):
    assert judge(log(*rows), public_sha256=public, is_wanted=wanted) is expected


def test_what_hangs_is_the_last_that_was_posted():
    assert hanging(log(POSTED_OLD, POSTED_NEW)).content_sha256 == NEW
    assert hanging(log(POSTED_OLD, POSTED_NEW, 2)).content_sha256 == OLD
    assert hanging(log(POSTED_OLD, REMOVED)) is None
    assert hanging([]) is None


def test_the_same_version_is_not_noted_twice():
    with pytest.raises(HangsAlready):
        check_posting(log(POSTED_NEW), NEW)
    check_posting(log(POSTED_OLD), NEW)
    check_posting(log(POSTED_NEW, REMOVED), NEW)


def test_only_what_hangs_is_taken_off():
    with pytest.raises(HangsNot):
        check_removal([])
    with pytest.raises(HangsNot):
        check_removal(log(POSTED_OLD, REMOVED))
    check_removal(log(POSTED_OLD))


@pytest.mark.parametrize(
    ("rows", "key"),
    [([POSTED_OLD, REMOVED], 1), ([POSTED_OLD, 1], 1), ([POSTED_OLD, 1], 2), ([], 1)],
)
def test_only_the_last_entry_is_undone_and_once(rows, key):
    with pytest.raises(NotTheLast):
        check_undoing(log(*rows), key)


def test_after_an_undoing_the_one_before_can_be_undone():
    check_undoing(log(POSTED_OLD, POSTED_NEW, 2), 1)


def test_a_note_has_an_end():
    check_note("贴" * 200)
    with pytest.raises(NoteTooLong) as refused:
        check_note("贴" * 201)
    assert refused.value.params == {"most": 200, "has": 201}

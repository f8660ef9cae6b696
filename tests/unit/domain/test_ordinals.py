"""Chinese ordinals of a board's columns."""

import pytest

from disclosure_plugin.domain.ordinals import chinese_ordinal


@pytest.mark.parametrize("number", [0, -1, 100, 1000])
def test_a_number_outside_the_list_is_refused(number):
    with pytest.raises(ValueError, match=f"between 1 and 99, not {number}"):
        chinese_ordinal(number)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "一"),
        (2, "二"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (19, "十九"),
        (20, "二十"),
        (21, "二十一"),
        (90, "九十"),
        (99, "九十九"),
    ],
)
def test_a_place_is_written_as_boards_are_numbered(number, written):
    assert chinese_ordinal(number) == written


def test_no_two_places_are_written_alike():
    assert len({chinese_ordinal(number) for number in range(1, 100)}) == 99

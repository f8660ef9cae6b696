"""A list holds as many points as its name says."""

import pytest

from disclosure_plugin.domain.fixed_lists import NamedOtherwise, WrongCount, check_fixed_list


@pytest.mark.parametrize(
    ("title", "count", "points", "refusal"),
    [
        ("工作人员八项承诺", 8, ["一"] * 7, WrongCount),
        ("工作人员八项承诺", 8, ["一"] * 7 + ["  "], WrongCount),
        ("工作人员八项承诺", 7, ["一"] * 7, NamedOtherwise),
        ("三不准", 4, ["不"] * 4, NamedOtherwise),
        ("十一条禁令", 12, ["不"] * 12, NamedOtherwise),
        ("6条禁令", 5, ["不"] * 5, NamedOtherwise),
        ("廉政准则", 5, ["不"] * 4, WrongCount),
    ],
)
def test_a_list_that_does_not_hold_what_its_name_says(title, count, points, refusal):
    with pytest.raises(refusal) as refused:
        check_fixed_list(title, count=count, points=points)
    assert title in str(refused.value)


@pytest.mark.parametrize(
    ("title", "count"), [("工作人员八项承诺", 8), ("三不准", 3), ("廉政准则", 5), ("6条禁令", 6)]
)
def test_a_list_that_does(title, count):
    check_fixed_list(title, count=count, points=["说"] * count)

"""The platform's parts: which are there, and what is missing in each."""

import pytest

from disclosure_plugin.domain.platform import (
    GUIDE_WANTS,
    REQUESTS_WANT,
    Part,
    PartState,
    part_states,
)

WHOLE = dict.fromkeys(GUIDE_WANTS, "有")
PAGES = {Part.RULES, Part.MANDATORY, Part.REPORTS}


def test_the_order_is_that_of_the_platform():
    assert [one.part for one in part_states({}, ())] == list(Part)


def test_a_whole_platform_is_complete():
    assert all(one.is_complete for one in part_states(WHOLE, PAGES))


@pytest.mark.parametrize("name", GUIDE_WANTS)
def test_each_setting_is_missed(name):
    states = {one.part: one for one in part_states({**WHOLE, name: " "}, PAGES)}
    assert states[Part.GUIDE] == PartState(Part.GUIDE, (name,))
    assert states[Part.REQUESTS].missing == ((name,) if name in REQUESTS_WANT else ())


@pytest.mark.parametrize("part", PAGES)
def test_each_part_without_a_page_is_empty(part):
    incomplete = [one for one in part_states(WHOLE, PAGES - {part}) if not one.is_complete]
    assert incomplete == [PartState(part, is_empty=True)]


def test_a_bureau_that_has_entered_nothing_has_nothing():
    assert all(one.is_empty for one in part_states({}, ()))

"""Contrast as WCAG 2.2 defines it."""

from __future__ import annotations

import pytest

from disclosure_plugin.domain.colours import (
    LINK_GROUNDS,
    TEXT_CONTRAST,
    contrast,
    is_colour,
    least_contrast,
)


@pytest.mark.parametrize(
    "text", ["", "red", "#fff", "#GGGGGG", "#b0201c;", "#b0201c}\nbody{", "b0201c "]
)
def test_what_is_no_colour(text):
    assert not is_colour(text)


def test_what_is_one():
    assert is_colour("#b0201c")
    assert is_colour("#B0201C")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.478)],
)
def test_contrast_either_way(one, other, expected):
    assert contrast(one, other) == pytest.approx(expected, abs=0.001)
    assert contrast(other, one) == contrast(one, other)


def test_the_ground_with_the_least_contrast_decides():
    blue = "#1b6fc2"
    assert contrast(blue, LINK_GROUNDS["paper"]) > TEXT_CONTRAST
    assert least_contrast(blue, LINK_GROUNDS) == contrast(blue, LINK_GROUNDS["mark"])
    assert least_contrast(blue, LINK_GROUNDS) < TEXT_CONTRAST

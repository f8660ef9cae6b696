"""The colours of the stylesheet reach the contrasts of WCAG 2.2 AA, in both themes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import disclosure_plugin
from disclosure_plugin.domain.colours import LINK_GROUNDS, NAME_GROUNDS, contrast

STYLESHEET = (
    Path(disclosure_plugin.__file__).parent / "static" / "disclosure_plugin" / "disclosure.css"
)
TEXT = 4.5
SHAPE = 3.0

# (front, ground, what WCAG asks, contrast in light, contrast in dark)
PAIRS = [
    ("ink", "paper", TEXT, 16.3, 14.9),
    ("ink", "mist", TEXT, 14.9, 13.4),
    ("ink-2", "paper", TEXT, 7.8, 9.0),
    ("ink-2", "mist", TEXT, 7.1, 8.1),
    ("ink-2", "mist-2", TEXT, 6.4, 6.6),
    ("blue", "paper", TEXT, 8.4, 9.4),
    ("blue", "mist", TEXT, 7.7, 8.4),
    ("blue", "blue-wash", TEXT, 7.4, 7.5),
    ("on-blue", "blue", TEXT, 8.4, 9.2),
    ("red", "paper", TEXT, 6.8, 8.7),
    ("on-red", "red-rule", TEXT, 6.8, 4.7),
    ("red-rule", "paper", SHAPE, 6.8, 3.8),
    ("late", "paper", TEXT, 7.5, 9.8),
    ("late", "late-wash", TEXT, 6.7, 8.2),
    ("kept", "paper", TEXT, 7.0, 9.7),
    ("visited", "paper", TEXT, 8.7, 9.1),
    ("edge", "paper", SHAPE, 4.6, 5.8),
    ("edge", "mist", SHAPE, 4.2, 5.3),
    ("blue", "mark", TEXT, 7.0, 4.6),
]


def colours(selector: str) -> dict[str, str]:
    """Read the custom colours that one rule of the stylesheet sets."""
    rule = re.search(
        rf"^\s*{re.escape(selector)} \{{(.*?)\}}", STYLESHEET.read_text(), re.M | re.S
    )
    assert rule, f"no rule {selector}"
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", rule.group(1)))


LIGHT = colours(":root")
DARK = LIGHT | colours(':root[data-theme="dark"]')


def test_a_bureaus_own_colours_are_measured_against_the_grounds_they_stand_on():
    named = {"chip": "blue-wash"}
    for grounds in (NAME_GROUNDS, LINK_GROUNDS):
        assert grounds == {name: LIGHT[named.get(name, name)] for name in grounds}


def test_contrast_of_known_colours():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("front", "ground", "needed", "light", "dark"), PAIRS)
def test_every_pair_of_colours_is_legible(front, ground, needed, light, dark):
    measured = contrast(LIGHT[front], LIGHT[ground]), contrast(DARK[front], DARK[ground])
    assert min(measured) >= needed
    assert measured == (pytest.approx(light, abs=0.06), pytest.approx(dark, abs=0.06))


@pytest.mark.parametrize(
    ("front", "measured"),
    [("band-ink", 13.6), ("band-ink-2", 8.2), ("band-blue", 8.6), ("band-amber", 8.9)],
)
def test_the_band_above_an_archived_page_is_legible(front, measured):
    band = colours(".band")
    assert contrast(band[front], band["band"]) == pytest.approx(measured, abs=0.06)
    assert contrast(band["band-on-blue"], band["band-blue"]) >= TEXT


@pytest.mark.parametrize("wash", ["blue-wash", "late-wash"])
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_marked_changes_are_legible(wash, theme):
    assert contrast(theme["ink"], theme[wash]) >= TEXT


def test_dark_is_the_same_by_system_and_by_choice():
    chosen = colours(':root[data-theme="dark"]')
    assert colours(':root:not([data-theme="light"])') == chosen
    # What dark leaves as it is: white on the seal, and the ring around what has the focus.
    assert set(LIGHT) - set(chosen) == {"on-red", "focus"}


def test_nothing_is_fetched_from_elsewhere():
    text = STYLESHEET.read_text()
    assert "@import" not in text
    assert "url(" not in text
    assert "@font-face" not in text

"""A number that a program hands in is one, or none; it never fails."""

import pytest

from disclosure_plugin.domain.asked import key_in, year_in

NONE = ["", " 7", "-1", "x", "²", "٣", "３", "1e3", "7\0", "\ud800", "9" * 19, "9" * 5000]


@pytest.mark.parametrize("text", NONE)
def test_what_names_no_row(text):
    assert key_in(text) is None


def test_a_key():
    assert (key_in("7"), key_in("007"), key_in("9" * 18)) == (7, 7, 10**18 - 1)


@pytest.mark.parametrize(
    "text", [*NONE, "0000", "0999", "3000", "9999", "20260", "２０２６", "2026\n"]
)
def test_what_names_no_year(text):
    assert year_in(text) is None


def test_a_year():
    assert (year_in("1000"), year_in("2026"), year_in("2999")) == (1000, 2026, 2999)

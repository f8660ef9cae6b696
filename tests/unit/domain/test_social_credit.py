"""Unified social credit codes: GB 32100-2015."""

import pytest

from disclosure_plugin.domain.social_credit import ALPHABET, NotACreditCode, check, normalise

# Codes of bodies that everybody can look up: a ministry, three companies, and the one that
# implementations of the standard take as their example.
REAL = [
    "11100000000013338W",
    "9144030071526726XG",
    "914403001922038216",
    "91110000802100433B",
    "91350100M000100Y43",
]


@pytest.mark.parametrize("code", REAL)
def test_a_real_code_is_taken(code):
    check(code)


@pytest.mark.parametrize("code", REAL)
def test_any_one_wrong_character_is_found(code):
    for place in range(len(code)):
        for other in ALPHABET:
            if other != code[place]:
                with pytest.raises(NotACreditCode):
                    check(code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("", "length"),
        ("11100000000013338", "length"),
        ("11100000000013338W0", "length"),
        ("1110000000001333OW", "characters"),
        ("11A00000000013338W", "characters"),
        ("１1100000000013338W", "characters"),
        ("11100000000013338w", "characters"),
        ("=1100000000013338W", "characters"),
        ("111000000000133380", "check"),
        ("11010000000013338W", "check"),
    ],
)
def test_what_is_wrong_is_said(code, rule):
    with pytest.raises(NotACreditCode) as refused:
        check(code)
    assert refused.value.code == rule


def test_it_is_kept_in_one_way_of_writing():
    assert normalise(" 1110 0000 0000 13338w\n") == "11100000000013338W"

"""Index numbers in the forms that counties use."""

from datetime import date

import pytest

from disclosure_plugin.domain.index_numbers import (
    YUNNAN,
    ForbiddenCharacter,
    NoOrganisationCode,
    NothingBetween,
    OrganisationMissing,
    Pattern,
    SerialMissing,
    UnknownPlaceholder,
)

FORMED_ON = date(2024, 11, 21)


def number(pattern: str, serial: int, *, organisation="11532331015179648Q", category="05"):
    known = Pattern(pattern)
    series = known.series(organisation=organisation, category=category, formed_on=FORMED_ON)
    return known.number(series, serial)


@pytest.mark.parametrize(
    ("pattern", "organisation", "serial", "written"),
    [
        (YUNNAN, "11532331015179648Q", 1, "11532331015179648Q-/2024-1121001"),
        ("{organisation}/{year}-{serial:5}", "000014349", 110, "000014349/2024-00110"),
        ("330200-{organisation}-{category}-{year}{month}{day}-{serial:4}", "JSJ", 7,
         "330200-JSJ-05-20241121-0007"),
    ],
)  # fmt: skip
def test_forms_seen_in_the_wild(pattern, organisation, serial, written):
    made = number(pattern, serial, organisation=organisation)
    assert (made.text, made.outgrown) == (written, False)


def test_a_number_grows_past_its_digits_and_says_so():
    assert number(YUNNAN, 999).outgrown is False
    made = number(YUNNAN, 1000)
    assert (made.text, made.outgrown) == ("11532331015179648Q-/2024-11211000", True)


def test_each_day_has_a_series_of_its_own():
    pattern = Pattern(YUNNAN)
    days = [date(2024, 11, 21), date(2024, 11, 22), date(2025, 11, 21)]
    series = {pattern.series(organisation="A1", category="", formed_on=day) for day in days}
    assert series == {"A1-/2024-1121#", "A1-/2024-1122#", "A1-/2025-1121#"}


@pytest.mark.parametrize(
    ("pattern", "refusal"),
    [
        ("", SerialMissing),
        ("{organisation}-{year}", SerialMissing),
        ("{organisation}{serial:3}{serial:3}", SerialMissing),
        ("{organisation}{serial:3}", NothingBetween),
        ("{organisation}0{serial:3}", NothingBetween),
        ("{organisation}-{category}{year}{serial:3}", NothingBetween),
        ("{organisation}{serial}", UnknownPlaceholder),
        ("{organisation}{serial:0}", UnknownPlaceholder),
        ("{organisation}{serial:10}", UnknownPlaceholder),
        ("{organisation}{year:2}{serial:3}", UnknownPlaceholder),
        ("{organisation}{title}{serial:3}", UnknownPlaceholder),
        ("{year}{serial:3}", OrganisationMissing),
        ("{organisation}#{serial:3}", ForbiddenCharacter),
        ("{organisation} {serial:3}", ForbiddenCharacter),
        ("{organisation}?{serial:3}", ForbiddenCharacter),
        ("{organisation}{{serial:3}}", ForbiddenCharacter),
    ],
)
def test_a_pattern_that_could_give_a_number_twice_or_cannot_be_read_is_refused(pattern, refusal):
    with pytest.raises(refusal):
        Pattern(pattern)


@pytest.mark.parametrize("organisation", ["", "局", "A B", "A#1", "A" * 31])
def test_without_a_code_there_is_no_number(organisation):
    with pytest.raises(NoOrganisationCode):
        number(YUNNAN, 1, organisation=organisation)


def test_numbers_begin_with_one():
    with pytest.raises(ValueError, match="begin with 1"):
        number(YUNNAN, 0)

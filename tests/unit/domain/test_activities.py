"""What is written down of an activity, kind by kind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from disclosure_plugin.domain.activities import (
    FIELDS,
    Activity,
    DayToCome,
    Kind,
    NotPositive,
    NotRectified,
    RectifiedTooSoon,
    RectifiedWithoutDay,
    ValueMissing,
    ValueNotAsked,
    YearTooEarly,
    changes,
    plain,
    problems,
)

TODAY = date(2026, 11, 27)


def wrong(kind: Kind, on: date = date(2026, 6, 1), **said) -> dict[str, type]:
    found = problems(Activity(kind=kind, on=on, **said), today=TODAY)
    return {name: type(refusal) for name, refusal in found.items()}


@pytest.mark.parametrize(
    ("kind", "said", "expected"),
    [
        (Kind.OUTREACH, {}, {"people": ValueMissing}),
        (Kind.OUTREACH, {"people": 0}, {}),
        (Kind.OUTREACH, {"people": 8, "boards": 2, "leaflets": 1046, "laws": "《民法典》"}, {}),
        (Kind.OUTREACH, {"people": 8, "hours": Decimal(2)}, {"hours": ValueNotAsked}),
        (Kind.TRAINING, {"hours": Decimal("1.5")}, {"people": ValueMissing}),
        (Kind.MEETING, {}, {}),
        (Kind.MEETING, {"leaflets": 0}, {"leaflets": ValueNotAsked}),
        (Kind.GROUP, {"people": 3}, {"people": ValueNotAsked}),
        (Kind.SPENDING, {}, {"amount": ValueMissing}),
        (Kind.SPENDING, {"amount": Decimal(0)}, {"amount": NotPositive}),
        (Kind.SPENDING, {"amount": Decimal("-3")}, {"amount": NotPositive}),
        (Kind.SPENDING, {"amount": Decimal("0.01")}, {}),
        (Kind.FINDING, {}, {"supervision": ValueMissing, "rectification": ValueMissing}),
        (Kind.FINDING, {"supervision": "social", "rectification": "open"}, {}),
        (
            Kind.FINDING,
            {"supervision": "social", "rectification": "done"},
            {"rectified_on": RectifiedWithoutDay},
        ),
        (
            Kind.FINDING,
            {"supervision": "social", "rectification": "done", "rectified_on": date(2026, 5, 31)},
            {"rectified_on": RectifiedTooSoon},
        ),
        (
            Kind.FINDING,
            {"supervision": "social", "rectification": "done", "rectified_on": date(2026, 11, 28)},
            {"rectified_on": RectifiedTooSoon},
        ),
        (
            Kind.FINDING,
            {"supervision": "social", "rectification": "open", "rectified_on": date(2026, 6, 2)},
            {"rectified_on": NotRectified},
        ),
        (
            Kind.FINDING,
            {"supervision": "social", "rectification": "done", "rectified_on": date(2026, 6, 1)},
            {},
        ),
    ],
)
def test_each_kind_asks_for_what_is_counted_of_it(kind, said, expected):
    assert wrong(kind, **said) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 11, 27), {}),
        (date(2026, 11, 28), {"on": DayToCome}),
        (date(202, 6, 1), {"on": YearTooEarly}),
        (date(1949, 10, 1), {}),
    ],
)
def test_an_activity_has_taken_place(on, expected):
    assert wrong(Kind.MEETING, on) == expected


def test_every_kind_has_its_fields():
    assert set(FIELDS) == set(Kind)


def test_an_edit_is_known_by_what_it_changed():
    before = {"people": 8, "amount": Decimal("10.00"), "on": date(2026, 6, 1), "notes": ""}
    after = {**before, "people": 9, "amount": Decimal("10.0"), "notes": "改正"}
    assert changes(before, after) == {"people": [8, 9], "notes": ["", "改正"]}
    assert changes(before, before) == {}
    assert changes({}, {"people": None}) == {}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1.50"), "1.5"),
        (Decimal("100"), "100"),
        (Decimal("1E+3"), "1000"),
        (date(2026, 6, 1), "2026-06-01"),
        (7, 7),
        (None, None),
    ],
)
def test_values_are_kept_in_one_form(value, expected):
    assert plain(value) == expected

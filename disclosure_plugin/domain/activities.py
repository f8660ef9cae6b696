"""Activities 工作台账: what a bureau did on a day, from which the year's figures are counted.

The kinds and what is written down of each follow what an annual summary reports: meetings and
training by number and people, outreach by people, boards and leaflets, findings of supervision
with their rectification, changes of the leading group, spending.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from disclosure_plugin.errors import Refused, gettext_noop


class Kind(StrEnum):
    """What an activity was; the values are kept."""

    MEETING = "meeting"
    TRAINING = "training"
    OUTREACH = "outreach"
    INSPECTION = "inspection"
    FINDING = "finding"
    GROUP = "group"
    SPENDING = "spending"


class Supervision(StrEnum):
    """Who supervises: the bureau's own rules, society, or the Party organisation."""

    INSTITUTIONAL = "institutional"
    SOCIAL = "social"
    ORGANISATIONAL = "organisational"


class Rectification(StrEnum):
    """How far what was found has been put right."""

    OPEN = "open"
    UNDER_WAY = "under way"
    DONE = "done"


# What is asked of each kind beside day, title, section and notes; the first ones are needed.
NEEDED: Mapping[Kind, tuple[str, ...]] = {
    Kind.MEETING: (),
    Kind.TRAINING: ("people",),
    Kind.OUTREACH: ("people",),
    Kind.INSPECTION: (),
    Kind.FINDING: ("supervision", "rectification"),
    Kind.GROUP: (),
    Kind.SPENDING: ("amount",),
}
WELCOME: Mapping[Kind, tuple[str, ...]] = {
    Kind.MEETING: ("people",),
    Kind.TRAINING: ("hours",),
    Kind.OUTREACH: ("boards", "leaflets", "laws"),
    Kind.INSPECTION: ("people",),
    Kind.FINDING: ("rectified_on",),
    Kind.GROUP: (),
    Kind.SPENDING: (),
}
FIELDS: Mapping[Kind, tuple[str, ...]] = {kind: NEEDED[kind] + WELCOME[kind] for kind in Kind}
ALWAYS = ("on", "title", "section", "notes")
EARLIEST_YEAR = 1949
LATEST_YEAR = 2999


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What is written down of one activity.

    Attributes:
        on: the day; of what lasted longer, the first.
        people: of a meeting or training who took part, of outreach and inspections who was sent
            (人次).
        boards: display boards made (块).
        leaflets: handed out (份).
        hours: class hours (学时).
        amount: in yuan.
        rectified_on: the day on which what was found had been put right.
    """

    kind: Kind
    on: date
    people: int | None = None
    boards: int | None = None
    leaflets: int | None = None
    hours: Decimal | None = None
    amount: Decimal | None = None
    laws: str = ""
    supervision: str = ""
    rectification: str = ""
    rectified_on: date | None = None


class DayToCome(Refused):
    """What has not happened yet is no activity."""

    sentence = gettext_noop("This day is still to come. Write down what has taken place.")


class YearTooEarly(Refused):
    """The year has too few or too many digits."""

    sentence = gettext_noop("Check the year: %(year)s.")


class ValueMissing(Refused):
    """A kind needs something that was left empty."""

    sentence = gettext_noop("Fill this in: it is counted. Write 0 if there was none.")


class ValueNotAsked(Refused):
    """A kind has no such thing; it would be counted where nobody sees it."""

    sentence = gettext_noop("This kind of activity has no such field. Leave it empty.")


class NotPositive(Refused):
    """Money spent is more than nothing."""

    sentence = gettext_noop("Write an amount of more than 0 yuan.")


class RectifiedWithoutDay(Refused):
    """What has been put right was put right on some day."""

    sentence = gettext_noop("Write down on which day it had been put right.")


class RectifiedTooSoon(Refused):
    """It cannot have been put right before it was found, or on a day to come."""

    sentence = gettext_noop("It was found on %(found)s: the day must not be before, nor to come.")


class NotRectified(Refused):
    """A day of rectification stands beside another state."""

    sentence = gettext_noop("Choose “put right”, or leave the day empty.")


def problems(activity: Activity, *, today: date) -> dict[str, Refused]:
    """Return what is wrong, by field; empty if nothing is.

    Args:
        activity: as it would be kept.
        today: the local day.
    """
    found: dict[str, Refused] = {}
    if not EARLIEST_YEAR <= activity.on.year <= LATEST_YEAR:
        found["on"] = YearTooEarly(year=activity.on.year)
    elif activity.on > today:
        found["on"] = DayToCome()
    asked = FIELDS[activity.kind]
    for name in {field for fields in FIELDS.values() for field in fields}:
        value = getattr(activity, name)
        is_empty = value is None or value == ""
        if is_empty and name in NEEDED[activity.kind]:
            found[name] = ValueMissing()
        elif not is_empty and name not in asked:
            found[name] = ValueNotAsked()
    if activity.kind is Kind.SPENDING and activity.amount is not None and activity.amount <= 0:
        found["amount"] = NotPositive()
    if activity.kind is Kind.FINDING and "rectified_on" not in found:
        wrong = _rectification(activity, today)
        if wrong is not None:
            found["rectified_on"] = wrong
    return found


def _rectification(activity: Activity, today: date) -> Refused | None:
    day = activity.rectified_on
    if activity.rectification != Rectification.DONE:
        return NotRectified() if day else None
    if day is None:
        return RectifiedWithoutDay()
    if not activity.on <= day <= today:
        return RectifiedTooSoon(found=activity.on.isoformat())
    return None


Values = Mapping[str, Any]


def changes(before: Values, after: Values) -> dict[str, list[Any]]:
    """Return what an edit changed: by field the value before and after, as JSON keeps them.

    Args:
        before: by field; what is missing there is new.
        after: by field.
    """
    plain_before = {name: plain(value) for name, value in before.items()}
    plain_after = {name: plain(value) for name, value in after.items()}
    return {
        name: [plain_before.get(name), value]
        for name, value in plain_after.items()
        if plain_before.get(name) != value
    }


def plain(value: Any) -> Any:
    """Return a value in the form in which JSON keeps it: equal values alike."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | str) else str(value)

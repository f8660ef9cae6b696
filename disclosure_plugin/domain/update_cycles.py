"""What kind a column of a board is, how often it has to be updated, and how it stands.

Sources: for the types, ``ColumnType`` of the page tags in 政府网站发展指引 (国办发〔2017〕47号), a
list that is open (“…”); for the cycles, the inspection indicators of 2019 (国办秘函〔2019〕19号).
Where they give none, there is none here: the bureau may write one down for its column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

# From so much of its cycle on, a column is said to be nearly due.
NEARLY_DUE_PERCENT = 70


class ColumnType(StrEnum):
    """What a column is about; the values are kept in the database."""

    HOME = "home"
    OVERVIEW = "overview"
    FUNCTIONS = "functions"
    LEADERS = "leaders"
    NEWS = "news"
    HEADLINES = "headlines"
    ANNOUNCEMENTS = "announcements"
    POLICIES = "policies"
    PERSONNEL = "personnel"
    PLANS = "plans"
    GUIDE = "guide"
    REGISTER = "register"
    ANNUAL_REPORTS = "annual-reports"
    REQUESTS = "requests"
    DATA = "data"
    OPEN_DATA = "open-data"
    INTERPRETATION = "interpretation"
    RESPONSES = "responses"
    SERVICES = "services"
    COMPLAINTS = "complaints"
    CONSULTATIONS = "consultations"
    INTERVIEWS = "interviews"


@dataclass(frozen=True)
class Cycle:
    """How old the newest item of a column may be.

    Attributes:
        days: in calendar days.
        source: where it is written.
    """

    days: int
    source: str


_TWO_WEEKS = Cycle(14, "国办秘函〔2019〕19号，单项否决“栏目不更新”：2周")
_SIX_MONTHS = Cycle(183, "国办秘函〔2019〕19号，单项否决“栏目不更新”：6个月，按183日计")
_ONE_YEAR = Cycle(365, "国办秘函〔2019〕19号，扣分指标：1年（凭记忆，待核）")

CYCLES: Mapping[ColumnType, Cycle] = MappingProxyType(
    {
        ColumnType.NEWS: _TWO_WEEKS,
        ColumnType.HEADLINES: _TWO_WEEKS,
        ColumnType.ANNOUNCEMENTS: _SIX_MONTHS,
        ColumnType.POLICIES: _SIX_MONTHS,
        ColumnType.PERSONNEL: _ONE_YEAR,
        ColumnType.PLANS: _ONE_YEAR,
    }
)


class State(StrEnum):
    """How a column stands; the most urgent first."""

    EMPTY = "empty"
    STALE = "stale"
    NEARLY_DUE = "nearly due"
    FINE = "fine"
    NO_CYCLE = "no cycle"


def cycle_days(column_type: str, *, own_days: int | None) -> int | None:
    """Return how old the newest item of a column may be, in calendar days.

    Args:
        column_type: a value of :class:`ColumnType`; anything else has no cycle.
        own_days: what the bureau has written down for this column; it comes first.

    Returns:
        None where nobody has set a cycle.
    """
    if own_days is not None:
        return own_days
    cycle = CYCLES.get(column_type)  # type: ignore[call-overload]  # a StrEnum's value is its key
    return cycle.days if cycle else None


def due_on(last_update: date | None, *, days: int | None) -> date | None:
    """Return the day from which a column counts as stale; None if it cannot be said.

    Args:
        last_update: day of the last publication in the column.
        days: its cycle, in calendar days.
    """
    if last_update is None or days is None:
        return None
    return last_update + timedelta(days=days)


def state(*, last_update: date | None, days: int | None, today: date) -> State:
    """Say how a column stands.

    Args:
        last_update: day of the last publication in the column; None if it has no item.
        days: its cycle, in calendar days; None if nobody has set one.
        today: the day it is asked on.
    """
    if last_update is None:
        return State.EMPTY
    if days is None:
        return State.NO_CYCLE
    age = (today - last_update).days
    if age >= days:
        return State.STALE
    if age * 100 >= days * NEARLY_DUE_PERCENT:
        return State.NEARLY_DUE
    return State.FINE

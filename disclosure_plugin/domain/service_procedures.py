"""Service procedures 办事指南: what is done, for whom, with which papers, in how many days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from disclosure_plugin.errors import Refused, gettext_noop


class Kind(StrEnum):
    """How a matter is dealt with: at the window, or within days that the bureau promises."""

    ON_THE_SPOT = "spot"
    PROMISED = "promised"


class Fee(StrEnum):
    """What a matter costs."""

    NONE = "none"
    STANDARD = "standard"
    OTHER = "other"


class MaterialForm(StrEnum):
    """In which form a paper is handed in."""

    ORIGINAL = "original"
    COPY = "copy"
    ELECTRONIC = "electronic"


class TimeUnit(StrEnum):
    """What the time of a step is counted in."""

    AT_ONCE = "at once"
    MINUTES = "minutes"
    HOURS = "hours"
    WORKING_DAYS = "working"
    CALENDAR_DAYS = "calendar"


class StepsLongerThanPromise(Refused):
    sentence = gettext_noop(
        "The steps that count take %(steps)s working days together, the bureau promises "
        "%(promised)s. Shorten the steps or promise more."
    )


class PromiseOnTheSpot(Refused):
    sentence = gettext_noop(
        "What is done on the spot has no promised limit. Empty it, or choose “within a promised "
        "time”."
    )


class StepWithoutNumber(Refused):
    sentence = gettext_noop(
        "Say how much time the step “%(step)s” takes, or choose “at once”. The time of a step "
        "that does not count may stay open."
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a procedure.

    Attributes:
        name: e.g. 审查.
        number: how much time it takes, in ``unit``; None where that is not said.
        unit: of the time.
        counts: whether its time is part of the promised one; what the applicant does, hearings,
            tests and the like are not.
    """

    name: str
    number: Decimal | None
    unit: TimeUnit
    counts: bool = True


def check_steps(steps: Iterable[Step], *, promised_days: int | None) -> None:
    """Check that the steps that count fit into the promised time.

    Only working days are added up: how many hours a working day has is nobody's rule, and
    calendar days become working days only on a calendar.

    Args:
        steps: of a procedure.
        promised_days: limit the bureau promises, in working days; None where it promises none.

    Raises:
        StepWithoutNumber: a step that counts does not say how long it takes.
        StepsLongerThanPromise: together they take longer than promised.
    """
    counting = [step for step in steps if step.counts]
    for step in counting:
        if step.number is None and step.unit is not TimeUnit.AT_ONCE:
            raise StepWithoutNumber(step=step.name)
    days = [step.number for step in counting if step.unit is TimeUnit.WORKING_DAYS]
    together = sum((one for one in days if one is not None), Decimal(0))
    if promised_days is not None and together > promised_days:
        raise StepsLongerThanPromise(steps=plain(together), promised=promised_days)


def check_kind(kind: str, *, promised_days: int | None) -> None:
    """Check that what is done on the spot promises no days.

    Args:
        kind: a value of :class:`Kind`, or empty.
        promised_days: limit the bureau promises, in working days; None where it promises none.

    Raises:
        PromiseOnTheSpot: it does.
    """
    if kind == Kind.ON_THE_SPOT and promised_days is not None:
        raise PromiseOnTheSpot


def plain(number: Decimal) -> str:
    """Write a number of days without needless zeros: ``2``, ``0.5``."""
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written

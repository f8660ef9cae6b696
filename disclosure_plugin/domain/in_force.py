"""From when to when something is in force, in calendar days."""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo

from disclosure_plugin.errors import Refused, gettext_noop

from .register import Validity


class EndsBeforeItBegins(Refused):
    sentence = gettext_noop(
        "It would end on %(last)s, before it begins on %(first)s. Put one of the two days right."
    )


class EndedButInForce(Refused):
    sentence = gettext_noop(
        "The document ended on %(last)s, and its validity says “in force”. Choose “expired” or "
        "“repealed”, or empty the day."
    )


class NotEndedYet(Refused):
    sentence = gettext_noop(
        "The document ends on %(last)s only, and its validity says that it has ended. Until then "
        "it is “in force”."
    )


def check_days(first: date | None, last: date | None) -> None:
    """Check that something does not end before it begins.

    Args:
        first: the first day in force; None where it is not known.
        last: the last day in force; None where none is set.

    Raises:
        EndsBeforeItBegins: it does.
    """
    if first and last and last < first:
        raise EndsBeforeItBegins(first=first.isoformat(), last=last.isoformat())


def check_validity(validity: str, *, ended_on: date | None, today: date) -> None:
    """Check that a document's validity and the day on which it ends say the same.

    A day to come is the end that the document itself has set: until then it is in force.

    Args:
        validity: a value of :class:`~disclosure_plugin.domain.register.Validity`.
        ended_on: the day on which it lapsed or was repealed, or will; None for neither.
        today: the local day.

    Raises:
        EndedButInForce: it has ended, and is said to be in force.
        NotEndedYet: it is said to have ended, on a day that is to come.
    """
    if ended_on is None:
        return
    in_force = validity == Validity.VALID
    if in_force and ended_on <= today:
        raise EndedButInForce(last=ended_on.isoformat())
    if not in_force and ended_on > today:
        raise NotEndedYet(last=ended_on.isoformat())


def lapses_at(validity: str, ended_on: date | None, zone: tzinfo) -> datetime | None:
    """Return when what is in force ends by itself: at the beginning of the day it names.

    Args:
        validity: a value of :class:`~disclosure_plugin.domain.register.Validity`.
        ended_on: the first day on which it no longer holds; None where none is set.
        zone: whose day it is.

    Returns:
        a moment of that zone; None for what has no end, or has ended.
    """
    if ended_on is None or validity != Validity.VALID:
        return None
    return datetime.combine(ended_on, time.min, tzinfo=zone)

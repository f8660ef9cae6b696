"""Who may sign in the place of a reviewer who is away, and for how long."""

from __future__ import annotations

from datetime import date

from disclosure_plugin.errors import Refused, gettext_noop

LONGEST_DAYS = 366  # calendar days; longer is no leave: the role is given to somebody else


class DeputyIsSelf(Refused):
    """The deputy is the person who is away, perhaps with another account."""

    sentence = gettext_noop("Name somebody else: a person cannot be their own deputy.")


class DaysWrong(Refused):
    """The last day is before the first, or lies in the past."""

    sentence = gettext_noop("The last day must not be before the first, nor before today.")


class TooLong(Refused):
    """The time is longer than a leave."""

    sentence = gettext_noop(
        "A deputy signs for at most %(most)s days. For longer, give somebody the role."
    )


class DeputyIsAway(Refused):
    """The deputy has a deputy, or the reviewer is one: nobody could tell who signs for whom."""

    sentence = gettext_noop(
        "%(name)s has a deputy or is one in these days, and deputies have no deputies. Choose "
        "somebody else, or other days."
    )


class AlreadyRepresented(Refused):
    """The reviewer has a deputy in these days."""

    sentence = gettext_noop("%(name)s has a deputy in these days already: end that first.")


class CannotSignIn(Refused):
    """The deputy has no account by which they could sign."""

    sentence = gettext_noop("%(name)s cannot sign in here, so they cannot sign for anybody.")


class SignsNothing(Refused):
    """The person who is away signs at no step."""

    sentence = gettext_noop("%(name)s signs at no step of the review: they need no deputy.")


def check_days(from_day: date, to_day: date, *, today: date) -> None:
    """Check that somebody may be away on these days.

    Args:
        from_day: the first day.
        to_day: the last day, included.
        today: the day it is now.

    Raises:
        DaysWrong, TooLong: they may not.
    """
    if to_day < from_day or to_day < today:
        raise DaysWrong
    if (to_day - from_day).days >= LONGEST_DAYS:
        raise TooLong(most=LONGEST_DAYS)

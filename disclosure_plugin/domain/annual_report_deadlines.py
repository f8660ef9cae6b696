"""When annual reports are due, and how long that is from a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from disclosure_plugin.errors import Refused, gettext_noop

# Regulation on Open Government Information (2019), Art. 49: a department hands its report in and
# publishes it before 31 January, the county's authority publishes the county's before 31 March.
SOURCE = "《中华人民共和国政府信息公开条例》第四十九条"


class LaterThanTheLaw(Refused):
    sentence = gettext_noop(
        "The Regulation (Art. 49) gives time until %(day)s. A county may only set an earlier day."
    )


class NotInTheYearAfter(Refused):
    sentence = gettext_noop(
        "The report on %(year)s is due in the year %(next)s: choose a day of it."
    )


class SourceMissing(Refused):
    sentence = gettext_noop("Say which notice sets these days.")


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The last days for the reports on a year; calendar days, included.

    Attributes:
        bureau: a bureau has handed its report in and published it.
        county: the county has published its own.
        source: what sets these days.
    """

    bureau: date
    county: date
    source: str


def by_law(year: int) -> Deadlines:
    """Return what the Regulation sets for the reports on a year."""
    return Deadlines(date(year + 1, 1, 31), date(year + 1, 3, 31), SOURCE)


def check_deadlines(year: int, days: Deadlines) -> None:
    """Check days that a county has set.

    Raises:
        LaterThanTheLaw, NotInTheYearAfter, SourceMissing: they cannot be.
    """
    law = by_law(year)
    for day, last in ((days.bureau, law.bureau), (days.county, law.county)):
        if day.year != year + 1:
            raise NotInTheYearAfter(year=year, next=year + 1)
        if day > last:
            raise LaterThanTheLaw(day=last.isoformat())
    if not days.source.strip():
        raise SourceMissing


def days_left(last: date, today: date) -> int:
    """Return how many calendar days are left until a last day; 0 on it, negative after it."""
    return (last - today).days

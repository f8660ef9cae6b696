"""The county's report: the sum of what it has accepted, and who is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from disclosure_plugin.domain.annual_report_checks import Fault, check
from disclosure_plugin.domain.annual_report_deadlines import Deadlines, days_left
from disclosure_plugin.domain.annual_report_values import Number, summed
from disclosure_plugin.register.annual_reports import deadlines
from disclosure_plugin.register.models import AnnualReportSubmission

from .catalogues import recipients

State = AnnualReportSubmission.State


@dataclass(frozen=True)
class BureauStanding:
    """Where one bureau stands with a year's report.

    Attributes:
        newest: the newest submission that was not replaced; None if there is none.
        accepted: the newest that the county has accepted: this one is added up.
        is_late: handed in for the first time after the last day, or not at all and it is over.
    """

    code: str
    name: str
    newest: AnnualReportSubmission | None
    accepted: AnnualReportSubmission | None
    is_late: bool

    @property
    def waits(self) -> bool:
        """Whether the county has something to decide."""
        return self.newest is not None and self.newest.state == State.SUBMITTED


@dataclass(frozen=True)
class RollUp:
    """A year of the county.

    Attributes:
        total: the sum of the accepted reports, cell by cell.
        standings: every bureau, by name; those that are gone too if they were accepted.
        faults: what of the sum does not fit.
        days: the last days.
        left: calendar days until the county has to publish; negative after it.
    """

    year: int
    total: dict[str, Number]
    standings: list[BureauStanding]
    faults: list[Fault]
    days: Deadlines
    left: int

    @property
    def late(self) -> int:
        """By how many calendar days the county is late; 0 or less while it is not."""
        return -self.left

    @property
    def counted(self) -> list[BureauStanding]:
        return [one for one in self.standings if one.accepted is not None]

    @property
    def missing(self) -> list[BureauStanding]:
        return [one for one in self.standings if one.accepted is None]

    @property
    def waiting(self) -> list[BureauStanding]:
        return [one for one in self.standings if one.waits]


def roll_up(year: int, *, today: date) -> RollUp:
    """Add up what the county has accepted of a year.

    A report that was handed in again counts as it was accepted last, until it is accepted anew.

    Args:
        year: that the reports are on.
        today: the local day.
    """
    days = deadlines(year)
    standings = _standings(year, days, today)
    total = _sum(standings)
    faults = check(total, before=_before(standings, year, today)) if _codes(standings) else []
    return RollUp(year, total, standings, faults, days, days_left(days.county, today))


def years_with_reports(*, today: date) -> list[int]:
    """Return the years to choose from, the newest first: last year, and those handed in."""
    handed_in = AnnualReportSubmission.objects.order_by().values_list("year", flat=True)
    return sorted({today.year - 1, *handed_in.distinct()}, reverse=True)


def _before(standings: list[BureauStanding], year: int, today: date) -> dict[str, Number] | None:
    """Return last year's sum; None where it is of other bureaus, so that it says nothing here."""
    earlier = _standings(year - 1, deadlines(year - 1), today)
    return _sum(earlier) if _codes(earlier) == _codes(standings) else None


def _codes(standings: list[BureauStanding]) -> set[str]:
    """Return the codes of the bureaus that are counted."""
    return {one.code for one in standings if one.accepted is not None}


def _sum(standings: list[BureauStanding]) -> dict[str, Number]:
    return summed(one.accepted.cells for one in standings if one.accepted is not None)


def _standings(year: int, days: Deadlines, today: date) -> list[BureauStanding]:
    found: dict[str, list[AnnualReportSubmission]] = {}
    for row in AnnualReportSubmission.objects.on(year).standing().order_by("bureau", "number"):
        found.setdefault(row.bureau, []).append(row)
    names = recipients()
    for code, rows in found.items():
        if any(row.state == State.ACCEPTED for row in rows):
            names.setdefault(code, rows[-1].bureau_name)
    standings = [
        _standing(code, name, found.get(code, []), days, today) for code, name in names.items()
    ]
    return sorted(standings, key=lambda one: (one.name, one.code))


def _standing(
    code: str, name: str, rows: list[AnnualReportSubmission], days: Deadlines, today: date
) -> BureauStanding:
    kept = [row for row in rows if row.state != State.REPLACED]
    accepted = [row for row in kept if row.state == State.ACCEPTED]
    first_day = timezone.localdate(rows[0].submitted_at) if rows else today
    return BureauStanding(
        code,
        name,
        kept[-1] if kept else None,
        accepted[-1] if accepted else None,
        first_day > days.bureau,
    )

"""The county sets the days for annual reports; each with the notice that does so."""

from __future__ import annotations

from disclosure_plugin.domain.annual_report_deadlines import Deadlines, check_deadlines
from disclosure_plugin.register.models import AnnualReportDays


def set_days(year: int, days: Deadlines, *, by: str) -> AnnualReportDays:
    """Set the last days for the reports on a year, in every bureau.

    Raises:
        LaterThanTheLaw, NotInTheYearAfter, SourceMissing: nothing is changed.
    """
    check_deadlines(year, days)
    row, _made = AnnualReportDays.objects.update_or_create(
        year=year,
        defaults={
            "bureau_by": days.bureau,
            "county_by": days.county,
            "source": days.source,
            "set_by": by,
        },
    )
    return row


def forget_days(year: int) -> None:
    """Let the days of the Regulation hold again."""
    AnnualReportDays.objects.filter(year=year).delete()

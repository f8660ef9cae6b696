"""How long archives are kept: three classes, and from when one may be appraised.

The classes permanent (永久), 30 years and 10 years are those in general use in China. Which kind
of archive belongs to which was in no source that could be read, so it is the county's to say.
Nothing here deletes: an appraisal is made by people.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from disclosure_plugin.errors import gettext_noop


class Retention(StrEnum):
    PERMANENT = "permanent"
    THIRTY_YEARS = "30-years"
    TEN_YEARS = "10-years"


LABELS = {
    Retention.PERMANENT: gettext_noop("permanent"),
    Retention.THIRTY_YEARS: gettext_noop("30 years"),
    Retention.TEN_YEARS: gettext_noop("10 years"),
}
YEARS = {Retention.THIRTY_YEARS: 30, Retention.TEN_YEARS: 10}


def appraised_from(finished: date, retention: Retention) -> date | None:
    """Return the first day on which an archive may be appraised.

    Whole calendar years are counted after the year in which it was finished. That is the later of
    the two ways to count that are in use, so nothing is appraised early; from memory, no source.

    Args:
        finished: when it was made, by the bureau's clock.
        retention: its class.

    Returns:
        A first of January; None if it is kept for ever.
    """
    years = YEARS.get(retention)
    return None if years is None else date(finished.year + years + 1, 1, 1)

"""From when an archive may be appraised."""

from datetime import date

import pytest

from disclosure_plugin.domain.retention import Retention, appraised_from


@pytest.mark.parametrize(
    ("finished", "retention", "day"),
    [
        (date(2026, 1, 1), Retention.TEN_YEARS, date(2037, 1, 1)),
        (date(2026, 12, 31), Retention.TEN_YEARS, date(2037, 1, 1)),
        (date(2024, 2, 29), Retention.THIRTY_YEARS, date(2055, 1, 1)),
        (date(2026, 6, 1), Retention.PERMANENT, None),
    ],
)
def test_whole_years_are_counted_after_the_year_it_was_finished_in(finished, retention, day):
    assert appraised_from(finished, retention) == day

"""Internal matters: periods that run forwards, totals that add up."""

from datetime import date
from decimal import Decimal

import pytest

from disclosure_plugin.domain.internal_matters import (
    PeriodBackwards,
    TotalWrong,
    check_period,
    check_total,
)


def test_a_period_does_not_end_before_it_begins():
    with pytest.raises(PeriodBackwards):
        check_period(date(2026, 4, 1), date(2026, 3, 31))
    check_period(date(2026, 4, 1), date(2026, 4, 1))
    check_period(None, date(2026, 4, 1))


def test_a_total_is_compared_with_its_rows():
    with pytest.raises(TotalWrong) as refused:
        check_total(Decimal("100.00"), [Decimal("60.50"), Decimal(40)])
    assert refused.value.params == {
        "written": "100.00",
        "sum": "100.50",
        "difference": "-0.50",
    }
    check_total(Decimal("100.5"), [Decimal("60.50"), Decimal(40)])
    check_total(None, [Decimal(1)])

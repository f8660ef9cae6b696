"""How numbers are written on public pages."""

from decimal import Decimal

import pytest

from disclosure_plugin.templatetags.disclosure_tags import as_entered, figure


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("0.60"), "0.60"),
        (Decimal("1200.50"), "1,200.50"),
        (Decimal("12"), "12"),
        (None, ""),
    ],
)
def test_a_price_keeps_its_decimals(value, written):
    assert as_entered(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("3260.00"), "3,260"),
        (Decimal("97.40"), "97.4"),
        (Decimal("0.00"), "0"),
        (None, ""),
    ],
)
def test_a_count_drops_needless_zeros(value, written):
    assert figure(value) == written

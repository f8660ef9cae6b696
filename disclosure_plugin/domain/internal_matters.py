"""Internal matters that a bureau shows its own staff: pay, leaders' integrity, reimbursement.

The kinds are those of the practice of internal disclosure 对内公开; which elements each carries is
this product's rule, since no document names them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from disclosure_plugin.errors import Refused, gettext_noop

from .amounts import AmountUnit, write_amount


class MatterKind(StrEnum):
    """What is disclosed to staff."""

    PAY = "pay"
    INTEGRITY = "integrity"
    REIMBURSEMENT = "reimbursement"


class PeriodBackwards(Refused):
    sentence = gettext_noop(
        "The period ends on %(last)s, before it begins on %(first)s. Put one of the two days "
        "right."
    )


class TotalWrong(Refused):
    sentence = gettext_noop(
        "The total says %(written)s yuan, and the rows add up to %(sum)s. The difference is "
        "%(difference)s."
    )


def check_period(first: date | None, last: date | None) -> None:
    """Check that a period does not end before it begins.

    Raises:
        PeriodBackwards: it does.
    """
    if first and last and last < first:
        raise PeriodBackwards(first=first.isoformat(), last=last.isoformat())


def check_total(written: Decimal | None, amounts: Sequence[Decimal]) -> None:
    """Check a total against its rows.

    Args:
        written: in yuan; None where none is written.
        amounts: of the rows, in yuan.

    Raises:
        TotalWrong: they add up to another sum.
    """
    total = sum(amounts, Decimal(0))
    if written is not None and written != total:
        raise TotalWrong(
            written=write_amount(written, AmountUnit.YUAN),
            sum=write_amount(total, AmountUnit.YUAN),
            difference=write_amount(written - total, AmountUnit.YUAN),
        )

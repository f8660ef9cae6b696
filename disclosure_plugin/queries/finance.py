"""Which months of the bureau have a finance statement, and which are missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from disclosure_plugin.domain.months import Month, Owed, missing_months
from disclosure_plugin.models import FinanceStatementPage, InternalEntry, finance_settings
from disclosure_plugin.models.disclosed import not_expired


@dataclass(frozen=True)
class MonthState:
    """A month and its statement.

    Attributes:
        page: the disclosed statement, or the draft; None where there is neither.
        is_disclosed: whether it is.
        owed: by when it is owed; None once it is disclosed, or before its month is over.
    """

    month: Month
    page: Any = None
    is_disclosed: bool = False
    owed: Owed | None = None


def _disclosed() -> Q:
    """Return the condition for what is disclosed now, to everybody or to staff."""
    entries = InternalEntry.objects.disclosed()
    return Q(live=True) & not_expired() | Q(pk__in=entries.values("page"))


def missing_statements(*, today: date) -> list[Owed]:
    """Return the months that are over and whose statement is not disclosed.

    Args:
        today: the local day.
    """
    rules = finance_settings()
    return missing_months(
        [page.of_month for page in FinanceStatementPage.objects.filter(_disclosed())],
        first=rules.first_month,
        today=today,
        due_day=rules.due_day,
    )


def month_states(*, today: date) -> list[MonthState]:
    """Return every month that has a statement or is owed one, the latest first.

    Args:
        today: the local day.
    """
    disclosed = set(FinanceStatementPage.objects.filter(_disclosed()).values_list("pk", flat=True))
    pages: dict[Month, Any] = {}
    for page in sorted(
        FinanceStatementPage.objects.order_by("pk"), key=lambda p: p.pk in disclosed
    ):
        pages[page.of_month] = page
    owed = {one.month: one for one in missing_statements(today=today)}
    return [
        MonthState(month, page, bool(page and page.pk in disclosed), owed.get(month))
        for month in sorted({*pages, *owed}, reverse=True)
        for page in [pages.get(month)]
    ]

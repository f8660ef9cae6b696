"""Which months of the bureau have a finance statement, and which are missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from disclosure_plugin.domain.months import Month, Owed, missing_months
from disclosure_plugin.models import FinanceStatementPage, InternalEntry, finance_settings
from disclosure_plugin.models.disclosed import not_expired

from .internal_items import current_version


@dataclass(frozen=True)
class MonthState:
    """A month and its statement.

    Attributes:
        page: the disclosed statement, or the draft; None where there is neither.
        is_disclosed: whether it is.
        owed: by when it is owed; None once it is disclosed, or before its month is over.
        has_old_sums: whether last month's was corrected since, and its sums of the year are
            others now.
    """

    month: Month
    page: Any = None
    is_disclosed: bool = False
    owed: Owed | None = None
    has_old_sums: bool = False


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


def months_with_old_sums() -> list[Month]:
    """Return the disclosed months that no longer follow from the month before, in order.

    Only the next month is named while one has old sums: put right, it makes the one after it old.
    """
    entries = {one.page_id: one for one in InternalEntry.objects.disclosed()}
    shown: dict[Month, tuple[Any, datetime]] = {}
    # By the entries that were read: another may come between the two questions.
    for page in FinanceStatementPage.objects.filter(
        Q(live=True) & not_expired() | Q(pk__in=entries)
    ):
        since = page.last_published_at if page.live else entries[page.pk].version_published_at
        shown[page.of_month] = page, since
    found = []
    for month, (page, since) in sorted(shown.items()):
        if month.before() not in shown or shown[month.before()][1] < since:
            continue  # what it was reckoned from
        if not _as_disclosed(page, entries).follows_from_last_month():
            found.append(month)
    return found


def _as_disclosed(page: Any, entries: dict[int, InternalEntry]) -> Any:
    return page if page.live else current_version(entries[page.pk]).revision.as_object()


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
    old = months_with_old_sums()
    return [
        MonthState(month, page, bool(page and page.pk in disclosed), owed.get(month), month in old)
        for month in sorted({*pages, *owed}, reverse=True)
        for page in [pages.get(month)]
    ]

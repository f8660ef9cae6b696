"""Take what the records say into the cells of an annual report: a new version, by hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from disclosure_plugin import bureaus
from disclosure_plugin.domain.annual_report_values import (
    Number,
    from_json,
    to_json,
    with_totals,
)
from disclosure_plugin.domain.register import Category
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.models import AnnualReportPage
from disclosure_plugin.queries.annual_report_sources import counted, prefilled

from .annual_report_import import report_title


class NothingChosen(Refused):
    sentence = gettext_noop("Choose the cells into which the numbers shall be taken.")


class IsLocked(Refused):
    """Somebody reviews the report, or has locked it."""

    sentence = gettext_noop(
        "The report is locked or under review, so its numbers stay. Take it back first."
    )


@transaction.atomic
def fill(page: int, cells: Iterable[str], *, user: Any) -> list[str]:
    """Write the numbers of the records into chosen cells of the newest version, as a new one.

    Args:
        page: key of the report.
        cells: their codes; those of which the records know nothing are passed over.
        user: in whose name.

    Returns:
        the codes of the cells that were written.

    Raises:
        NothingChosen: none of the cells has a number in the records; nothing is changed.
        IsLocked: nothing is changed.
    """
    report = AnnualReportPage.objects.select_for_update(of=("self",)).get(pk=page)
    if _is_locked(report, user):
        raise IsLocked
    newest = report.get_latest_revision_as_object()
    known = {one.cell: one.value for one in counted(newest.year) if one.value is not None}
    chosen: dict[str, Number] = {code: known[code] for code in cells if code in known}
    if not chosen:
        raise NothingChosen
    newest.tables = to_json(with_totals({**from_json(newest.tables), **chosen}))
    newest.save_revision(user=user, log_action=True, clean=False)
    return list(chosen)


def _is_locked(page: Any, user: Any) -> bool:
    lock = page.get_lock()
    return lock is not None and lock.for_user(user)


def fill_new_report(sender: type, page: Any, **kwargs: object) -> None:
    """Give a report that is about to be written its year, and what the records say about it."""
    if not isinstance(page, AnnualReportPage) or page.year or page.tables:
        return
    page.year = next_year()
    page.title = page.title or report_title(bureaus.identity().name, page.year)
    page.category = page.category or Category.OTHER
    page.tables = prefilled(page.year)


def next_year() -> int:
    """Return the first year after the newest report, at most the current one."""
    this = timezone.localdate().year
    newest = AnnualReportPage.objects.order_by("-year").values_list("year", flat=True).first()
    return this - 1 if newest is None else min(newest + 1, this)

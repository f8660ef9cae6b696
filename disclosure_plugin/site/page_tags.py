"""What public pages say of themselves to inspectors, from settings and page data."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from disclosure_plugin.domain.page_tags import ColumnTags, column_tags
from disclosure_plugin.domain.update_cycles import ColumnType
from disclosure_plugin.models import (
    AnnualReportMixin,
    AnnualSummaryMixin,
    CommitmentListMixin,
    DisclosureBoardMixin,
    DisclosureColumnMixin,
    StaffListMixin,
)

from .frame import Frame

# Pages that stand directly below the home page are columns of their own.
OWN_TYPES = (
    (AnnualReportMixin, ColumnType.ANNUAL_REPORTS),
    (CommitmentListMixin, ColumnType.SERVICES),
    (StaffListMixin, ColumnType.LEADERS),
    (AnnualSummaryMixin, ColumnType.OVERVIEW),
)


def column_of(page: Any, frame: Frame) -> ColumnTags:
    """Return the tags of the column that a page is, or stands in.

    Args:
        page: of its own class, published or not.
        frame: of this page.
    """
    title: str = page.title
    if isinstance(page, DisclosureBoardMixin):
        return column_tags(title, page.introduction, ColumnType.REGISTER)
    if isinstance(page, DisclosureColumnMixin):
        return _of_column(page, frame.breadcrumbs)
    above = frame.breadcrumbs[-1] if frame.breadcrumbs else None
    if above is not None and (frame.home is None or above.pk != frame.home.pk):
        column = above.specific
        if isinstance(column, DisclosureColumnMixin):
            return _of_column(column, frame.breadcrumbs[:-1])
        return column_tags(column.title, "", "")
    own = next((kind for mixin, kind in OWN_TYPES if isinstance(page, mixin)), "")
    return column_tags(page.title, getattr(page, "abstract", ""), own)


def _of_column(column: Any, above: list[Page]) -> ColumnTags:
    boards = [one.title for one in above[1:]]
    return column_tags(column.title, column.description, column.column_type, *boards)

"""The days for annual reports on the dashboard, of the bureau's own and of the county's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from disclosure_plugin.queries.annual_report_rollup import RollUp, roll_up
from disclosure_plugin.queries.annual_reports import Standing, has_county, open_standings
from disclosure_plugin.queries.view_restrictions import whose_newest_title_may_be_seen
from disclosure_plugin.register.models import AnnualReportSubmission

from .shared_lists import may


class AnnualReportPanel(Component):
    """How many days are left for the annual report; nothing while nothing is to be done."""

    name = "disclosure_annual_reports"
    template_name = "disclosure_plugin/admin/annual_report_panel.html"
    order = 90

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        request: HttpRequest = (parent_context or {})["request"]
        today = timezone.localdate()
        return {
            "rows": [_row(one, request.user) for one in open_standings(today=today)],
            "roll_up": _of_county(request, today),
        }


def _row(one: Standing, user: Any) -> dict[str, Any]:
    page = Page.objects.filter(pk=one.page.pk if one.page else None)
    return {
        "standing": one,
        "may_name": whose_newest_title_may_be_seen(page, user).exists(),
        "returned": one.submission
        if one.submission is not None
        and one.submission.state == AnnualReportSubmission.State.RETURNED
        else None,
    }


def _of_county(request: HttpRequest, today: date) -> RollUp | None:
    """Return the county's year where somebody may see it and something of it is missing."""
    if not has_county() or not (may(request, "view") or may(request, "change")):
        return None
    one = roll_up(today.year - 1, today=today)
    return one if one.missing or one.waiting else None

"""The editor's day on the dashboard: what is due, came back, waits, lies still or ends soon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.admin.ui.components import Component

from disclosure_plugin.conf import get_settings
from disclosure_plugin.domain.register import DISCLOSE_WITHIN_WORKING_DAYS
from disclosure_plugin.queries.day import day_of


class DayPanel(Component):
    """The first panel of the dashboard: what there is to do for whoever looks."""

    name = "disclosure_day"
    template_name = "disclosure_plugin/admin/day_panel.html"
    order = 80

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        request: HttpRequest = (parent_context or {})["request"]
        day = day_of(request.user, today=timezone.localdate())
        settings = get_settings()
        piles = [
            (
                pgettext("list on the dashboard", "Returned to you"),
                _("Reviewers sent these back. Correct them and hand them in again."),
                day.returned,
            ),
            (
                pgettext("list on the dashboard", "Waiting for you"),
                _("The longest first. You decide on them."),
                day.waiting,
            ),
            (
                pgettext("list on the dashboard", "To be disclosed"),
                _("Drafts with the last day of the %(days)s working days that the law gives.")
                % {"days": DISCLOSE_WITHIN_WORKING_DAYS},
                day.to_disclose,
            ),
            (
                pgettext("list on the dashboard", "Scheduled"),
                _("Approved; each is published at its time."),
                day.scheduled,
            ),
            (
                pgettext("list on the dashboard", "Lying still"),
                _("Changes that nobody has touched for %(days)s days.")
                % {"days": settings.STALE_DRAFT_DAYS},
                day.stale,
            ),
            (
                pgettext("list on the dashboard", "Ending soon"),
                _("Public pages that end within %(days)s days.")
                % {"days": settings.EXPIRING_DAYS},
                day.expiring,
            ),
        ]
        return {
            "piles": [pile for pile in piles if pile[2].total],
            "empty": [name for name, _said, pile in piles if not pile.total],
        }

"""Locks of pages, and what they say to the editor."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.locks import ScheduledForPublishLock
from wagtail.utils.timestamps import render_timestamp


class ScheduledLock(ScheduledForPublishLock):
    """A scheduled page is locked for everybody; its approval ends with its schedule."""

    def get_message(self, user: object) -> SafeString:
        return format_html(
            "{} {}",
            super().get_message(user),
            _(
                "Cancelling the schedule ends the approval too: %(date)s will be missed, and the "
                "page has to be reviewed again before it can be published."
            )
            % {"date": render_timestamp(self.object.scheduled_revision.approved_go_live_at)},
        )

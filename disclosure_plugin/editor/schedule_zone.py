"""Beside every field of a schedule: in which time zone its time is meant."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminDraftStateFormMixin

FIELDS = ("go_live_at", "expire_at")


def time_zone_in_words() -> str:
    """Return the time zone of the person who is signed in, with what it is from UTC now."""
    offset = timezone.localtime().utcoffset() or timedelta(0)
    minutes = round(offset.total_seconds() / 60)
    sign = "−" if minutes < 0 else "+"
    hours, minutes = divmod(abs(minutes), 60)
    return _("Time zone: %(zone)s (UTC%(offset)s)") % {
        "zone": timezone.get_current_timezone_name(),
        "offset": f"{sign}{hours}:{minutes:02}",
    }


def say_time_zone() -> None:
    """Let every form with a schedule say it; called once, at start-up.

    Wagtail's form of pages and that of snippets have this class in common, on 7.4 and 8.x.
    """
    form = WagtailAdminDraftStateFormMixin
    if "__init__" in vars(form):
        raise TypeError("Wagtail's form with a schedule begins in a way that is not known here.")

    def begin(self: Any, *args: Any, **kwargs: Any) -> None:
        super(form, self).__init__(*args, **kwargs)
        for name in FIELDS:
            if name in self.fields:
                field = self.fields[name]
                field.help_text = " ".join(filter(None, [field.help_text, time_zone_in_words()]))

    form.__init__ = begin

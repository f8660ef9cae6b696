"""What has expired before it is public would take a number and be gone in a second."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def why_expired(page: Any) -> str:
    """Say that the time of a page is over; a gate of the door.

    Args:
        page: as it would be published.

    Returns:
        a sentence that says what to do; empty if it does not expire, or later.
    """
    if page.expire_at is None or page.expire_at > timezone.now():
        return ""
    over = date_format(timezone.localtime(page.expire_at), "DATETIME_FORMAT")
    return _(
        "“%(title)s” expired on %(time)s. Choose a later time or none, and submit it for review."
    ) % {"title": page.title, "time": over}

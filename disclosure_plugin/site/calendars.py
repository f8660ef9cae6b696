"""Calendar files of what is public for some days, and of what is due."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from disclosure_plugin import bureaus
from disclosure_plugin.documents.calendars import CONTENT_TYPE, CalendarEvent, calendar_file
from disclosure_plugin.domain.feeds import entry_id, feed_id
from disclosure_plugin.queries import public_days as queries
from disclosure_plugin.queries.register import Scope, scope
from disclosure_plugin.register.models import RegisterEntry

from .addresses import number_address
from .for_machines import for_machines


@require_safe
def calendar(request: HttpRequest) -> HttpResponseBase:
    """Give the periods of notices and the days on which annual reports are due."""
    seen, who = scope(), bureaus.identity()
    name = _("Notices and days – %(bureau)s") % {"bureau": who.name}
    events = [_period(entry, seen) for entry in queries.notices(seen)]
    identity = who.organisation_code or who.code
    for day in queries.report_days(is_county=who.is_county_office):
        events.append(
            CalendarEvent(
                uid=feed_id(identity, f"annual report {day.year}"),
                name=_("Annual report %(year)s is to be public by this day") % {"year": day.year},
                text=day.source,
                first=day.day,
                last=day.day,
                link=bureaus.public_address(),
                # What the Regulation sets was laid down before the year began.
                written=day.set_at or datetime.combine(
                    day.day.replace(year=day.year, month=1, day=1), time.min, UTC
                ),
            )
        )  # fmt: skip
    return _answer(request, name, events)


@require_safe
def notice_calendar(request: HttpRequest, short_id: str) -> HttpResponseBase:
    """Give the period of one notice.

    Args:
        request: the visitor's request.
        short_id: of the notice's page.
    """
    seen = scope()
    entry = queries.notice(seen, short_id)
    if entry is None:
        raise Http404
    return _answer(request, entry.title, [_period(entry, seen)])


def calendar_address() -> str:
    """Return the absolute canonical address of the current bureau's calendar."""
    return bureaus.public_address(reverse("disclosure_plugin:calendar"))


def _period(entry: RegisterEntry, seen: Scope) -> CalendarEvent:
    if entry.period_from is None or entry.period_to is None:
        raise ValueError(f"{entry.number} has no period.")
    text = "\n".join([entry.abstract, entry.bureau_name, entry.number])
    return CalendarEvent(
        uid=entry_id(entry.number),
        name=_("Public notice: %(title)s") % {"title": entry.title},
        text=text,
        first=entry.period_from,
        last=entry.period_to,
        link=number_address(seen.roots[entry.bureau], entry.number),
        written=entry.version_published_at,
    )


def _answer(request: HttpRequest, name: str, events: list[CalendarEvent]) -> HttpResponseBase:
    response = HttpResponse(calendar_file(name, events), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="notices.ics"'
    return for_machines(request, response)

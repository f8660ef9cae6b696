"""Calendar files (RFC 5545): whole days on which something is public or due."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

PRODUCT = "-//disclosure_plugin//disclosure calendar//EN"
CONTENT_TYPE = "text/calendar; charset=utf-8"
# Other control characters have no way of being written.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class CalendarEvent:
    """Whole days, both ends included.

    Attributes:
        uid: an identity that never changes.
        name: what a calendar shows.
        text: what more there is to say.
        first, last: the days.
        link: absolute address to read more; empty for none.
        written: when this was laid down (aware); not the time of asking.
    """

    uid: str
    name: str
    text: str
    first: date
    last: date
    link: str
    written: datetime


def calendar_file(name: str, events: Iterable[CalendarEvent]) -> bytes:
    """Write events into a calendar file.

    Args:
        name: what the calendar is called.
        events: in the order in which they are written.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    # Both names are in use, the second since RFC 7986.
    calendar.add("x-wr-calname", _line(name))
    calendar.add("name", _line(name))
    for one in events:
        calendar.add_component(_event(one))
    written: bytes = calendar.to_ical()
    return written


def _event(one: CalendarEvent) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", one.written.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", one.first)
    # The end of whole days is the day after (RFC 5545, 3.6.1).
    event.add("dtend", one.last + timedelta(days=1))
    event.add("summary", _line(one.name))
    if one.text:
        event.add("description", _text(one.text))
    if one.link:
        event.add("url", one.link)
    event.add("transp", "TRANSPARENT")
    return event


def _text(text: str) -> str:
    """Return a text with plain line ends; the library refuses every other one."""
    return "\n".join(_NOT_TEXT.sub("", text).splitlines())


def _line(text: str) -> str:
    return " ".join(_text(text).split())

"""What the publication log says of an item."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Revision

from disclosure_plugin.domain.certificates import ENDS, PUBLISHED, Event
from disclosure_plugin.errors import Refused, gettext_noop
from disclosure_plugin.register.models import Log, LogEntry, RegisterEntry

from .models import Probe, ProbeDay

KINDS = (PUBLISHED, *ENDS)
# The register writes its time when the publication begins, the log when it is entered.
AT_ONCE = timedelta(minutes=1)


class NotInTheLog(Refused):
    """Nothing can be proved of an item."""

    sentence = gettext_noop(
        "The publication log has no entry that says when the item %(number)s was published, so "
        "nothing can be certified."
    )


class LogReplaced(Refused):
    """The log that has the beginning of a period was closed by a restore."""

    sentence = gettext_noop(
        "The publication log was restored from a backup while the period of %(number)s ran. Its "
        "beginning stands in a log that is closed, so one proof cannot cover the period: certify "
        "it by hand, and attach the entries of both logs."
    )


def open_log(bureau: str) -> Log | None:
    """Return the log to which a bureau's acts are added now."""
    return Log.objects.filter(bureau=bureau, closed_at=None).first()


def short_ids(entry: RegisterEntry) -> list[str]:
    """Return every short id that a page of the current bureau had, by which the log names it."""
    revisions = Revision.page_revisions.filter(object_id=str(entry.page))
    slugs = set(revisions.values_list("content__slug", flat=True))
    return sorted({entry.short_id, *slugs} - {None, ""})


def events_of(entry: RegisterEntry, names: list[str], opens_at: datetime) -> list[Event]:
    """Return what the log says of an item, from the publication that its period begins with.

    Args:
        entry: of the current bureau.
        names: its short ids.
        opens_at: when the period begins, in UTC.

    Raises:
        NotInTheLog: no entry tells of that publication.
        LogReplaced: it stands in a log that is closed.
    """
    log = open_log(entry.bureau)
    found = [_event(one) for one in _entries(entry.bureau, names).filter(log=log)] if log else []
    first = _beginning(found, opens_at.replace(microsecond=0))
    if first is None:
        closed = _entries(entry.bureau, names).exclude(log__closed_at=None)
        refusal = LogReplaced if closed.exists() else NotInTheLog
        raise refusal(number=entry.number)
    return found[found.index(first) :]


def _entries(bureau: str, names: list[str]) -> QuerySet[LogEntry]:
    entries = LogEntry.objects.filter(log__bureau=bureau, subject__in=names, kind__in=KINDS)
    return entries.order_by("index")


def _event(entry: LogEntry) -> Event:
    written: dict[str, Any] = json.loads(bytes(entry.leaf))
    return Event(entry.index, entry.at, entry.kind, written["hashes"].get("content", ""))


def _beginning(events: list[Event], opens_at: datetime) -> Event | None:
    """Find the publication that made public what was so when the period began."""
    before = [one for one in events if one.at < opens_at]
    after = [one for one in events if one.at >= opens_at and one.kind == PUBLISHED]
    if after and (after[0].at - opens_at <= AT_ONCE or not before):
        return after[0]
    published = [one for one in before if one.kind == PUBLISHED]
    return published[-1] if published else None


def captured(entry: RegisterEntry, names: list[str], first: int) -> list[LogEntry]:
    """Return the log's entries on archived copies of the item, from a place on."""
    log = open_log(entry.bureau)
    found = LogEntry.objects.filter(
        log=log, index__gte=first, subject__in=names, kind="page.captured"
    )
    return list(found.order_by("index"))


def days_of(entry: RegisterEntry, log: Log, *, since: datetime, until: datetime) -> list[ProbeDay]:
    """Return the days with observations of an item in a time, as its log has them in order.

    Those that another log commits to, which a restore has closed, are left out: they cannot be
    proved together with the rest.
    """
    seen = Probe.objects.filter(entry=entry, day__isnull=False, at__range=(since, until))
    days = ProbeDay.objects.filter(pk__in=seen.values("day"), log_entry__log=log)
    return list(days.select_related("log_entry").order_by("log_entry__index"))


def observations(entry: RegisterEntry, days: list[ProbeDay], kind: Probe.Kind) -> list[Probe]:
    """Return all that was observed of an item on these days, in the order of the log."""
    place: dict[int | None, int] = {day.pk: number for number, day in enumerate(days)}
    found = Probe.objects.filter(entry=entry, kind=kind, day__in=days).select_related("entry")
    return sorted(found, key=lambda one: (place[one.day_id], one.pk))

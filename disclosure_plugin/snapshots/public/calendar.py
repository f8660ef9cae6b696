"""The snapshots of a year, month by month, the latest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import QuerySet
from django.db.models.functions import ExtractYear
from django.utils import timezone

from disclosure_plugin.snapshots.models import Snapshot

State = Snapshot.State
# What waits or runs has happened to nobody yet.
LISTED = (State.COMPLETE, State.UNCHANGED, State.FAILED)


@dataclass(frozen=True)
class Row:
    """One snapshot, or several of which each found nothing changed since the same one.

    Attributes:
        snapshot: the latest of them.
        since: when the earliest was asked for.
        count: how many.
    """

    snapshot: Snapshot
    since: datetime
    count: int = 1


@dataclass(frozen=True)
class Month:
    """The rows of a month.

    Attributes:
        first_day: of it.
    """

    first_day: date
    rows: list[Row]


def listed() -> QuerySet[Snapshot]:
    """Return the snapshots of the current bureau that are in the calendar, the latest first."""
    snapshots = Snapshot.objects.filter(state__in=LISTED).select_related("same_as")
    return snapshots.prefetch_related("redactions__redaction").order_by("-requested_at", "-pk")


def years() -> list[int]:
    """Return the years with snapshots, the latest first."""
    found = listed().order_by().annotate(year=ExtractYear("requested_at"))
    return sorted(set(found.values_list("year", flat=True)), reverse=True)


def months(year: int) -> list[Month]:
    """Return the months of a year in which something happened, the latest first."""
    snapshots = listed().filter(requested_at__year=year)
    return [
        Month(first_day, list(_rows(list(of_month))))
        for first_day, of_month in groupby(snapshots, key=_first_day)
    ]


def _first_day(snapshot: Snapshot) -> date:
    return timezone.localtime(snapshot.requested_at).date().replace(day=1)


def _rows(snapshots: list[Snapshot]) -> Iterator[Row]:
    def together(snapshot: Snapshot) -> tuple[int, int]:
        return (0, snapshot.same_as_id) if snapshot.same_as_id else (snapshot.pk, 0)

    for _key, group in groupby(snapshots, key=together):
        found = list(group)
        yield Row(found[0], found[-1].requested_at, len(found))

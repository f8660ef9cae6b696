"""Commit to observations: one entry of the publication log a bureau and day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from disclosure_plugin.register.log import append

from .models import Probe, ProbeDay
from .rows import DayTree

KIND = "probe.day"


def bureaus_with_unlogged(*, before: date) -> list[str]:
    """Return the bureaus that have observations of earlier days in no entry of their log."""
    waiting = Probe.objects.filter(day=None, at__lt=_beginning(before))
    return sorted(waiting.order_by().values_list("bureau", flat=True).distinct())


@transaction.atomic
def log_days(bureau: str, *, before: date | None = None) -> list[ProbeDay]:
    """Commit to a bureau's observations that no entry commits to yet.

    Args:
        bureau: code of the bureau.
        before: only those of earlier days, local; None: all, those of today included, which
            gives today a second entry later.

    Returns:
        What was entered, a day each, in order.
    """
    waiting = Probe.objects.filter(bureau=bureau, day=None)
    if before is not None:
        waiting = waiting.filter(at__lt=_beginning(before))
    # Whoever else is at it waits here, and then finds nothing left.
    probes = list(waiting.select_for_update(of=("self",)).select_related("entry"))
    probes.sort(key=lambda one: (_day(one), one.pk))
    return [_log_day(bureau, day, list(some)) for day, some in groupby(probes, _day)]


def _log_day(bureau: str, day: date, probes: list[Probe]) -> ProbeDay:
    root = DayTree(probes).root()
    entry = append(bureau, kind=KIND, subject=subject_of(day), hashes={"items": root.hex()})
    logged = ProbeDay.objects.create(bureau=bureau, day=day, log_entry=entry)
    _put(probes, logged)
    return logged


def _put(probes: Iterable[Probe], day: ProbeDay) -> None:
    Probe.objects.filter(pk__in=[one.pk for one in probes]).update(day=day)


def subject_of(day: date) -> str:
    """Return how the publication log names a day of observations."""
    return f"probes/{day.isoformat()}"


def _day(one: Probe) -> date:
    return timezone.localdate(one.at)


def _beginning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

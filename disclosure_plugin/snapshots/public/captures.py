"""What was captured and may be shown: the one place that says so for the whole archive.

Nothing of a snapshot that is under examination, whether it holds the bytes or only refers to
them; nothing of a page that was taken down, whose number is void, or that not everybody may see
now.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.register.models import RegisterEntry
from disclosure_plugin.snapshots.models import (
    Capture,
    Snapshot,
    SnapshotRedaction,
    url_hash,
)

HIDDEN = (RegisterEntry.State.TAKEN_DOWN, RegisterEntry.State.VOID)


def shown() -> QuerySet[Capture]:
    """Return all captures of the current bureau that may be shown."""
    kept_back = under_examination()
    captures = Capture.objects.filter(
        snapshot__state=Snapshot.State.COMPLETE, snapshot__pages__gt=0
    )
    return (
        captures.exclude(snapshot__file="")
        .exclude(snapshot__in=kept_back)
        .exclude(response__snapshot__in=kept_back)
        .exclude(response__page__in=_hidden())
        .exclude(response__page__in=Page.objects.private().values("pk"))
    )


def under_examination() -> QuerySet[SnapshotRedaction, Any]:
    """Return the keys of the snapshots that are kept back."""
    return SnapshotRedaction.objects.filter(state__in=SnapshotRedaction.OPEN).values("snapshot")


def newest(url: str, at: datetime) -> Capture | None:
    """Return the newest capture of an address at or before a time."""
    return _of(url).filter(at__lte=at).order_by("-at", "-pk").first()


def oldest(url: str) -> Capture | None:
    """Return the first capture of an address."""
    return _of(url).order_by("at", "pk").first()


def of_page(page: int) -> QuerySet[Capture]:
    """Return the captures in which a page was there, the oldest first."""
    captures = shown().filter(response__page=page, response__status=200)
    wanted = captures.select_related("response", "snapshot").order_by("at", "pk")
    return wanted.defer("snapshot__problems", "snapshot__wanted_pages")


def _of(url: str) -> QuerySet[Capture]:
    captures = shown().filter(response__url_hash=url_hash(url))
    return captures.select_related("response__snapshot", "snapshot")


def _hidden() -> QuerySet[RegisterEntry, Any]:
    entries = RegisterEntry.objects.filter(bureau=bureaus.current(), state__in=HIDDEN)
    return entries.values("page")

"""Write what a certificate says: everything in it follows from the log and the observations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings as django_settings
from django.utils import timezone
from wagtail.models import Page

from disclosure_plugin import bureaus
from disclosure_plugin.conf import get_settings
from disclosure_plugin.domain import certificates as rules
from disclosure_plugin.domain.certificates import Event, Interruption, Observation, Stretch, Window
from disclosure_plugin.register.models import LogEntry, RegisterEntry

from .models import Probe, ProbeDay
from .periods import Period
from .rows import observation, written_time

FORMAT = "disclosure-certificate/1"


@dataclass(frozen=True)
class Material:
    """What a certificate rests on.

    Attributes:
        entry: the item in the register; of the current bureau.
        period: its period.
        names: the short ids by which the log names it.
        events: what the log says of it, from the publication that the period begins with.
        pages: observations of its page, in the order in which the log commits to them.
        files: observations of its attachments, likewise.
        days: the entries that commit to them, in their order.
        captured: the log's entries on archived copies.
        origin: name of the log.
        issued_at: in UTC, whole seconds.
    """

    entry: RegisterEntry
    period: Period
    names: list[str]
    events: list[Event]
    pages: list[Probe]
    files: list[Probe]
    days: list[ProbeDay]
    captured: list[LogEntry]
    origin: str
    issued_at: datetime

    @property
    def window(self) -> Window:
        """The time the certificate speaks of."""
        begin = max(self.events[0].at, self.period.opens_at.replace(microsecond=0))
        return Window(begin, min(self.period.closes_at, self.issued_at))


def document(
    material: Material, *, year: int, serial: int, code: str, role: str
) -> dict[str, Any]:
    """Return the document of a certificate.

    Args:
        material: what it rests on.
        year, serial: its number.
        code: its check code.
        role: who asked for it: ``automatic`` or ``editor``; never a name.
    """
    window, events = material.window, material.events
    seen = [observation(one) for one in material.pages]
    limit = timedelta(minutes=get_settings().PROBE_MAX_GAP_MINUTES)
    pages = rules.observed(window, seen, limit=limit)
    absences = rules.absences(window, events)
    versions = rules.versions(window, events)
    served = rules.stretches(window, seen, of="sha256")
    addresses = rules.stretches(window, seen, of="url")
    attachments = list(_attachments(window, material.files))
    verdict = rules.verdict(
        is_over=material.period.is_over(material.issued_at),
        interruptions=[
            *pages.interruptions,
            *absences,
            *(i for a in attachments for i in a.missing),
        ],
        alike=[versions, served, addresses, *(one.found for one in attachments)],
    )
    ended = rules.end_of(events)
    return {
        "format": FORMAT,
        "number": f"{year}-{serial}",
        "code": code,
        "issued_at": written_time(material.issued_at),
        "issued_by": {
            "bureau": material.entry.bureau,
            "name": bureaus.identity().name,
            "role": role,
        },
        "item": _item(material),
        "period": _period(material),
        "published": {"at": written_time(events[0].at), "index": events[0].index},
        "ended": _ended(ended),
        "events": [
            {
                "at": written_time(one.at),
                "content": one.content,
                "index": one.index,
                "kind": one.kind,
            }
            for one in events
        ],
        "versions": _stretches(versions, "content_sha256"),
        "served": _stretches(served, "sha256"),
        "addresses": _stretches(addresses, "url"),
        "attachments": [one.written() for one in attachments],
        "observations": {
            "count": pages.count,
            "ok": pages.ok,
            "max_gap_s": _seconds(pages.max_gap),
            "limit_s": _seconds(limit),
            "interval_s": get_settings().PROBE_MINUTES * 60,
            "interruptions": _interruptions([*pages.interruptions, *absences]),
            "vantage": sorted({one.vantage for one in material.pages}),
        },
        "days": [
            {"day": one.day.isoformat(), "index": one.log_entry.index} for one in material.days
        ],
        "captures": [one.index for one in material.captured],
        "verdict": [one.value for one in verdict],
        "log": material.origin,
        "outside_time_source": "",
    }


def _item(material: Material) -> dict[str, Any]:
    entry = material.entry
    return {
        "number": entry.number,
        "title": entry.title,
        "category": entry.category,
        "legal_bases": _legal_bases(entry),
        "short_ids": material.names,
    }


def _legal_bases(entry: RegisterEntry) -> list[str]:
    page: Any = Page.objects.filter(pk=entry.page).specific().first()
    bases = getattr(page, "legal_bases", None)
    return [str(one) for one in bases.all()] if bases is not None else []


def _period(material: Material) -> dict[str, Any]:
    period = material.period
    return {
        "opens_at": written_time(material.window.begin),
        "closes_at": written_time(period.closes_at),
        # The same moment as the clock of the place shows it: the beginning of the next day.
        "closes_local": timezone.localtime(period.closes_at).isoformat(),
        "first_day": period.first_day.isoformat(),
        "last_day": period.last_day.isoformat(),
        "days": period.days,
        "unit": period.unit,
        "time_zone": django_settings.TIME_ZONE,
    }


def _ended(event: Event | None) -> dict[str, Any] | None:
    if event is None:
        return None
    return {"at": written_time(event.at), "index": event.index, "cause": event.kind}


@dataclass(frozen=True)
class _Attachment:
    url: str
    size: int
    count: int
    ok: int
    found: list[Stretch]
    missing: list[Interruption]

    def written(self) -> dict[str, Any]:
        return {
            "url": self.url,
            "size": self.size,
            "count": self.count,
            "ok": self.ok,
            "found": _stretches(self.found, "sha256"),
            "interruptions": _interruptions(self.missing),
        }


def _attachments(window: Window, files: Sequence[Probe]) -> Iterable[_Attachment]:
    within = [one for one in files if window.begin <= one.at <= window.end]
    ordered = sorted(within, key=lambda one: one.url)  # stable: in their order for each address
    for url, some in groupby(ordered, lambda one: one.url):
        probes = list(some)
        seen: list[Observation] = [observation(one) for one in probes]
        looked = rules.observed(window, seen, limit=None)
        yield _Attachment(
            url=url,
            size=max((one.size for one in probes if not one.problem), default=0),
            count=looked.count,
            ok=looked.ok,
            found=rules.stretches(window, seen, of="sha256"),
            missing=looked.interruptions,
        )


def _stretches(found: Sequence[Stretch], name: str) -> list[dict[str, Any]]:
    return [
        {
            name: one.value,
            "from": written_time(one.begin),
            "to": written_time(one.end) if one.end else None,
        }
        for one in found
    ]


def _interruptions(found: Sequence[Interruption]) -> list[dict[str, Any]]:
    return [
        {
            "from": written_time(one.begin),
            "to": written_time(one.end),
            "last_ok": written_time(one.last_ok) if one.last_ok else None,
            "first_ok": written_time(one.first_ok) if one.first_ok else None,
            "status": list(one.status),
        }
        for one in sorted(found, key=lambda one: (one.begin, one.end, one.status))
    ]


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())

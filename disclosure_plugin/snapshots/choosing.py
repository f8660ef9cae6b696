"""Which snapshots go into a hand-over, and why others do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disclosure_plugin import bureaus
from disclosure_plugin.queries.publication_log import first_proof

from .archive_rules import Rules
from .hand_overs import HandOver
from .models import Snapshot
from .stored_packages import CREATED, log_subject

REASONS = {
    "under-examination": _("under examination: it may hold something that was taken down"),
    "nothing-left": _("nothing is left of it after something was taken down"),
    "damaged": _("its stored file is damaged"),
    "not-signed": _("the publication log with its entry is not signed yet"),
}


@dataclass(frozen=True)
class Chosen:
    """What goes in, and what was asked for and does not: number and a key of ``REASONS``."""

    snapshots: list[Snapshot]
    left_out: list[dict[str, object]]


def choose(hand_over: HandOver, now: Rules) -> Chosen:
    """Return the current bureau's snapshots that a hand-over asks for.

    Those of nights in which nothing changed have no file of their own and are not asked for.
    """
    found = Snapshot.objects.filter(
        state=Snapshot.State.COMPLETE, finished_at__range=_moments(hand_over)
    )
    chosen = Chosen([], [])
    for snapshot in found.prefetch_related("redactions__redaction").order_by("finished_at", "pk"):
        if hand_over.retention and now.retention_of(snapshot) != hand_over.retention:
            continue
        reason = _reason(snapshot)
        if reason:
            chosen.left_out.append({"snapshot": snapshot.pk, "reason": reason})
        else:
            chosen.snapshots.append(snapshot)
    return chosen


def _moments(hand_over: HandOver) -> tuple[datetime, datetime]:
    """Return the first moment of its first day and the last of its last, by the bureau's clock."""
    zone = timezone.get_current_timezone()
    begin = datetime.combine(hand_over.period_from, time.min, zone)
    return begin, datetime.combine(hand_over.period_to, time.max, zone)


def _reason(snapshot: Snapshot) -> str:
    if snapshot.quarantine:
        return "under-examination"
    if not snapshot.can_be_handed_out:
        return "nothing-left"
    if snapshot.damage:
        return "damaged"
    if snapshot.manifest and not first_proof(bureaus.current(), CREATED, log_subject(snapshot)):
        return "not-signed"
    return ""

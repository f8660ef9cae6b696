"""The proof of a certificate: one file with all that is needed to check it without this site.

It holds a stretch of the publication log without a gap, from the publication of the item to the
signed state that has the certificate's own entry. So it shows not only that what the certificate
names is in the log, but also that the log has nothing about the item which the certificate hides.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from django.db.models import F

from disclosure_plugin.domain.canonical import canonical_json
from disclosure_plugin.queries.publication_log import keys
from disclosure_plugin.register.log import Nodes
from disclosure_plugin.register.models import Log, LogCheckpoint, LogEntry

from .models import Certificate, Probe, ProbeDay
from .rows import DayTree

FORMAT = "disclosure-certificate-proof/1"


def bundle(certificate: Certificate) -> bytes | None:
    """Return the proof of a certificate; the same bytes each time.

    Returns:
        None as long as no state of the log with the certificate's entry is signed.
    """
    log = certificate.log_entry.log
    signed = _signed(log, certificate.log_entry.index)
    if signed is None:
        return None
    said: dict[str, Any] = json.loads(bytes(certificate.document))
    first: int = said["published"]["index"]
    started = _signed(log, first)
    return canonical_json(
        {
            "format": FORMAT,
            "certificate": bytes(certificate.document).decode(),
            "keys": keys(log),
            "before": [_text(value) for value in _perfect_trees(log, first)],
            "first": first,
            "entries": _entries(log, first, signed.size),
            "started": started.note if started else "",
            "checkpoint": signed.note,
            "observed": [_observed(said, one["index"], log) for one in said["days"]],
        }
    )


def is_proved(certificate: Certificate) -> bool:
    """Whether a state of the log with the certificate's entry is signed."""
    entry = certificate.log_entry
    return _signed(entry.log, entry.index) is not None


def tlog_proof_place(certificate: Certificate) -> tuple[str, str]:
    """Return name of the log and place in it, as the addresses of the log have them."""
    entry = certificate.log_entry
    return entry.log.origin.rpartition("/")[2], str(entry.index)


def _signed(log: Log, index: int) -> LogCheckpoint | None:
    """Return the first signed state that has an entry, which stays the first."""
    # A restore may have left fewer entries than were signed.
    found = LogCheckpoint.objects.filter(log=log, size__gt=index, size__lte=F("log__size"))
    return found.order_by("size").first()


def _perfect_trees(log: Log, size: int) -> list[bytes]:
    """Return the roots of the perfect trees that the first entries make, the largest first."""
    nodes, found, start = Nodes(log), [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            found.append(nodes(level, start >> level))
            start += 1 << level
    return found


def _entries(log: Log, first: int, size: int) -> list[str]:
    entries = LogEntry.objects.filter(log=log, index__range=(first, size - 1)).order_by("index")
    return [bytes(leaf).decode() for leaf in entries.values_list("leaf", flat=True)]


def _observed(said: dict[str, Any], index: int, log: Log) -> dict[str, Any]:
    day = ProbeDay.objects.get(log_entry__log=log, log_entry__index=index)
    tree = DayTree(Probe.objects.filter(day=day).select_related("entry"))
    number = said["item"]["number"]
    place, path = tree.place(number)
    return {
        "entry": index,
        "index": place,
        "size": len(tree.items),
        "path": [_text(value) for value in path],
        "rows": tree.items[number].decode(),
    }


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()

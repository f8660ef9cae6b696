"""The entry of the publication log that commits to a snapshot."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from disclosure_plugin import bureaus
from disclosure_plugin.queries.publication_log import newest_entry
from disclosure_plugin.register.models import LogCheckpoint
from disclosure_plugin.snapshots.models import Snapshot
from disclosure_plugin.snapshots.stored_packages import CREATED, log_subject


@dataclass(frozen=True)
class LoggedEntry:
    """Where an entry stands.

    Attributes:
        index: its place in the log.
        address, proof: where its bytes and its proof are; empty before it is signed.
    """

    index: int
    address: str
    proof: str


def entry_of(snapshot: Snapshot) -> LoggedEntry | None:
    """Return the entry about a snapshot; None for one from before there were manifests."""
    found = newest_entry(bureaus.current(), CREATED, log_subject(snapshot))
    if found is None:
        return None
    signed = LogCheckpoint.objects.filter(log=found.log, size__gt=found.index)
    if not signed.exists():
        return LoggedEntry(found.index, "", "")
    place = [found.log.origin.rpartition("/")[2], str(found.index)]
    return LoggedEntry(
        found.index,
        reverse("disclosure_plugin:log_entry", args=place),
        reverse("disclosure_plugin:newest_proof", args=place),
    )

"""Add to a bureau's publication log, and read its tree."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from django.db import connection, transaction

from disclosure_plugin.archive import merkle
from disclosure_plugin.domain.canonical import canonical_json
from disclosure_plugin.errors import DisclosureError

from .models import Log, LogEntry, LogNode

VERSION = 1
MAX_LEAF_BYTES = 65_535  # the limit of C2SP tlog-tiles


class EntryTooLong(DisclosureError):
    """An entry does not fit into the log; nothing was added."""


class OutsideTransaction(DisclosureError):
    """An entry was to be added without the act it tells of."""


def append(bureau: str, *, kind: str, subject: str, hashes: dict[str, str]) -> LogEntry:
    """Add an entry to the log of a bureau, in the transaction of the act it tells of.

    The log's row is locked until that transaction ends, so take this step last. Places are
    consecutive; an act that is rolled back leaves no gap.

    Args:
        bureau: code of the bureau.
        kind: what happened, e.g. ``page.published``.
        subject: what it happened to; a short id, no title and no person.
        hashes: names and hexadecimal values of what the entry commits to.

    Raises:
        OutsideTransaction: there is no transaction.
        EntryTooLong: the entry has more bytes than a log's entry may have.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("Add to the log inside the transaction of what it tells of.")
    log = _locked(bureau)
    at = _now()
    leaf = canonical_json(
        {
            "v": VERSION,
            "log": log.origin,
            "kind": kind,
            "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "subject": subject,
            "hashes": hashes,
        }
    )
    if len(leaf) > MAX_LEAF_BYTES:
        raise EntryTooLong(f"An entry of {len(leaf)} bytes does not fit into the log.")
    entry = LogEntry.objects.create(
        log=log, index=log.size, leaf=leaf, kind=kind, subject=subject, at=at
    )
    made = merkle.new_nodes(log.size, merkle.leaf_hash(leaf), Nodes(log))
    LogNode.objects.bulk_create(
        LogNode(log=log, level=level, index=index, hash=value, completed_by=log.size)
        for level, index, value in made
    )
    log.size += 1
    log.save(update_fields=["size"])
    return entry


class Nodes:
    """Reads subtrees of a log for :mod:`disclosure_plugin.archive.merkle`."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def __call__(self, level: int, index: int) -> bytes:
        node = LogNode.objects.only("hash").get(log=self._log, level=level, index=index)
        return bytes(node.hash)


def _locked(bureau: str) -> Log:
    log = Log.objects.select_for_update().filter(bureau=bureau, closed_at=None).first()
    if log is None:
        # Two acts may both be a bureau's first: the constraint lets one of them open the log.
        with transaction.atomic():
            Log.objects.bulk_create(
                [Log(bureau=bureau, origin=_new_origin())], ignore_conflicts=True
            )
        log = Log.objects.select_for_update().get(bureau=bureau, closed_at=None)
    return log


def _new_origin() -> str:
    """A name that says nothing: hosts and names of bureaus change, the log's does not."""
    return f"disclosure-log/{secrets.token_hex(8)}"


def _now() -> datetime:
    """The server's clock, in whole seconds (UTC)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT date_trunc('second', clock_timestamp())")
        row = cursor.fetchone()
    at: datetime = row[0] if row else datetime.now(UTC)
    return at.astimezone(UTC)

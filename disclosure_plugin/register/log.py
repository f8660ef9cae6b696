"""Add to a bureau's publication log, and read its tree."""

from __future__ import annotations

import hashlib
import secrets
from contextlib import suppress
from datetime import UTC

from django.db import connection, transaction

from disclosure_plugin.archive import merkle
from disclosure_plugin.domain.canonical import canonical_json
from disclosure_plugin.errors import DisclosureError

from .models import Log, LogCheckpoint, LogEntry, LogNode

VERSION = 1
CONTINUED = "log.continued"
# The server's clock in whole seconds, read when the row is locked: entries follow one another.
OPEN_LOG = """
    SELECT log.*, date_trunc('second', clock_timestamp()) AS locked_at FROM (
        SELECT * FROM disclosure_register_log WHERE bureau = %s AND closed_at IS NULL FOR UPDATE
    ) log
"""
ADD = """
    WITH grown AS (
        UPDATE disclosure_register_log SET size = size + 1 WHERE id = %(log)s
    ), nodes AS (
        INSERT INTO disclosure_register_lognode (log_id, level, index, hash, completed_by)
        SELECT %(log)s, made.*, %(index)s
        FROM unnest(%(levels)s::int[], %(indexes)s::bigint[], %(hashes)s::bytea[]) made
    )
    INSERT INTO disclosure_register_logentry (log_id, index, leaf, kind, subject, at)
    VALUES (%(log)s, %(index)s, %(leaf)s, %(kind)s, %(subject)s, %(at)s) RETURNING id
"""
NODE = (
    "SELECT hash FROM disclosure_register_lognode WHERE log_id = %s AND level = %s AND index = %s"
)
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
    log = _locked(bureau)
    return _add(log, kind, subject, {"hashes": hashes})


def follow(bureau: str) -> Log:
    """Open a log for a bureau whose last one was closed; its first entry names that one.

    Safe to repeat: an open log is returned as it is.

    Raises:
        OutsideTransaction: there is no transaction.
    """
    return _locked(bureau)


def _add(log: Log, kind: str, subject: str, more: dict[str, object]) -> LogEntry:
    """Add an entry to a log whose row is locked."""
    at = log.locked_at.astimezone(UTC)  # type: ignore[attr-defined]
    leaf = canonical_json(
        {
            "v": VERSION,
            "log": log.origin,
            "kind": kind,
            "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "subject": subject,
            **more,
        }
    )
    if len(leaf) > MAX_LEAF_BYTES:
        raise EntryTooLong(f"An entry of {len(leaf)} bytes does not fit into the log.")
    made = merkle.new_nodes(log.size, merkle.leaf_hash(leaf), Nodes(log))
    levels, indexes, hashes = zip(*made, strict=True)
    entry = LogEntry(log=log, index=log.size, leaf=leaf, kind=kind, subject=subject, at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            ADD,
            {
                "log": log.pk,
                "index": log.size,
                "leaf": leaf,
                "kind": kind,
                "subject": subject,
                "at": at,
                "levels": list(levels),
                "indexes": list(indexes),
                "hashes": list(hashes),
            },
        )
        [entry.pk] = cursor.fetchone()
    log.size += 1
    return entry


class Nodes:
    """Reads subtrees of a log for :mod:`disclosure_plugin.archive.merkle`."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def __call__(self, level: int, index: int) -> bytes:
        with connection.cursor() as cursor:
            cursor.execute(NODE, [self._log.pk, level, index])
            row = cursor.fetchone()
        if row is None:
            raise LogNode.DoesNotExist(f"{self._log.origin}: level {level}, index {index}")
        return bytes(row[0])


def _locked(bureau: str) -> Log:
    if not connection.in_atomic_block:
        raise OutsideTransaction("Add to the log inside the transaction of what it tells of.")
    log = next(iter(Log.objects.raw(OPEN_LOG, [bureau])), None)
    if log is None:
        # Two acts may both be a bureau's first: the constraint lets one of them open the log.
        with transaction.atomic():
            Log.objects.bulk_create(
                [Log(bureau=bureau, origin=_new_origin())], ignore_conflicts=True
            )
        [log] = Log.objects.raw(OPEN_LOG, [bureau])
        if log.size == 0:
            _name_the_one_before(log)
    return log


def _name_the_one_before(log: Log) -> None:
    """After a restore: tell how many entries the closed log has left, and what was published."""
    closed = Log.objects.filter(bureau=log.bureau).exclude(closed_at=None)
    before = closed.order_by("-closed_at", "-pk").first()
    if before is None:
        return
    left: dict[str, object] = {"size": before.size}
    # A damaged log ends here too, and must not keep the next one from beginning.
    with suppress(LogNode.DoesNotExist):
        left["root"] = merkle.root(before.size, Nodes(before)).hex()
    told: dict[str, object] = {"left": left}
    signed = LogCheckpoint.objects.filter(log=before).order_by("-size").first()
    if signed is not None:
        note = hashlib.sha256(signed.note.encode()).hexdigest()
        told["signed"] = {"size": signed.size, "checkpoint": note}
    _add(log, CONTINUED, before.origin, {"hashes": {}, "before": told})


def _new_origin() -> str:
    """A name that says nothing: hosts and names of bureaus change, the log's does not."""
    return f"disclosure-log/{secrets.token_hex(8)}"

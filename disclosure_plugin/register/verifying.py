"""Check a bureau's publication log from its first entry to its last."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from disclosure_plugin.archive import merkle

from .models import Log, LogEntry, LogNode

CHUNK = 2000


class BadLog(Exception):
    """The log is not what was written.

    Attributes:
        index: place of the first bad entry; None if no single entry is to blame.
        problem: what is wrong, in English, for the operator and the report.
    """

    def __init__(self, index: int | None, problem: str) -> None:
        self.index, self.problem = index, problem
        place = "" if index is None else f"Entry {index}: "
        super().__init__(f"{place}{problem}")


@dataclass(frozen=True)
class Verified:
    """A log that is what it should be."""

    origin: str
    size: int
    root: bytes


def verify(log: Log, *, progress: Callable[[int], None] = lambda done: None) -> Verified:
    """Read all entries in order, hash them anew and compare.

    Memory does not grow with the log: entries are read in chunks, with their hashes.

    Args:
        log: the log to check.
        progress: called with the number of entries done, after each chunk.

    Raises:
        BadLog: an entry or a hash was changed, removed, added or put elsewhere.
    """
    frontier: dict[tuple[int, int], bytes] = {}
    done = 0
    while entries := _entries_from(log, done):
        stored = iter(_nodes_of(log, done, entries[-1].index))
        for entry in entries:
            if entry.index != done:
                raise BadLog(done, "it is missing.")
            leaf = bytes(entry.leaf)
            _check_leaf(log, entry, leaf)
            made = merkle.new_nodes(done, merkle.leaf_hash(leaf), lambda *at: frontier[at])
            for expected in made:
                if next(stored, None) != (done, *expected):
                    raise BadLog(done, "its hash is not the one that was written.")
            _keep_what_is_needed(frontier, made)
            done += 1
        progress(done)
    if LogNode.objects.filter(log=log, completed_by__gte=done).exists():
        raise BadLog(done, "it is missing, its hash is still there.")
    if done != log.size:
        raise BadLog(done, f"it is missing: the log says it has {log.size} entries.")
    return Verified(log.origin, done, merkle.root(done, lambda *at: frontier[at]))


def _entries_from(log: Log, index: int) -> list[LogEntry]:
    entries = LogEntry.objects.filter(log=log, index__gte=index).order_by("index")
    return list(entries.only("index", "leaf", "kind")[:CHUNK])


def _nodes_of(log: Log, first: int, last: int) -> list[tuple[int, int, int, bytes]]:
    """Return the hashes that these entries completed, in the order they were written."""
    nodes = LogNode.objects.filter(log=log, completed_by__range=(first, last))
    rows = nodes.order_by("completed_by", "level").values_list(
        "completed_by", "level", "index", "hash"
    )
    return [(by, level, index, bytes(value)) for by, level, index, value in rows]


def _check_leaf(log: Log, entry: LogEntry, leaf: bytes) -> None:
    try:
        written = json.loads(leaf)
        origin, kind = written["log"], written["kind"]
    except (ValueError, KeyError, TypeError):
        raise BadLog(entry.index, "its content cannot be read.") from None
    if origin != log.origin or kind != entry.kind:
        raise BadLog(entry.index, "its content belongs to another entry.")


def _keep_what_is_needed(
    frontier: dict[tuple[int, int], bytes], made: list[tuple[int, int, bytes]]
) -> None:
    """Keep the largest subtrees only: a logarithm of the entries."""
    for level, index, _value in made[:-1]:
        frontier.pop((level, index - 1), None)
    level, index, value = made[-1]
    frontier[level, index] = value

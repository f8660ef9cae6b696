"""Check a bureau's publication log from its first entry to its last."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from disclosure_plugin.archive import merkle
from disclosure_plugin.archive.verify_archive import NotProved, VerifiedCheckpoint, verify_note

from .models import Log, LogCheckpoint, LogEntry, LogKey, LogNode

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
    """A log that is what it should be.

    Attributes:
        checkpoints: how many signed states were checked.
        signed: entries of the newest of them; 0 if nothing was signed.
        lost: how many entries were signed and are not there any more, since a restore has closed
            the log.
    """

    origin: str
    size: int
    root: bytes
    checkpoints: int = 0
    signed: int = 0
    lost: int = 0


def verify(
    log: Log,
    *,
    keys: Iterable[str] | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Verified:
    """Read all entries in order, hash them anew and compare; the signed states with them.

    Memory does not grow with the log: entries are read in chunks, with their hashes.

    Args:
        log: the log to check.
        keys: verifier keys that were kept elsewhere; None: those the database names.
        progress: called with the number of entries done, after each chunk.

    Raises:
        BadLog: an entry or a hash was changed, removed, added or put elsewhere, or a signed
            state is not one of this log.
    """
    signed = SignedStates(log, keys)
    frontier: dict[tuple[int, int], bytes] = {}
    done = 0
    while entries := _entries_from(log, done):
        stored = iter(_nodes_of(log, done, entries[-1].index))
        signed.read(done + 1, entries[-1].index + 1)
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
            signed.compare(done, frontier)
        progress(done)
    if LogNode.objects.filter(log=log, completed_by__gte=done).exists():
        raise BadLog(done, "it is missing, its hash is still there.")
    if done != log.size:
        raise BadLog(done, f"it is missing: the log says it has {log.size} entries.")
    lost = signed.beyond(done)
    root = merkle.root(done, lambda *at: frontier[at])
    return Verified(log.origin, done, root, signed.count, signed.newest, lost)


class SignedStates:
    """The signed states of a log, met in the order of their sizes."""

    def __init__(self, log: Log, keys: Iterable[str] | None) -> None:
        self._log = log
        if keys is None:
            keys = LogKey.objects.filter(log=log).values_list("verifier_key", flat=True)
        self._keys = [key for key in keys if key.startswith(f"{log.origin}+")]
        self._waiting: dict[int, str] = {}
        self.count = self.newest = 0

    def read(self, first: int, last: int) -> None:
        """Read the states of these sizes."""
        found = LogCheckpoint.objects.filter(log=self._log, size__range=(first, last))
        self._waiting = dict(found.values_list("size", "note"))

    def compare(self, size: int, frontier: dict[tuple[int, int], bytes]) -> None:
        """Compare the state of this size, if one was signed, with the entries up to there."""
        note = self._waiting.pop(size, None)
        if note is None:
            return
        signed = self._verified(size, note)
        if signed.root != merkle.root(size, lambda *at: frontier[at]):
            raise BadLog(
                self.newest,
                f"it or one of those up to {size - 1} is not the one that was signed; their "
                "hashes were changed with them.",
            )
        self.count, self.newest = self.count + 1, size

    def beyond(self, size: int) -> int:
        """Check the states of more entries than there are; return how many entries are lost.

        Only a restore leaves fewer entries than were signed, and it closes the log.
        """
        lost = 0
        for state in LogCheckpoint.objects.filter(log=self._log, size__gt=size).order_by("size"):
            if self._log.closed_at is None:
                raise BadLog(size, f"it is missing: a state with {state.size} was signed.")
            self._verified(state.size, state.note)
            lost = state.size - size
        return lost

    def _verified(self, size: int, note: str) -> VerifiedCheckpoint:
        for key in self._keys:
            try:
                signed = verify_note(note, key)
            except NotProved:
                continue
            if signed.size == size and signed.origin == self._log.origin:
                return signed
        raise BadLog(None, f"The signed state with {size} entries is signed by no key of the log.")


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

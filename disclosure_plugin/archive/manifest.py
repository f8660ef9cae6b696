"""The manifest of a snapshot: a line for everything captured, and the one hash of them all.

The publication log commits to the root of the tree over the lines (RFC 6962). So a line can be
taken out, its hash left in its place, and all others go on to be proved. Each line has a random
salt that goes with it: without it nobody could tell from the hash which short text stood there.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from disclosure_plugin.archive import merkle
from disclosure_plugin.archive.warc import warc_date

# JSON lines; but as .jsonl the usual validator takes them for a table and finds blank rows.
NAME = "manifest.txt"
FORMAT = "disclosure-manifest-1"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the first line says.

    Attributes:
        bureau: Its code.
        number: The snapshot's own, as the log names it.
        started: UTC, whole seconds.
        previous: Root of the manifest before this one, in hexadecimal; empty for the first.
    """

    bureau: str
    number: str
    started: datetime
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What a line says of one response.

    Attributes:
        url, at, status, via: As in the exchange.
        head: SHA-256 of status line and headers, in hexadecimal: where a redirect leads stands
            in no payload.
        sha256: Of the payload, in hexadecimal.
        media_type: Of the payload; empty if nothing said it.
    """

    url: str
    at: datetime
    status: int
    head: str
    sha256: str
    media_type: str
    via: str


class Manifest:
    """Writes a manifest line by line, and holds no line longer than its hash takes.

    Args:
        output: Binary file, written from where it stands.
        snapshot: What the first line says.
        new_salt: Gives 32 hexadecimal digits that nobody can guess.
    """

    def __init__(self, output: BinaryIO, snapshot: Snapshot, *, new_salt: Callable[[], str]):
        self._output = output
        self._new_salt = new_salt
        self._tree = _Tree()
        header = {
            "bureau": snapshot.bureau,
            "format": FORMAT,
            "previous": snapshot.previous,
            "snapshot": snapshot.number,
            "started": warc_date(snapshot.started),
        }
        self._write(header)

    def add(self, row: Row) -> None:
        """Add what was captured; rows come by address and time."""
        self._write(
            {
                "at": warc_date(row.at),
                "head": row.head,
                "sha256": row.sha256,
                "status": row.status,
                "type": row.media_type,
                "url": row.url,
                "via": row.via,
            }
        )

    @property
    def root(self) -> str:
        """The root over the lines written so far, in hexadecimal."""
        return self._tree.root

    def _write(self, fields: Mapping[str, object]) -> None:
        line = _canonical({**fields, "salt": self._new_salt()})
        self._output.write(line)
        self._tree.add(merkle.leaf_hash(line.removesuffix(b"\n")))


class _Tree:
    """The tree over leaves that come one after the other; keeps one hash a level."""

    def __init__(self) -> None:
        self._size = 0
        self._nodes: dict[int, tuple[int, bytes]] = {}

    def add(self, leaf: bytes) -> None:
        for level, place, value in merkle.new_nodes(self._size, leaf, self._node):
            self._nodes[level] = (place, value)
        self._size += 1

    @property
    def root(self) -> str:
        return merkle.root(self._size, self._node).hex()

    def _node(self, level: int, place: int) -> bytes:
        """A subtree that is still needed: of each level that is the last one."""
        found, value = self._nodes[level]
        if found != place:
            raise LookupError(f"The subtree {place} of level {level} is not the last.")
        return value


def manifest_root(content: bytes) -> str:
    """The root over the lines of a manifest, in hexadecimal."""
    tree = _Tree()
    for line in content.splitlines():
        tree.add(_leaf(line))
    return tree.root


def without(content: bytes, gone: Collection[tuple[str, str]]) -> bytes:
    """Take lines out of a manifest; its root stays what it was.

    Args:
        content: The manifest.
        gone: Address and 14-digit time of what was captured and has to go.
    """
    return b"".join(
        _canonical({"removed": _leaf(line).hex()}) if _place(line) in gone else line + b"\n"
        for line in content.splitlines()
    )


def _leaf(line: bytes) -> bytes:
    fields = json.loads(line)
    removed = fields.get("removed")
    return bytes.fromhex(removed) if removed else merkle.leaf_hash(line)


def _place(line: bytes) -> tuple[str, str]:
    fields = json.loads(line)
    at = "".join(filter(str.isdigit, fields.get("at", "")))
    return fields.get("url", ""), at


def _canonical(fields: Mapping[str, object]) -> bytes:
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode() + b"\n"

"""The manifest of a snapshot: a line for everything captured, and the one hash of them all.

The publication log commits to the root of the tree over the lines (RFC 6962). So a line can be
taken out, its hash left in its place, and all others go on to be proved. Each line has a random
salt that goes with it: without it nobody could tell from the hash which short text stood there.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from disclosure_plugin.archive import merkle
from disclosure_plugin.archive.exchange import Exchange
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


class Manifest:
    """The lines of a manifest, collected while a snapshot is written.

    Args:
        snapshot: What the first line says.
        new_salt: Gives 32 hexadecimal digits that nobody can guess.
    """

    def __init__(self, snapshot: Snapshot, *, new_salt: Callable[[], str]):
        self._new_salt = new_salt
        header = {
            "bureau": snapshot.bureau,
            "format": FORMAT,
            "previous": snapshot.previous,
            "snapshot": snapshot.number,
            "started": warc_date(snapshot.started),
        }
        self._header = self._line(header)
        self._rows: list[tuple[str, str, bytes]] = []

    def add(self, exchange: Exchange, sha256: str) -> None:
        """Add what was captured.

        Args:
            exchange: What was captured.
            sha256: Of its payload, in hexadecimal; whoever wrote the record has it.
        """
        at = warc_date(exchange.at)
        row = {
            "at": at,
            # Where a redirect leads stands in no payload.
            "head": hashlib.sha256(exchange.head).hexdigest(),
            "sha256": sha256,
            "status": exchange.status,
            "type": exchange.media_type,
            "url": exchange.url,
            "via": exchange.via,
        }
        self._rows.append((exchange.url, at, self._line(row)))

    def content(self) -> bytes:
        """The file: the first line, then all others by address and time."""
        return b"".join((self._header, *(line for _url, _at, line in sorted(self._rows))))

    def _line(self, fields: Mapping[str, object]) -> bytes:
        return _canonical({**fields, "salt": self._new_salt()})


def manifest_root(content: bytes) -> str:
    """The root over the lines of a manifest, in hexadecimal."""
    nodes: dict[tuple[int, int], bytes] = {}
    lines = content.splitlines()
    for index, line in enumerate(lines):
        for level, place, value in merkle.new_nodes(index, _leaf(line), lambda *at: nodes[at]):
            nodes[level, place] = value
    return merkle.root(len(lines), lambda *at: nodes[at]).hex()


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

"""The private log of what a bureau discloses to its own staff: a chain of hashes.

Each entry's hash is of the hash before it and of the entry's content. So whoever knows the last
hash can tell that no earlier entry was changed, taken out or put in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from disclosure_plugin.errors import Refused, gettext_noop

from .canonical import canonical_json

VERSION = 1
BEGINNING = "0" * 64  # stands before the first entry


class ChainBroken(Refused):
    """An entry is not what was written, or one is missing."""

    sentence = gettext_noop(
        "Entry %(index)s of the log of internal disclosure is not what was written there, or one "
        "before it is missing."
    )


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it is kept.

    Attributes:
        index: its place, from 0.
        previous: hash of the entry before, in hexadecimal.
        content: what it says, as :func:`content` wrote it.
        hash: its own.
    """

    index: int
    previous: str
    content: str
    hash: str


def content(
    index: int,
    *,
    kind: str,
    at: datetime,
    subject: str,
    hashes: Mapping[str, str],
    by: str = "",
    to: str = "",
) -> str:
    """Write down what an entry says, in one form for equal values.

    Args:
        index: its place, from 0.
        kind: what happened, e.g. ``item.disclosed``.
        at: when, with its zone.
        subject: what it happened to: a short id.
        hashes: names and hexadecimal values of what the entry commits to.
        by: who did it; empty for nobody in particular.
        to: whom it was handed to; empty for nobody.
    """
    said: dict[str, object] = {
        "v": VERSION,
        "index": index,
        "kind": kind,
        "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "subject": subject,
        "hashes": dict(hashes),
    }
    said |= {name: value for name, value in (("by", by), ("to", to)) if value}
    return canonical_json(said).decode()


def chained(previous: str, content: str) -> str:
    """Return the hash of an entry, in hexadecimal.

    Args:
        previous: hash of the entry before; :data:`BEGINNING` for the first.
        content: what it says.
    """
    return hashlib.sha256(bytes.fromhex(previous) + content.encode()).hexdigest()


def check(links: Iterable[Link]) -> tuple[int, str]:
    """Check a whole chain.

    Args:
        links: its entries in order, from the first.

    Returns:
        how many there are, and the hash of the last.

    Raises:
        ChainBroken: with the place of the first entry that does not follow.
    """
    size, last = 0, BEGINNING
    for link in links:
        if (
            link.index != size
            or link.previous != last
            or link.hash != chained(last, link.content)
            or _index_of(link.content) != size
        ):
            raise ChainBroken(index=size)
        size, last = size + 1, link.hash
    return size, last


def _index_of(content: str) -> object:
    try:
        return json.loads(content).get("index")
    except (ValueError, AttributeError):
        return None

"""Observations in the form that is hashed, and the tree over those of one day.

Each item's observations of a day are one leaf: whoever checks a certificate needs those of its
item and a few hashes, and learns nothing about others.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby

from disclosure_plugin.archive import merkle
from disclosure_plugin.domain.canonical import canonical_json
from disclosure_plugin.domain.certificates import Observation

from .models import Probe


def written_time(at: datetime) -> str:
    """Write a moment in UTC and whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def lines(probes: Iterable[Probe]) -> bytes:
    """Write one item's observations, a line each."""
    return b"".join(
        canonical_json(
            {
                "at": written_time(one.at),
                "item": one.entry.number,
                "kind": one.kind,
                "problem": one.problem,
                "sha256": one.sha256,
                "size": one.size,
                "status": one.status,
                "url": one.url,
                "vantage": one.vantage,
            }
        )
        + b"\n"
        for one in probes
    )


def observation(one: Probe) -> Observation:
    """Return an observation as the rules know it."""
    return Observation(at=one.at, url=one.url, sha256=one.sha256, problem=one.problem)


class DayTree:
    """The tree over one day's observations, an item a leaf, in order of index number.

    Args:
        probes: all of that day that one entry of the log commits to, with their entries.
    """

    def __init__(self, probes: Iterable[Probe]) -> None:
        ordered = sorted(probes, key=lambda one: (one.entry.number, one.pk))
        self.items = {
            number: lines(some) for number, some in groupby(ordered, lambda one: one.entry.number)
        }
        self._nodes: dict[tuple[int, int], bytes] = {}
        for size, leaf in enumerate(self.items.values()):
            made = merkle.new_nodes(size, merkle.leaf_hash(leaf), self._node)
            self._nodes.update({(level, index): value for level, index, value in made})

    def _node(self, level: int, index: int) -> bytes:
        return self._nodes[level, index]

    def root(self) -> bytes:
        """Return the root over all items."""
        return merkle.root(len(self.items), self._node)

    def place(self, number: str) -> tuple[int, list[bytes]]:
        """Return the place of an item's leaf, and the hashes that lead from it to the root."""
        index = list(self.items).index(number)
        return index, merkle.inclusion_proof(index, len(self.items), self._node)

"""A publication log in memory."""

from __future__ import annotations

from disclosure_plugin.archive import merkle
from disclosure_plugin.archive.verify_archive import VerifiedCheckpoint

ORIGIN = "log.example/7f3a91"


class Log:
    """A log in memory, kept as the database keeps it."""

    def __init__(self, entries: list[bytes]):
        self.entries: list[bytes] = []
        self.nodes: dict[tuple[int, int], bytes] = {}
        for entry in entries:
            self.append(entry)

    def append(self, entry: bytes) -> None:
        made = merkle.new_nodes(len(self.entries), merkle.leaf_hash(entry), self.node)
        for level, index, value in made:
            assert (level, index) not in self.nodes, "a node is written once"
            self.nodes[level, index] = value
        self.entries.append(entry)

    def node(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]

    def at(self, size: int) -> VerifiedCheckpoint:
        return VerifiedCheckpoint(ORIGIN, size, merkle.root(size, self.node))

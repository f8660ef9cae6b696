"""The tree of a publication log: RFC 6962 hashes over entries that are only ever added.

The caller keeps the hashes of *perfect* subtrees, each written once and never changed:
``(level, index)`` names the subtree over the entries ``index·2^level`` up to
``(index + 1)·2^level``. Everything else is computed from those, in time that grows with the
logarithm of the log. Checking proofs is not done here but, written anew, in ``verify_archive``.

Source: RFC 9162 (Certificate Transparency 2.0) section 2.1, https://www.rfc-editor.org/rfc/rfc9162.
"""

import hashlib
from collections.abc import Callable

# Hash of a perfect subtree by (level, index).
Nodes = Callable[[int, int], bytes]

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a subtree from its two halves."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def new_nodes(size: int, leaf: bytes, nodes: Nodes) -> list[tuple[int, int, bytes]]:
    """Return the perfect subtrees that one more entry completes, the entry itself first.

    Args:
        size: entries in the log before.
        leaf: the new entry's hash.
        nodes: reads a subtree that was completed earlier.

    Returns:
        ``(level, index, hash)`` of each, to be kept.
    """
    level, index, value = 0, size, leaf
    made = [(level, index, value)]
    while index % 2:
        value = node_hash(nodes(level, index - 1), value)
        level, index = level + 1, index // 2
        made.append((level, index, value))
    return made


def root(size: int, nodes: Nodes) -> bytes:
    """Return the root of the first ``size`` entries."""
    return _subtree(0, size, nodes) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """Return the hashes that lead from an entry to the root (RFC 9162, 2.1.3.1).

    Args:
        index: the entry's place, counted from 0.
        size: entries of the tree whose root is proved.
        nodes: reads a perfect subtree.

    Raises:
        IndexError: the tree of that size has no such entry.
    """
    if not 0 <= index < size:
        raise IndexError(f"A log of {size} entries has no entry {index}.")
    return _path(index, 0, size, nodes)


def consistency_proof(old: int, new: int, nodes: Nodes) -> list[bytes]:
    """Return the hashes that show the first ``old`` entries unchanged (RFC 9162, 2.1.4.1).

    Raises:
        IndexError: a log does not shrink, and nothing can be proved of an empty one.
    """
    if not 0 < old <= new:
        raise IndexError(f"A log of {new} entries does not contain one of {old}.")
    return [] if old == new else _consistency(old, 0, new, nodes, known=True)


def _path(index: int, start: int, size: int, nodes: Nodes) -> list[bytes]:
    if size == 1:
        return []
    left = _left_size(size)
    if index < left:
        return [*_path(index, start, left, nodes), _subtree(start + left, size - left, nodes)]
    right = _path(index - left, start + left, size - left, nodes)
    return [*right, _subtree(start, left, nodes)]


def _consistency(old: int, start: int, size: int, nodes: Nodes, *, known: bool) -> list[bytes]:
    """``known``: whether the verifier has this subtree's hash as the old root."""
    if old == size:
        return [] if known else [_subtree(start, size, nodes)]
    left = _left_size(size)
    if old <= left:
        rest = _subtree(start + left, size - left, nodes)
        return [*_consistency(old, start, left, nodes, known=known), rest]
    right = _consistency(old - left, start + left, size - left, nodes, known=False)
    return [*right, _subtree(start, left, nodes)]


def _subtree(start: int, size: int, nodes: Nodes) -> bytes:
    """Return the hash over ``size`` entries from ``start``, which is aligned by construction."""
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return nodes(level, start >> level)
    left = _left_size(size)
    return node_hash(_subtree(start, left, nodes), _subtree(start + left, size - left, nodes))


def _left_size(size: int) -> int:
    """Return the largest power of two smaller than a size above 1."""
    return 1 << ((size - 1).bit_length() - 1)

"""What metamorphic-log and pymerkle say of a log's files; runs in the environment of the judges.

It has nothing of ours: the files are taken apart here once more, from their formats
(https://c2sp.org/tlog-proof, https://c2sp.org/tlog-witness). Exit status 1 and a sentence if
anything does not hold.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

import metamorphic_log
import pymerkle


def inclusion(manifest: str, key: str) -> str:
    """The log has the entry that lies beside a manifest, and the entry names its root."""
    proofs = Path(manifest).parent
    entry = (proofs / "entry.json").read_bytes()
    head, _, note = _read(proofs / "entry.tlog-proof").partition("\n\n")
    _format, index, *path = head.split("\n")
    number = int(index.removeprefix("index "))
    leaf = hashlib.sha256(b"\x00" + entry).digest()
    size = metamorphic_log.checkpoint_verify(note, [key]).size
    metamorphic_log.checkpoint_verify_inclusion(note, [key], number, leaf, _hashes(path))
    root = _tree(Path(manifest).read_bytes().splitlines()).get_root().hex()
    named = json.loads(entry)["hashes"]["manifest"]
    if root != named:
        sys.exit(f"pymerkle: root of the manifest {root[:16]}…, the entry names {named[:16]}…")
    return (
        f"metamorphic-log: entry {number} of {size} signed and proved; "
        f"pymerkle: root of the manifest {root[:16]}… as the entry says"
    )


def consistency(old: str, growth: str, entries: str, key: str) -> str:
    """The log was only added to between two states, and both are states of these entries."""
    older = _read(Path(old))
    head, _, newer = _read(Path(growth)).partition("\n\n")
    _old, *path = head.split("\n")
    metamorphic_log.checkpoint_verify_consistency(older, newer, [key], _hashes(path))
    tree = _tree(Path(entries).read_bytes().splitlines())
    sizes = []
    for note in (older, newer):
        state = metamorphic_log.checkpoint_verify(note, [key])
        if tree.get_root(state.size) != state.root:
            sys.exit(f"pymerkle: the first {state.size} entries have another root")
        sizes.append(state.size)
    return (
        f"metamorphic-log: grown from {sizes[0]} to {sizes[1]} entries; "
        "pymerkle: both roots from the entries"
    )


def _read(path: Path) -> str:
    return path.read_bytes().decode()  # not read_text(): line ends count


def _hashes(lines: list[str]) -> list[bytes]:
    return [base64.b64decode(line, validate=True) for line in lines]


def _tree(leaves: list[bytes]) -> pymerkle.InmemoryTree:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        tree.append_entry(leaf)
    return tree


QUESTIONS = {"inclusion": inclusion, "consistency": consistency}

if __name__ == "__main__":
    try:
        print(QUESTIONS[sys.argv[1]](*sys.argv[2:]))  # noqa: T201
    except metamorphic_log.VerifyError as problem:
        sys.exit(f"metamorphic-log: {problem!r}")

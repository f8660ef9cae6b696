"""Check what a publication log says. One file that needs nothing of this package.

It is written apart from what makes the proofs, so that one mistake is not made twice, and can be
copied and read by whoever doubts us. It needs Python 3.11 and ``cryptography``::

    python verify_archive.py checkpoint CHECKPOINT --key KEY
    python verify_archive.py entry ENTRY PROOF --key KEY
    python verify_archive.py consistency OLD_CHECKPOINT PROOF --key KEY [--old-key KEY]

The first three words are files that the log hands out; KEY is the verifier key, which is best
taken from somewhere else, such as a printed certificate. Exit code 1 if something is not proved.

Sources: RFC 9162 sections 2.1.3.2 and 2.1.4.2; https://c2sp.org/signed-note,
https://c2sp.org/tlog-checkpoint, https://c2sp.org/tlog-proof.
"""

import argparse
import base64
import binascii
import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HASH_BYTES = 32
ED25519_KEY_BYTES = 33
ED25519_SIGNATURE_BYTES = 68


class NotProved(Exception):
    """The proof does not hold; the message says what is wrong with it."""


@dataclass(frozen=True)
class VerifiedCheckpoint:
    """A checkpoint whose signature was checked."""

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True)
class ProofFile:
    """What a proof file holds, not checked yet."""

    index: int
    path: list[bytes]
    note: str


@dataclass(frozen=True)
class ConsistencyFile:
    """What a file about two states holds, not checked yet."""

    old: int
    path: list[bytes]
    note: str


def verify_note(note: str, verifier_key: str) -> VerifiedCheckpoint:
    """Check a signed checkpoint against a key; signatures by other keys are passed over.

    Args:
        note: the checkpoint with its signature lines.
        verifier_key: ``origin+id+key`` as the log publishes it.

    Raises:
        NotProved: the note is malformed, or not signed by this key.
    """
    origin, key_id, public = _read_key(verifier_key)
    body, separator, signatures = note.rpartition("\n\n")
    if not separator or not signatures.endswith("\n"):
        raise NotProved("The checkpoint has no signature.")
    body += "\n"
    if not any(_is_signed(line, body, origin, key_id, public) for line in signatures.splitlines()):
        raise NotProved(f"The checkpoint is not signed by {origin}.")
    lines = body.split("\n")
    if len(lines) < 4 or lines[0] != origin:
        raise NotProved(f"The checkpoint is not one of {origin}.")
    if not lines[1].isdecimal() or str(int(lines[1])) != lines[1]:
        raise NotProved("The checkpoint's size is not a number.")
    return VerifiedCheckpoint(origin, int(lines[1]), _hash(lines[2]))


def verify_inclusion(
    entry: bytes, index: int, path: list[bytes], checkpoint: VerifiedCheckpoint
) -> None:
    """Check that an entry stands at a place of the log.

    Raises:
        NotProved: it does not, or the proof is not one of it.
    """
    if not 0 <= index < checkpoint.size:
        raise NotProved(f"A log of {checkpoint.size} entries has no entry {index}.")
    value = hashlib.sha256(b"\x00" + entry).digest()
    place, last = index, checkpoint.size - 1
    for sibling in path:
        if last == 0:
            raise NotProved("The proof is too long.")
        if place % 2 or place == last:
            value = _join(sibling, value)
            while place % 2 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            value = _join(value, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise NotProved("The proof is too short.")
    if value != checkpoint.root:
        raise NotProved("The entry is not in the log, or was changed.")


def verify_consistency(
    old: VerifiedCheckpoint, new: VerifiedCheckpoint, path: list[bytes]
) -> None:
    """Check that a log was only added to between two checkpoints.

    Raises:
        NotProved: its history was changed, or the proof is not one of these two.
    """
    if old.origin != new.origin:
        raise NotProved("The checkpoints are of different logs.")
    if not 0 < old.size <= new.size:
        raise NotProved(f"A log of {new.size} entries does not contain one of {old.size}.")
    if old.size == new.size:
        if path or old.root != new.root:
            raise NotProved("Two checkpoints of one size differ: the history was changed.")
        return
    hashes = list(path)
    if old.size & (old.size - 1) == 0:
        hashes.insert(0, old.root)
    if not hashes:
        raise NotProved("The proof is too short.")
    place, last = old.size - 1, new.size - 1
    while place % 2:
        place, last = place >> 1, last >> 1
    before = after = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise NotProved("The proof is too long.")
        if place % 2 or place == last:
            before, after = _join(sibling, before), _join(sibling, after)
            while place % 2 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            after = _join(after, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise NotProved("The proof is too short.")
    if before != old.root or after != new.root:
        raise NotProved("The history was changed between the checkpoints.")


def read_proof_file(text: str) -> ProofFile:
    """Take a proof file apart.

    Raises:
        NotProved: it is not a proof file.
    """
    head, separator, note = text.partition("\n\n")
    lines = head.split("\n")
    if not separator or len(lines) < 2 or lines[0] != "c2sp.org/tlog-proof@v1":
        raise NotProved("This is not a proof file.")
    word, _space, number = lines[1].partition(" ")
    if word != "index" or not number.isdecimal():
        raise NotProved("The proof file names no entry.")
    return ProofFile(int(number), [_hash(line) for line in lines[2:]], note)


def read_consistency_file(text: str) -> ConsistencyFile:
    """Take a file about two states apart (the form of https://c2sp.org/tlog-witness).

    Raises:
        NotProved: it is not such a file.
    """
    head, separator, note = text.partition("\n\n")
    first, *hashes = head.split("\n")
    word, _space, number = first.partition(" ")
    if not separator or word != "old" or not number.isdecimal():
        raise NotProved("This is not a proof that a log was only added to.")
    return ConsistencyFile(int(number), [_hash(line) for line in hashes], note)


def _read_key(verifier_key: str) -> tuple[str, bytes, Ed25519PublicKey]:
    origin, _plus, rest = verifier_key.partition("+")
    identifier, _plus, encoded = rest.partition("+")
    try:
        key = base64.b64decode(encoded, validate=True)
        key_id = bytes.fromhex(identifier)
    except ValueError:
        raise NotProved("The key cannot be read.") from None
    if len(key) != ED25519_KEY_BYTES or key[0] != 1:
        raise NotProved("The key is not an Ed25519 key.")
    if hashlib.sha256(origin.encode() + b"\n" + key).digest()[:4] != key_id:
        raise NotProved("The key's name and number do not belong together.")
    return origin, key_id, Ed25519PublicKey.from_public_bytes(key[1:])


def _is_signed(line: str, body: str, origin: str, key_id: bytes, public: Ed25519PublicKey) -> bool:
    words = line.split(" ")
    if len(words) != 3 or words[0] != "—" or words[1] != origin:
        return False
    try:
        signature = base64.b64decode(words[2], validate=True)
    except binascii.Error:
        return False
    if len(signature) != ED25519_SIGNATURE_BYTES or signature[:4] != key_id:
        return False
    try:
        public.verify(signature[4:], body.encode())
    except InvalidSignature:
        return False
    return True


def _hash(encoded: str) -> bytes:
    try:
        value = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        value = b""
    if len(value) != HASH_BYTES:
        raise NotProved("A hash cannot be read.")
    return value


def _join(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def main(arguments: list[str] | None = None) -> int:
    """Check files by hand; the exit status is 1 if something is not proved."""
    parser = argparse.ArgumentParser(description="Check what a publication log says.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, files in {
        "checkpoint": ("checkpoint",),
        "entry": ("entry", "proof"),
        "consistency": ("old", "proof"),
    }.items():
        one = commands.add_parser(name)
        for file in files:
            one.add_argument(file, type=Path)
        one.add_argument("--key", required=True, help="the log's verifier key")
        one.add_argument("--old-key", help="the key that signed the older state, if another did")
    options = parser.parse_args(arguments)
    try:
        said = _CHECKS[options.command](options)
    except NotProved as problem:
        sys.stderr.write(f"NOT PROVED: {problem}\n")
        return 1
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"NOT PROVED: a file cannot be read: {error}\n")
        return 1
    sys.stdout.write(f"{said}\n")
    return 0


def _check_checkpoint(options: argparse.Namespace) -> str:
    found = verify_note(_text(options.checkpoint), options.key)
    return f"Signed: {found.origin}, {found.size} entries, root {found.root.hex()}"


def _check_entry(options: argparse.Namespace) -> str:
    proof = read_proof_file(_text(options.proof))
    found = verify_note(proof.note, options.key)
    verify_inclusion(options.entry.read_bytes(), proof.index, proof.path, found)
    return f"Proved: entry {proof.index} of the {found.size} of {found.origin}"


def _check_consistency(options: argparse.Namespace) -> str:
    old = verify_note(_text(options.old), options.old_key or options.key)
    proof = read_consistency_file(_text(options.proof))
    new = verify_note(proof.note, options.key)
    if proof.old != old.size:
        raise NotProved(f"The proof begins with {proof.old} entries, the state has {old.size}.")
    verify_consistency(old, new, proof.path)
    return f"Proved: {new.origin} was only added to, from {old.size} to {new.size} entries"


def _text(path: Path) -> str:
    return path.read_bytes().decode()  # not read_text(): line ends count


_CHECKS = {
    "checkpoint": _check_checkpoint,
    "entry": _check_entry,
    "consistency": _check_consistency,
}

if __name__ == "__main__":
    sys.exit(main())

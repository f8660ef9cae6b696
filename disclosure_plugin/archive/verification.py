"""Check what a publication log says. One file that needs nothing of this package.

It is written apart from what makes the proofs, so that one mistake is not made twice, and can be
copied and read by whoever doubts us. It needs Python 3.11 and ``cryptography``.

Sources: RFC 9162 sections 2.1.3.2 and 2.1.4.2; https://c2sp.org/signed-note,
https://c2sp.org/tlog-checkpoint, https://c2sp.org/tlog-proof.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

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

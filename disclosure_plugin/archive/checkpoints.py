"""Checkpoints: what a publication log says of itself, signed.

Formats: C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint), signed note
(https://c2sp.org/signed-note) with Ed25519, and tlog-proof (https://c2sp.org/tlog-proof).
"""

import base64
import hashlib
import re
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from disclosure_plugin.archive.errors import ArchiveError

ED25519 = b"\x01"
PROOF_HEADER = "c2sp.org/tlog-proof@v1"

_ORIGIN = re.compile(r"[^\s+]+")


class CheckpointError(ArchiveError):
    """A checkpoint or key cannot be made from these values."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log at one moment.

    Attributes:
        origin: the log's name; opaque, and the same for as long as the log lives.
        size: its number of entries.
        root: the root hash over them, 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def sign(checkpoint: Checkpoint, *keys: Ed25519PrivateKey) -> str:
    """Return a checkpoint as a signed note.

    Args:
        checkpoint: the state of the log; its origin is the name of the keys.
        keys: the log's private key; while it is being changed, both.

    Raises:
        CheckpointError: the origin cannot be the name of a key.
    """
    _check_origin(checkpoint.origin)
    body = checkpoint.body()
    return f"{body}\n" + "".join(_signature(checkpoint.origin, body, key) for key in keys)


def verifier_key(origin: str, key: Ed25519PrivateKey) -> str:
    """Return the public key in the form verifiers take: ``origin+id+key``.

    Raises:
        CheckpointError: the origin cannot be the name of a key.
    """
    _check_origin(origin)
    public = _public_bytes(key)
    encoded = base64.b64encode(ED25519 + public).decode()
    return f"{origin}+{key_id(origin, public).hex()}+{encoded}"


def key_id(name: str, public: bytes) -> bytes:
    """Return the four bytes that stand for a key in a signature line."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def proof_file(index: int, path: list[bytes], note: str) -> str:
    """Return the file with which anybody can check that an entry is in the log.

    Args:
        index: the entry's place, counted from 0.
        path: hashes from the entry to the root of the checkpoint.
        note: the signed checkpoint, verbatim.
    """
    hashes = "".join(f"{base64.b64encode(value).decode()}\n" for value in path)
    return f"{PROOF_HEADER}\nindex {index}\n{hashes}\n{note}"


def consistency_file(old: int, path: list[bytes], note: str) -> str:
    """Return the file with which anybody can check that a log was only added to.

    The form of C2SP tlog-witness (https://c2sp.org/tlog-witness): the old size, the hashes, and
    the newer checkpoint.

    Args:
        old: entries of the older checkpoint, which whoever checks has kept.
        path: hashes of the consistency proof.
        note: the newer signed checkpoint, verbatim.
    """
    hashes = "".join(f"{base64.b64encode(value).decode()}\n" for value in path)
    return f"old {old}\n{hashes}\n{note}"


def _signature(origin: str, body: str, key: Ed25519PrivateKey) -> str:
    signature = key_id(origin, _public_bytes(key)) + key.sign(body.encode())
    return f"— {origin} {base64.b64encode(signature).decode()}\n"


def _public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _check_origin(origin: str) -> None:
    if not _ORIGIN.fullmatch(origin):
        raise CheckpointError(
            "origin",
            "The name of a log is one word without spaces or plus signs, not %(origin)r.",
            {"origin": origin},
        )

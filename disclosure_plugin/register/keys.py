"""The private keys that sign publication logs, as files that only the signing worker can read.

One file holds one Ed25519 key of the county (PKCS#8, PEM). Each log has a key of its own that is
derived from it by the log's name (HKDF-SHA256, RFC 5869), so that a new bureau needs no new file
and the name of one log is never signed by the key of another.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from disclosure_plugin.conf import get_settings
from disclosure_plugin.errors import DisclosureError

PURPOSE = b"disclosure publication log v1\n"


class KeyUnusable(DisclosureError):
    """There is no key to sign with, or it is not kept as a key must be."""


def county_keys() -> list[Ed25519PrivateKey]:
    """Return the keys of ``DISCLOSURE["LOG_KEY_FILES"]``, in their order.

    Raises:
        KeyUnusable: none is named, or one cannot be read, is readable by others, or is no key.
    """
    files = get_settings().LOG_KEY_FILES
    if not files:
        raise KeyUnusable(
            "This process has no key to sign publication logs with: DISCLOSURE['LOG_KEY_FILES'] "
            "is empty. Only the signing worker has one."
        )
    return [read_key(Path(file)) for file in files]


def key_of(origin: str, county_key: Ed25519PrivateKey) -> Ed25519PrivateKey:
    """Return the key that signs one log.

    Args:
        origin: name of the log.
        county_key: what a key file holds.
    """
    derived = HKDF(SHA256(), length=32, salt=None, info=PURPOSE + origin.encode())
    return Ed25519PrivateKey.from_private_bytes(derived.derive(county_key.private_bytes_raw()))


def read_key(path: Path) -> Ed25519PrivateKey:
    """Read a key file.

    Raises:
        KeyUnusable: it cannot be read, others than its owner may read it, or it is no key.
    """
    try:
        with path.open("rb") as file:
            others = stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077
            content = file.read(10_000)
    except OSError as error:
        raise KeyUnusable(f"The key {path} cannot be read: {error.strerror}.") from error
    if others:
        raise KeyUnusable(
            f"The key {path} can be read by others than its owner: chmod 0400 it, and make a new "
            "one if somebody may have."
        )
    try:
        key = load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyUnusable(f"{path} holds no key that can be read without a password.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusable(f"{path} holds no Ed25519 key: make one with generate_log_key.")
    return key


def generate_key(path: Path) -> None:
    """Write a new key into a file that only its owner can read.

    Raises:
        KeyUnusable: the file is there already, or cannot be written; nothing was changed.
    """
    key = Ed25519PrivateKey.generate()
    content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    except FileExistsError as error:
        raise KeyUnusable(
            f"{path} is there already; a key is never overwritten. Name another file."
        ) from error
    except OSError as error:
        raise KeyUnusable(f"{path} cannot be written: {error.strerror}.") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())

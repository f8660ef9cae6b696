"""Where uploaded files lie: privately as they came, publicly as a live page shows them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import connection, transaction
from django.utils.deconstruct import deconstructible

from disclosure_plugin.domain.uploads import content_address

PRIVATE, PUBLIC = "disclosure_private", "disclosure_public"
# Any number will do, as long as nothing else in the database takes the same.
FILES_LOCK = 720_811
ORIGINALS, RENDITIONS, INCOMING = "originals", "renditions", "incoming"


def private_storage() -> Storage:
    """Return where renditions for editors lie, and the originals."""
    return storages[PRIVATE]


def public_storage() -> Storage:
    """Return where the copies lie that live pages show."""
    return storages[PUBLIC]


def originals_storage() -> Storage:
    return OriginalsStorage()


def rendition_upload_to(instance: Any, filename: str) -> str:
    return f"{RENDITIONS}/{private_storage().get_valid_name(filename)}"


def lock_files() -> None:
    """Be the only one who adds or removes files of the current bureau, until the transaction ends.

    A file that two rows share must not be removed for the one while it is added for the other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [FILES_LOCK]
        )


def sha256_of(content: File) -> str:
    """Return the SHA-256 of a file in hexadecimal digits; the file is left at its start."""
    digest = hashlib.sha256()
    content.seek(0)
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()


def place(storage: Storage, name: str, content: File) -> None:
    """Write a file under a name that says what it holds, all of it or nothing.

    A process that dies on the way leaves nothing under the name: what lies there is complete.
    """
    if storage.exists(name):
        return
    content.seek(0)
    try:
        final = Path(storage.path(name))
    except NotImplementedError:  # no folder: such a storage has a file or has it not
        storage.save(name, content)
        return
    temporary = Path(storage.path(storage.save(f"{INCOMING}/{uuid4().hex}", content)))
    to_disk(temporary)
    final.parent.mkdir(parents=True, exist_ok=True)
    temporary.replace(final)
    to_disk(final.parent)


def remove(storage: Storage, name: str) -> None:
    """Remove a file, and the folders that were made for it alone."""
    storage.delete(name)
    with suppress(NotImplementedError, OSError):  # OSError: something else lies there
        folder = Path(storage.path(name)).parent
        folder.rmdir()
        folder.parent.rmdir()


def names_in(storage: Storage, folder: str = "") -> Iterator[str]:
    """Yield the names of all files of a storage below a folder."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for file in files:
        yield f"{folder}/{file}".removeprefix("/")
    for below in folders:
        yield from names_in(storage, f"{folder}/{below}".removeprefix("/"))


def to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@deconstructible
class OriginalsStorage(Storage):
    """The private storage as the file field of documents and images sees it.

    Files are named by their content. Wagtail deletes a document's file when another takes its
    place; what a version still refers to is kept.
    """

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        file = content if isinstance(content, File) else File(content, name)
        address = content_address(sha256_of(file), name or file.name or "file")
        place(private_storage(), f"{ORIGINALS}/{address}", file)
        return f"{ORIGINALS}/{address}"

    def open(self, name: str, mode: str = "rb") -> File:
        return private_storage().open(name, mode)

    @transaction.atomic
    def delete(self, name: str) -> None:
        from .file_versions import FileVersion

        lock_files()
        if not FileVersion.objects.filter(file=name).exists():
            remove(private_storage(), name)

    def exists(self, name: str) -> bool:
        return private_storage().exists(name)

    def size(self, name: str) -> int:
        return private_storage().size(name)

    def path(self, name: str) -> str:
        return private_storage().path(name)

    def url(self, name: str | None) -> str:
        return private_storage().url(name)

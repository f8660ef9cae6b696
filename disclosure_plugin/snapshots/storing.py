"""Put files into the archive's storage so that there is a whole one or none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from django.core.files import File

from disclosure_plugin.models.file_storage import to_disk

from .models import archive_storage

UNFINISHED = ".unfinished"


def store(name: str, file: BinaryIO, *, alive: Callable[[], None]) -> None:
    """Store a file; it is there after the machine loses its power as well.

    Write the name down before: whoever takes over from a worker that died calls ``unstore``.

    Args:
        name: that no file has.
        file: at its beginning.
        alive: called while it is read.

    Raises:
        OSError: it cannot be stored, or there is a file of that name.
    """
    storage = archive_storage()
    if storage.exists(name):
        raise OSError(f"There is a file {name} already.")
    content = File(cast(BinaryIO, _Watched(file, alive)), name=name)
    try:
        final = Path(storage.path(name))
    except NotImplementedError:  # no folder: such a storage has a file or has it not
        storage.save(name, content)
        return
    temporary = Path(storage.path(storage.save(name + UNFINISHED, content)))
    to_disk(temporary)
    temporary.replace(final)
    to_disk(final.parent)


def unstore(name: str) -> None:
    """Remove a file that was being stored, or was, or never began to be."""
    for one in (name, name + UNFINISHED):
        archive_storage().delete(one)


class _Watched:
    """A file of which every reading is a sign of life."""

    def __init__(self, file: BinaryIO, alive: Callable[[], None]) -> None:
        self._file = file
        self._alive = alive
        self.seek, self.tell = file.seek, file.tell
        self.closed = False

    def read(self, size: int = -1) -> bytes:
        self._alive()
        return self._file.read(size)

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        """Who opened it closes it."""

"""The body of a response while it is kept: short ones in memory, long ones in a file.

The file has no name, so nothing is left of it when the process dies.
"""

import hashlib
import io
import tempfile
import weakref
from typing import BinaryIO, cast

# A page is some 20 kB; what is longer is an uploaded file.
IN_MEMORY = 1 << 20


class Payload:
    """Bytes that are written once, piece by piece, and read any number of times.

    Args:
        content: The first piece.
    """

    def __init__(self, content: bytes = b""):
        self._file: BinaryIO = io.BytesIO()
        self._sha256 = hashlib.sha256()
        self.length = 0
        if content:
            self.write(content)

    def write(self, piece: bytes) -> int:
        """Add a piece and return its length."""
        if self.length <= IN_MEMORY < self.length + len(piece):
            self._to_disk()
        self._file.write(piece)
        self._sha256.update(piece)
        self.length += len(piece)
        return len(piece)

    def _to_disk(self) -> None:
        file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - closed with this object
        weakref.finalize(self, file.close)
        file.write(self.content())
        self._file = file

    @property
    def sha256(self) -> str:
        """In hexadecimal."""
        return self._sha256.hexdigest()

    def open(self) -> BinaryIO:
        """The bytes as a file at its beginning; always the same file."""
        self._file.seek(0)
        return self._file

    def content(self) -> bytes:
        """All of it in memory: for documents that have to be understood, not for files."""
        return self.open().read()


def open_payload(payload: bytes | Payload) -> tuple[BinaryIO, int]:
    """A payload as a file at its beginning, and its length."""
    if isinstance(payload, Payload):
        return payload.open(), payload.length
    return io.BytesIO(payload), len(payload)

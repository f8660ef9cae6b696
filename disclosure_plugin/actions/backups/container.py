"""The file of a backup: a plain tar whose last two members say whether it is whole.

Members in order: ``database/…`` (the dump in pieces), ``files/ALIAS/…``, ``keys/…``,
``manifest.json``, ``manifest.sha256``. The digests of the manifest cover names, times and bytes of
everything before it, the last member covers the manifest; so a file that was cut off or changed
by accident is noticed. Written and read in one pass, with the memory of one piece.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from .errors import NotABackup
from .manifest import Manifest, Part

PIECE = 8 * 1024 * 1024
MANIFEST = "manifest.json"
SEAL = "manifest.sha256"

Moved = Callable[[int], None]


class Tally:
    """Counts and digests the members of one part as they pass."""

    def __init__(self) -> None:
        self._members = self._size = 0
        self._digest = hashlib.sha256()

    def begin(self, member: tarfile.TarInfo) -> None:
        head = [member.name, member.size, member.mode & 0o777, int(member.mtime)]
        self._digest.update(json.dumps(head).encode() + b"\n")
        self._members += 1
        self._size += member.size

    def add(self, piece: bytes) -> None:
        self._digest.update(piece)

    def part(self) -> Part:
        return Part(self._members, self._size, self._digest.hexdigest())


class Writer:
    """Writes the members of a backup, the manifest last."""

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self._tallies: dict[str, Tally] = {}

    def add(
        self,
        name: str,
        content: IO[bytes],
        *,
        size: int,
        mtime: int = 0,
        mode: int = 0o600,
        moved: Moved = lambda size: None,
    ) -> None:
        """Add one member.

        Args:
            content: at least `size` bytes; what is beyond is left out.
            mtime: in whole seconds, as front servers see it.
            moved: told the size of each piece.

        Raises:
            OSError: there are fewer bytes, or the disk is full.
        """
        member = tarfile.TarInfo(name)
        member.size, member.mtime, member.mode = size, mtime, mode
        tally = self._tallies.setdefault(part_of(name), Tally())
        tally.begin(member)
        self._tar.addfile(member, _Counted(content, tally, moved))
        # It would remember every file of the county.
        self._tar.members.clear()  # type: ignore[attr-defined]

    def parts(self) -> dict[str, Part]:
        return {name: tally.part() for name, tally in self._tallies.items()}

    def close(self, manifest: Manifest) -> None:
        text = manifest.to_json()
        for name, content in ((MANIFEST, text), (SEAL, hashlib.sha256(text).hexdigest().encode())):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o600
            self._tar.addfile(member, io.BytesIO(content))
        self._tar.close()


class _Counted:
    """A file that is digested while tarfile reads it."""

    def __init__(self, file: IO[bytes], tally: Tally, moved: Moved) -> None:
        self._file, self._tally, self._moved = file, tally, moved

    def read(self, size: int = -1, /) -> bytes:
        piece = self._file.read(size)
        self._tally.add(piece)
        self._moved(len(piece))
        return piece


def members(file: IO[bytes]) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """Yield each member with its content, from the beginning.

    Raises:
        NotABackup: it is no tar, or is cut off, or has a member that no backup has.
    """
    file.seek(0)
    try:
        with tarfile.open(fileobj=file, mode="r:") as tar:
            while member := tar.next():
                content = tar.extractfile(member) if member.isreg() else None
                path = PurePosixPath(member.name)
                if content is None or path.is_absolute() or ".." in path.parts:
                    raise NotABackup(_damaged(member.name))
                yield member, content
                tar.members.clear()  # type: ignore[attr-defined]
    except (tarfile.TarError, EOFError, OSError) as error:
        raise NotABackup(_damaged(str(error))) from error


def pieces(content: IO[bytes], size: int) -> Iterator[bytes]:
    """Yield the bytes of a member.

    Raises:
        NotABackup: the file ends before.
    """
    left = size
    while left:
        try:
            piece = content.read(min(left, PIECE))
        except (tarfile.TarError, OSError) as error:
            raise NotABackup(_damaged(str(error))) from error
        if not piece:
            raise NotABackup(_damaged(_("it ends too early")))
        left -= len(piece)
        yield piece


def verify(file: IO[bytes], moved: Moved = lambda size: None) -> Manifest:
    """Read the whole file once and compare it with its manifest.

    Args:
        moved: told the size of each piece.

    Raises:
        NotABackup: it is cut off or was changed; the message names the part.
    """
    tallies: dict[str, Tally] = {}
    ends: dict[str, bytes] = {}
    for member, content in members(file):
        if member.name in (MANIFEST, SEAL):
            ends[member.name] = b"".join(pieces(content, member.size))
            continue
        if ends:  # nothing comes after the manifest
            raise NotABackup(_damaged(member.name))
        tally = tallies.setdefault(part_of(member.name), Tally())
        tally.begin(member)
        for piece in pieces(content, member.size):
            tally.add(piece)
            moved(len(piece))
    manifest = _manifest(ends)
    for name in sorted({*tallies, *manifest.parts}):
        if name not in tallies or tallies[name].part() != manifest.parts.get(name):
            raise NotABackup(_damaged(name))
    return manifest


def part_of(name: str) -> str:
    """Return the part that a member belongs to."""
    parts = PurePosixPath(name).parts
    return "/".join(parts[:2]) if parts[0] == "files" else parts[0]


def _manifest(ends: dict[str, bytes]) -> Manifest:
    text = ends.get(MANIFEST, b"")
    if ends.get(SEAL) != hashlib.sha256(text).hexdigest().encode():
        raise NotABackup(_damaged(_("it ends too early") if SEAL not in ends else MANIFEST))
    try:
        return Manifest.from_json(text)
    except ValueError as error:
        raise NotABackup(
            _("This backup is of a format that this release does not know (%(reason)s).")
            % {"reason": error}
        ) from error


def _damaged(what: str) -> str:
    return _("This file is no whole backup: %(what)s. Nothing was changed.") % {"what": what}

"""A bag: files with a list of their digests, in one ZIP, as BagIt 1.0 (RFC 8493) has it.

The same files give the same bytes, and any BagIt tool can tell whether all of them arrived.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO

from disclosure_plugin.archive.errors import PackageError

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
PAYLOAD = "data/"

_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")
_BUFFER = 1 << 20


class Bag:
    """A bag under construction.

    Args:
        output: Seekable binary file, empty.
        name: Of the folder that all files are in.
        at: What its files are dated (UTC).
    """

    def __init__(self, output: BinaryIO, name: str, at: datetime):
        self._zip = zipfile.ZipFile(output, "w")
        self._name = name
        self._at = at
        self._digests: dict[str, str] = {}
        self._size = 0

    def add(self, path: str, content: bytes) -> None:
        """Add a file below ``data/``.

        Raises:
            PackageError: ``bad-name`` for a name that is no plain one, or is there already.
        """
        self._copy(PAYLOAD + self._checked(path), io.BytesIO(content), packed=True)
        self._size += len(content)

    def copy(self, path: str, source: BinaryIO) -> None:
        """Add a large file that is packed already; it is read from its beginning.

        Raises:
            PackageError: As ``add``.
        """
        self._size += source.seek(0, 2)
        self._copy(PAYLOAD + self._checked(path), source, packed=False)

    def close(self, info: Mapping[str, str]) -> None:
        """Add the lists, and end the file.

        Args:
            info: Lines of ``bag-info.txt``; a value is one line.
        """
        payload = dict(self._digests)
        oxum = {"Payload-Oxum": f"{self._size}.{len(payload)}"}
        lines = (f"{key}: {' '.join(value.split())}\n" for key, value in {**info, **oxum}.items())
        self._tag("bagit.txt", DECLARATION)
        self._tag("bag-info.txt", "".join(lines).encode())
        self._tag("manifest-sha256.txt", _listed(payload))
        tags = {path: sha256 for path, sha256 in self._digests.items() if path not in payload}
        self._tag("tagmanifest-sha256.txt", _listed(tags))
        self._zip.close()

    def _tag(self, path: str, content: bytes) -> None:
        self._copy(path, io.BytesIO(content), packed=True)

    def _checked(self, path: str) -> str:
        if not _PATH.fullmatch(path) or PAYLOAD + path in self._digests:
            raise PackageError(
                "bad-name", "“%(name)s” cannot be a file of the hand-over.", {"name": path}
            )
        return path

    def _copy(self, path: str, source: BinaryIO, *, packed: bool) -> None:
        member = zipfile.ZipInfo(f"{self._name}/{path}", self._at.timetuple()[:6])
        member.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        member.create_system = 3  # Unix everywhere, so that the bytes do not tell the machine
        member.external_attr = 0o644 << 16
        member.file_size = source.seek(0, 2)  # lets zipfile decide whether ZIP64 is needed
        source.seek(0)
        sha256 = hashlib.sha256()
        with self._zip.open(member, "w") as target:
            while chunk := source.read(_BUFFER):
                target.write(chunk)
                sha256.update(chunk)
        self._digests[path] = sha256.hexdigest()


def _listed(digests: Mapping[str, str]) -> bytes:
    return "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(digests.items())).encode()


def bag_problems(file: BinaryIO) -> list[str]:
    """Read a bag again and compare every file with the lists.

    Returns:
        What is wrong, in English; nothing if all is there.
    """
    try:
        with zipfile.ZipFile(file) as package:
            return _problems(package)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, KeyError) as error:
        return [f"It cannot be read: {error}"]


def _problems(package: zipfile.ZipFile) -> list[str]:
    names = package.namelist()
    top = {name.partition("/")[0] for name in names}
    if len(top) != 1 or len(names) != len(set(names)):
        return ["It is not one folder, each file once."]
    root = f"{top.pop()}/"
    told: dict[str, str] = {}
    for listing in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        for line in package.read(root + listing).decode().splitlines():
            sha256, _, path = line.partition("  ")
            told[path] = sha256
    there = {name.removeprefix(root) for name in names} - {"tagmanifest-sha256.txt"}
    wrong = [f"{path} is not listed." for path in sorted(there - told.keys())]
    wrong += [f"{path} is missing." for path in sorted(told.keys() - there)]
    for path in sorted(there & told.keys()):
        with package.open(root + path) as member:
            if hashlib.file_digest(member, "sha256").hexdigest() != told[path]:  # type: ignore[arg-type]
                wrong.append(f"{path} is not what is listed.")
    return wrong

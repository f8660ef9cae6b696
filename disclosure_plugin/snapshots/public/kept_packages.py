"""Packages that were put together a moment ago, for whoever asks for part after part of one.

A player reads a package in some dozens of ranges. Each is put together once for all of them, in a
file without a name: nothing of it is left when the process ends, and no other process can open
it. Who may have it is asked before, every time.
"""

from __future__ import annotations

import io
import os
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# After the last request for it; and not more at a time, because each takes its size on disk.
SECONDS = 120
AT_MOST = 4


class KeptPackages:
    """The last few packages of this process, each until nobody has asked for it for a while.

    Args:
        seconds: how long that is.
        at_most: how many there may be.
    """

    def __init__(self, *, seconds: float = SECONDS, at_most: int = AT_MOST) -> None:
        self._seconds = seconds
        self._at_most = at_most
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[_Package, threading.Timer]] = OrderedDict()

    def open(self, key: str, make: Callable[[], BinaryIO]) -> BinaryIO:
        """Return a package as a file at its beginning.

        One after the other, so that a process puts together no two at the same time.

        Args:
            key: what is another as soon as the package's bytes are.
            make: puts it together.
        """
        with self._lock:
            known = self._kept.pop(key, None)
            package = known[0] if known else _Package(make())
            if known:
                known[1].cancel()
            timer = threading.Timer(self._seconds, self._forget, [key])
            timer.daemon = True
            timer.start()
            self._kept[key] = (package, timer)
            while len(self._kept) > self._at_most:
                _key, (_package, oldest) = self._kept.popitem(last=False)
                oldest.cancel()
        return cast(BinaryIO, io.BufferedReader(_View(package)))

    def _forget(self, key: str) -> None:
        with self._lock:
            self._kept.pop(key, None)


class _Package:
    """A file that is closed when nobody keeps or reads it any more."""

    def __init__(self, file: BinaryIO) -> None:
        self.number = file.fileno()
        self.size = os.fstat(self.number).st_size
        weakref.finalize(self, file.close)


class _View(io.RawIOBase):
    """A place of its own in a package that others read as well."""

    def __init__(self, package: _Package) -> None:
        self._package = package
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        begin = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._package.size}[whence]
        self._at = begin + offset
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        count = os.preadv(self._package.number, [memoryview(buffer)], self._at)
        self._at += count
        return count


kept_packages = KeptPackages()

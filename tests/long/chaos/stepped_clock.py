"""A clock that a test can set, for every process that is started with it.

No mock: a small library is compiled and preloaded, and whatever the process asks for the time of
day, in Python or in C, gets the stepped one.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_suffix(".c")


class SteppedClock:
    """The machine's clock, and so many seconds more or less.

    Args:
        folder: for the library and the file with the step; every account must get there.
        name: of this clock.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._file = folder / name
        self._library = folder / "stepped_clock.so"
        if not self._library.exists():
            _compile(self._library)
        self._seconds = 0
        self.step(0)

    @property
    def environment(self) -> dict[str, str]:
        """Variables of the processes that go by this clock."""
        return {"LD_PRELOAD": str(self._library), "STEPPED_CLOCK": str(self._file)}

    def step(self, seconds: int) -> None:
        """Set the clock so many seconds onward, or back."""
        self._seconds += seconds
        # In place: the processes have this very file before their eyes.
        with self._file.open("r+b" if self._file.exists() else "wb") as file:
            file.write(struct.pack("=q", self._seconds))

    def now(self) -> float:
        """Return what the clock says, in seconds since 1970."""
        return time.time() + self._seconds


def _compile(library: Path) -> None:
    compiler = shutil.which("cc")
    if not sys.platform.startswith("linux") or compiler is None:
        pytest.skip("needs Linux and a C compiler; on Debian or Ubuntu: apt-get install gcc")
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, SOURCE],
        check=True,
    )
    library.chmod(0o755)

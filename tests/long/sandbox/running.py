"""Start the demo's runner as a person would, and look at the processes it leaves."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sandbox.services.redis import free_port
from sandbox.services.state import REPOSITORY

SMALL_COUNTY = Path(__file__).with_name("small_county.py")


class RunningDemo:
    """One run of the demo in `folder`; its output grows in `output`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.output = folder.with_name("output.txt")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, prepare: str = "pass", **variables: str) -> None:
        env = {
            **os.environ,
            "DEMO_STATE": str(self.folder),
            "PORT": str(self.port),
            "PYTHONPATH": str(REPOSITORY),
            "SMALL_PREPARE": prepare,
            **variables,
        }
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, str(SMALL_COUNTY)],
                env=env,
                cwd=REPOSITORY,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.output.read_text("utf-8")

    def wait_until_it_says(self, text: str, seconds: float = 60) -> None:
        assert self.process
        deadline = time.monotonic() + seconds
        while text not in self.said:
            assert self.process.poll() is None, f"It ended early:\n{self.said}"
            assert time.monotonic() < deadline, f"It never said {text!r}:\n{self.said}"
            time.sleep(0.1)

    def signal(self, number: int) -> None:
        assert self.process
        self.process.send_signal(number)

    def status(self, seconds: float = 60) -> int:
        """Wait for its end."""
        assert self.process
        return self.process.wait(seconds)

    def end(self) -> None:
        """However the test went."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
        for pid in processes_of(self.folder):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def processes_of(folder: Path) -> list[int]:
    """The living processes that work in `folder`, by their arguments, variables or folder."""
    mark = os.fsencode(str(folder))
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            place = os.fsencode(str((entry / "cwd").readlink()))
            told = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            if mark in place or mark in told:
                found.append(int(entry.name))
    return found

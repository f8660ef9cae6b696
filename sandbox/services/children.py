"""A child process with a log file, which a later run can still find and stop."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from .errors import SandboxError, cannot_write


class Child:
    """One process in a session of its own, so that Ctrl-C in the terminal does not reach it.

    Its id stands in `run/NAME.json` of the state folder while it runs, so that the next start
    finds it even when this one was killed.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        state: Path,
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.name = name
        self.log = state / "logs" / f"{name}.log"
        self._record = state / "run" / f"{name}.json"
        try:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            self._record.parent.mkdir(parents=True, exist_ok=True)
            with self.log.open("ab") as log:
                self._log_start = log.tell()
                self._popen = subprocess.Popen(
                    list(command),
                    env=None if env is None else dict(env),
                    cwd=cwd,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            self._record.write_text(json.dumps([self.pid, _created(self.pid)]))
        except FileNotFoundError as error:
            raise SandboxError(f"{name} cannot start: {command[0]} does not exist.") from error
        except OSError as error:
            raise cannot_write(state, error) from error

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def returncode(self) -> int | None:
        """None while it runs; negative is the number of the signal that ended it."""
        return self._popen.poll()

    @property
    def running(self) -> bool:
        return self.returncode is None

    def last_lines(self, count: int = 15) -> str:
        """What this process wrote last."""
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            text = log.read().decode("utf-8", "replace")
        return "\n".join(text.splitlines()[-count:])

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the process alone: gunicorn and Celery tell their own children."""
        if self.running:
            self._popen.send_signal(signal.SIGTERM)

    def stop(self, patience: float = 10) -> None:
        """End the process in order, and by force what is left of its group after `patience` s."""
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(patience)
        self.kill()

    def kill(self) -> None:
        """SIGKILL to the process and everything it started."""
        _kill_group(self.pid)
        self._popen.wait()
        self._record.unlink(missing_ok=True)


def stop_leftovers(state: Path, patience: float = 5) -> list[str]:
    """End the processes that an earlier run of the same state folder could not end.

    Returns:
        The names of those that still ran. A record whose process id now belongs to somebody
        else (the start time differs) is deleted without touching that process.
    """
    stopped = []
    for record in sorted((state / "run").glob("*.json")):
        try:
            pid, created = json.loads(record.read_text())
        except (ValueError, TypeError):  # a run that was killed while it wrote
            record.unlink()
            continue
        if _created(pid) == created:
            os.kill(pid, signal.SIGTERM)
            deadline = time.monotonic() + patience
            while _created(pid) == created and time.monotonic() < deadline:
                time.sleep(0.1)
            _kill_group(pid)
            stopped.append(record.stem)
        record.unlink()
    return stopped


def _created(pid: int) -> float | None:
    """When the living process `pid` began; None when there is none (a zombie is none)."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.NoSuchProcess:
        return None


def _kill_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)

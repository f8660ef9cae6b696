"""Named processes and the groups they start."""

import sys
import time
from pathlib import Path

import pytest

from sandbox.services.errors import SandboxError
from sandbox.services.processes import Processes

from .running import processes_of

SLEEP = "import time; time.sleep(300)"
WITH_CHILD = (
    "import subprocess, sys, time; "
    f"subprocess.Popen([sys.executable, '-c', {SLEEP!r}]); print('begun', flush=True); "
    "time.sleep(300)"
)
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"


@pytest.fixture
def processes(folder: Path) -> Processes:
    return Processes(folder, {"DEMO_STATE": str(folder)}, Path("/"))


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_kill_takes_the_children_too_and_the_name_can_be_used_again(
    processes: Processes, folder: Path
) -> None:
    with processes:
        first = processes.start("worker", python(WITH_CHILD))
        wait_for(lambda: len(processes_of(folder)) == 2)
        processes.kill("worker")
        wait_for(lambda: processes_of(folder) == [])
        assert first.returncode == -9
        assert processes.ended() is None
        second = processes.start("worker", python(SLEEP))
        assert second.pid != first.pid
        assert second.running
    assert processes_of(folder) == []


def test_a_process_that_ends_by_itself_is_reported_with_its_last_words(
    processes: Processes,
) -> None:
    with processes:
        processes.start("web", python(SLEEP))
        child = processes.start("beat", python("print('no schedule'); raise SystemExit(3)"))
        wait_for(lambda: not child.running)
        assert processes.ended() is child
        assert (child.returncode, child.last_lines()) == (3, "no schedule")


def test_a_process_that_does_not_listen_is_ended_by_force(
    processes: Processes, folder: Path
) -> None:
    child = processes.start("web", python(STUBBORN))
    wait_for(lambda: len(processes_of(folder)) == 1)
    child.stop(patience=0.5)
    assert processes_of(folder) == []


def test_a_name_is_used_once_at_a_time(processes: Processes, folder: Path) -> None:
    with processes:
        first = processes.start("web", python(SLEEP))
        with pytest.raises(SandboxError, match=r"^web runs already\.$"):
            processes.start("web", python(SLEEP))
        assert processes["web"] is first
        assert len(processes_of(folder)) == 1


def test_a_program_that_does_not_exist_is_named(processes: Processes) -> None:
    with processes, pytest.raises(SandboxError, match=r"^web cannot start: /no/such does not"):
        processes.start("web", ["/no/such"])


def wait_for(condition: object, seconds: float = 10) -> None:
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)

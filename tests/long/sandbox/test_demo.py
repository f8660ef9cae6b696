"""The runner of `make demo`: what it refuses, and what it leaves behind."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from sandbox.services.state import REPOSITORY

from .running import RunningDemo, processes_of


@pytest.fixture
def bystander() -> Iterator[subprocess.Popen[bytes]]:
    """A process that is none of the demo's business."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
    yield process
    process.kill()
    process.wait()


def test_a_taken_port_is_named_before_anything_starts(demo: RunningDemo) -> None:
    with socket.create_server(("127.0.0.1", demo.port)):
        demo.start()
        assert demo.status() == 1
    assert (
        f"Port {demo.port} cannot be used (Address already in use). "
        f"Choose another one: make demo PORT={demo.port + 1}" in demo.said
    )
    assert "Traceback" not in demo.said
    assert not (demo.folder / "pg").exists()


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "80a"])
def test_a_port_that_is_none_is_refused(demo: RunningDemo, port: str) -> None:
    demo.start(PORT=port)
    assert demo.status() == 1
    assert demo.said.strip() == f"PORT is '{port}'; it must be a number from 1 to 65535."
    assert not demo.folder.exists()


def test_a_file_in_place_of_the_folder_is_refused_and_kept(demo: RunningDemo) -> None:
    demo.folder.write_text("mine")
    demo.start()
    assert demo.status() == 1
    assert (
        f"Cannot write to {demo.folder}: a file stands where a folder should be. Mend that, "
        "or set DEMO_STATE to another folder, then start again." in demo.said
    )
    assert "Traceback" not in demo.said
    assert demo.folder.read_text() == "mine"


def test_a_failed_preparation_is_shown_and_everything_stopped(demo: RunningDemo) -> None:
    demo.start(prepare="raise SystemExit('the tables cannot be made')")
    assert demo.status() == 1
    assert "Preparation ended by itself (exit status 1)." in demo.said
    assert "the tables cannot be made" in demo.said
    assert "Traceback" not in demo.said
    assert processes_of(demo.folder) == []


def test_ctrl_c_while_it_prepares_stops_everything(demo: RunningDemo) -> None:
    demo.start(prepare="import time; time.sleep(300)")
    demo.wait_until_it_says("Preparation")
    demo.signal(signal.SIGINT)
    assert demo.status() == 128 + signal.SIGINT
    assert processes_of(demo.folder) == []


def test_ctrl_c_stops_what_it_started_and_nothing_else(
    demo: RunningDemo, bystander: subprocess.Popen[bytes]
) -> None:
    demo.start()
    demo.wait_until_it_says("Ready after")
    assert "县住房和城乡建设局  http://jsj.localhost/" in demo.said
    # runner, PostgreSQL, Redis, web and its worker, two Celery workers and their pools, beat
    assert len(processes_of(demo.folder)) >= 10
    demo.signal(signal.SIGINT)
    assert demo.status() == 0, demo.said
    assert demo.said.endswith("Stopped.\n")
    assert processes_of(demo.folder) == []
    assert bystander.poll() is None


def test_a_second_demo_in_the_same_folder_is_refused(demo: RunningDemo) -> None:
    demo.start()
    demo.wait_until_it_says("Ready after")
    assert demo.process
    before = processes_of(demo.folder)
    second = RunningDemo(demo.folder)
    second.output = demo.folder.with_name("second.txt")
    second.start()
    assert second.status() == 1
    assert (
        f"A demo already runs in {demo.folder} (process {demo.process.pid}). Stop it with Ctrl-C "
        "in its terminal, or set DEMO_STATE to another folder." in second.said
    )
    assert set(before) <= set(processes_of(demo.folder))


def test_a_worker_that_dies_is_named_and_the_rest_stopped(demo: RunningDemo) -> None:
    demo.start()
    demo.wait_until_it_says("Ready after")
    [worker] = [
        pid
        for pid in processes_of(demo.folder)
        if f"archive@demo-{demo.port}" in psutil.Process(pid).cmdline()
        and psutil.Process(pid).ppid() == (demo.process.pid if demo.process else 0)
    ]
    os.kill(worker, signal.SIGKILL)
    assert demo.status() == 1
    assert "worker-archive ended by itself (exit status -9). The last lines of" in demo.said
    assert "[queues]" in demo.said.partition("The last lines of")[2]
    assert "Traceback" not in demo.said
    assert processes_of(demo.folder) == []


def test_a_database_that_dies_is_named_and_the_rest_stopped(demo: RunningDemo) -> None:
    demo.start()
    demo.wait_until_it_says("Ready after")
    os.kill(int((demo.folder / "pg" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    assert demo.status() == 1
    assert "PostgreSQL ended by itself. The last lines of" in demo.said
    assert "database system is ready to accept connections" in demo.said
    assert "Traceback" not in demo.said
    assert processes_of(demo.folder) == []


def test_a_killed_run_is_cleaned_up_by_the_next(
    demo: RunningDemo, bystander: subprocess.Popen[bytes]
) -> None:
    demo.start()
    demo.wait_until_it_says("Ready after")
    demo.signal(signal.SIGKILL)
    demo.status()
    left = processes_of(demo.folder)
    assert len(left) >= 9
    # A process id that has gone to somebody else meanwhile.
    (demo.folder / "run" / "old.json").write_text(f"[{bystander.pid}, 12345.0]")
    (demo.folder / "run" / "torn.json").write_text("[12")
    demo.start()
    demo.wait_until_it_says("Ready after")
    for name in ("beat", "redis", "web", "worker-archive", "worker-publishing"):
        assert f"Stopped {name}, which an earlier run had left behind." in demo.said
    assert "Stopped old" not in demo.said
    assert bystander.poll() is None
    demo.signal(signal.SIGINT)
    assert demo.status() == 0, demo.said
    assert processes_of(demo.folder) == []


def test_reset_stops_the_demo_and_deletes_its_folder(demo: RunningDemo) -> None:
    demo.start()
    demo.wait_until_it_says("Ready after")
    result = reset(demo.folder)
    assert (result.stderr, result.stdout) == ("", f"Deleted {demo.folder}.\n")
    assert result.returncode == 0
    assert demo.status() == 0, demo.said  # reset sends SIGTERM
    assert processes_of(demo.folder) == []
    assert not demo.folder.exists()


def test_reset_keeps_a_folder_that_is_not_the_demos(folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")
    result = reset(folder)
    assert result.returncode == 1
    assert result.stderr.strip() == (f"{folder} was not made by the demo, so it is not deleted.")
    assert (folder / "thesis.txt").read_text() == "mine"


def reset(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sandbox.demo", "--reset"],
        env={**os.environ, "DEMO_STATE": str(folder)},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
